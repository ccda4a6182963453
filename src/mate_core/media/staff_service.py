"""What staff see of media, and how they take something down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.media.errors import MediaNotReady
from mate_core.media.model import Bucket, MediaParty, StoredMedia
from mate_core.media.policies import MediaPolicy
from mate_core.media.ports import MediaUow, ObjectStorage
from mate_core.media.steps import drop
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IdGenerator, MediaId, UserId
from mate_core.shared.pages import LIMIT, Cursor, Page
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class StaffMediaService:
    open_uow: Callable[[], MediaUow]
    open_read: Callable[[], MediaUow]
    clock: Clock
    ids: IdGenerator
    storage: ObjectStorage
    policy: MediaPolicy

    async def listed(
        self,
        actor: Actor,
        *,
        owner_id: UserId | None = None,
        after: Cursor | None = None,
        limit: int = LIMIT,
    ) -> Page[StoredMedia]:
        """Newest first, of one person or of all."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.media.listed(owner_id=owner_id, after=after, limit=min(limit, LIMIT))

    async def show(self, actor: Actor, media_id: MediaId) -> StoredMedia:
        """The row; raises NotFound. Looking at the thing itself is `look`."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.media.get(media_id)

    @command
    async def look(self, actor: Actor, media_id: MediaId, *, reason: str) -> str:
        """A link of two minutes; the look is in the audit log before the link exists.

        Papers need the capability `kyc`. Raises Forbidden, NotFound, MediaNotReady.
        """
        actor.require_staff()
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            media = await uow.media.get(media_id)
            if media.bucket is Bucket.KYC:
                actor.require(Capability.KYC)
            if media.facts is None or not media.is_shown:
                raise MediaNotReady
            await uow.audit.add(
                audit_record(
                    self.ids,
                    actor,
                    action="media.look",
                    subject_type="media",
                    subject_id=media_id,
                    reason=reason,
                    at=now,
                    facts={"kind": media.kind.value, "owner": str(media.owner_id)},
                )
            )
            await uow.commit()
        return await self.storage.link(
            media.place,
            at=now,
            lifetime=self.policy.staff_link_life,
            content_type=media.facts.content_type,
        )

    @command
    async def purge(
        self, actor: Actor, media_id: MediaId, *, reason: str, dry_run: bool = False
    ) -> StoredMedia:
        """Take something down, used or not; its objects go after the commit.

        Raises Forbidden, NotFound when it is gone already, MediaNotReady while it arrives.
        """
        actor.require_staff()
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            media = await uow.media.get_for_change(media_id)
            if media.bucket is Bucket.KYC:
                actor.require(Capability.KYC)
            if media.is_purged:
                raise NotFound
            deleted = media.discard(MediaParty.STAFF, at=now)
            await uow.audit.add(
                audit_record(
                    self.ids,
                    actor,
                    action="media.purge",
                    subject_type="media",
                    subject_id=media_id,
                    reason=reason,
                    at=now,
                    facts={"kind": media.kind.value, "owner": str(media.owner_id)},
                )
            )
            await drop(uow, deleted, at=now)
            if not dry_run:
                await uow.commit()
        return deleted
