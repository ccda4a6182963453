"""`mate kyc`: identity checks."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from mate_cli.commands import kyc_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import Desk, named, open_desk
from mate_cli.paging import collect
from mate_core.kyc.case import KycCase, Picture
from mate_core.kyc.findings import KycReason
from mate_core.kyc.views import KycFilter, KycRuling
from mate_core.shared.pages import Cursor, Page

_Rule = Callable[..., Awaitable[KycRuling]]


async def listing(args: Namespace, console: Console) -> int:
    wanted = KycFilter(args.filter)
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[KycCase]:
            return await desk.application.staff_kyc.listed(
                desk.actor, wanted, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
    document = {"items": [views.case(each) for each in found], "more": more}
    console.answer(document, views.case_table(found, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    links: Mapping[Picture, str] = {}
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        staff = desk.application.staff_kyc
        found = await staff.show(desk.actor, person.id)
        if args.pictures is not None:
            links = await staff.look(desk.actor, person.id, reason=args.pictures)
    console.answer(views.file(found, links), views.file_lines(found, links))
    return Exit.OK


async def approve(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        rule = partial(desk.application.staff_kyc.approve, reason=args.reason)
        return await _rule(args, console, desk, rule)


async def reject(args: Namespace, console: Console) -> int:
    reasons = [KycReason(code) for code in args.because]
    async with open_desk(args) as desk:
        rule = partial(desk.application.staff_kyc.reject, reasons=reasons, note=args.reason)
        return await _rule(args, console, desk, rule)


async def retry(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        rule = partial(desk.application.staff_kyc.retry, reason=args.reason)
        return await _rule(args, console, desk, rule)


async def revoke(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        rule = partial(desk.application.staff_kyc.revoke, reason=args.reason)
        return await _rule(args, console, desk, rule)


async def _rule(args: Namespace, console: Console, desk: Desk, rule: _Rule) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    person = await named(desk.application, args.person)
    made = await rule(desk.actor, person.id, dry_run=True)
    if not args.dry_run:
        name = args.handler.rpartition(":")[2]
        console.confirm(f"{name.capitalize()} {args.person}?", assumed=args.yes)
        made = await rule(desk.actor, person.id)
    document = views.ruling(made) | {"dryRun": args.dry_run}
    console.answer(document, views.ruling_lines(made, dry_run=args.dry_run))
    return Exit.OK
