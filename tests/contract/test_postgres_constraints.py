"""The database refuses bad states by itself, whatever program writes to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from mate_adapters.postgres.store import PostgresStore
from mate_core.bookings.disputes.evidence import freeze_evidence
from mate_core.bookings.disputes.model import Dispute, Statement
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import Party
from mate_core.payments.escrow import Escrow, Freeze, FreezeCause
from mate_core.payments.ledger import Provider, deposit_postings
from mate_core.shared.money import Vnd
from tests.contract.makers import (
    DAY,
    HOUR,
    NOW,
    a_booking,
    a_capture,
    a_partner,
    a_refund,
    a_user,
    an_escrow,
    an_intent,
    booked,
    for_booking,
    new_history,
    new_id,
    new_slot,
)
from tests.contract.makers import hours_from_now as hours
from tests.contract.test_dispute_repository import a_dispute

pytestmark = pytest.mark.postgres


@pytest.fixture
def sql(empty_database: str) -> Iterator[psycopg.Connection]:
    """A program that knows nothing of the core."""
    with psycopg.connect(empty_database, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def booking(postgres_store: PostgresStore) -> Booking:
    return await a_booking(postgres_store, period=hours(24, 28))


@pytest.fixture
async def escrow(postgres_store: PostgresStore, booking: Booking) -> Escrow:
    return await an_escrow(postgres_store, booking)


def assert_refused(
    sql: psycopg.Connection, constraint: str, statement: str, values: dict[str, Any]
) -> None:
    with pytest.raises(psycopg.errors.IntegrityError) as refusal:
        sql.execute(statement, values)
    assert refusal.value.diag.constraint_name == constraint


class TestCalendar:
    """DEFECTS B1 and B2: overlapping periods could coexist."""

    RESERVE = """
        INSERT INTO reservations (person_id, period, booking_id, role)
        VALUES (%(person)s, tstzrange(%(start)s, %(end)s), %(booking)s, %(role)s)
    """

    def reservation(self, booking: Booking, start: float, end: float) -> dict[str, Any]:
        return {
            "person": booking.partner_id,
            "start": NOW + start * HOUR,
            "end": NOW + end * HOUR,
            "booking": booking.id,
            "role": "partner",
        }

    @pytest.mark.parametrize(("start", "end"), [(25, 27), (20, 25), (27, 30), (20, 30), (24, 28)])
    async def test_person_in_two_places_is_refused_in_whichever_role(
        self,
        sql: psycopg.Connection,
        postgres_store: PostgresStore,
        booking: Booking,
        start: float,
        end: float,
    ) -> None:
        other = await a_booking(postgres_store, user_id=booking.partner_id)
        sql.execute(self.RESERVE, self.reservation(booking, 24, 28))
        as_user = self.reservation(other, start, end) | {
            "person": booking.partner_id,
            "role": "user",
        }
        assert_refused(sql, "reservations_no_overlap", self.RESERVE, as_user)

    async def test_meetings_that_touch_are_allowed(
        self, sql: psycopg.Connection, postgres_store: PostgresStore, booking: Booking
    ) -> None:
        other = await a_booking(postgres_store, partner_id=booking.partner_id)
        sql.execute(self.RESERVE, self.reservation(booking, 24, 28))
        sql.execute(self.RESERVE, self.reservation(other, 28, 30))

    async def test_slots_of_one_kind_do_not_overlap(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        partner = await a_partner(postgres_store)
        async with postgres_store.open_uow() as uow:
            await uow.slots.add(new_slot(partner, hours(0, 4)))
            await uow.commit()
        again = """
            INSERT INTO availability_slots (id, partner_id, period, status, created_at)
            VALUES (%(id)s, %(partner)s, tstzrange(%(start)s, %(end)s), %(status)s, %(start)s)
        """
        values = {
            "id": new_id(),
            "partner": partner.id,
            "start": NOW + HOUR,
            "end": NOW + 2 * HOUR,
            "status": "available",
        }
        assert_refused(sql, "availability_slots_no_overlap", again, values)
        sql.execute(again, values | {"status": "blocked"})

    async def test_slot_of_more_than_14_days_is_refused(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        partner = await a_partner(postgres_store)
        statement = """
            INSERT INTO availability_slots (id, partner_id, period, status, created_at)
            VALUES (%(id)s, %(partner)s, tstzrange(%(at)s, %(end)s), 'available', %(at)s)
        """
        values = {"id": new_id(), "partner": partner.id, "at": NOW}
        too_long = values | {"end": NOW + 14 * DAY + timedelta(seconds=1)}
        assert_refused(sql, "availability_slots_period", statement, too_long)
        sql.execute(statement, values | {"end": NOW + 14 * DAY})


class TestBookings:
    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ("partner_id = user_id", "bookings_two_people"),
            ("ends_at = starts_at", "bookings_period"),
            ("ends_at = starts_at + interval '337 hours'", "bookings_period"),
            ("status = 'DONE'", "bookings_status"),
            ("subtotal = -1", "bookings_amounts"),
            ("cancelled_at = created_at", "bookings_cancellation"),
            ("meeting_code = '1234'", "bookings_meeting_code"),
            ("user_id = gen_random_uuid()", "bookings_user_id_fkey"),
        ],
    )
    async def test_bad_booking_is_refused(
        self, sql: psycopg.Connection, booking: Booking, change: str, constraint: str
    ) -> None:
        statement = f"UPDATE bookings SET {change} WHERE id = %(id)s"
        assert_refused(sql, constraint, statement, {"id": booking.id})

    async def test_two_bookings_with_one_code_are_refused(
        self, sql: psycopg.Connection, postgres_store: PostgresStore, booking: Booking
    ) -> None:
        other = await a_booking(postgres_store)
        statement = "UPDATE bookings SET booking_code = %(code)s WHERE id = %(id)s"
        assert_refused(sql, "bookings_code", statement, {"code": booking.code, "id": other.id})

    async def test_b15_history_without_an_author_is_refused_unless_the_clock_acted(
        self, sql: psycopg.Connection, booking: Booking
    ) -> None:
        statement = """
            INSERT INTO booking_status_history
                (id, booking_id, to_status, action, party, created_at)
            VALUES (%(id)s, %(booking)s, 'CANCELLED', 'expire', %(party)s, %(at)s)
        """
        values = {"id": new_id(), "booking": booking.id, "party": "user", "at": NOW}
        assert_refused(sql, "booking_status_history_actor", statement, values)
        sql.execute(statement, values | {"party": "system"})


class TestMoney:
    @pytest.mark.parametrize(
        "change", ["balance = -1", "pending_balance = -1", "withdrawing = -1", "receivable = 1"]
    )
    async def test_m2_wallet_out_of_bounds_is_refused(
        self, sql: psycopg.Connection, postgres_store: PostgresStore, change: str
    ) -> None:
        user = await a_user(postgres_store)
        statement = f"UPDATE wallets SET {change} WHERE user_id = %(id)s"
        assert_refused(sql, "wallets_bounds", statement, {"id": user.id})

    async def test_m33_other_currency_is_refused(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        user = await a_user(postgres_store)
        statement = "UPDATE wallets SET currency = 'USD' WHERE user_id = %(id)s"
        assert_refused(sql, "wallets_currency", statement, {"id": user.id})

    async def test_postings_that_do_not_sum_to_zero_are_refused(
        self, sql: psycopg.Connection
    ) -> None:
        entry = new_id()
        self.add_entry(sql, entry, "one")
        statement = """
            INSERT INTO postings (entry_id, line_no, account, amount, memo, created_at)
            VALUES (%(id)s, 1, 'revenue', 100, '', %(at)s), (%(id)s, 2, 'bank', %(out)s, '', %(at)s)
        """
        values = {"id": entry, "at": NOW}
        assert_refused(sql, "postings_balance", statement, values | {"out": -99})
        sql.execute(statement, values | {"out": -100})

    async def test_m4_second_entry_under_one_reference_is_refused(
        self, sql: psycopg.Connection
    ) -> None:
        self.add_entry(sql, new_id(), "settle:1")
        with pytest.raises(psycopg.errors.UniqueViolation) as refusal:
            self.add_entry(sql, new_id(), "settle:1")
        assert refusal.value.diag.constraint_name == "journal_entries_reference"

    def add_entry(self, sql: psycopg.Connection, entry: UUID, reference: str) -> None:
        sql.execute(
            """
            INSERT INTO journal_entries
                (id, transaction_code, reference, kind, created_at, subject_id)
            VALUES (%(id)s, %(code)s, %(reference)s, 'deposit', %(at)s, %(id)s)
            """,
            {"id": entry, "code": f"TXN-{entry}", "reference": reference, "at": NOW},
        )

    async def test_two_waiting_attempts_for_one_booking_are_refused(
        self, sql: psycopg.Connection, postgres_store: PostgresStore, booking: Booking
    ) -> None:
        first = await an_intent(postgres_store, **for_booking(booking))
        copy = """
            INSERT INTO payment_intents (id, purpose, provider, payer_id, booking_id, amount,
                merchant_reference, payer_ip, status, created_at, expires_at)
            SELECT %(new)s, purpose, provider, payer_id, booking_id, amount, %(name)s, payer_ip,
                   %(status)s, created_at, expires_at
            FROM payment_intents WHERE id = %(id)s
        """
        values = {"new": new_id(), "name": "second", "id": first.id, "status": "OPEN"}
        assert_refused(sql, "payment_intents_one_waiting", copy, values)
        same_name = values | {"status": "FAILED", "name": first.merchant_reference}
        assert_refused(sql, "payment_intents_merchant_reference", copy, same_name)
        sql.execute(copy, values | {"status": "FAILED"})


class TestEscrows:
    SETTLE = """
        UPDATE escrow_holdings
        SET status = 'RELEASED', released_at = created_at, amount_paid = %(paid)s,
            amount_refunded = 0, fee_kept = platform_fee, tax_vat = 0, tax_pit = 0
        WHERE id = %(id)s
    """

    def settlement(self, escrow: Escrow, lost: int = 0) -> dict[str, Any]:
        return {"id": escrow.id, "paid": escrow.subtotal.amount - lost}

    async def test_m1_settlement_that_loses_a_dong_is_refused(
        self, sql: psycopg.Connection, escrow: Escrow
    ) -> None:
        constraint = "escrow_holdings_settled"
        assert_refused(sql, constraint, self.SETTLE, self.settlement(escrow, lost=1))
        sql.execute(self.SETTLE, self.settlement(escrow))

    async def test_m7_second_settlement_is_refused(
        self, sql: psycopg.Connection, escrow: Escrow
    ) -> None:
        sql.execute(self.SETTLE, self.settlement(escrow))
        constraint = "escrow_holdings_settled_once"
        assert_refused(sql, constraint, self.SETTLE, self.settlement(escrow))

    async def test_settlement_under_an_open_freeze_is_refused_until_it_is_lifted(
        self, sql: psycopg.Connection, postgres_store: PostgresStore, escrow: Escrow
    ) -> None:
        freeze = Freeze(new_id(), escrow.id, FreezeCause.STAFF, "a question", NOW, None)
        async with postgres_store.open_uow() as uow:
            await uow.escrows.add_freeze(freeze)
            await uow.commit()

        constraint = "escrow_holdings_not_frozen"
        assert_refused(sql, constraint, self.SETTLE, self.settlement(escrow))
        sql.execute("UPDATE escrow_freezes SET lifted_at = opened_at")
        sql.execute(self.SETTLE, self.settlement(escrow))

    async def test_second_escrow_of_one_booking_is_refused(
        self, sql: psycopg.Connection, escrow: Escrow
    ) -> None:
        statement = """
            INSERT INTO escrow_holdings (id, booking_id, payer_id, payee_id, amount, platform_fee,
                                         status, created_at)
            SELECT %(new)s, booking_id, payer_id, payee_id, amount, platform_fee, 'HELD', created_at
            FROM escrow_holdings
        """
        assert_refused(sql, "escrow_holdings_booking", statement, {"new": new_id()})

    @pytest.mark.parametrize("table", ["bookings", "users"])
    async def test_m29_deleting_what_money_points_to_is_refused(
        self, sql: psycopg.Connection, escrow: Escrow, table: str
    ) -> None:
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            sql.execute(f"DELETE FROM {table}")


class TestDisputes:
    @pytest.fixture
    async def dispute(self, postgres_store: PostgresStore) -> Dispute:
        return await a_dispute(postgres_store)

    @pytest.mark.parametrize(
        ("constraint", "change"),
        [
            ("disputes_ruling", "status = 'DECIDED'"),
            ("disputes_ruling", "outcome = 'release'"),
            ("disputes_opener", "opener_id = NULL"),
            ("disputes_closed", "status = 'EXECUTED'"),
            ("disputes_closed", "due_at = NULL"),
            ("disputes_appeal", "appealed_by = 'user'"),
            ("disputes_second_ruling", "second_outcome = 'refund'"),
            ("disputes_reason", "reason = 'a whim'"),
            ("disputes_former_status", "former_status = 'PENDING'"),
        ],
    )
    async def test_m12_half_a_dispute_is_refused(
        self, sql: psycopg.Connection, dispute: Dispute, constraint: str, change: str
    ) -> None:
        assert_refused(sql, constraint, f"UPDATE disputes SET {change}", {})

    async def test_rule_12_the_same_person_cannot_decide_twice(
        self, sql: psycopg.Connection, dispute: Dispute
    ) -> None:
        statement = """
            UPDATE disputes SET
                status = 'EXECUTED', closed_at = opened_at, due_at = NULL,
                outcome = 'release', partner_amount = 0, note = 'n', decided_at = opened_at,
                decided_by = opener_id, appealed_by = 'user', appeal_reason = 'r',
                appealed_at = opened_at, second_outcome = 'refund', second_partner_amount = 0,
                second_note = 'n', second_decided_at = opened_at, second_decided_by = opener_id
        """
        assert_refused(sql, "disputes_second_ruling", statement, {})

    async def test_evidence_whose_digest_is_not_its_own_is_refused(
        self, sql: psycopg.Connection, dispute: Dispute
    ) -> None:
        statement = """
            INSERT INTO dispute_evidence (booking_id, frozen_at, content, digest)
            SELECT booking_id, opened_at, '[]', repeat('0', 64) FROM disputes
        """
        assert_refused(sql, "dispute_evidence_digest", statement, {})

    @pytest.mark.parametrize("table", ["dispute_statements", "dispute_evidence"])
    async def test_what_was_said_and_frozen_can_be_neither_changed_nor_deleted(
        self,
        sql: psycopg.Connection,
        postgres_store: PostgresStore,
        dispute: Dispute,
        table: str,
    ) -> None:
        assert dispute.opener_id is not None
        said = Statement(new_id(), Party.USER, dispute.opener_id, "hm", NOW)
        async with postgres_store.open_uow() as uow:
            await uow.disputes.add_statement(dispute.booking_id, said)
            await uow.disputes.freeze_evidence(freeze_evidence(dispute.booking_id, [], at=NOW))
            await uow.commit()
        for statement in (f"UPDATE {table} SET content = ''", f"DELETE FROM {table}"):
            with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
                sql.execute(statement)


class TestAppendOnly:
    @pytest.fixture
    async def records(self, postgres_store: PostgresStore, booking: Booking) -> None:
        await booked(
            postgres_store, *deposit_postings(Provider.VNPAY, booking.user_id, Vnd(10_000))
        )
        async with postgres_store.open_uow() as uow:
            await uow.bookings.add_history(new_history(booking))
            await uow.commit()

    @pytest.mark.parametrize(
        ("table", "change"),
        [
            ("journal_entries", "kind = 'hold'"),
            ("postings", "amount = amount * 2"),
            ("booking_status_history", "reason = 'another'"),
            ("audit_log", "reason = 'another'"),
        ],
    )
    async def test_record_can_be_neither_changed_nor_deleted(
        self, sql: psycopg.Connection, records: None, table: str, change: str
    ) -> None:
        for statement in (
            f"UPDATE {table} SET {change}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
                sql.execute(statement)


class TestViews:
    async def test_times_of_a_booking_are_those_of_a_clock_in_viet_nam(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        # NOW is 10:00 in Viet Nam: fourteen hours later it is midnight there.
        booking = await a_booking(postgres_store, period=hours(12, 15.5))
        row = sql.execute(
            "SELECT date::text, start_time::text, end_time::text, end_date::text,"
            " total_hours::text FROM booking_times WHERE id = %s",
            [booking.id],
        ).fetchone()
        assert row == ("2026-03-02", "22:00:00", "01:30:00", "2026-03-03", "3.5")

    async def test_transactions_show_postings_and_attempts(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        user = await a_user(postgres_store)
        waiting = await an_intent(postgres_store, payer=user.id)
        deposit = await booked(
            postgres_store, *deposit_postings(Provider.VNPAY, user.id, Vnd(10_000))
        )
        rows = sql.execute(
            "SELECT transaction_code, type, amount, status FROM transactions"
            " WHERE wallet_id = %s ORDER BY status",
            [user.id],
        ).fetchall()
        assert rows == [
            (deposit.code, "DEPOSIT", 10_000, "COMPLETED"),
            (waiting.merchant_reference, "DEPOSIT", 804_997, "PENDING"),
        ]


class TestReturns:
    """RULES 8: the database itself lets no more go back than came in."""

    async def test_rule_08_more_cannot_be_returned_than_was_captured(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        capture = await a_capture(postgres_store)
        returned = "UPDATE captures SET returned = %(dong)s WHERE id = %(id)s"
        for dong in (-1, capture.amount.amount + 1):
            values = {"dong": dong, "id": capture.id}
            assert_refused(sql, "captures_returned", returned, values)

    async def test_refund_ends_with_an_instant_or_not_at_all(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        refund = await a_refund(postgres_store)
        done = "UPDATE refunds SET status = 'DONE', next_at = NULL WHERE id = %(id)s"
        assert_refused(sql, "refunds_ended", done, {"id": refund.id})
        due = "UPDATE refunds SET status = 'DONE', ended_at = requested_at WHERE id = %(id)s"
        assert_refused(sql, "refunds_ended", due, {"id": refund.id})

    async def test_only_a_return_from_suspense_names_an_item(
        self, sql: psycopg.Connection, postgres_store: PostgresStore
    ) -> None:
        refund = await a_refund(postgres_store)
        unnamed = "UPDATE refunds SET cause = 'SUSPENSE' WHERE id = %(id)s"
        assert_refused(sql, "refunds_suspended", unnamed, {"id": refund.id})
