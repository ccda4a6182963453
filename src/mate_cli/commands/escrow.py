"""`mate escrow`: money held for bookings."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from functools import partial

from mate_cli.commands import escrow_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import Desk, open_desk
from mate_cli.paging import collect
from mate_cli.tables import money
from mate_core.bookings.staff_service import Decision, EscrowView
from mate_core.payments.errors import EscrowClosed
from mate_core.payments.escrow import Escrow
from mate_core.shared.ids import BookingId
from mate_core.shared.pages import Cursor, Page

_Decide = Callable[..., Awaitable[Decision]]
_Freeze = Callable[..., Awaitable[EscrowView]]


async def listing(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[Escrow]:
            return await desk.application.staff_bookings.escrows(
                desk.actor, open_only=args.open, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.escrow(each) for each in found], "more": more}
    console.answer(document, views.escrow_table(found, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        booking_id = await desk.application.staff_bookings.find(desk.actor, args.booking)
        view = await desk.application.staff_bookings.escrow(desk.actor, booking_id)
    console.answer(views.view(view), views.view_lines(view))
    return Exit.OK


async def release(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _decide(args, console, desk, desk.application.staff_bookings.release)


async def refund(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _decide(args, console, desk, desk.application.staff_bookings.refund)


async def freeze(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _hold(args, console, desk, desk.application.staff_bookings.freeze)


async def unfreeze(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _hold(args, console, desk, desk.application.staff_bookings.unfreeze)


async def _decide(args: Namespace, console: Console, desk: Desk, decide: _Decide) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    booking_id = await desk.application.staff_bookings.find(desk.actor, args.booking)
    run = partial(decide, desk.actor, booking_id, reason=args.reason)
    decision = await run(dry_run=True)
    if not args.dry_run:
        console.confirm(_question(decision), assumed=args.yes)
        decision = await run()
    document = views.decision(decision) | {"dryRun": args.dry_run}
    console.answer(document, views.decision_lines(decision, dry_run=args.dry_run))
    return Exit.OK


def _question(decision: Decision) -> str:
    shares = decision.shares
    return (
        f"Of {money(decision.escrow.amount)} VND: {money(shares.payer)} back to the payer, "
        f"{money(shares.payee)} to the partner, {money(shares.fee)} fee, "
        f"{money(shares.tax)} tax. This cannot be undone. Go on?"
    )


async def _hold(args: Namespace, console: Console, desk: Desk, change: _Freeze) -> int:
    booking_id: BookingId = await desk.application.staff_bookings.find(desk.actor, args.booking)
    view = await desk.application.staff_bookings.escrow(desk.actor, booking_id)
    if not view.escrow.is_open:
        raise EscrowClosed(status=view.escrow.status.value)
    if not args.dry_run:
        question = f"{args.handler.rpartition(':')[2].capitalize()} {money(view.escrow.amount)} VND"
        console.confirm(f"{question}?", assumed=args.yes)
        view = await change(desk.actor, booking_id, reason=args.reason)
    document = views.view(view) | {"dryRun": args.dry_run}
    note = ["", "Nothing was changed (--dry-run)."] if args.dry_run else []
    console.answer(document, [*views.view_lines(view), *note])
    return Exit.OK
