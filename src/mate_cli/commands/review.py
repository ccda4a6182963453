"""`mate review`: what people say of each other, as staff decide about it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from functools import partial

from mate_cli.commands import review_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import Desk, open_application, open_desk
from mate_cli.paging import collect
from mate_core.reviews.model import Part, Review
from mate_core.reviews.ports import ReviewFilter
from mate_core.shared.ids import ReviewId
from mate_core.shared.pages import Cursor, Page

_Decide = Callable[..., Awaitable[Review]]


async def listing(args: Namespace, console: Console) -> int:
    wanted = ReviewFilter(args.filter)
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[Review]:
            return await desk.application.staff_reviews.listed(
                desk.actor, wanted, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.review(each) for each in found], "more": more}
    console.answer(document, views.review_table(found, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        file = await desk.application.staff_reviews.show(desk.actor, ReviewId(args.review))
    console.answer(views.file(file), views.file_lines(file))
    return Exit.OK


async def hide(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        decide = partial(desk.application.staff_reviews.hide, part=Part(args.part))
        return await _decide(args, console, desk, decide)


async def restore(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        decide = partial(desk.application.staff_reviews.restore, part=Part(args.part))
        return await _decide(args, console, desk, decide)


async def release(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _decide(args, console, desk, desk.application.staff_reviews.release)


async def verify(args: Namespace, console: Console) -> int:
    async with open_application(args) as application:
        mismatches = await application.staff_reviews.verify()
    console.answer(views.proof(mismatches), views.proof_lines(mismatches))
    return Exit.REFUSED if mismatches else Exit.OK


async def _decide(args: Namespace, console: Console, desk: Desk, decide: _Decide) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    review_id = ReviewId(args.review)
    made = await decide(desk.actor, review_id, reason=args.reason, dry_run=True)
    if not args.dry_run:
        name = args.handler.rpartition(":")[2]
        console.confirm(f"{name.capitalize()} {review_id}?", assumed=args.yes)
        made = await decide(desk.actor, review_id, reason=args.reason)
    document = views.review(made) | {"dryRun": args.dry_run}
    console.answer(document, views.decided_lines(made, dry_run=args.dry_run))
    return Exit.OK
