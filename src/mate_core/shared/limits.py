"""How often somebody may ask: typed rates, and the port that counts.

The algorithm is the generic cell rate algorithm (ITU-T I.371, annex A): one instant for each key,
the theoretical arrival time, tells how full its bucket is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)


class RateClass(StrEnum):
    """What a route is to the limiter; SOS, callbacks of vendors and health are EXEMPT."""

    ORDINARY = "ordinary"
    AUTH = "auth"
    EXEMPT = "exempt"


class Counted(StrEnum):
    """By what a caller is told apart; nobody logged in has an address only."""

    USER = "user"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Rate:
    """`allowed` requests each `period` for as long as one likes, `burst` of them at once.

    `name` tells it apart in the store and in headers. Raises ValueError for what allows nothing.
    """

    name: str
    allowed: int
    period: timedelta
    burst: int

    def __post_init__(self) -> None:
        if self.allowed < 1 or self.burst < 1 or self.period <= timedelta(0):
            raise ValueError(f"rate {self.name} allows nothing")

    @property
    def interval(self) -> timedelta:
        """How long one request takes to drain."""
        return self.period / self.allowed

    @property
    def tolerance(self) -> timedelta:
        """How far ahead of the present the theoretical arrival time may run."""
        return self.interval * self.burst


Rates = Mapping[RateClass, Sequence[tuple[Counted, Rate]]]


@dataclass(frozen=True, slots=True)
class RatePolicy:
    """Which rates hold for each class of route. Without any, nobody is limited."""

    rates: Rates = field(default_factory=dict)

    def of(self, kind: RateClass) -> Sequence[tuple[Counted, Rate]]:
        return self.rates.get(kind, ())


_PER_ADDRESS: Final = Rate("address", 100, SECOND, 200)
"""Ten times a user's: many people share the address of a mobile network."""

STANDARD: Final = RatePolicy(
    MappingProxyType(
        {
            RateClass.ORDINARY: (
                (Counted.USER, Rate("user", 10, SECOND, 20)),
                (Counted.ADDRESS, _PER_ADDRESS),
            ),
            RateClass.AUTH: (
                (Counted.ADDRESS, Rate("auth", 60, MINUTE, 60)),
                (Counted.ADDRESS, _PER_ADDRESS),
            ),
        }
    )
)
_FORMER: Final = (
    (Counted.ADDRESS, Rate("second", 3, SECOND, 3)),
    (Counted.ADDRESS, Rate("ten-seconds", 20, 10 * SECOND, 20)),
    (Counted.ADDRESS, Rate("minute", 100, MINUTE, 100)),
)
ORIGINAL: Final = RatePolicy(
    MappingProxyType({RateClass.ORDINARY: _FORMER, RateClass.AUTH: _FORMER})
)
"""What the original document asks of everybody: 3 a second, 20 in ten seconds, 100 a minute."""
OPEN: Final = RatePolicy()


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of the tightest of the rates that were asked.

    `retry_at` is when the next request would be let in: now, unless this one was refused.
    `resets_at` is when all of it is there again.
    """

    allowed: bool
    rate: Rate
    remaining: int
    retry_at: datetime
    resets_at: datetime


class RateLimiter(Protocol):
    async def take(self, asked: Sequence[tuple[Rate, str]], *, at: datetime) -> Allowance:
        """One request against every (rate, key): let in by all, or refused and counted by none.

        `asked` is not empty. Raises LimiterUnavailable when the store is away.
        """
        ...


class LimiterUnavailable(Exception):
    """The store of the counters does not answer."""


def arrival(rate: Rate, stored: datetime | None, *, at: datetime) -> tuple[datetime, bool]:
    """The theoretical arrival time after one more request, and whether it is let in."""
    wanted = max(stored or at, at) + rate.interval
    return wanted, wanted - at <= rate.tolerance


def allowance(rate: Rate, reached: datetime, *, at: datetime, allowed: bool) -> Allowance:
    """What a key has left whose theoretical arrival time is `reached`."""
    ahead = max(reached - at, timedelta(0))
    free = rate.tolerance - ahead
    return Allowance(
        allowed=allowed,
        rate=rate,
        remaining=max(int(free / rate.interval), 0),
        retry_at=at if free >= rate.interval else at + (rate.interval - free),
        resets_at=at + ahead,
    )


def tightest(found: Sequence[Allowance]) -> Allowance:
    """The one to tell: a refusal that lasts longest, else the one with the least left."""
    refused = [each for each in found if not each.allowed]
    if refused:
        return max(refused, key=lambda each: each.retry_at)
    return min(found, key=lambda each: each.remaining / each.rate.burst)
