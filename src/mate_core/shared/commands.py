"""How commands meet storage that may ask them to start over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from mate_core.shared.errors import ConcurrencyConflict

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS: Final = 5


def command(run: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Run the whole command again, at most five times, when transactions met in the database.

    No pause between attempts: the transactions that we met held row locks and are done with them
    when we are told.
    """

    @wraps(run)
    async def retried(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(ATTEMPTS - 1):
            try:
                return await run(*args, **kwargs)
            except ConcurrencyConflict:
                continue
        return await run(*args, **kwargs)

    return retried
