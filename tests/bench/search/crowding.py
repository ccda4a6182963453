"""A database with so many partners, and how long it took to fill it."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from typing import Final

import psycopg

from mate_adapters.crowd.numbers import Thing, id_of
from mate_adapters.postgres.bulk.order import Order, Sown
from mate_adapters.postgres.bulk.sowing import Progress, sow
from mate_adapters.runtime import Runtime, seal_keys_of
from mate_core.shared.actor import Actor, Role
from mate_core.shared.ids import UserId

SEED: Final = 1
SEARCHERS: Final = 5_000
"""Users who ask, once each: who asks from one end of the country and then from the other is not
believed (FEATURES 22)."""
_TELL_EVERY: Final = 100_000


@dataclass(frozen=True, slots=True)
class Filled:
    sown: Sown
    seconds: float


async def fill(runtime: Runtime, partners: int) -> Filled:
    """As `mate seed` does it, without meetings of the past; then nothing is left to tidy."""
    order = Order(SEED, partners, SEARCHERS, runtime.clock.now(), "unusable", meetings=False)
    before = time.monotonic()
    book, seals = runtime.application.address_book, seal_keys_of(runtime.settings).seals
    sown = await asyncio.to_thread(sow, runtime.dsn, seals, book, order, _teller())
    seconds = time.monotonic() - before
    with psycopg.connect(runtime.dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return Filled(sown, seconds)


def _teller() -> Progress:
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= _TELL_EVERY:
            told = done
            print(f"search: {done:,} people are there", file=sys.stderr, flush=True)

    return tell


def searcher(number: int) -> Actor:
    return Actor(UserId(id_of(SEED, Thing.USER, number % SEARCHERS)), Role.USER)
