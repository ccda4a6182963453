"""Reports for finance."""

from __future__ import annotations

from datetime import datetime, timedelta

from mate_core.payments.books.reader import EscrowTally
from mate_core.payments.books.report_service import DailyReport as Report
from mate_core.payments.intent import SuspenseItem
from mate_http.schemas.reports import (
    AccountDay,
    DailyReport,
    EscrowTallies,
    PeopleSums,
    SuspenseAge,
    Tally,
)
from mate_http.times import local

_HOUR = timedelta(hours=1)


def daily(report: Report) -> DailyReport:
    standing = report.standing
    return DailyReport(
        day=report.day,
        made_at=local(report.made_at),
        ok=report.ok,
        difference=report.difference,
        findings=list(report.findings),
        accounts=[
            AccountDay(
                account=each.name,
                opening=each.opening.amount,
                plus=each.plus.amount,
                minus=each.minus.amount,
                closing=each.closing.amount,
            )
            for each in report.accounts
        ],
        people=PeopleSums(
            available=standing.available.amount,
            held=standing.held.amount,
            withdrawing=standing.withdrawing.amount,
            receivable=standing.receivable.amount,
        ),
        escrows=EscrowTallies(
            open=_tally(standing.open_escrows),
            due_soon=_tally(standing.due_soon),
            overdue=_tally(standing.overdue),
            frozen=_tally(standing.frozen),
        ),
        suspense=[_age(item, report.made_at) for item in report.suspense],
    )


def _tally(tally: EscrowTally) -> Tally:
    return Tally(count=tally.count, amount=tally.amount.amount)


def _age(item: SuspenseItem, at: datetime) -> SuspenseAge:
    return SuspenseAge(
        id=item.id,
        provider=item.provider,
        cause=item.cause,
        amount=item.amount.amount,
        owner=item.owner,
        hours_open=(at - item.opened_at) // _HOUR,
        due_at=local(item.due_at),
    )
