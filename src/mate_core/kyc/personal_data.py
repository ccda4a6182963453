"""What identity checks keep of a person: for the copy he may ask for, and for the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mate_core.kyc.case import KycCase
from mate_core.kyc.ports import KycUow
from mate_core.kyc.states import UNDER_WAY
from mate_core.privacy.ports import Collection
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class KycData:
    """Pictures of papers are media's; the keyed hash of the card stays, and bans with it."""

    open_read: Callable[[], KycUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [Collection("identity-checks", self._cases(person))]

    async def _cases(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            cases = await _cases_of(uow, person)
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
            }

    async def erase(self, uow: KycUow, person: UserId, *, at: datetime) -> None:
        for case in await _cases_of(uow, person):
            locked = await uow.kyc_cases.get_for_change(case.id)
            await uow.kyc_cases.save(
                replace(locked, declared=None, verified_name=None, changed_at=at)
            )

    async def wind_down(self, person: UserId) -> None:
        """A check that has begun is decided, or runs out, by itself."""

    async def still_open(self, uow: KycUow, person: UserId) -> Sequence[str]:
        latest = await uow.kyc_cases.latest(person)
        under_way = latest is not None and latest.state in UNDER_WAY
        return ["identity_check.under_way"] if under_way else []


async def _cases_of(uow: KycUow, person: UserId) -> Sequence[KycCase]:
    """The newest case and the verified one; what older ones said went with their verdict."""
    latest = await uow.kyc_cases.latest(person)
    verified = await uow.kyc_cases.verified(person)
    found = {case.id: case for case in (latest, verified) if case is not None}
    return list(found.values())
