"""Bank accounts and files for the bank at rest: what the database holds, and rotation."""

from __future__ import annotations

import psycopg
import pytest

from mate_adapters.crypto.cipher import AesGcmFieldCipher
from mate_adapters.memory.crypto import FastKeyedHasher
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.store import PostgresStore
from mate_core.shared.sealing import SealedBatch
from tests.contract.makers import NOW
from tests.contract.payout_makers import DETAILS, a_file, an_account
from tests.contract.review_makers import FULL, a_review

pytestmark = pytest.mark.postgres
OLD, NEW = b"o" * 32, b"n" * 32
PAYOUTS = ("bank_account.number", "payout_file.content")
"""Columns that an earlier release wrote in the clear."""


def store_with(pool: ConnectionPool, keys: dict[str, bytes]) -> PostgresStore:
    return PostgresStore(pool, Seals(AesGcmFieldCipher(keys), FastKeyedHasher()))


@pytest.fixture
def old(postgres_pool: ConnectionPool) -> PostgresStore:
    return store_with(postgres_pool, {"old": OLD})


async def test_v4_neither_account_number_nor_file_is_in_the_database(
    old: PostgresStore, empty_database: str
) -> None:
    await an_account(old)
    file = await a_file(old, content=f"1;{DETAILS.number}".encode())

    with psycopg.connect(empty_database) as sql:
        rows = sql.execute("SELECT bank_accounts::text FROM bank_accounts").fetchall()
        rows += sql.execute("SELECT payout_files::text FROM payout_files").fetchall()
    assert len(rows) == 2
    assert DETAILS.number not in str(rows)
    async with old.open_read() as uow:
        assert await uow.payout_files.get(file.order.id) == file


async def test_rows_of_an_earlier_release_read_and_are_sealed_by_the_rotation(
    old: PostgresStore, empty_database: str
) -> None:
    account, file = await an_account(old), await a_file(old)
    with psycopg.connect(empty_database) as sql:
        sql.execute(
            "UPDATE bank_accounts SET account_number = %s, sealed_number = NULL,"
            " number_hash = NULL",
            [DETAILS.number],
        )
        sql.execute("UPDATE payout_files SET content = %s, sealed_content = NULL", [file.content])
    async with old.open_read() as uow:
        assert await uow.bank_accounts.active(account.owner) == account
        assert await uow.payout_files.get(file.order.id) == file
    assert [(await old.sealed_fields.count(name)).clear for name in PAYOUTS] == [1, 1]

    for name in PAYOUTS:
        assert (await old.sealed_fields.reseal(name, after=None, limit=10)).sealed == 1

    async with old.open_read() as uow:
        assert await uow.bank_accounts.active(account.owner) == account
        assert await uow.payout_files.get(file.order.id) == file
    assert [(await old.sealed_fields.count(name)).clear for name in PAYOUTS] == [0, 0]


async def test_fr139_rotation_goes_on_where_it_was_cut_short_and_the_old_key_can_go(
    old: PostgresStore, postgres_pool: ConnectionPool
) -> None:
    accounts = [await an_account(old, created_at=NOW) for _ in range(3)]
    name = "bank_account.number"
    both = store_with(postgres_pool, {"new": NEW, "old": OLD})
    assert (await both.sealed_fields.count(name)).rows_by_key == {"old": 3}

    first = await both.sealed_fields.reseal(name, after=None, limit=2)
    assert (first.looked_at, first.sealed) == (2, 2)
    assert (await both.sealed_fields.count(name)).rows_by_key == {"new": 2, "old": 1}
    again = await both.sealed_fields.reseal(name, after=None, limit=2)
    assert again == SealedBatch(2, 0, first.last)
    assert await both.sealed_fields.reseal(name, after=again.last, limit=2) == SealedBatch(
        1, 1, None
    )

    alone = store_with(postgres_pool, {"new": NEW})
    async with alone.open_read() as uow:
        for account in accounts:
            assert await uow.bank_accounts.active(account.owner) == account


async def test_safety_note_is_sealed_and_outlives_its_key(
    old: PostgresStore, postgres_pool: ConnectionPool, empty_database: str
) -> None:
    """FEATURES 100: not even who reads the database reads it."""
    review = await a_review(old, content=FULL)
    with psycopg.connect(empty_database) as sql:
        rows = sql.execute("SELECT reviews::text FROM reviews").fetchall()
    assert str(FULL.comment) in str(rows)
    assert str(FULL.safety_note) not in str(rows)

    both = store_with(postgres_pool, {"new": NEW, "old": OLD})
    done = await both.sealed_fields.reseal("review.safety_note", after=None, limit=10)
    assert done == SealedBatch(looked_at=1, sealed=1, last=None)
    async with store_with(postgres_pool, {"new": NEW}).open_read() as uow:
        assert await uow.reviews.get(review.id) == review
