"""`mate migrate`: the database's schema."""

from __future__ import annotations

from argparse import Namespace

from mate_adapters.postgres.migrate import migrate as run_migrations
from mate_adapters.postgres.migrate import pending
from mate_adapters.postgres.revision import newest
from mate_cli.configuration import read_settings
from mate_cli.console import Console
from mate_cli.database import database_dsn
from mate_cli.exits import Exit


def migrate(args: Namespace, console: Console) -> int:
    dsn = database_dsn(read_settings(args))
    if args.check:
        waiting = pending(dsn)
        console.answer(
            {"upToDate": not waiting, "pending": list(waiting), "newest": newest()},
            [f"pending: {step}" for step in waiting] or [f"Up to date at {newest()}."],
        )
        return Exit.REFUSED if waiting else Exit.OK
    done = run_migrations(dsn)
    console.answer(
        {"upToDate": True, "applied": list(done), "newest": newest()},
        [*(f"applied: {step}" for step in done), f"Up to date at {newest()}."],
    )
    return Exit.OK
