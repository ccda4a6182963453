"""What every queue of staff shares: who looks at a case, until when, and who may not decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mate_core.identity.ports import IdentityUow
from mate_core.moderation.desk_errors import CaseClaimed, OwnModerationCase
from mate_core.shared.actor import Actor
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody looks at the case, so that nobody does the same work; it lapses by itself."""

    by: UserId
    until: datetime

    def holds(self, *, at: datetime) -> bool:
        return at < self.until


def claimed(standing: Claim | None, by: UserId, *, lifetime: timedelta, at: datetime) -> Claim:
    """The claim of `by` from now on; raises CaseClaimed while a colleague's holds."""
    require_free(standing, by, at=at)
    return Claim(by, at + lifetime)


def require_free(standing: Claim | None, by: UserId, *, at: datetime) -> None:
    """Raises CaseClaimed while a colleague looks at it."""
    if standing is not None and standing.by != by and standing.holds(at=at):
        raise CaseClaimed(until=standing.until)


async def refuse_own_case(uow: IdentityUow, actor: Actor, *persons: UserId) -> None:
    """Nobody of staff decides where he, or who has his phone or device, is a party (RULES 16).

    Phone numbers count whether verified or not: a second account of his own rarely is. Raises
    OwnModerationCase.
    """
    if actor.user_id in persons:
        raise OwnModerationCase
    phone = (await uow.users.get(actor.user_id)).phone
    devices = await _devices_of(uow, actor.user_id)
    for person in persons:
        if phone is not None and (await uow.users.get(person)).phone == phone:
            raise OwnModerationCase
        if devices and devices & await _devices_of(uow, person):
            raise OwnModerationCase


async def _devices_of(uow: IdentityUow, person: UserId) -> frozenset[str]:
    """Hashes of the devices on which that person logged in lately."""
    sessions = await uow.sessions.of_user(person)
    return frozenset(each.device_hash for each in sessions if each.device_hash is not None)
