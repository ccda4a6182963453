"""`mate doctor`: what is missing here, and what to do about it."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Sequence

import psycopg
import sqlalchemy.exc

from mate_adapters.postgres.server import LocalPostgresError
from mate_adapters.settings import Settings, SettingsError
from mate_cli.configuration import read_settings
from mate_cli.console import Console
from mate_cli.database import database_dsn
from mate_cli.doctor import machine, objects, storage
from mate_cli.doctor.check import Check, Health, broken
from mate_cli.exits import Exit
from mate_cli.tables import table
from mate_core.shared.errors import StorageUnavailable

_AWAY = (psycopg.Error, sqlalchemy.exc.SQLAlchemyError, StorageUnavailable, LocalPostgresError)


async def doctor(args: Namespace, console: Console) -> int:
    checks = await _checks(args)
    is_well = all(check.health is not Health.FAIL for check in checks)
    document: dict[str, object] = {
        "ok": is_well,
        "checks": [
            {
                "name": check.name,
                "health": check.health.value,
                "detail": check.detail,
                "remedy": check.remedy,
            }
            for check in checks
        ],
    }
    console.answer(document, _lines(checks, is_well=is_well))
    return Exit.OK if is_well else Exit.REFUSED


async def _checks(args: Namespace) -> list[Check]:
    checks = [machine.python()]
    try:
        settings = read_settings(args)
    except SettingsError as error:
        remedy = "Mend the environment or .env; `mate config` lists all settings."
        return [*checks, *(broken("settings", problem, remedy) for problem in error.problems)]
    checks += [machine.disk(settings), machine.gateways(settings)]
    checks.append(machine.identity_checks(settings))
    checks += machine.messages(settings)
    checks += machine.production(settings)
    checks.append(await objects.uploads(settings))
    return [*checks, *await _of_database(settings)]


async def _of_database(settings: Settings) -> list[Check]:
    """Each step stands on the one before, so the first trouble ends them."""
    checks: list[Check] = []
    try:
        dsn = await asyncio.to_thread(database_dsn, settings)
        checks += await storage.in_thread(storage.server(dsn))
        checks.append(await asyncio.to_thread(storage.migrations, dsn))
        if checks[-1].health is Health.OK:
            checks += await storage.backlog(settings, dsn)
    except _AWAY as error:
        first_line = (str(error) or type(error).__name__).splitlines()[0]
        remedy = "Start it, or correct DATABASE_URL; without that the embedded server is used."
        checks.append(broken("database", first_line, remedy))
    return checks


def _lines(checks: Sequence[Check], *, is_well: bool) -> list[str]:
    rows = [(check.health.upper(), check.name, check.detail) for check in checks]
    lines = table(("", "CHECK", "FOUND"), rows)
    remedies = [f"{check.name}: {check.remedy}" for check in checks if check.remedy]
    verdict = "All is well." if is_well and not remedies else "What to do:"
    return [*lines, "", verdict, *(f"  {remedy}" for remedy in remedies)]
