"""`mate demo`: the story, told."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mate_cli.console import Console
from mate_cli.demo.client import Client, Person, Surprise
from mate_cli.demo.server import ThrowAwayServer, make_home
from mate_cli.demo.stage import Stage
from mate_cli.demo.story import STORY, tell
from mate_cli.exits import CommandFailed, Exit, Failure
from mate_cli.seed.people import ADMINISTRATOR_PHONE
from mate_cli.seed.people import PASSWORD as STAFF_PASSWORD


async def demo(args: Namespace, console: Console) -> int:
    if args.url:
        try:
            async with _visiting(args.url) as stage:
                await _tell(stage, console)
        except Surprise as surprise:
            raise _failed(surprise, "") from surprise
        return Exit.OK
    server = ThrowAwayServer(make_home())
    try:
        await _on_own_server(server, console)
    except Surprise as surprise:
        raise _failed(surprise, server.log_tail()) from surprise
    finally:
        if args.keep:
            console.note(f"The data are kept: MATE_HOME={server.home}")
        else:
            await asyncio.to_thread(server.erase)
    return Exit.OK


async def _on_own_server(server: ThrowAwayServer, console: Console) -> None:
    console.note("Starting a throw-away server …")
    async with server.running():
        client = Client(server.url)
        try:
            await _tell(Stage.with_strangers(client, server.staff), console)
        finally:
            await client.close()


@asynccontextmanager
async def _visiting(url: str) -> AsyncIterator[Stage]:
    """Somebody else's sandbox server, which has the demo people."""
    client = Client(url)

    async def staff(_: Stage) -> Person:
        person = Person("Quỳnh Chi", ADMINISTRATOR_PHONE, STAFF_PASSWORD)
        try:
            await client.log_in(person)
        except Surprise as surprise:
            remedy = "has it the demo people? `mate seed` makes them"
            raise Surprise(f"the demo staff cannot log in ({remedy}): {surprise}") from surprise
        return person

    try:
        yield Stage.with_strangers(client, staff)
    finally:
        await client.close()


async def _tell(stage: Stage, console: Console) -> None:
    difference = 0
    async for told in tell(stage):
        document = {"step": told.step, "title": told.title, "lines": list(told.scene.lines)}
        title = f"{told.step:>2}. {told.title}"
        console.answer(
            document | {"facts": told.scene.facts},
            [title, *(f"    {line}" for line in told.scene.lines)],
        )
        difference = told.scene.facts.get("ledgerDifference", difference)
    console.answer(
        {"ok": True, "steps": len(STORY), "ledgerDifference": difference},
        [
            "",
            f"All {len(STORY)} steps went as they should; the ledger differs by {difference} VND.",
        ],
    )


def _failed(surprise: Surprise, log_tail: str) -> CommandFailed:
    sentence = f"The story went otherwise. {surprise}"
    shown = f"{sentence}\n--- the server's last lines ---\n{log_tail}" if log_tail else sentence
    return CommandFailed(Failure(Exit.REFUSED, "demo.surprise", shown))
