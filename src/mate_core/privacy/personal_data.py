"""What privacy and the rooms below it, identity and media, keep of a person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from mate_core.identity.personal_data import IdentityData
from mate_core.media.personal_data import MediaData
from mate_core.media.ports import MediaUow
from mate_core.privacy.ports import Attachment, Collection, PrivacyUow
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class AccountData:
    """Identity lies below privacy, so its rows are given their files here."""

    identity: IdentityData

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [
            Collection("account", self.identity.account(person)),
            Collection("sessions", self.identity.sessions(person)),
        ]

    async def erase(self, uow: PrivacyUow, person: UserId, *, at: datetime) -> None:
        await self.identity.erase(uow, person, at=at)


@dataclass(frozen=True, slots=True)
class UploadData:
    """Media lie below privacy too; as `PersonalFiles` their bytes go into the archive."""

    media: MediaData

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [Collection("uploads", self.media.uploads(person))]

    async def attachments(self, person: UserId) -> AsyncIterator[Attachment]:
        async for name, pieces in self.media.files(person):
            yield Attachment(name, pieces)

    async def erase(self, uow: MediaUow, person: UserId, *, at: datetime) -> None:
        await self.media.erase(uow, person, at=at)


@dataclass(frozen=True, slots=True)
class PrivacyData:
    """Consents and requests. They outlive the account: they prove what we were allowed to do."""

    open_read: Callable[[], PrivacyUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [
            Collection("consents", self._consents(person)),
            Collection("privacy-requests", self._requests(person)),
        ]

    async def _consents(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            history = await uow.consents.history(person)
        for consent in history:
            yield asdict(consent)

    async def _requests(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            requests = await uow.rights_requests.of_user(person)
        for request in requests:
            row = asdict(request)
            del row["answered_by"]  # a member of staff is somebody else
            yield row

    async def erase(self, uow: PrivacyUow, person: UserId, *, at: datetime) -> None:
        """What was written in requests goes; that they were made and answered stays."""
        for request in await uow.rights_requests.of_user(person):
            await uow.rights_requests.save(request.without_words())
