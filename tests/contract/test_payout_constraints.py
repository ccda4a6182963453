"""The database refuses bad withdrawals, files and deeds by itself (RULES 16, 20)."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from mate_adapters.postgres.store import PostgresStore
from mate_core.payments.payouts.withdrawal import Withdrawal, WithdrawalStatus
from tests.contract.makers import NOW, a_refund, a_user, new_id
from tests.contract.payout_makers import a_file, a_withdrawal, an_account
from tests.contract.test_deed_repository import keep, new_deed
from tests.contract.test_postgres_constraints import assert_refused

pytestmark = pytest.mark.postgres


@pytest.fixture
def sql(empty_database: str) -> Iterator[psycopg.Connection]:
    """A program that knows nothing of the core."""
    with psycopg.connect(empty_database, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def exported(postgres_store: PostgresStore) -> Withdrawal:
    file = await a_file(postgres_store)
    return await a_withdrawal(
        postgres_store, status=WithdrawalStatus.EXPORTED, approved_at=NOW, file_id=file.order.id
    )


class TestWithdrawals:
    async def test_rule_08_nobody_turns_earnings_into_a_refund(
        self, sql: psycopg.Connection, postgres_store: PostgresStore, exported: Withdrawal
    ) -> None:
        statement = (
            "UPDATE withdrawals SET status = 'PAID', bank_reference = 'FT1', ended_at = %(at)s,"
            " refund_id = %(refund)s WHERE id = %(id)s"
        )
        refund = await a_refund(postgres_store)
        values = {"id": exported.id, "refund": refund.id, "at": NOW}
        assert_refused(sql, "withdrawals_fixed", statement, values)

    @pytest.mark.parametrize("status", ["REQUESTED", "APPROVED", "CANCELLED", "REJECTED"])
    async def test_rule_20_nothing_leads_back_from_the_bank(
        self, sql: psycopg.Connection, exported: Withdrawal, status: str
    ) -> None:
        statement = "UPDATE withdrawals SET status = %(status)s WHERE id = %(id)s"
        assert_refused(sql, "withdrawals_moves", statement, {"status": status, "id": exported.id})

    async def test_rule_20_paid_one_never_fails(
        self, sql: psycopg.Connection, exported: Withdrawal
    ) -> None:
        moved = (
            "UPDATE withdrawals SET status = %(status)s, bank_reference = 'FT1',"
            " ended_at = %(at)s WHERE id = %(id)s"
        )
        values = {"id": exported.id, "at": NOW}
        sql.execute(moved, {**values, "status": "PAID"})

        assert_refused(sql, "withdrawals_moves", moved, {**values, "status": "FAILED"})

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ("status = 'FAILED', ended_at = requested_at", "withdrawals_bank_reference"),
            ("status = 'PAID', bank_reference = 'FT1'", "withdrawals_ended"),
            ("status = 'PAID', amount = amount + 1", "withdrawals_fixed"),
        ],
    )
    async def test_rule_20_end_needs_the_banks_word_and_the_same_sum(
        self, sql: psycopg.Connection, exported: Withdrawal, change: str, constraint: str
    ) -> None:
        statement = f"UPDATE withdrawals SET {change} WHERE id = %(id)s"
        assert_refused(sql, constraint, statement, {"id": exported.id})

    async def test_rule_20_money_goes_to_an_account_of_ones_own(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        account, stranger = await an_account(postgres_store), await a_user(postgres_store)
        statement = """
            INSERT INTO withdrawals (id, user_id, bank_account_id, amount, status, requested_at)
            VALUES (%(id)s, %(user)s, %(account)s, 1, 'REQUESTED', %(at)s)
        """
        values = {"id": new_id(), "user": stranger.id, "account": account.id, "at": NOW}
        assert_refused(sql, "withdrawals_account", statement, values)


class TestFiles:
    @pytest.mark.parametrize(
        "statement", ["UPDATE payout_files SET total = 1", "DELETE FROM payout_files"]
    )
    async def test_rule_20_file_is_immutable(
        self, sql: psycopg.Connection, exported: Withdrawal, statement: str
    ) -> None:
        assert exported.file_id is not None
        with pytest.raises(psycopg.errors.RestrictViolation):
            sql.execute(statement)

    async def test_digest_is_that_of_the_bytes(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        user = await a_user(postgres_store)
        statement = """
            INSERT INTO payout_files (id, created_at, created_by, line_count, total, digest,
                                      content)
            VALUES (%(id)s, %(at)s, %(user)s, 1, 1, 'abc', 'x')
        """
        values = {"id": new_id(), "at": NOW, "user": user.id}
        assert_refused(sql, "payout_files_digest", statement, values)


class TestDeeds:
    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ("seconded_by = proposed_by, granted_at = proposed_at", "staff_deeds_two_people"),
            ("proposed_by = beneficiary_id", "staff_deeds_nobody_helps_himself"),
            (
                "seconded_by = beneficiary_id, granted_at = proposed_at",
                "staff_deeds_nobody_helps_himself",
            ),
            ("seconded_by = %(other)s", "staff_deeds_granted"),
        ],
    )
    async def test_rule_16_two_people_are_two_and_neither_is_paid(
        self,
        sql: psycopg.Connection,
        postgres_store: PostgresStore,
        change: str,
        constraint: str,
    ) -> None:
        an, binh, chi = [await a_user(postgres_store) for _ in range(3)]
        await keep(postgres_store, new_deed(an, binh))
        statement = f"UPDATE staff_deeds SET {change}"

        assert_refused(sql, constraint, statement, {"other": chi.id})
