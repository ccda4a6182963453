"""`mate chargeback`: money that a vendor took back from us."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from mate_cli.commands import return_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import open_desk
from mate_cli.paging import collect
from mate_cli.tables import money
from mate_core.payments.refunds.chargeback import Chargeback
from mate_core.shared.ids import ChargebackId, IntentId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page


async def listing(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[Chargeback]:
            return await desk.application.chargebacks.page(
                desk.actor, owed_only=args.owed, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.chargeback(each) for each in found], "more": more}
    console.answer(document, views.chargeback_table(found, more=more))
    return Exit.OK


async def record(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        run = partial(
            desk.application.chargebacks.record,
            desk.actor,
            IntentId(args.payment),
            vendor_reference=args.vendor_reference,
            amount=None if args.amount is None else Vnd(args.amount),
            reason=args.reason,
        )
        chargeback = await run(dry_run=True)
        if not args.dry_run:
            question = (
                f"Take {money(chargeback.amount - chargeback.owed)} VND from the payer's wallet "
                f"and note {money(chargeback.owed)} VND as owed?"
            )
            console.confirm(question, assumed=args.yes)
            chargeback = await run()
    return _answer(args, console, chargeback)


async def write_off(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        run = partial(
            desk.application.chargebacks.write_off,
            desk.actor,
            ChargebackId(args.chargeback),
            reason=args.reason,
        )
        chargeback = await run(dry_run=True)
        if not args.dry_run:
            console.confirm(f"Give up {money(chargeback.owed)} VND?", assumed=args.yes)
            chargeback = await run()
    return _answer(args, console, chargeback)


def _answer(args: Namespace, console: Console, chargeback: Chargeback) -> int:
    note = ["", "Nothing was changed (--dry-run)."] if args.dry_run else []
    document = views.chargeback(chargeback) | {"dryRun": args.dry_run}
    console.answer(document, [*views.chargeback_lines(chargeback), *note])
    return Exit.OK
