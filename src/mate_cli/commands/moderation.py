"""`mate moderation`: listings and reports that wait for staff."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from mate_cli.commands import moderation_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import Desk, named, open_desk
from mate_cli.paging import collect
from mate_core.moderation.reports.model import Outcome, ReportCase
from mate_core.moderation.screening.case import ListingCase
from mate_core.moderation.screening.model import Category
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import ListingCaseId, ReportCaseId
from mate_core.shared.pages import Cursor, Page

_Decide = Callable[..., Awaitable[ListingCase | ReportCase]]


async def queue(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        use_cases = desk.application

        async def listings(after: Cursor | None, limit: int) -> Page[ListingCase]:
            return await use_cases.listings.queue(
                desk.actor, closed=args.closed, after=after, limit=limit
            )

        async def reports(after: Cursor | None, limit: int) -> Page[ReportCase]:
            return await use_cases.staff_user_reports.queue(
                desk.actor, decided=args.closed, after=after, limit=limit
            )

        found_listings, more_listings = await collect(listings, args.limit)
        found_reports, more_reports = await collect(reports, args.limit)
        overdue = await use_cases.listings.count_overdue(
            desk.actor
        ) + await use_cases.staff_user_reports.count_overdue(desk.actor)
        at = use_cases.clock.now()
    more = more_listings or more_reports
    document = {
        "overdue": overdue,
        "listings": [views.listing(each, at=at) for each in found_listings],
        "reports": [views.report(each, at=at) for each in found_reports],
        "more": more,
    }
    console.answer(
        document,
        views.queue_lines(found_listings, found_reports, overdue=overdue, at=at, more=more),
    )
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        use_cases, at = desk.application, desk.application.clock.now()
        if await _is_listing(desk, args.case):
            listing = await use_cases.listings.show(desk.actor, ListingCaseId(args.case))
            document, lines = views.listing_file(listing, at=at), views.listing_lines(listing)
        else:
            report = await use_cases.staff_user_reports.show(desk.actor, ReportCaseId(args.case))
            document, lines = views.report_file(report, at=at), views.report_lines(report)
    console.answer(document, lines)
    return Exit.OK


async def claim(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        use_cases, at = desk.application, desk.application.clock.now()
        case: ListingCase | ReportCase
        if await _is_listing(desk, args.case):
            case = await use_cases.listings.claim(desk.actor, ListingCaseId(args.case))
        else:
            case = await use_cases.staff_user_reports.claim(desk.actor, ReportCaseId(args.case))
    console.answer(views.case(case, at=at), views.claim_lines(case))
    return Exit.OK


async def approve(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        run = partial(
            desk.application.listings.approve,
            desk.actor,
            ListingCaseId(args.case),
            reason=args.reason,
        )
        return await _decide(args, console, desk, run, "Show this listing to everybody?")


async def reject(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        run = partial(
            desk.application.listings.reject,
            desk.actor,
            ListingCaseId(args.case),
            Category(args.category),
            reason=args.reason,
        )
        return await _decide(args, console, desk, run, "Reject this listing?")


async def take_down(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        run = partial(
            desk.application.listings.take_down,
            desk.actor,
            person.id,
            Category(args.category),
            reason=args.reason,
        )
        return await _decide(args, console, desk, run, f"Hide the listing of {args.person}?")


async def decide(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        run = partial(
            desk.application.staff_user_reports.decide,
            desk.actor,
            ReportCaseId(args.case),
            Outcome(args.outcome),
            note=args.reason,
        )
        return await _decide(args, console, desk, run, f"Decide this case as {args.outcome}?")


async def _decide(
    args: Namespace, console: Console, desk: Desk, run: _Decide, question: str
) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    made = await run(dry_run=True)
    if not args.dry_run:
        console.confirm(question, assumed=args.yes)
        made = await run()
    document = views.case(made, at=desk.application.clock.now()) | {"dryRun": args.dry_run}
    console.answer(document, views.decided_lines(made, dry_run=args.dry_run))
    return Exit.OK


async def _is_listing(desk: Desk, case_id: UUID) -> bool:
    """Ids of the two kinds of case never meet, so that nobody has to say which it is."""
    try:
        await desk.application.listings.peek(desk.actor, ListingCaseId(case_id))
    except NotFound:
        return False
    return True
