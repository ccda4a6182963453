"""What is measured: the steps of a booking's life, and three simple reads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from tests.load.people import Pair

WORKERS: Final = 8
"""So many people act at once."""


class Marketplace(Protocol):
    """The same acts over HTTP or on the services; each raises BenchFailed unless it succeeds."""

    async def create(self, pair: Pair) -> None: ...
    async def confirm(self, pair: Pair) -> None: ...
    async def pay(self, pair: Pair) -> None: ...
    async def read_code(self, pair: Pair) -> None:
        """The user's own look at the booking, where the meeting code stands."""

    async def start(self, pair: Pair) -> None: ...
    async def complete_by_user(self, pair: Pair) -> None: ...
    async def complete_by_partner(self, pair: Pair) -> None: ...
    async def wallet(self, pair: Pair) -> None: ...
    async def partner_profile(self, pair: Pair) -> None: ...
    async def search_nearby(self, pair: Pair) -> None: ...


Act = Callable[[Marketplace, Pair], Awaitable[None]]

BEFORE_THE_DAY: Final[Sequence[tuple[str, Act]]] = (
    ("create", lambda market, pair: market.create(pair)),
    ("confirm", lambda market, pair: market.confirm(pair)),
    ("pay", lambda market, pair: market.pay(pair)),
)
ON_THE_DAY: Final[Sequence[tuple[str, Act]]] = (
    ("read_code", lambda market, pair: market.read_code(pair)),
    ("start", lambda market, pair: market.start(pair)),
    ("complete_by_user", lambda market, pair: market.complete_by_user(pair)),
    ("complete_by_partner", lambda market, pair: market.complete_by_partner(pair)),
)
RELEASE: Final = "release"
STEPS: Final = (*(name for name, _ in (*BEFORE_THE_DAY, *ON_THE_DAY)), RELEASE)


@dataclass(frozen=True, slots=True)
class Read:
    """One of `rarity` readers does it, because it takes that much longer than the others."""

    name: str
    act: Act
    rarity: int = 1

    def of(self, readers: Sequence[Pair]) -> Sequence[Pair]:
        return readers[:: self.rarity]


READS: Final = (
    Read("wallet", lambda market, pair: market.wallet(pair)),
    Read("partner_profile", lambda market, pair: market.partner_profile(pair)),
    Read("search_nearby", lambda market, pair: market.search_nearby(pair), rarity=6),
)


async def everyone(market: Marketplace, act: Act, pairs: Sequence[Pair], workers: int) -> None:
    """`act` once for each of `pairs`, at most `workers` at a time; the first failure ends it."""
    waiting = iter(pairs)

    async def work() -> None:
        for pair in waiting:
            await act(market, pair)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(work())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
