"""No search reads a table from one end to the other (FEATURES 20, DEFECTS Q9)."""

from __future__ import annotations

import re
from typing import Final

import psycopg
import pytest

from tests.contract.search_bulk import fill
from tests.contract.search_plans import PARTNERS, forms, plan_of

pytestmark = pytest.mark.postgres

WALKED: Final = {
    "by distance": "partner_search_by_cell",
    "by relevance, with rare words": "partner_search_terms",
    "by distance, with rare words": "partner_search_terms",
    "words that look alike": "search_terms_alike",
}
"""The index that makes the form what it is, where it does so in a small table already."""


def test_q9_no_search_reads_a_whole_table(empty_database: str) -> None:
    fill(empty_database, PARTNERS, open_days=0.2)
    with psycopg.connect(empty_database, autocommit=True) as connection:
        plans = {
            words: plan_of(connection, statement, values) for words, statement, values in forms()
        }

    whole = {words: re.findall(r"Seq Scan on (?!pg_)\w+", plan) for words, plan in plans.items()}
    assert {words: tables for words, tables in whole.items() if tables} == {}
    for words, index in WALKED.items():
        assert index in plans[words], plans[words]
