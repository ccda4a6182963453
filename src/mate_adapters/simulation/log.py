"""The log of a run, as one number: equal runs have equal hashes, unequal ones do not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from mate_core.shared.events import Event

_READERS: Final[dict[type[Event], tuple[str, Callable[[Any], Any]]]] = {}


def _reader(kind: type[Event]) -> tuple[str, Callable[[Any], Any]]:
    """The event's name, and what reads its fields but `at`; reflection is paid once a type."""
    if kind not in _READERS:
        names = [each.name for each in fields(kind) if each.name != "at"]
        read = attrgetter(*names) if names else (lambda _: ())
        _READERS[kind] = kind.__name__, read
    return _READERS[kind]


class EventLog:
    """SHA-256 over one line a command: instant, command, actor, outcome, events with ids and sums.

    Lines hold nothing that depends on the process: no addresses, no order of sets.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._waiting: list[str] = []

    def add(
        self, at: datetime, command: str, actor: int, outcome: str, events: Iterable[Event]
    ) -> None:
        told = []
        for event in events:
            name, read = _reader(type(event))
            told.append(f"{name}{_plain(read(event))}")
        self._waiting.append(f"{at.isoformat()} {command} {actor} {outcome} {' '.join(told)}\n")
        if len(self._waiting) >= 1_000:
            self._flush()

    def _flush(self) -> None:
        self._hash.update("".join(self._waiting).encode())
        self._waiting.clear()

    @property
    def digest(self) -> str:
        self._flush()
        return self._hash.hexdigest()


def _plain(values: object) -> str:
    if isinstance(values, tuple):
        return f"({','.join(map(str, values))})"
    return f"({values})"
