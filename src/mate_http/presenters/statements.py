"""Statements as JSON, and as CSV row by row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from mate_core.payments.statements import MonthStatement, StatementLine, StatementPage
from mate_http import cursors
from mate_http.schemas.payments import MonthlyStatement, Transaction, Transactions
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


def transactions(page: StatementPage) -> Transactions:
    return Transactions(
        items=[transaction(row) for row in page.items],
        opening_balance=page.opening.amount,
        closing_balance=page.closing.amount,
        next_cursor=cursors.written(page.next),
    )


def month(statement: MonthStatement) -> MonthlyStatement:
    turnover = statement.turnover
    return MonthlyStatement(
        month=str(statement.month),
        opening_balance=turnover.opening.amount,
        credits=turnover.credits.amount,
        debits=turnover.debits.amount,
        closing_balance=turnover.closing.amount,
        items=[transaction(row) for row in statement.page.items],
        next_cursor=cursors.written(statement.page.next),
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
