"""How commands reach the application: the runtime, and who acts."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from mate_adapters.runtime import open_runtime
from mate_cli.configuration import read_settings
from mate_cli.exits import Exit, refused
from mate_cli.logs import configure_logs
from mate_core.application import Application
from mate_core.identity.model import User, UserStatus
from mate_core.shared.actor import STAFF_ROLES, Actor
from mate_core.shared.errors import NotFound


@asynccontextmanager
async def open_application(args: Namespace) -> AsyncIterator[Application]:
    """The application over the database of the settings, for one command."""
    settings = read_settings(args)
    configure_logs(settings, quiet=True)
    async with open_runtime(settings) as runtime:
        yield runtime.application


@dataclass(frozen=True, slots=True)
class Desk:
    """The application with the member of staff who uses it."""

    application: Application
    actor: Actor


@asynccontextmanager
async def open_desk(args: Namespace) -> AsyncIterator[Desk]:
    """The application, acted on by `--as`; raises CommandFailed when that is nobody of staff."""
    async with open_application(args) as application:
        yield Desk(application, await acting(application, args.acting))


async def acting(application: Application, identifier: str) -> Actor:
    """The named member of staff, under the same policies as anywhere else (RULES 16)."""
    try:
        user = await application.staff_accounts.find(identifier)
    except NotFound:
        user = None
    if user is None or user.role not in STAFF_ROLES or user.status is not UserStatus.ACTIVE:
        raise refused(
            "acting.not_staff",
            f"--as {identifier}: that is no active member of staff.",
            exit_code=Exit.NOT_PERMITTED,
        )
    return user.as_actor()


async def named(application: Application, identifier: str) -> User:
    """The person behind an id, a verified phone number or a verified e-mail address."""
    try:
        return await application.staff_accounts.find(identifier)
    except NotFound:
        raise refused(
            "person.unknown",
            f"Nobody is known as {identifier}; give a verified phone, e-mail address or an id.",
            exit_code=Exit.NOT_FOUND,
        ) from None
