"""`mate suspense`: money that came and has no place yet."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from functools import partial

from mate_cli.commands import return_views as views
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import Desk, open_desk
from mate_cli.tables import money
from mate_core.payments.refunds.suspense_service import SuspenseView

_Decide = Callable[..., Awaitable[SuspenseView]]


async def listing(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        items = await desk.application.suspense.open_items(desk.actor)
    console.answer({"items": [views.item(each) for each in items]}, views.item_table(items))
    return Exit.OK


async def show(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        view = await desk.application.suspense.show(desk.actor, args.item)
    console.answer(views.item_view(view), views.item_lines(view))
    return Exit.OK


async def clear(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        decide = desk.application.suspense.clear
        return await _decide(args, console, desk, decide, "Credit {} VND to the payer?")


async def give_back(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        decide = desk.application.suspense.give_back
        return await _decide(args, console, desk, decide, "Send {} VND back to the source?")


async def _decide(
    args: Namespace, console: Console, desk: Desk, decide: _Decide, question: str
) -> int:
    """Work it out first, so that what is confirmed is what will be done."""
    run = partial(decide, desk.actor, args.item, reason=args.reason)
    view = await run(dry_run=True)
    if not args.dry_run:
        console.confirm(question.format(money(view.item.amount)), assumed=args.yes)
        view = await run()
    note = ["", "Nothing was changed (--dry-run)."] if args.dry_run else []
    document = views.item_view(view) | {"dryRun": args.dry_run}
    console.answer(document, [*views.item_lines(view), *note])
    return Exit.OK
