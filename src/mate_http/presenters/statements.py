"""Statements as JSON."""

from __future__ import annotations

from mate_core.payments.books.statements import MonthStatement, StatementPage
from mate_http import cursors
from mate_http.presenters.statement_rows import transaction
from mate_http.schemas.payments import MonthlyStatement, Transactions


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
