"""`mate refund`: money on its way back to where it came from."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from mate_cli.commands import return_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import open_desk
from mate_cli.paging import collect
from mate_cli.tables import money
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.refunds.model import Refund, RefundStatus
from mate_core.shared.ids import RefundId
from mate_core.shared.pages import Cursor, Page


async def listing(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[Refund]:
            return await desk.application.refunds.page(
                desk.actor,
                status=RefundStatus(args.status) if args.status else None,
                staff_only=args.staff,
                after=after,
                limit=limit,
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.refund(each) for each in found], "more": more}
    console.answer(document, views.refund_table(found, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        view = await desk.application.refunds.show(desk.actor, RefundId(args.refund))
    console.answer(views.refund_view(view), views.refund_view_lines(view))
    return Exit.OK


async def retry(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        refunds, refund_id = desk.application.refunds, RefundId(args.refund)
        refund = await refunds.retry(desk.actor, refund_id, reason=args.reason, dry_run=True)
        if not args.dry_run:
            question = f"Call {refund.provider} again for {money(refund.amount)} VND?"
            console.confirm(question, assumed=args.yes)
            refund = await refunds.retry(desk.actor, refund_id, reason=args.reason)
    note = "Nothing was changed (--dry-run)." if args.dry_run else "A worker calls the vendor now."
    document = views.refund(refund) | {"dryRun": args.dry_run}
    console.answer(document, [*views.refund_lines(refund), "", note])
    return Exit.OK


async def pay(args: Namespace, console: Console) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    details = AccountDetails.parse(args.bank_code, args.account_number, args.account_name)
    async with open_desk(args) as desk:
        pay_out = partial(
            desk.application.refund_payouts.pay_out,
            desk.actor,
            RefundId(args.refund),
            details,
            reason=args.reason,
        )
        made = await pay_out(dry_run=True)
        if not args.dry_run:
            question = (
                f"Pay {money(made.refund.amount)} VND to {details.holder}, {details.bank_code} "
                f"{details.masked_number}?"
            )
            console.confirm(question, assumed=args.yes)
            made = await pay_out()
    name = made.withdrawal.id
    note = (
        "Nothing was changed (--dry-run)."
        if args.dry_run
        else f"It waits for approval: mate withdrawals approve {name}"
    )
    document = views.payout(made) | {"dryRun": args.dry_run}
    console.answer(document, [*views.payout_lines(made), "", note])
    return Exit.OK
