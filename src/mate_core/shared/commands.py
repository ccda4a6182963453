"""How commands meet storage that may ask them to start over, and people who are banned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from mate_core.shared.actor import Actor
from mate_core.shared.errors import ConcurrencyConflict

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS: Final = 5
_ALSO_WHEN_BANNED: Final = "__also_when_banned__"


def command(run: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Run the whole command again, at most five times, when transactions met in the database.

    No pause between attempts: the transactions that we met held row locks and are done with them
    when we are told. A command whose first argument is a banned actor is refused with
    AccountBanned, unless it is marked `also_when_banned`.
    """
    refuses_banned = not hasattr(run, _ALSO_WHEN_BANNED)

    @wraps(run)
    async def retried(*args: P.args, **kwargs: P.kwargs) -> T:
        if refuses_banned and len(args) > 1 and isinstance(actor := args[1], Actor):
            actor.require_unbanned()
        for _ in range(ATTEMPTS - 1):
            try:
                return await run(*args, **kwargs)
            except ConcurrencyConflict:
                continue
        return await run(*args, **kwargs)

    return retried


def also_when_banned(run: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Below `command`: this one a banned person keeps (RULES 17).

    His money, his disputes, the end of a meeting that goes on, his data, his appeal.
    """
    setattr(run, _ALSO_WHEN_BANNED, True)
    return run
