"""`mate ledger`: the books."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.opening import Desk, acting, named, open_application, open_desk
from mate_cli.paging import collect
from mate_cli.tables import local, money, pairs, rfc3339, table
from mate_core.payments.ledger_service import LedgerReport
from mate_core.payments.transactions import Transaction
from mate_core.payments.wallet import Wallet
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page

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
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        wallet, _ = await desk.application.ledger.statement(
            desk.actor, person.id, after=None, limit=1
        )
        items, more = await _transactions(desk, person.id, args.limit)
    document = _wallet(wallet) | {"items": [_transaction(each) for each in items], "more": more}
    console.answer(document, [*_wallet_lines(wallet), "", *_statement_lines(items)])
    return Exit.OK


async def _transactions(desk: Desk, person: UserId, wanted: int) -> tuple[list[Transaction], bool]:
    async def page(after: Cursor | None, limit: int) -> Page[Transaction]:
        _, found = await desk.application.ledger.statement(
            desk.actor, person, after=after, limit=limit
        )
        return found

    return await collect(page, wanted)


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


def _transaction(item: Transaction) -> Json:
    return {
        "transactionId": str(item.id),
        "transactionCode": item.code,
        "type": item.type.value,
        "amount": item.amount.amount,
        "held": item.held.amount,
        "at": rfc3339(item.at),
    }


def _statement_lines(items: Sequence[Transaction]) -> list[str]:
    rows = [
        (local(each.at), each.code, each.type, money(each.amount), money(each.held))
        for each in items
    ]
    return table(("AT", "CODE", "TYPE", "AVAILABLE", "HELD"), rows, right=(3, 4))
