"""`mate privacy`: rights requests, consents, copies and closings."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from mate_cli.commands import privacy_views as views
from mate_cli.configuration import read_settings
from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.opening import Desk, named, open_desk
from mate_cli.paging import collect
from mate_cli.tables import local, rfc3339
from mate_core.privacy.closing import Closure
from mate_core.privacy.rights import RightsRequest
from mate_core.shared.pages import Cursor, Page

_Deed = Callable[..., Awaitable[Closure]]


async def requests(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[RightsRequest]:
            return await desk.application.rights.queue(
                desk.actor, open_only=not args.all, after=after, limit=limit
            )

        found, more = await collect(page, args.limit)
        at = desk.application.clock.now()
    document = {"items": [views.rights(each, at=at) for each in found], "more": more}
    console.answer(document, views.rights_table(found, at=at, more=more))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        seen = await desk.application.rights.show(desk.actor, _request_id(args))
        at = desk.application.clock.now()
    console.answer(views.rights_file(seen, at=at), views.rights_file_lines(seen, at=at))
    return Exit.OK


async def answer(args: Namespace, console: Console) -> int:
    """Worked out first, so that nothing is confirmed that would be refused."""
    async with open_desk(args) as desk:
        run = partial(
            desk.application.rights.answer,
            desk.actor,
            _request_id(args),
            args.text,
            reason=args.reason,
            refused=args.refuse,
        )
        done = await run(dry_run=True)
        if not args.dry_run:
            word = "Refuse" if args.refuse else "Answer"
            console.confirm(f"{word} the {done.kind} request of {done.user_id}?", assumed=args.yes)
            done = await run()
        at = desk.application.clock.now()
    document = views.rights(done, at=at) | {"dryRun": args.dry_run}
    console.answer(document, views.rights_lines(done, at=at, dry_run=args.dry_run))
    return Exit.OK


async def consents(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        history = await desk.application.consents.of(desk.actor, person.id)
    items = [views.consent(row) for row in history]
    console.answer({"userId": str(person.id), "items": items}, views.consent_table(history))
    return Exit.OK


async def export(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        console.confirm(f"Make a link to everything about {person.id}?", assumed=args.yes)
        link = await desk.application.exports.request_for(desk.actor, person.id, reason=args.reason)
    url = f"{read_settings(args).public_url}/api/v1/exports/{link.token}"
    console.answer(
        {"userId": str(person.id), "url": url, "expiresAt": rfc3339(link.expires_at)},
        [url, f"works until {local(link.expires_at)}"],
    )
    return Exit.OK


async def closings(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:

        async def page(after: Cursor | None, limit: int) -> Page[Closure]:
            return await desk.application.closing.queue(desk.actor, after=after, limit=limit)

        found, more = await collect(page, args.limit)
        at = desk.application.clock.now()
    document = {"items": [views.closing(each, at=at) for each in found], "more": more}
    console.answer(document, views.closing_table(found, at=at, more=more))
    return Exit.OK


async def close(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _closing(args, console, desk, desk.application.closing.close_for, "Close")


async def hold(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _closing(args, console, desk, desk.application.closing.hold, "Hold")


async def release(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        return await _closing(args, console, desk, desk.application.closing.release, "Release")


async def _closing(args: Namespace, console: Console, desk: Desk, deed: _Deed, word: str) -> int:
    person = await named(desk.application, args.person)
    run = partial(deed, desk.actor, person.id, reason=args.reason)
    done = await run(dry_run=True)
    if not args.dry_run:
        console.confirm(f"{word} the account of {args.person}?", assumed=args.yes)
        done = await run(dry_run=False)
    at = desk.application.clock.now()
    document = views.closing(done, at=at) | {"dryRun": args.dry_run}
    console.answer(document, views.closing_lines(done, at=at, dry_run=args.dry_run))
    return Exit.OK


def _request_id(args: Namespace) -> UUID:
    try:
        return UUID(args.request)
    except ValueError:
        raise refused(
            "request.unknown",
            f"{args.request} is no id of a request; `mate privacy requests list` shows them.",
            exit_code=Exit.USAGE,
        ) from None
