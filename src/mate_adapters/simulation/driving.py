"""Running a coroutine by hand, without an event loop."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never has to wait.

    Memory adapters never suspend, so one step runs a whole command; that is several times faster
    than an event loop, and leaves no scheduling to chance. Raises RuntimeError when it suspends.
    """
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: T = finished.value
        return result
    coroutine.close()
    raise RuntimeError("a command waited for something, and in a simulation nothing ever comes")
