"""What a failure of the server means to the core: one table, by constraint and by SQLSTATE."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import psycopg

from mate_adapters.postgres.statement import NO_ROW
from mate_core.identity.errors import AddressTaken
from mate_core.partners.errors import AlreadyPartner, PeriodTaken, SlotOverlap
from mate_core.payments.errors import ChargebackRecorded, DuplicateReference, EscrowIsFrozen
from mate_core.shared.errors import (
    ConcurrencyConflict,
    InvalidInput,
    MateError,
    StorageUnavailable,
)

BY_CONSTRAINT: Final[Mapping[str, type[MateError]]] = MappingProxyType(
    {
        "reservations_no_overlap": PeriodTaken,
        "availability_slots_no_overlap": SlotOverlap,
        "partner_profiles_pkey": AlreadyPartner,
        "users_verified_email": AddressTaken,
        "users_verified_phone": AddressTaken,
        "journal_entries_reference": DuplicateReference,
        "escrow_holdings_not_frozen": EscrowIsFrozen,
        "chargebacks_reference": ChargebackRecorded,
        # Another transaction was faster. Run again, the command sees what that one did, or draws
        # another random code.
        "escrow_holdings_booking": ConcurrencyConflict,
        "escrow_holdings_settled_once": ConcurrencyConflict,
        "payment_intents_one_waiting": ConcurrencyConflict,
        "payment_intents_merchant_reference": ConcurrencyConflict,
        "staff_deeds_one_proposal": ConcurrencyConflict,
        "bank_accounts_one_active": ConcurrencyConflict,
        "captures_transaction": ConcurrencyConflict,
        "captures_returned": ConcurrencyConflict,
        "refunds_suspense": ConcurrencyConflict,
        "withdrawals_one_of_refund": ConcurrencyConflict,
        "message_attempts_number": ConcurrencyConflict,
        "bookings_code": ConcurrencyConflict,
        "account_closures_one_open": ConcurrencyConflict,
        "booking_extensions_one_open": ConcurrencyConflict,
        "journal_entries_code": ConcurrencyConflict,
        "system_blacklist_one_in_force": ConcurrencyConflict,
        "user_blacklist_pkey": ConcurrencyConflict,
        "listing_cases_one_open": ConcurrencyConflict,
        "report_cases_one_open": ConcurrencyConflict,
        "user_reports_once": ConcurrencyConflict,
        "audit_seals_pkey": ConcurrencyConflict,
        "audit_sealed_pkey": ConcurrencyConflict,
        "disputes_pkey": ConcurrencyConflict,
        "no_show_reports_pkey": ConcurrencyConflict,
        "tax_residencies_pkey": ConcurrencyConflict,
        "settlement_files_digest": ConcurrencyConflict,
        "settlement_files_batch": ConcurrencyConflict,
    }
)

_RUN_AGAIN: Final = frozenset(
    {
        NO_ROW,  # somebody saved in between
        "40001",  # serialization failure
        "40P01",  # deadlock
        "55P03",  # waited too long for a lock
        "0A000",  # a migration changed what a prepared statement answers
        "26000",  # the server forgot a prepared statement
    }
)
STALE_PREPARED: Final = frozenset({"0A000", "26000"})
_UNREADABLE_TEXT: Final = frozenset({"22021", "22P05"})
_AWAY: Final = ("08", "53", "57", "58")


def meaning_of(failure: psycopg.Error) -> Exception:
    """The core's word for `failure`, or `failure` itself when it is a bug of ours."""
    state, constraint = failure.sqlstate, failure.diag.constraint_name
    if constraint is not None and constraint in BY_CONSTRAINT:
        return BY_CONSTRAINT[constraint]()
    if state in _RUN_AGAIN:
        return ConcurrencyConflict(str(failure))
    if state in _UNREADABLE_TEXT:
        return InvalidInput("body", "text.unreadable", "A text holds signs that cannot be stored.")
    if state is None:  # never reached the server, or lost it on the way
        return StorageUnavailable(str(failure))
    return StorageUnavailable(str(failure)) if state.startswith(_AWAY) else failure
