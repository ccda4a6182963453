"""How PostgreSQL answers each form of search, for tests and for `docs/search-plans.md`.

python -m tests.contract.search_plans docs/search-plans.md
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
from psycopg import sql

from mate_adapters.postgres import search_planning as planning
from mate_adapters.postgres.migrate import migrate
from mate_adapters.postgres.search_statements import statement_of
from mate_adapters.postgres.search_vocabulary import ALIKE, KNOWN
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.postgres.statement import Statement
from mate_core.partners.model import ServiceType
from mate_core.profiles.model import Gender
from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.model import PageWish, Place
from mate_core.search.policies import SearchPolicy
from mate_core.search.query import SearchQuery, query_of
from mate_core.search.terms import TermKnowledge
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.contract.makers import HOUR, NOBODY, NOW
from tests.contract.search_bulk import fill
from tests.contract.search_makers import BOOK, ORIGIN

FILTERS: Final[Mapping[str, Any]] = {
    "min_rate": Vnd(100_000),
    "max_rate": Vnd(300_000),
    "gender": Gender.FEMALE,
    "min_rating": Fraction(45, 10),
    "service_types": frozenset({ServiceType.WALKING, ServiceType.MOVIE}),
}
_RARE, _COMMON = 3, 1_000_000
_BEHIND: Final[Mapping[Sort, tuple[int, ...]]] = {
    Sort.DISTANCE: (2_226_157_284, 4_200),
    Sort.RATING: (4_200,),
    Sort.PRICE: (200_000, 4_200),
    Sort.RELEVANCE: (1, 4_200),
}


def forms() -> Iterator[tuple[str, Statement, dict[str, Any]]]:
    """What is searched for in words, the statement, and its values."""
    wishes: dict[str, tuple[dict[str, Any], int]] = {
        "": ({}, 0),
        ", free at a time": ({"free_at": FreeAt(NOW + 10 * HOUR, 6)}, 0),
        ", with common words": ({"text": "linh"}, _COMMON),
        ", with rare words": ({"text": "thienthanh"}, _RARE),
    }
    for sort in Sort:
        for words, (wish, partners) in wishes.items():
            if sort is Sort.RELEVANCE and "text" not in wish:
                continue
            query = _knowing(Criteria(ORIGIN, 10, sort=sort, **FILTERS, **wish), partners)
            yield f"by {sort}{words}", *_statement(query, PageWish(20))
        query = _knowing(Criteria(ORIGIN, 10, sort=sort, text="linh", **FILTERS), _COMMON)
        behind = PageWish(20, after=Place(_BEHIND[sort], UserId(NOBODY)))
        yield f"by {sort}, with common words, behind a cursor", *_statement(query, behind)
    yield "what is known of words", KNOWN, {"terms": ["linh", "ng"], "prefixes": [False, True]}
    yield "words that look alike", ALIKE, {"terms": ["nguyne"]}


def _knowing(criteria: Criteria, partners: int) -> SearchQuery:
    query = query_of(criteria, BOOK, SearchPolicy())
    return query.knowing([TermKnowledge(partners) for _ in query.terms])


def _statement(query: SearchQuery, page: PageWish) -> tuple[Statement, dict[str, Any]]:
    plan = planning.plan_of(NOBODY, query, page)
    return statement_of(plan.form), {**plan.values, **planning.box_around(ORIGIN, 10)}


def plan_of(
    connection: psycopg.Connection,
    statement: Statement,
    values: Mapping[str, Any],
    *,
    analyze: bool = False,
) -> str:
    """The generic plan, as the server keeps it for a prepared statement."""
    types = [sql.SQL(_type_name(connection, oid)) for oid in statement.oids]
    given = [sql.Literal(values[name]) for name in statement.names]
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.execute("DEALLOCATE ALL")
    connection.execute(
        sql.SQL("PREPARE wanted ({}) AS {}").format(
            sql.SQL(", ").join(types), sql.SQL(statement.sql.decode())
        )
    )
    how = "ANALYZE, TIMING OFF, SUMMARY ON, COSTS OFF" if analyze else "COSTS OFF"
    explain = sql.SQL("EXPLAIN (" + how + ") EXECUTE wanted ({})")
    rows = connection.execute(explain.format(sql.SQL(", ").join(given))).fetchall()
    return "\n".join(_short(str(row[0])) for row in rows)


def _type_name(connection: psycopg.Connection, oid: int) -> str:
    row = connection.execute("SELECT %s::oid::regtype::text", [oid]).fetchone()
    assert row is not None
    return str(row[0])


def _short(line: str) -> str:
    """The distance takes three lines wherever it stands; nobody reads it twice."""
    return re.sub(r"\('12742[^;]*?\)\)\)\)\)\)\)", "<km>", line)[:240]


PARTNERS: Final = 20_000
_INTRODUCTION: Final = f"""# Plans of search

How PostgreSQL answers every form of search, with {PARTNERS:,} partners, as it keeps the plan of a
prepared statement. Made by `python -m tests.contract.search_plans docs/search-plans.md`; a test
sees to it that none of them reads a table from one end to the other. `<km>` stands for the formula
of the distance. What each way is good for, and the figures, are in
[decision 24](decisions/0024-search.md).
"""


def written_plans(dsn: str) -> Iterator[str]:
    yield _INTRODUCTION
    with psycopg.connect(dsn, autocommit=True) as connection:
        for words, statement, values in forms():
            plan = plan_of(connection, statement, values)
            yield f"\n## {words[0].upper()}{words[1:]}\n\n```\n{plan}\n```\n"


def main(path: str) -> None:
    with TemporaryDirectory() as home:
        server = LocalPostgres(Path(home), fast=True)
        server.start()
        try:
            server.create_database("plans")
            migrate(server.dsn("plans"))
            fill(server.dsn("plans"), PARTNERS, open_days=0.2)
            Path(path).write_text("".join(written_plans(server.dsn("plans"))), encoding="utf-8")
        finally:
            server.destroy()


if __name__ == "__main__":
    main(*sys.argv[1:])
