"""The outbox in memory: events of committed transactions, handed on at least once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, Field, dataclass, fields, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from mate_core.shared.events import Event
from mate_core.shared.ports import AfterCommit

ATTEMPTS: Final = 10
FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(hours=1)


@dataclass(slots=True)
class WaitingEvent:
    """One event that still has to reach its handlers; `trouble` is what the last try met."""

    event: Event
    due_at: datetime
    attempts: int = 0
    trouble: str = ""
    in_flight: bool = False


_TRANSIENT: Final[dict[type[Event], dict[str, Any]]] = {}


def _transient_defaults(kind: type[Event]) -> dict[str, Any]:
    """Looked up once per type: reflection costs more than the rest of a publication."""
    if kind not in _TRANSIENT:
        transient = (each for each in fields(kind) if each.metadata.get("transient"))
        _TRANSIENT[kind] = {each.name: _default_of(each) for each in transient}
    return _TRANSIENT[kind]


def _default_of(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def as_stored(event: Event) -> Event:
    """The event as a reader of the outbox meets it: transient fields are back at their defaults."""
    transient = _transient_defaults(type(event))
    return replace(event, **transient) if transient else event


class MemoryOutbox:
    """Pauses double from one second up to an hour; the tenth failure makes a dead letter."""

    def __init__(self, after_commit: AfterCommit) -> None:
        self._after_commit = after_commit
        self._waiting: dict[int, WaitingEvent] = {}
        self._last_number = 0
        self.events: list[Event] = []
        self.dead_letters: list[WaitingEvent] = []

    def append(self, events: Sequence[Event]) -> None:
        """Take over the events of one committed transaction."""
        self.events.extend(events)
        for event in events:
            if type(event) in self._after_commit:
                self._last_number += 1
                self._waiting[self._last_number] = WaitingEvent(event, due_at=event.at)

    @property
    def is_empty(self) -> bool:
        """Whether no event waits, now or for a later attempt."""
        return not self._waiting

    async def relay(self, *, at: datetime, limit: int) -> int:
        due = (
            number
            for number, waiting in self._waiting.items()
            if waiting.due_at <= at and not waiting.in_flight
        )
        batch = list(islice(due, limit))
        for number in batch:
            self._waiting[number].in_flight = True
        try:
            return sum([await self._hand_on(number, at) for number in batch])
        finally:
            for number in batch:
                if number in self._waiting:
                    self._waiting[number].in_flight = False

    async def _hand_on(self, number: int, at: datetime) -> bool:
        waiting = self._waiting[number]
        try:
            for handle in self._after_commit[type(waiting.event)]:
                await handle(waiting.event)
        except Exception as trouble:  # whatever a handler does, the other events go on
            self._try_later(number, trouble, at)
            return False
        del self._waiting[number]
        return True

    def _try_later(self, number: int, trouble: Exception, at: datetime) -> None:
        waiting = self._waiting[number]
        waiting.attempts += 1
        waiting.trouble = repr(trouble)
        waiting.due_at = at + min(FIRST_PAUSE * 2 ** (waiting.attempts - 1), LONGEST_PAUSE)
        if waiting.attempts >= ATTEMPTS:
            self.dead_letters.append(self._waiting.pop(number))
