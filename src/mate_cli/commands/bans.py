"""`mate user ban`, `unban`, `bans` and `appeal`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from datetime import UTC
from functools import partial

from mate_cli.commands import ban_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import named, open_desk
from mate_cli.paging import collect
from mate_core.moderation.bans import Ban, BanTerms
from mate_core.moderation.ports import BansShown
from mate_core.shared.pages import Cursor, Page

_Deed = Callable[..., Awaitable[Ban]]


async def ban(args: Namespace, console: Console) -> int:
    until = args.until.astimezone(UTC) if args.until else None
    terms = BanTerms(until, args.waive_tiers)
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        deed = desk.application.staff_bans.ban
        run = partial(deed, desk.actor, person.id, terms, reason=args.reason)
        return await _done(args, console, run, f"Ban {args.person}?")


async def unban(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        deed = desk.application.staff_bans.unban
        run = partial(deed, desk.actor, person.id, reason=args.reason)
        return await _done(args, console, run, f"Lift the ban of {args.person}?")


async def appeal(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        deed = desk.application.staff_bans.decide
        run = partial(deed, desk.actor, person.id, args.answer, granted=args.grant)
        word = "Grant" if args.grant else "Refuse"
        return await _done(args, console, run, f"{word} the appeal of {args.person}?")


async def listing(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        bans = desk.application.staff_bans

        async def page(after: Cursor | None, limit: int) -> Page[Ban]:
            return await bans.page(desk.actor, BansShown(args.show), after=after, limit=limit)

        found, more = await collect(page, args.limit)
        waiting = await bans.proposals(desk.actor)
    document = {
        "items": [views.ban(each) for each in found],
        "more": more,
        "proposals": [views.proposal(each) for each in waiting],
    }
    console.answer(document, views.ban_table(found, waiting, more=more))
    return Exit.OK


async def _done(args: Namespace, console: Console, run: _Deed, question: str) -> int:
    """Worked out first, so that nothing is confirmed that would be refused."""
    done = await run(dry_run=True)
    if not args.dry_run:
        console.confirm(question, assumed=args.yes)
        done = await run(dry_run=False)
    document = views.ban(done) | {"dryRun": args.dry_run}
    console.answer(document, views.ban_lines(done, dry_run=args.dry_run))
    return Exit.OK
