"""Lines of a statement as JSON, and as CSV row by row. The command line writes the same file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from mate_core.payments.books.statements import StatementLine
from mate_http.schemas.payments import Transaction
from mate_http.spreadsheets import BYTE_ORDER_MARK, line
from mate_http.times import local

CSV_COLUMNS: Final = (
    "createdAt",
    "transactionCode",
    "type",
    "amount",
    "heldAmount",
    "openingBalance",
    "closingBalance",
    "bookingId",
)


def transaction(row: StatementLine) -> Transaction:
    movement = row.movement
    return Transaction(
        id=movement.id,
        transaction_code=movement.code,
        type=movement.type,
        amount=movement.amount.amount,
        held_amount=movement.held.amount,
        withdrawing_amount=movement.withdrawing.amount,
        opening_balance=row.opening.amount,
        closing_balance=row.closing.amount,
        booking_id=movement.reference,
        created_at=local(movement.at),
    )


async def csv_lines(rows: AsyncIterator[StatementLine]) -> AsyncIterator[str]:
    """The file piece by piece; no more of it is in memory than a page of rows."""
    yield BYTE_ORDER_MARK + line(CSV_COLUMNS)
    async for row in rows:
        shown = transaction(row)
        yield line(
            (
                shown.created_at.isoformat(),
                shown.transaction_code,
                shown.type,
                shown.amount,
                shown.held_amount,
                shown.opening_balance,
                shown.closing_balance,
                str(shown.booking_id) if shown.booking_id else None,
            )
        )
