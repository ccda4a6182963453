"""Asking, one question after another, with a clock on each and the books of CPU on all."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

import psycopg

from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.store import PostgresStore
from mate_adapters.runtime import Runtime, seal_keys_of
from mate_core.partners.service import Offer, PartnerService
from mate_core.shared.actor import Actor, Role
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.bench.accounting import Meter
from tests.bench.costs import BenchFailed, Cost
from tests.bench.search.crowding import SEARCHERS, searcher
from tests.bench.search.original import ask_original
from tests.bench.search.questions import ORIGINAL, PAGE, QUESTIONS, Asked, Question
from tests.load.place import Place

_WARMING: Final = 20
_LIMIT_S: Final = 60
"""For one kind of question: a run must end, however slow one of them is."""
_COMPARED: Final = 5
"""So many answers of the original are laid beside ours."""
_SLICE: Final = 25
"""So many changes with the read model, then as many without, in turns."""


@dataclass(frozen=True, slots=True)
class Timed:
    """`took_ms` has the time of every question; `found` the hits of all pages together."""

    cost: Cost
    took_ms: Sequence[float]
    found: int

    def share_ms(self, part: float) -> float:
        """Within so many milliseconds that part of all questions was answered."""
        ordered = sorted(self.took_ms)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]

    def figures(self) -> dict[str, Any]:
        return {
            "p50Ms": round(self.share_ms(0.5), 2),
            "p95Ms": round(self.share_ms(0.95), 2),
            "p99Ms": round(self.share_ms(0.99), 2),
            "cpuMs": round(self.cost.cpu_ms, 3),
            "appCpuMs": round(self.cost.app_ms, 3),
            "postgresqlCpuMs": round(self.cost.postgres_ms, 3),
            "hits": round(self.found / self.cost.units, 1),
            "asked": self.cost.units,
        }


Ask = Callable[[int, Asked], Awaitable[int]]
"""Ask that as the searcher of that number; answers how many hits the page has."""


async def timed(
    meter: Meter, ask: Ask, asked: Sequence[Asked], *, warming: int = _WARMING
) -> Timed:
    """One after another; the first few only warm up, and after a minute no more are asked."""
    for number, each in enumerate(asked[:warming]):
        await ask(number, each)
    took_ms, found = [], 0
    before = meter.read()
    patience = time.perf_counter() + _LIMIT_S
    for number, each in enumerate(asked[warming:], start=warming):
        start = time.perf_counter()
        if start > patience:
            break
        found += await ask(number, each)
        took_ms.append(1000 * (time.perf_counter() - start))
    cost = before.until(meter.read(), len(took_ms))
    return Timed(cost, took_ms, found)


def asked_of(question: Question, runtime: Runtime, count: int) -> list[Asked]:
    """The same for every database and every run of a day."""
    chance = Random(question.name)
    now = runtime.clock.now()
    return [question.ask(chance, now) for _ in range(count + _WARMING)]


def first_searcher(question: Question) -> int:
    """Whoever asks this question asks no other."""
    return QUESTIONS.index(question) * SEARCHERS // len(QUESTIONS)


async def on_services(place: Place, runtime: Runtime, question: Question, count: int) -> Timed:
    """The application service in this process, on PostgreSQL."""

    first = first_searcher(question)

    async def ask(number: int, asked: Asked) -> int:
        page = await runtime.application.search.find(searcher(first + number), *asked)
        return len(page.items)

    timing = await timed(Meter(os.getpid(), place.data), ask, asked_of(question, runtime, count))
    if not timing.found:
        raise BenchFailed(f"nobody was ever found by {question.name}")
    return timing


async def on_the_original(place: Place, runtime: Runtime, count: int) -> Timed:
    """The original's query for what `ORIGINAL` asks us; both must show as many."""
    asked = asked_of(ORIGINAL, runtime, count)
    with psycopg.connect(runtime.dsn, autocommit=True) as connection:

        async def ask(_: int, each: Asked) -> int:
            return len(ask_original(connection, each[0], PAGE))

        for number, each in enumerate(asked[:_COMPARED]):
            actor = searcher(SEARCHERS - 1 - number)  # who asks nothing else
            ours = await runtime.application.search.find(actor, *each)
            theirs = await ask(number, each)
            if len(ours.items) != theirs:
                raise BenchFailed(f"the original shows {theirs}, we show {len(ours.items)}")
        return await timed(Meter(os.getpid(), place.data), ask, asked[:count], warming=2)


@dataclass(frozen=True, slots=True)
class WriteCost:
    """A partner changes the price, with the read model and without."""

    with_model: Cost
    without: Cost

    def figures(self) -> dict[str, Any]:
        with_us, without_us = self.with_model.cpu_ms * 1000, self.without.cpu_ms * 1000
        return {
            "cpuUs": round(with_us),
            "withoutModelCpuUs": round(without_us),
            "refreshCpuUs": round(with_us - without_us),
            "wallUs": round(1e6 * self.with_model.wall_s / self.with_model.units),
            "withoutModelWallUs": round(1e6 * self.without.wall_s / self.without.units),
        }


async def of_writing(place: Place, runtime: Runtime, count: int) -> WriteCost:
    """In turns, so that whatever else the machine does falls on both."""
    meter = Meter(os.getpid(), place.data)
    partners = _bookable(runtime.dsn, 2 * count)
    pool = ConnectionPool(runtime.dsn, max_size=2)
    await pool.open()
    store = PostgresStore(pool, seal_keys_of(runtime.settings).seals())  # without any handlers
    bare = replace(runtime.application.partners, open_uow=store.open_uow)
    costs = {True: _NOTHING, False: _NOTHING}
    try:
        for first in range(0, 2 * count, _SLICE):
            with_model = first // _SLICE % 2 == 0
            service = runtime.application.partners if with_model else bare
            before = meter.read()
            for partner_id in partners[first : first + _SLICE]:
                await _change(service, partner_id)
            cost = before.until(meter.read(), len(partners[first : first + _SLICE]))
            costs[with_model] = _added(costs[with_model], cost)
    finally:
        await pool.close()
    return WriteCost(costs[True], costs[False])


_NOTHING: Final = Cost(0, 0.0, 0.0, 0.0)


def _added(one: Cost, other: Cost) -> Cost:
    return Cost(
        one.units + other.units,
        one.wall_s + other.wall_s,
        one.app_s + other.app_s,
        one.postgres_s + other.postgres_s,
    )


async def _change(service: PartnerService, partner_id: UserId) -> None:
    await service.change(Actor(partner_id, Role.PARTNER), Offer(hourly_rate=Vnd(210_000)))


def _bookable(dsn: str, count: int) -> Sequence[UserId]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT partner_id FROM partner_search ORDER BY partner_id LIMIT %s", (count,)
        ).fetchall()
    return [row[0] for row in rows]


def sizes_of(dsn: str) -> dict[str, int]:
    """Bytes of the read model's tables and of each of their indexes, by name."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            """
            SELECT relname, pg_relation_size(pg_class.oid)
            FROM pg_class LEFT JOIN pg_index ON indexrelid = pg_class.oid
            WHERE relkind IN ('r', 'i') AND coalesce(indrelid, pg_class.oid)::regclass::text
                IN ('partner_search', 'search_cells', 'search_terms')
            ORDER BY relname
            """
        ).fetchall()
    return dict(rows)
