"""The link to a copy of one's data, and the archive behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mate_core.identity.ports import KeyedHasher
from mate_core.privacy.archive import archive
from mate_core.privacy.errors import TooManyExports
from mate_core.privacy.exports import Export
from mate_core.privacy.policies import PrivacyPolicy
from mate_core.privacy.ports import (
    Attachment,
    PersonalDataSource,
    PersonalFiles,
    PrivacyUow,
)
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IdGenerator, Random, UserId
from mate_core.shared.ports import Clock

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SIGNS: Final = 43
"""258 random bits."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ExportLink:
    """Whoever has the token has the data; it is shown once and kept as a hash only."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ExportService:
    """Nothing is stored for an export: the archive is written anew while it is downloaded."""

    open_uow: Callable[[], PrivacyUow]
    open_read: Callable[[], PrivacyUow]
    clock: Clock
    ids: IdGenerator
    random: Random
    hasher: KeyedHasher
    sources: Sequence[PersonalDataSource]
    policy: PrivacyPolicy
    files: Sequence[PersonalFiles] = ()

    @command
    @also_when_banned
    async def request(self, actor: Actor) -> ExportLink:
        """A link for a day; raises TooManyExports."""
        return await self._link(actor.user_id, None, "")

    @command
    async def request_for(self, actor: Actor, person: UserId, *, reason: str) -> ExportLink:
        """The same by staff, for the answer to a rights request; audited.

        Raises Forbidden, NotFound, InvalidInput.
        """
        actor.require_staff()
        require_reason(reason)
        return await self._link(person, actor, reason)

    async def _link(self, person: UserId, staff: Actor | None, reason: str) -> ExportLink:
        now = self.clock.now()
        token = self.random.choice_of(_ALPHABET, _SIGNS)
        export = Export(
            id=self.ids.uuid(),
            user_id=person,
            token_hash=self._hash(token),
            requested_at=now,
            expires_at=now + self.policy.export_link,
            requested_by=staff.user_id if staff else None,
        )
        async with self.open_uow() as uow:
            await uow.users.get_for_change(person)  # counted one at a time
            earlier = await uow.exports.of_user_since(person, now - _DAY)
            if staff is None and len(earlier) >= self.policy.exports_a_day:
                raise TooManyExports(retry_at=earlier[0].requested_at + _DAY)
            await uow.exports.add(export)
            if staff is not None:
                await uow.audit.add(
                    audit_record(
                        self.ids,
                        staff,
                        at=now,
                        action="privacy.export",
                        subject_type="user",
                        subject_id=person,
                        reason=reason,
                    )
                )
            await uow.commit()
        return ExportLink(token, export.expires_at)

    async def open(self, token: str) -> AsyncIterator[bytes]:
        """The archive in pieces; raises NotFound for a token that is unknown or has expired."""
        now = self.clock.now()
        async with self.open_read() as uow:
            export = await uow.exports.by_token(self._hash(token))
        if export is None or not export.is_valid(at=now):
            raise NotFound
        person = export.user_id
        collections = [each for source in self.sources for each in source.collect(person)]
        return archive(collections, self._attachments(person), at=now)

    async def _attachments(self, person: UserId) -> AsyncIterator[Attachment]:
        for files in self.files:
            async for attachment in files.attachments(person):
                yield attachment

    def _hash(self, token: str) -> str:
        return self.hasher.digest("data-export", token)
