"""`mate withdrawals`: earnings on their way to a bank."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from mate_cli.commands import withdrawal_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.opening import Desk, open_desk
from mate_cli.paging import collect
from mate_cli.tables import money
from mate_core.payments.payouts.desk import Ruling
from mate_core.payments.payouts.withdrawal import (
    PayoutFile,
    PayoutOrder,
    Withdrawal,
    WithdrawalStatus,
)
from mate_core.shared.ids import PayoutFileId, WithdrawalId
from mate_core.shared.pages import Cursor, Page

_Rule = Callable[..., Awaitable[Ruling]]


async def listing(args: Namespace, console: Console) -> int:
    status = WithdrawalStatus(args.status) if args.status else None
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[Withdrawal]:
            return await desk.application.payout_desk.page(
                desk.actor, status=status, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.withdrawal(each) for each in found], "more": more}
    console.answer(document, views.withdrawal_table(found, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        seen = await desk.application.payout_desk.show(desk.actor, _withdrawal_id(args))
    console.answer(views.dossier(seen), views.dossier_lines(seen))
    return Exit.OK


async def approve(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _rule(args, console, desk, desk.application.payout_desk.approve)


async def reject(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _rule(args, console, desk, desk.application.payout_desk.reject)


async def paid(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _write_down(args, console, desk, desk.application.payout_desk.paid)


async def failed(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _write_down(args, console, desk, desk.application.payout_desk.failed)


async def returned(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _write_down(args, console, desk, desk.application.payout_desk.returned)


async def export(args: Namespace, console: Console) -> int:
    """A new file, or with FILE the bytes of an earlier one again."""
    async with open_desk(args) as desk:
        exchange = desk.application.payout_exchange
        if args.file is not None:
            file = await exchange.file(desk.actor, PayoutFileId(_uuid(args.file)))
        else:
            file = await exchange.export(desk.actor, reason=args.reason, dry_run=True)
            if not args.dry_run:
                console.confirm(_order(file.order), assumed=args.yes)
                file = await exchange.export(desk.actor, reason=args.reason)
    dry_run = args.dry_run and args.file is None
    written = None if dry_run else _save(file, args.output, keep_known=args.file is not None)
    document = views.payout_file(file.order, written) | {"dryRun": dry_run}
    console.answer(document, views.payout_file_lines(file.order, written, dry_run=dry_run))
    return Exit.OK


async def files(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[PayoutOrder]:
            return await desk.application.payout_exchange.orders(
                desk.actor, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.payout_file(each, None) for each in found], "more": more}
    console.answer(document, views.payout_file_table(found, more=more))
    return Exit.OK


async def import_results(args: Namespace, console: Console) -> int:
    """Exit code 1 when a line was refused, so that scripts notice."""
    raw = _read(args.results)
    async with open_desk(args) as desk:
        take = partial(
            desk.application.payout_exchange.take_results, desk.actor, raw, reason=args.reason
        )
        lines = await take(dry_run=True)
        if not args.dry_run:
            console.confirm(f"Write down {len(lines)} lines of the bank?", assumed=args.yes)
            lines = await take()
    document = {"items": [views.imported(each) for each in lines], "dryRun": args.dry_run}
    console.answer(document, views.imported_lines(lines, dry_run=args.dry_run))
    return Exit.REFUSED if any(each.refusal for each in lines) else Exit.OK


async def _write_down(args: Namespace, console: Console, desk: Desk, rule: _Rule) -> int:
    return await _rule(args, console, desk, partial(rule, bank_reference=args.bank_reference))


async def _rule(args: Namespace, console: Console, desk: Desk, rule: _Rule) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    run = partial(rule, desk.actor, _withdrawal_id(args), reason=args.reason)
    ruling = await run(dry_run=True)
    if not args.dry_run:
        console.confirm(_question(args, ruling), assumed=args.yes)
        ruling = await run()
    document = views.ruling(ruling) | {"dryRun": args.dry_run}
    console.answer(document, views.ruling_lines(ruling, dry_run=args.dry_run))
    return Exit.OK


def _question(args: Namespace, ruling: Ruling) -> str:
    found = ruling.withdrawal
    name = args.handler.rpartition(":")[2]
    return f"{money(found.amount)} VND to {found.details.holder}: {name}. Go on?"


def _order(order: PayoutOrder) -> str:
    return (
        f"{order.count} withdrawals, {money(order.total)} VND. Once exported nobody can call them "
        "back. Go on?"
    )


def _save(file: PayoutFile, output: str | None, *, keep_known: bool) -> Path:
    """Never over another file: what was sent to a bank must stay what it was."""
    path = Path(output or file.order.name)
    if path.exists():
        if keep_known and path.read_bytes() == file.content:
            return path
        raise refused(
            "file.exists",
            f"{path} exists; the order is stored, fetch it again: "
            f"mate withdrawals export {file.order.id} --output OTHER",
        )
    path.touch(mode=0o600)
    path.write_bytes(file.content)
    return path


def _read(results: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if results == "-" else Path(results).read_bytes()
    except OSError as unreadable:
        raise refused(
            "file.unreadable", f"{results}: {unreadable.strerror}.", exit_code=Exit.USAGE
        ) from None


def _withdrawal_id(args: Namespace) -> WithdrawalId:
    return WithdrawalId(_uuid(args.withdrawal))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise refused(
            "id.malformed", f"{text} is no id; see the lists.", exit_code=Exit.USAGE
        ) from None
