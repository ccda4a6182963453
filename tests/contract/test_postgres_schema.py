"""Migrations, and that they agree with the statements and with the core."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import postgresql

import mate_adapters.postgres
import mate_core
from mate_adapters.postgres import codec
from mate_adapters.postgres.migrate import current, migrate, pending
from mate_adapters.postgres.revision import is_newest, newest
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.postgres.tables import (
    bookings,
    books,
    disputes,
    extensions,
    housekeeping,
    identity,
    kyc,
    messages,
    partners,
    payments,
    payouts,
    privacy,
    refunds,
    reviews,
    screening,
)
from mate_adapters.postgres.tables.columns import metadata
from mate_core.bookings.disputes.model import DisputeReason, DisputeStatus, Outcome
from mate_core.bookings.extensions.model import ExtensionStatus
from mate_core.bookings.model import CancellationCode
from mate_core.bookings.no_shows.model import NoShowClaim, ReportStatus
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.identity.marks import MarkKind
from mate_core.identity.model import Channel, KycStatus, Purpose, UserStatus
from mate_core.kyc.findings import KycProvider, KycReason
from mate_core.kyc.states import KycAction, KycParty, KycState
from mate_core.media.model import Bucket, MediaKind, MediaState
from mate_core.messages.attempt import (
    AttemptStatus,
    MessageChannel,
    MessageVendor,
    SuppressionCause,
)
from mate_core.moderation.reports import model as user_reports
from mate_core.moderation.screening.case import ListingCaseState, ListingCause
from mate_core.moderation.screening.model import Category
from mate_core.partners.calendar import ReservationRole, SlotKind
from mate_core.partners.model import ListingStatus, RefundPolicy, ServiceType, VenueClass
from mate_core.payments.books.reconciliation import RowStatus
from mate_core.payments.escrow import EscrowStatus, FreezeCause, SettlementKind
from mate_core.payments.intent import (
    IntentPurpose,
    IntentStatus,
    NoticeOutcome,
    SuspenseCause,
    SuspenseOwner,
)
from mate_core.payments.ledger import AccountKind, EntryKind, Provider
from mate_core.payments.payouts.withdrawal import WithdrawalStatus
from mate_core.payments.policies import Residency
from mate_core.payments.refunds.model import RefundCause, RefundStatus
from mate_core.privacy.closing import ClosureStatus
from mate_core.privacy.consents import ConsentSource, Language
from mate_core.privacy.consents import Purpose as ConsentPurpose
from mate_core.privacy.rights import RightsKind, RightsStatus
from mate_core.profiles.model import Gender
from mate_core.reviews.model import FlagCause, Part, ResponseState
from mate_core.reviews.ratings import ReviewType
from mate_core.reviews.reports import ReportOutcome, ReportReason
from mate_core.reviews.states import ReviewState
from mate_core.shared.actor import Capability, Role

pytestmark = pytest.mark.postgres

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
ADAPTER = Path(mate_adapters.postgres.__file__).parent
CORE = Path(mate_core.__file__).parent
MODULES = (
    books,
    bookings,
    disputes,
    extensions,
    housekeeping,
    identity,
    kyc,
    messages,
    partners,
    payments,
    payouts,
    privacy,
    refunds,
    reviews,
    screening,
)

CLOSED_LISTS: dict[str, type[StrEnum]] = {
    "users_role": Role,
    "users_status": UserStatus,
    "users_kyc_status": KycStatus,
    "users_capabilities": Capability,
    "role_proposals_role": Role,
    "role_proposals_capabilities": Capability,
    "otp_challenges_channel": Channel,
    "otp_challenges_purpose": Purpose,
    "outgoing_messages_channel": Channel,
    "ban_marks_kind": MarkKind,
    "profiles_gender": Gender,
    "partner_search_gender": Gender,
    "stored_media_kind": MediaKind,
    "stored_media_bucket": Bucket,
    "stored_media_state": MediaState,
    "kyc_cases_state": KycState,
    "kyc_cases_reasons": KycReason,
    "kyc_log_action": KycAction,
    "kyc_log_signed_by": KycParty,
    "kyc_log_provider": KycProvider,
    "partner_profiles_service_types": ServiceType,
    "availability_slots_status": SlotKind,
    "bookings_service_type": ServiceType,
    "bookings_venue_class": VenueClass,
    "bookings_status": BookingStatus,
    "bookings_cancelled_by": Party,
    "bookings_cancellation_code": CancellationCode,
    "booking_status_history_from_status": BookingStatus,
    "booking_status_history_to_status": BookingStatus,
    "booking_status_history_action": Action,
    "booking_status_history_party": Party,
    "no_show_reports_claim": NoShowClaim,
    "no_show_reports_status": ReportStatus,
    "disputes_opened_by": Party,
    "disputes_reason": DisputeReason,
    "disputes_status": DisputeStatus,
    "disputes_outcome": Outcome,
    "disputes_second_outcome": Outcome,
    "reservations_role": ReservationRole,
    "journal_entries_kind": EntryKind,
    "postings_account": AccountKind,
    "postings_provider": Provider,
    "escrow_holdings_status": EscrowStatus,
    "escrow_holdings_settlement_kind": SettlementKind,
    "escrow_freezes_cause": FreezeCause,
    "payment_intents_purpose": IntentPurpose,
    "payment_intents_provider": Provider,
    "payment_intents_status": IntentStatus,
    "callback_inbox_provider": Provider,
    "callback_inbox_outcome": NoticeOutcome,
    "suspense_items_provider": Provider,
    "suspense_items_cause": SuspenseCause,
    "withdrawals_status": WithdrawalStatus,
    "tax_residencies_residency": Residency,
    "settlement_files_provider": Provider,
    "settlement_rows_status": RowStatus,
    "partner_profiles_refund_policy": RefundPolicy,
    "bookings_refund_policy": RefundPolicy,
    "booking_extensions_status": ExtensionStatus,
    "booking_extensions_provider": Provider,
    "suspense_items_owner": SuspenseOwner,
    "captures_provider": Provider,
    "refunds_provider": Provider,
    "refunds_status": RefundStatus,
    "refunds_cause": RefundCause,
    "chargebacks_provider": Provider,
    "message_attempts_channel": MessageChannel,
    "message_attempts_vendor": MessageVendor,
    "message_attempts_status": AttemptStatus,
    "message_suppressions_channel": MessageChannel,
    "message_suppressions_cause": SuppressionCause,
    "consents_purpose": ConsentPurpose,
    "consents_language": Language,
    "consents_source": ConsentSource,
    "rights_requests_kind": RightsKind,
    "rights_requests_status": RightsStatus,
    "account_closures_status": ClosureStatus,
    "reviews_type": ReviewType,
    "reviews_state": ReviewState,
    "reviews_flag_cause": FlagCause,
    "review_responses_state": ResponseState,
    "review_reports_part": Part,
    "review_reports_reason": ReportReason,
    "review_reports_outcome": ReportOutcome,
    "review_summaries_type": ReviewType,
    "partner_profiles_listing": ListingStatus,
    "listing_cases_cause": ListingCause,
    "listing_cases_state": ListingCaseState,
    "listing_cases_decision_category": Category,
    "report_cases_kind": user_reports.ReportedKind,
    "report_cases_outcome": user_reports.Outcome,
    "user_reports_reason": user_reports.ReportReason,
}


@pytest.fixture
def new_dsn(postgres_server: LocalPostgres, worker_id: str) -> Iterator[str]:
    """An empty database of its own."""
    name = f"mate_empty_{worker_id}"
    postgres_server.create_database(name)
    yield postgres_server.dsn(name)
    with psycopg.connect(postgres_server.dsn(), autocommit=True) as connection:
        dropped = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(dropped)


class TestMigrations:
    def test_empty_database_becomes_the_newest_and_stays_so(self, new_dsn: str) -> None:
        assert current(new_dsn) is None
        assert not is_newest(new_dsn)
        assert list(pending(new_dsn))[-1] == newest()

        assert list(migrate(new_dsn))[-1] == newest()
        assert current(new_dsn) == newest()
        assert list(pending(new_dsn)) == []
        assert list(migrate(new_dsn)) == []
        assert is_newest(new_dsn)

    async def test_of_several_migrating_at_once_one_does_the_work(self, new_dsn: str) -> None:
        ran = await asyncio.gather(*(asyncio.to_thread(migrate, new_dsn) for _ in range(4)))

        assert sorted(map(len, ran))[:3] == [0, 0, 0]
        assert current(new_dsn) == newest()


@pytest.fixture
def connection(empty_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        yield connection


class TestAgreement:
    def test_every_column_of_the_statements_is_in_the_database_with_its_type(
        self, connection: psycopg.Connection
    ) -> None:
        assert all(MODULES)
        rows = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable = 'YES', "
            " is_generated = 'ALWAYS' FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        ).fetchall()
        real = {(table, column): (kind, null) for table, column, kind, null, _ in rows}
        written = {
            (table.name, column.name): (_information_type(column), bool(column.nullable))
            for table in metadata.sorted_tables
            for column in table.columns
        }
        generated = {(table, column) for table, column, _, _, made in rows if made}
        views = {key for key in real if key[0] in ("booking_times", "transactions")}
        ours = {key for key in real if key[0] != "alembic_version"} - generated - views

        assert {key: real.get(key) for key in written} == written
        assert ours == set(written)

    @pytest.mark.parametrize(("constraint", "values"), CLOSED_LISTS.items())
    def test_closed_list_is_the_one_of_the_core(
        self, connection: psycopg.Connection, constraint: str, values: type[StrEnum]
    ) -> None:
        row = connection.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [constraint]
        ).fetchone()
        assert row is not None
        assert set(re.findall(r"'(\w+)'::text", row[0])) == {value.value for value in values}

    def test_o11_every_closed_list_of_texts_is_compared(
        self, connection: psycopg.Connection
    ) -> None:
        rows = connection.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'c'"
            " AND pg_get_constraintdef(oid) ~ '^CHECK \\(\\(\\w+ (= ANY|<@)'"
        ).fetchall()
        one_value = {"wallets_currency"}
        parts = {
            "disputes_former_status",
            "disputes_appealed_by",
            "dispute_statements_party",
            "kyc_cases_proposed_action",
        }
        assert {name for (name,) in rows} - one_value - parts <= set(CLOSED_LISTS)

    def test_o4_every_foreign_key_into_money_and_bookings_has_an_index(
        self, connection: psycopg.Connection
    ) -> None:
        rows = connection.execute(
            """
            SELECT conrelid::regclass::text, attname
            FROM pg_constraint
            JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
            WHERE contype = 'f' AND NOT EXISTS (
                SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1])
            """
        ).fetchall()
        # Who acted, as a record only: nobody is looked up by it, and persons are never deleted.
        records = {
            ("booking_status_history", "changed_by"),
            ("escrow_freezes", "opened_by"),
            ("chargebacks", "recorded_by"),
            ("kyc_log", "actor_id"),
            ("kyc_cases", "proposed_by"),
            ("review_responses", "responder_id"),
            ("listing_cases", "claimed_by"),
            ("listing_cases", "decided_by"),
            ("report_cases", "claimed_by"),
            ("report_cases", "decided_by"),
            ("system_blacklist", "blacklisted_by"),
            ("system_blacklist", "seconded_by"),
            ("system_blacklist", "appeal_decided_by"),
            ("system_blacklist", "lifted_by"),
            ("ban_proposals", "proposed_by"),
        }
        assert set(rows) == records

    def test_m29_no_foreign_key_cascades(self, connection: psycopg.Connection) -> None:
        rows = connection.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND confdeltype <> 'a'"
        ).fetchall()
        assert rows == []


def _information_type(column: sa.Column[object]) -> str:
    compiled = column.type.compile(_DIALECT).lower()
    return {
        "double": "double precision",
        "int": "integer",
        "jsonb": "jsonb",
    }.get(compiled, "ARRAY" if compiled.endswith("[]") else compiled)


def test_no_statement_asks_the_server_for_the_time() -> None:
    """The clock is a port: instants come in as parameters."""
    asks = re.compile(
        r"\bnow\(|current_timestamp|current_date|localtimestamp|clock_timestamp"
        r"|statement_timestamp|transaction_timestamp|func\.now|datetime\.now|utcnow",
        re.IGNORECASE,
    )
    found = [
        f"{path.name}:{number}"
        for path in sorted(ADAPTER.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if asks.search(line)
    ]
    assert found == []


def test_every_event_of_the_core_can_be_stored() -> None:
    classes = re.compile(r"^class (\w+)\(Event\)", re.MULTILINE)
    named = {
        name for path in CORE.rglob("*events.py") for name in classes.findall(path.read_text())
    }
    assert named
    assert set(codec.TYPES) == named
