"""What is made when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class cached_property(Generic[R]):  # noqa: N801  stands where functools.cached_property would
    """As functools.cached_property, without the lock that it takes each time in Python 3.11.

    Whatever has one belongs to one task at a time.
    """

    def __init__(self, make: Callable[[Any], R]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, holder: Any, owner: type | None = None) -> R:
        made = holder.__dict__[self._name] = self._make(holder)
        return made
