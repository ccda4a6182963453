"""`mate ledger`: the books."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import AsyncIterator, Sequence

from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.opening import Desk, acting, named, open_application, open_desk
from mate_cli.tables import local, money, pairs, rfc3339, table
from mate_core.payments.books.statements import EARLIEST, LATEST, StatementLine, StatementWish
from mate_core.payments.ledger_service import LedgerReport
from mate_core.payments.wallet import Wallet
from mate_core.shared.errors import InvalidInput
from mate_core.shared.months import day_period
from mate_http.presenters.statement_rows import csv_lines

Json = dict[str, object]


async def verify(args: Namespace, console: Console) -> int:
    async with open_application(args) as application:
        report = await application.ledger.verify()
    console.answer(report_document(report), report_lines(report))
    return Exit.OK if report.ok else Exit.REFUSED


def report_document(report: LedgerReport) -> Json:
    """The proof for machines; `accounts` are sums in dong by kind of account."""
    books = report.books
    return {
        "ok": report.ok,
        "difference": report.difference,
        "entries": books.entries,
        "postings": books.postings,
        "escrows": books.escrows,
        "accounts": dict(books.accounts),
        "findings": list(report.findings),
    }


def report_lines(report: LedgerReport) -> list[str]:
    books = report.books
    verdict = "The books balance." if report.ok else "THE BOOKS DO NOT BALANCE."
    counted = (
        f"{books.entries:,} entries, {books.postings:,} postings, {books.escrows:,} escrows; "
        f"sum of all postings {report.difference:,} VND."
    )
    return [*_account_lines(report), "", counted, *report.findings, verdict]


def _account_lines(report: LedgerReport) -> list[str]:
    rows = [(name, money(amount)) for name, amount in report.books.accounts]
    return table(("ACCOUNT", "VND"), rows, right=(1,))


async def balance(args: Namespace, console: Console) -> int:
    async with open_application(args) as application:
        if args.person is None:
            report = await application.ledger.verify()
            document: Json = {"accounts": dict(report.books.accounts)}
            console.answer(document, _account_lines(report))
            return Exit.OK
        if args.acting is None:
            raise refused(
                "acting.missing",
                "Say who looks at a person's money: --as STAFF.",
                exit_code=Exit.USAGE,
            )
        desk = Desk(application, await acting(application, args.acting))
        person = await named(application, args.person)
        wallet, _ = await desk.application.ledger.statement(
            desk.actor, person.id, after=None, limit=1
        )
    console.answer(_wallet(wallet), _wallet_lines(wallet))
    return Exit.OK


async def statement(args: Namespace, console: Console) -> int:
    wish = _wish(args)
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        rows = desk.application.statements.lines_of(desk.actor, person.id, wish)
        if args.csv and not console.as_json:
            async for piece in csv_lines(rows):
                console.write(piece)
            return Exit.OK
        wallet, _ = await desk.application.ledger.statement(
            desk.actor, person.id, after=None, limit=1
        )
        items, more = await _first(rows, args.limit)
    document = _wallet(wallet) | {"items": [_line(each) for each in items], "more": more}
    console.answer(document, [*_wallet_lines(wallet), "", *_statement_lines(items)])
    return Exit.OK


def _wish(args: Namespace) -> StatementWish:
    """Raises InvalidInput when the days are reversed."""
    since = day_period(args.first).start if args.first else EARLIEST
    until = day_period(args.last).end if args.last else LATEST
    if until <= since:
        raise InvalidInput("to", "period.reversed", "The last day must not be before the first.")
    return StatementWish(since=since, until=until)


async def _first(
    rows: AsyncIterator[StatementLine], wanted: int
) -> tuple[list[StatementLine], bool]:
    """At most `wanted` rows, and whether there are more."""
    found: list[StatementLine] = []
    async for row in rows:
        if len(found) == wanted:
            return found, True
        found.append(row)
    return found, False


def _wallet(wallet: Wallet) -> Json:
    return {
        "userId": str(wallet.user_id),
        "available": wallet.available.amount,
        "held": wallet.held.amount,
        "withdrawing": wallet.withdrawing.amount,
        "receivable": wallet.receivable.amount,
    }


def _wallet_lines(wallet: Wallet) -> list[str]:
    return pairs(
        [
            ("person", wallet.user_id),
            ("available", f"{money(wallet.available)} VND"),
            ("held", f"{money(wallet.held)} VND"),
            ("withdrawing", f"{money(wallet.withdrawing)} VND"),
            ("receivable", f"{money(wallet.receivable)} VND"),
        ]
    )


def _line(row: StatementLine) -> Json:
    item = row.movement
    return {
        "transactionId": str(item.id),
        "transactionCode": item.code,
        "type": item.type.value,
        "amount": item.amount.amount,
        "held": item.held.amount,
        "openingBalance": row.opening.amount,
        "closingBalance": row.closing.amount,
        "bookingId": str(item.reference) if item.reference else None,
        "at": rfc3339(item.at),
    }


def _statement_lines(items: Sequence[StatementLine]) -> list[str]:
    rows = [
        (
            local(each.movement.at),
            each.movement.code,
            each.movement.type,
            money(each.movement.amount),
            money(each.movement.held),
            money(each.closing),
        )
        for each in items
    ]
    return table(("AT", "CODE", "TYPE", "AVAILABLE", "HELD", "BALANCE"), rows, right=(3, 4, 5))
