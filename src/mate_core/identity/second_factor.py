"""The second factor of an account: an authenticator app, and codes for the day it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from mate_core.identity import totp
from mate_core.shared.ids import CODE_ALPHABET, Random, UserId

RECOVERY_CODES: Final = 10
_HALF: Final = 5


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Until `confirmed_at` it is only offered. `recovery` are keyed hashes of unused codes."""

    user_id: UserId
    secret: bytes = field(repr=False)
    created_at: datetime
    confirmed_at: datetime | None = None
    last_step: int | None = None
    recovery: frozenset[str] = frozenset()

    def used(self, code: str, *, at: datetime) -> SecondFactor | None:
        """With the step of that code used up; None for a wrong code or one used before."""
        step = totp.matching_step(self.secret, code, at=at, after=self.last_step)
        return None if step is None else replace(self, last_step=step)

    def confirmed(self, recovery: frozenset[str], *, at: datetime) -> SecondFactor:
        return replace(self, confirmed_at=at, recovery=recovery)

    def without(self, recovery_hash: str) -> SecondFactor | None:
        """With that recovery code used up; None when it is none of the unused ones."""
        if recovery_hash not in self.recovery:
            return None
        return replace(self, recovery=self.recovery - {recovery_hash})


class SecondFactors(Protocol):
    """The secret is sealed at rest."""

    async def get_for_change(self, user_id: UserId) -> SecondFactor | None: ...

    async def put(self, factor: SecondFactor) -> None:
        """In the place of the one that the person had, if any."""
        ...

    async def remove(self, user_id: UserId) -> None: ...


def new_recovery_codes(random: Random) -> Sequence[str]:
    """Ten codes of fifty bits, written in two halves."""
    drawn = (random.choice_of(CODE_ALPHABET, 2 * _HALF) for _ in range(RECOVERY_CODES))
    return [f"{code[:_HALF]}-{code[_HALF:]}" for code in drawn]


def as_recovery_code(text: str) -> str:
    """However it was typed."""
    return "".join(sign for sign in text.upper() if sign in CODE_ALPHABET)
