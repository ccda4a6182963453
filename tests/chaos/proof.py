"""What must be true of the database once the dust has settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from typing import Any, Final

import psycopg

from tests.chaos.promises import Promises

_NOT_ENDED: Final = {
    "bookings are still open": """
        SELECT count(*) FROM bookings WHERE status NOT IN ('COMPLETED', 'CANCELLED')
        """,
    "escrows are still held": "SELECT count(*) FROM escrow_holdings WHERE status = 'HELD'",
    "payment pages still wait": """
        SELECT count(*) FROM payment_intents WHERE status IN ('CREATED', 'OPEN')
        """,
    "callbacks are not understood yet": """
        SELECT count(*) FROM callback_inbox WHERE processed_at IS NULL
        """,
    "refunds are still on their way": "SELECT count(*) FROM refunds WHERE ended_at IS NULL",
    "sums lie in suspense": "SELECT count(*) FROM suspense_items WHERE closed_at IS NULL",
    "events wait or are dead": "SELECT count(*) FROM outbox WHERE done_at IS NULL",
}
_NEVER: Final = {
    "reservations of one person overlap": """
        SELECT count(*) FROM reservations AS one JOIN reservations AS other
            ON one.person_id = other.person_id AND one.period && other.period
            AND (one.booking_id, one.role) < (other.booking_id, other.role)
        """,
    "bookings were paid without money held, or held without being paid": """
        SELECT count(*) FROM (
            SELECT booking_id FROM booking_status_history WHERE action = 'pay'
        ) AS paid FULL JOIN escrow_holdings AS held USING (booking_id)
        WHERE paid.booking_id IS NULL OR held.booking_id IS NULL
        """,
    "steps were taken twice": """
        SELECT count(*) FROM (
            SELECT FROM booking_status_history
            GROUP BY booking_id, action, changed_by HAVING count(*) > 1
        ) AS twice
        """,
    "escrows lack their one entry of holding or settling": """
        SELECT count(*) FROM escrow_holdings AS held CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE reference = 'hold:' || held.id || ':0') AS holding,
                   count(*) FILTER (WHERE reference = 'settle:' || held.id) AS settling
            FROM journal_entries
            WHERE reference IN ('hold:' || held.id || ':0', 'settle:' || held.id)
        ) AS written
        WHERE (holding, settling) <> (1, 1)
        """,
    "entries belong to no escrow and no payment": """
        SELECT count(*) FROM journal_entries AS entry
        WHERE reference !~ '^(deposit|refund|suspense):'
          AND NOT EXISTS (SELECT FROM escrow_holdings AS held
                          WHERE reference IN ('hold:' || held.id || ':0', 'settle:' || held.id))
        """,
}
_CHARGES: Final = """
SELECT reference, 'deposit:' || provider || ':' || transaction
FROM sandbox.gateway_charges WHERE "end" = 'PAID'
"""
_DEPOSITS: Final = """
SELECT reference FROM journal_entries
WHERE reference LIKE 'deposit:%' AND reference NOT LIKE 'deposit:vnpay:bench-%'
"""


def unfinished(dsn: str) -> list[str]:
    """What has not come to its end yet."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        return list(_counted(connection, _NOT_ENDED))


def losses(dsn: str, promises: Promises) -> list[str]:
    """Everything that is lost, doubled or left over."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = list(_counted(connection, _NEVER))
        found += _bookings(connection, promises)
        found += _payments(connection, promises.paid_references)
    return found


def figures(dsn: str) -> dict[str, int]:
    """How much there is, by name."""
    counts = {
        "bookings": "SELECT count(*) FROM bookings",
        "escrows": "SELECT count(*) FROM escrow_holdings",
        "callbacks": "SELECT count(*) FROM callback_inbox",
        "journalEntries": "SELECT count(*) FROM journal_entries",
    }
    with psycopg.connect(dsn, autocommit=True) as connection:
        return {name: _count(connection, query) for name, query in counts.items()}


def _counted(connection: psycopg.Connection[Any], queries: dict[str, str]) -> Iterator[str]:
    for sentence, query in queries.items():
        if number := _count(connection, query):
            yield f"{number} {sentence}"


def _count(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _bookings(connection: psycopg.Connection[Any], promises: Promises) -> Iterator[str]:
    """Every request was repeated until it was answered, so there can be no others."""
    stored = {row[0] for row in connection.execute("SELECT id FROM bookings").fetchall()}
    if missing := promises.bookers.keys() - stored:
        yield f"{len(missing)} acknowledged bookings are missing"
    if surplus := stored - promises.bookers.keys():
        yield f"{len(surplus)} bookings were made that nobody was told of"


def _payments(connection: psycopg.Connection[Any], acknowledged: Set[str]) -> Iterator[str]:
    """What a vendor took is one deposit, heard of or asked about, and there are no others."""
    charged = connection.execute(_CHARGES).fetchall()
    if missing := acknowledged - {reference for reference, _ in charged}:
        yield f"vendors have forgotten {len(missing)} payments"
    wanted = {entry for _, entry in charged}
    stored = Counter(row[0] for row in connection.execute(_DEPOSITS).fetchall())
    if missing := wanted - stored.keys():
        yield f"{len(missing)} payments that vendors took have no entry: {sorted(missing)[:3]}"
    if surplus := stored.keys() - wanted:
        yield f"{len(surplus)} deposits came from no payment: {sorted(surplus)[:3]}"
    if doubled := [reference for reference, times in stored.items() if times > 1]:
        yield f"{len(doubled)} payments have more than one entry"
