"""One size after another, each in a database of its own on the same PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql

from mate_adapters.runtime import Runtime, open_runtime
from tests.bench.search.crowding import fill
from tests.bench.search.measuring import (
    Timed,
    of_writing,
    on_services,
    on_the_original,
    sizes_of,
)
from tests.bench.search.over_http import over_http
from tests.bench.search.questions import QUESTIONS, Question
from tests.bench.search.report import OfOneSize
from tests.load.place import SERVED, Place

KEY: Final = "search"
_ASKED_OVER_HTTP: Final = ("filters", "nearby")


@dataclass(frozen=True, slots=True)
class SearchScale:
    """How many partners, questions of each kind, of the original's, and changes."""

    partners: int
    questions: int
    originals: int
    changes: int


FULL: Final = (SearchScale(100_000, 300, 40, 500), SearchScale(1_000_000, 300, 12, 500))
QUICK: Final = (SearchScale(10_000, 60, 20, 100), SearchScale(50_000, 60, 10, 100))


@dataclass(frozen=True, slots=True)
class Searched:
    """The smaller database first."""

    sizes: Sequence[OfOneSize]

    def figures(self) -> Mapping[str, Any]:
        """By keys of their own, each beginning with `search`."""
        return {each.key: each.figures() for each in self.sizes}

    def page(self) -> str:
        return "\n\n".join(each.page() for each in self.sizes)


async def measure_search(place: Place, scales: Sequence[SearchScale]) -> Searched:
    """Needs a place whose served database is migrated and empty; the smallest goes there."""
    databases = [SERVED, *(f"bench_search_{scale.partners}" for scale in scales[1:])]
    for database in databases[1:]:
        place.copy_database(SERVED, database)
    found = []
    for database, scale in zip(databases, scales, strict=True):
        found.append(await _of_one_size(place, database, scale))
        if database != SERVED:
            _drop(place, database)
    return Searched(found)


async def _of_one_size(place: Place, database: str, scale: SearchScale) -> OfOneSize:
    async with open_runtime(place.settings(database)) as runtime:
        filled = await fill(runtime, scale.partners)
        sizes = sizes_of(runtime.dsn)
        _tell(f"{scale.partners:,} partners after {filled.seconds:.0f} s")
        services = {
            question.name: await _asked(place, runtime, question, scale) for question in QUESTIONS
        }
        original = await on_the_original(place, runtime, scale.originals)
        served = await _over_http(place, runtime, scale) if database == SERVED else {}
        writing = await of_writing(place, runtime, scale.changes)
    return OfOneSize(scale.partners, filled, services, original, served, writing, sizes)


async def _asked(place: Place, runtime: Runtime, question: Question, scale: SearchScale) -> Timed:
    timing = await on_services(place, runtime, question, scale.questions)
    median, cpu = timing.share_ms(0.5), timing.cost.cpu_ms
    _tell(f"{question.words}: median {median:.1f} ms, CPU {cpu:.1f} ms")
    return timing


async def _over_http(place: Place, runtime: Runtime, scale: SearchScale) -> dict[str, Timed]:
    return {
        question.name: await over_http(place, runtime, question, scale.questions)
        for question in QUESTIONS
        if question.name in _ASKED_OVER_HTTP
    }


def _drop(place: Place, database: str) -> None:
    """A million partners fill a disk that others need."""
    with psycopg.connect(place.postgres.dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(database)))


def _tell(sentence: str) -> None:
    print(f"search: {sentence}", file=sys.stderr, flush=True)
