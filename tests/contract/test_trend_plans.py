"""No question of trends or tastes reads a table from one end to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from mate_adapters.postgres.repositories import tastes, trends
from mate_adapters.postgres.statement import Statement
from mate_core.shared.time import local_day
from tests.contract.makers import DAY, NOBODY, NOW
from tests.contract.search_bulk import fill
from tests.contract.search_plans import PARTNERS, plan_of

pytestmark = pytest.mark.postgres

_FILL = """
INSERT INTO partner_trends (partner_id, place, score, computed_at)
SELECT partner_id, '/in/' || number %% 34, number, %(at)s
FROM (SELECT partner_id, row_number() OVER () AS number FROM partner_search) AS numbered;
INSERT INTO partner_views (partner_id, day, viewer)
SELECT partner_id, %(day)s::date - day, viewer::text
FROM partner_search, generate_series(0, 13) AS day, generate_series(1, 2) AS viewer;
"""


def forms() -> Iterator[tuple[str, Statement, dict[str, Any]]]:
    behind = {"score": 9_000, "after": NOBODY, "limit": 100}
    yield "highest", trends._HIGHEST, behind
    yield "highest somewhere", trends._HIGHEST_SOMEWHERE, behind | {"places": ["/in/7", "/in/11"]}
    since = {"paid": NOW - 28 * DAY, "viewed": local_day(NOW - 28 * DAY)}
    yield "activities", trends._ACTIVE, since | {"after": UUID(int=0), "limit": 500}
    yield "bookings of a taste", tastes._BOOKED, {"person": NOBODY, "last": 50}
    yield "reviews of a taste", tastes._RATED, {"person": NOBODY, "last": 50}


def test_no_question_reads_a_whole_table(empty_database: str) -> None:
    fill(empty_database, PARTNERS, open_days=0)
    with psycopg.connect(empty_database, autocommit=True, prepare_threshold=None) as connection:
        for statement in _FILL.strip().split(";\n"):
            connection.execute(statement, {"at": NOW, "day": local_day(NOW)})
        connection.execute("ANALYZE partner_trends, partner_views")
        # Bookings and reviews are few here: the planner says what it would do with many.
        connection.execute("SET enable_seqscan = off")
        plans = {
            words: plan_of(connection, statement, values) for words, statement, values in forms()
        }
    whole = {words: re.findall(r"Seq Scan on (?!pg_)\w+", plan) for words, plan in plans.items()}
    assert {words: tables for words, tables in whole.items() if tables} == {}
    assert "Sort" not in plans["highest"], plans["highest"]
