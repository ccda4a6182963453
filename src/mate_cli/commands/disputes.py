"""`mate disputes`: meetings that went wrong, as staff decide them."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from mate_cli.commands import dispute_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.opening import open_desk
from mate_cli.paging import collect
from mate_cli.tables import money
from mate_core.bookings.disputes.model import Dispute, Outcome, Verdict
from mate_core.bookings.disputes.ports import DisputeFilter
from mate_core.bookings.disputes.views import Resolution
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.pages import Cursor, Page


async def listing(args: Namespace, console: Console) -> int:
    wanted = DisputeFilter(args.filter)
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[Dispute]:
            return await desk.application.staff_disputes.page(
                desk.actor, wanted, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.dispute(each) for each in found], "more": more}
    console.answer(document, views.dispute_table(found, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        booking_id = await desk.application.staff_bookings.find(desk.actor, args.booking)
        file = await desk.application.staff_disputes.show(desk.actor, booking_id)
    console.answer(views.file(file), views.file_lines(file))
    return Exit.OK


async def resolve(args: Namespace, console: Console) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    verdict = _verdict(args)
    async with open_desk(args) as desk:
        booking_id = await desk.application.staff_bookings.find(desk.actor, args.booking)
        decide = partial(
            desk.application.staff_disputes.resolve,
            desk.actor,
            booking_id,
            verdict,
            note=args.reason,
        )
        made = await decide(dry_run=True)
        if not args.dry_run:
            console.confirm(_question(made), assumed=args.yes)
            made = await decide()
    document = views.resolution(made) | {"dryRun": args.dry_run}
    console.answer(document, views.resolution_lines(made, dry_run=args.dry_run))
    return Exit.OK


def _verdict(args: Namespace) -> Verdict:
    outcome, amount = Outcome(args.outcome), args.partner_amount
    if (outcome is Outcome.SPLIT) != (amount is not None):
        raise refused(
            "dispute.partner_amount",
            "A split needs --partner-amount, and nothing else takes it.",
            exit_code=Exit.USAGE,
        )
    return Verdict(outcome, ZERO if amount is None else Vnd(amount))


def _question(made: Resolution) -> str:
    shares = made.shares
    return (
        f"Of {money(made.escrow.amount)} VND: {money(shares.payer)} back to the payer, "
        f"{money(shares.payee)} to the partner, {money(shares.fee)} fee, "
        f"{money(shares.tax)} tax. Decide so?"
    )
