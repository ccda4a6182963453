"""`mate worker`: the background work in a process of its own."""

from __future__ import annotations

from argparse import Namespace

from mate_adapters.runtime import open_runtime
from mate_cli.configuration import read_settings
from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.logs import configure_logs
from mate_cli.signals import Stop


async def worker(args: Namespace, console: Console) -> int:
    settings = read_settings(args)
    configure_logs(settings)
    with Stop.by_signals() as stop:
        async with open_runtime(settings) as runtime:
            console.answer({"event": "working"}, ["Working; stop with Ctrl+C."])
            await runtime.work(stop.wanted)
    console.note("Stopped.")
    return Exit.OK
