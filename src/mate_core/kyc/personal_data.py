"""What identity checks keep of a person: for the copy he may ask for, and for the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import KycUow
from mate_core.kyc.states import UNDER_WAY
from mate_core.media import steps as media_steps
from mate_core.privacy.ports import Collection
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class KycData:
    """The log stays as a record of what was decided; it says nothing that is personal."""

    open_read: Callable[[], KycUow]
    policy: KycPolicy

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [Collection("identity-checks", self._cases(person))]

    async def _cases(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            cases = await uow.kyc_cases.of_user(person)
        for case in cases:
            declared = case.declared
            yield {
                "openedAt": case.opened_at,
                "state": case.state,
                "reasons": list(case.reasons),
                "submittedAt": case.submitted_at,
                "decidedAt": case.decided_at,
                "verifiedName": case.verified_name,
                "declaredName": declared.full_name if declared else None,
                "declaredBirthDate": declared.date_of_birth if declared else None,
                "declaredNumber": declared.number.number if declared else None,
                "picturesDeletedAt": case.gone_at,
            }

    async def erase(self, uow: KycUow, person: UserId, *, at: datetime) -> None:
        """Pictures, numbers and names go; the hash of the card stays, for bans (RULES 18)."""
        for case in await uow.kyc_cases.of_user(person):
            if case.has_pictures:
                for media_id in case.pictures.all:
                    await media_steps.discard(uow, media_id, at=at)
            await uow.kyc_cases.save(case.forgotten(self.policy, at=at))

    async def wind_down(self, person: UserId) -> None:
        """A check that has begun is decided, or runs out, by itself."""

    async def still_open(self, uow: KycUow, person: UserId) -> Sequence[str]:
        latest = await uow.kyc_cases.latest(person)
        under_way = latest is not None and latest.state in UNDER_WAY
        return ["identity_check.under_way"] if under_way else []
