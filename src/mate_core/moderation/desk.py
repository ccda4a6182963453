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
    """Nobody of staff decides where he, or somebody with his phone number, is a party (RULES 16).

    Raises OwnModerationCase.
    """
    if actor.user_id in persons:
        raise OwnModerationCase
    phone = (await uow.users.get(actor.user_id)).phone
    if phone is None:
        return
    for person in persons:
        if (await uow.users.get(person)).phone == phone:
            raise OwnModerationCase
