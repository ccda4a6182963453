"""What people do with their media, and how objects are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from mate_core.media.addresses import PublicAddresses
from mate_core.media.model import (
    KEY_LENGTH,
    Bucket,
    MediaFacts,
    MediaParty,
    ObjectPlace,
    StoredMedia,
    is_key,
)
from mate_core.media.policies import MediaPolicy
from mate_core.media.ports import LinkSigner, MediaUow, ObjectStorage
from mate_core.media.steps import drop
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ReadableObject:
    """One object, ready to be sent; `stands_in` while the smaller copy asked for is being made."""

    place: ObjectPlace
    content_type: str
    bytes: int
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class MediaService:
    open_uow: Callable[[], MediaUow]
    open_read: Callable[[], MediaUow]
    clock: Clock
    storage: ObjectStorage
    signer: LinkSigner
    policy: MediaPolicy

    async def link(self, media: StoredMedia) -> str:
        """Where its owner reads it: for ever when it is public, else for minutes.

        Papers have no address, not even for their owner.
        """
        if media.bucket is Bucket.PUBLIC:
            return PublicAddresses(self.policy.public_url).url(media.key)
        if media.bucket is Bucket.KYC or media.facts is None:
            raise NotFound
        return await self.storage.link(
            media.place,
            at=self.clock.now(),
            lifetime=self.policy.link_life,
            content_type=media.facts.content_type,
        )

    @command
    async def delete(self, actor: Actor, key: str) -> None:
        """One's own and unused; raises NotFound, MediaInUse."""
        if not is_key(key):
            raise NotFound
        now = self.clock.now()
        async with self.open_uow() as uow:
            found = await uow.media.by_key(key)
            if found.owner_id != actor.user_id:
                raise NotFound
            media = await uow.media.get_for_change(found.id)
            await drop(uow, media.delete(MediaParty.OWNER, at=now), at=now)
            await uow.commit()

    async def public_object(self, name: str) -> ReadableObject:
        """By the last part of a public address; raises NotFound."""
        key, _, rendition = name.partition("-")
        if not is_key(key):
            raise NotFound
        async with self.open_read() as uow:
            media = await uow.media.by_key(key)
        if media.bucket is not Bucket.PUBLIC or not media.is_shown or media.facts is None:
            raise NotFound
        if len(name) == KEY_LENGTH:
            return ReadableObject(media.place, media.facts.content_type, media.facts.bytes)
        return self._rendition(media, media.facts, rendition)

    def _rendition(self, media: StoredMedia, facts: MediaFacts, name: str) -> ReadableObject:
        """Until the smaller copy is made, the picture itself stands in for it."""
        for each in media.renditions:
            if each.name == name:
                return ReadableObject(media.place_of(name), facts.content_type, each.bytes)
        if any(size.name == name for size in self.policy.kinds[media.kind].renditions):
            return ReadableObject(media.place, facts.content_type, facts.bytes, stands_in=True)
        raise NotFound

    async def linked_object(self, token: str) -> ReadableObject:
        """By a link that our storage signed; raises NotFound once it has expired."""
        linked = self.signer.read(token, at=self.clock.now())
        stat = await self.storage.stat(linked.place)
        if stat is None:
            raise NotFound
        return ReadableObject(linked.place, linked.content_type, stat.bytes)

    def read(self, found: ReadableObject, *, start: int, length: int) -> AsyncIterator[bytes]:
        return self.storage.read(found.place, start=start, length=length)
