"""`mate booking`: bookings, as staff see them."""

from __future__ import annotations

from argparse import Namespace

from mate_cli.commands import booking_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import open_desk
from mate_cli.paging import collect
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.shared.pages import Cursor, Page


async def listing(args: Namespace, console: Console) -> int:
    status = BookingStatus(args.status) if args.status else None
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[Booking]:
            return await desk.application.staff_bookings.page(
                desk.actor, status=status, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.booking(each) for each in found], "more": more}
    console.answer(document, views.booking_table(found, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        booking_id = await desk.application.staff_bookings.find(desk.actor, args.booking)
        view = await desk.application.staff_bookings.show(desk.actor, booking_id)
    console.answer(views.view(view), views.view_lines(view))
    return Exit.OK


async def cancel(args: Namespace, console: Console) -> int:
    """Worked out first, so that impossible wishes are refused before anybody is asked."""
    async with open_desk(args) as desk:
        service = desk.application.staff_bookings
        booking_id = await service.find(desk.actor, args.booking)
        ended = await service.cancel(desk.actor, booking_id, reason=args.reason, dry_run=True)
        if not args.dry_run:
            question = (
                f"Cancel {ended.code} for both sides? Everything held goes back to the payer."
            )
            console.confirm(question, assumed=args.yes)
            ended = await service.cancel(desk.actor, booking_id, reason=args.reason)
    note = "Nothing was changed (--dry-run)." if args.dry_run else "Cancelled."
    document = views.booking(ended) | {"dryRun": args.dry_run}
    console.answer(document, [*views.booking_lines(ended), "", note])
    return Exit.OK
