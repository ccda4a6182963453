"""Events as stored text and back: the class's name beside a JSON object of its fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

# Imported for their events: the registry is every subclass of Event that is known.
from mate_core.shared.events import Event
from mate_core.shared.money import Vnd


def _all_events(base: type[Event] = Event) -> Iterator[type[Event]]:
    for event_type in base.__subclasses__():
        # A dataclass with slots is made twice; only the second one is what the module shows.
        if "__slots__" in vars(event_type):
            yield event_type
        yield from _all_events(event_type)


def _transient(event_type: type[Event]) -> frozenset[str]:
    return frozenset(
        field.name for field in dataclasses.fields(event_type) if field.metadata.get("transient")
    )


TYPES: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {event_type.__name__: event_type for event_type in _all_events()}
)
_TRANSIENT: Final = {event_type: _transient(event_type) for event_type in TYPES.values()}
_to_json: Final = msgspec.json.Encoder()


def encode(event: Event) -> tuple[str, str]:
    """The type's name and a JSON object without transient fields."""
    event_type = type(event)
    dropped = _TRANSIENT.get(event_type)
    if dropped is None:
        raise TypeError(f"{event_type.__name__} is not an event of the core")
    fields = {
        field: _plain(getattr(event, field))
        for field in event_type.__dataclass_fields__
        if field not in dropped
    }
    return event_type.__name__, _to_json.encode(fields).decode()


def decode(name: str, body: Mapping[str, Any]) -> Event:
    """The event again; raises KeyError or msgspec.ValidationError when it cannot be read."""
    return msgspec.convert(body, TYPES[name], dec_hook=_rich)


def _plain(value: object) -> object:
    return value.amount if isinstance(value, Vnd) else value


def _rich(wanted: type, value: object) -> object:
    if wanted is Vnd and type(value) is int:
        return Vnd(value)
    raise TypeError(f"no reading of {value!r} as {wanted}")
