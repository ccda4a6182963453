"""`mate report`: what finance reads."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime, timedelta

import msgspec

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import open_desk
from mate_cli.tables import local, money, pairs, table
from mate_core.payments.books.reader import EscrowTally
from mate_core.payments.books.report_service import DailyReport
from mate_core.payments.intent import SuspenseItem
from mate_core.shared.time import local_day
from mate_http.presenters import reports as present

_HOUR = timedelta(hours=1)


async def daily(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        day = args.date or local_day(desk.application.clock.now())
        report = await desk.application.reports.daily(desk.actor, day)
    # The same document as `GET /admin/reports/daily`.
    console.answer(msgspec.to_builtins(present.daily(report)), _lines(report))
    return Exit.OK if report.ok else Exit.REFUSED


def _lines(report: DailyReport) -> list[str]:
    accounts = [
        (each.name, money(each.opening), money(each.plus), money(each.minus), money(each.closing))
        for each in report.accounts
    ]
    headers = ("ACCOUNT", "OPENING", "PLUS", "MINUS", "CLOSING")
    return [
        f"{report.day}, made {local(report.made_at)}",
        "",
        *table(headers, accounts, right=range(1, 5)),
        "",
        *_standing_lines(report),
        *_suspense_lines(report),
        "",
        *report.findings,
        f"Difference {report.difference:,} VND. "
        + ("All is well." if report.ok else "LOOK AT IT."),
    ]


def _standing_lines(report: DailyReport) -> list[str]:
    standing = report.standing
    return pairs(
        [
            ("people may spend", f"{money(standing.available)} VND"),
            ("held", f"{money(standing.held)} VND"),
            ("withdrawing", f"{money(standing.withdrawing)} VND"),
            ("owed to us", f"{money(standing.receivable)} VND"),
            ("open escrows", _told(standing.open_escrows)),
            ("due within a day", _told(standing.due_soon)),
            ("overdue", _told(standing.overdue)),
            ("frozen past their time", _told(standing.frozen)),
        ]
    )


def _told(tally: EscrowTally) -> str:
    return f"{tally.count}, {money(tally.amount)} VND"


def _suspense_lines(report: DailyReport) -> list[str]:
    rows = [_item(item, report.made_at) for item in report.suspense]
    if not rows:
        return []
    return ["", *table(("SUSPENSE", "VND", "CAUSE", "HOURS", "DUE"), rows, right=(1, 3))]


def _item(item: SuspenseItem, at: datetime) -> tuple[object, ...]:
    hours = (at - item.opened_at) // _HOUR
    return item.id, money(item.amount), item.cause.value, hours, local(item.due_at)
