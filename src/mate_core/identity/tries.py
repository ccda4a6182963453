"""How often somebody may guess: policies, counters, and the step that asks them.

A counter belongs to whoever guesses at something, never to what is guessed at alone: so nobody can
shut an account by guessing at it from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from mate_core.identity.errors import TooManyTries

_DOUBLINGS = 32
"""Far beyond every pause that a policy allows; keeps the arithmetic small."""


@dataclass(frozen=True, slots=True)
class Tries:
    """One counter. `since` and `last_at` mean nothing while `count` is 0."""

    key: str
    count: int
    since: datetime
    last_at: datetime

    def counted(self, *, at: datetime) -> Tries:
        return Tries(self.key, self.count + 1, self.since if self.count else at, at)

    def uncounted(self) -> Tries:
        """One of them was right after all."""
        return replace(self, count=max(self.count - 1, 0))


class Limit(Protocol):
    """When one more try is allowed, given those before."""

    def retry_at(self, tries: Tries) -> datetime:
        """The instant (UTC) from which on it is; in the past when it is now."""
        ...

    def is_over(self, tries: Tries, *, at: datetime) -> bool:
        """Whether the counter starts anew."""
        ...


@dataclass(frozen=True, slots=True)
class Backoff:
    """`free` wrong tries cost nothing; then each one doubles the pause, from `first` to `longest`.

    Forgotten `memory` after the last one. Never shut for good.
    """

    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta

    def retry_at(self, tries: Tries) -> datetime:
        beyond = tries.count - self.free
        if beyond < 0:
            return tries.last_at
        pause: timedelta = self.first * (1 << min(beyond, _DOUBLINGS))
        return tries.last_at + min(pause, self.longest)

    def is_over(self, tries: Tries, *, at: datetime) -> bool:
        return tries.count == 0 or at >= tries.last_at + self.memory


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `allowed` in a `period` that begins with the first one."""

    allowed: int
    period: timedelta

    def retry_at(self, tries: Tries) -> datetime:
        return tries.since if tries.count < self.allowed else tries.since + self.period

    def is_over(self, tries: Tries, *, at: datetime) -> bool:
        return tries.count == 0 or at >= tries.since + self.period


@dataclass(frozen=True, slots=True)
class Watch:
    """Holds nobody up: it only tells when there were more than `usual` in a `period`."""

    usual: int
    period: timedelta

    def retry_at(self, tries: Tries) -> datetime:
        return tries.since

    def is_over(self, tries: Tries, *, at: datetime) -> bool:
        return tries.count == 0 or at >= tries.since + self.period

    def is_alarmed(self, tries: Tries, *, at: datetime) -> bool:
        return tries.count > self.usual and not self.is_over(tries, at=at)


class TryCounters(Protocol):
    """Counters by key, which is a keyed hash: no name or address stands in it."""

    async def for_change(self, keys: Sequence[str], *, at: datetime) -> Sequence[Tries]:
        """Their counters in the order of `keys`, locked; one that is new stands at zero."""
        ...

    async def save(self, tries: Tries) -> None: ...

    async def purge(self, *, before: datetime) -> int:
        """Delete counters whose last try was before that instant; answers how many."""
        ...


class TriesUow(Protocol):
    @property
    def tries(self) -> TryCounters: ...


Asked = Sequence[tuple[str, Limit]]


async def admit(uow: TriesUow, asked: Asked, *, at: datetime) -> None:
    """Count one try under every key, before it is known whether it is right.

    So that many at once are no way around. Raises TooManyTries, counting none: the caller commits
    only what was let in.
    """
    ordered = sorted(asked, key=lambda each: each[0])
    counters = await uow.tries.for_change([key for key, _ in ordered], at=at)
    counted = []
    latest = at
    for tries, (_, limit) in zip(counters, ordered, strict=True):
        current = replace(tries, count=0) if limit.is_over(tries, at=at) else tries
        if current.count:
            latest = max(latest, limit.retry_at(current))
        counted.append(current.counted(at=at))
    if latest > at:
        raise TooManyTries(retry_at=latest)
    for tries in counted:
        await uow.tries.save(tries)


async def forgive(
    uow: TriesUow, *, cleared: Sequence[str] = (), uncounted: Sequence[str] = (), at: datetime
) -> None:
    """The try was right: counters of the guesser start anew, shared ones lose this try."""
    keys = sorted({*cleared, *uncounted})
    if not keys:
        return
    for tries in await uow.tries.for_change(keys, at=at):
        right = replace(tries, count=0) if tries.key in cleared else tries.uncounted()
        await uow.tries.save(right)
