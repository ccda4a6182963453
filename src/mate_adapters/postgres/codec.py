"""Events as stored text and back: the class's name beside a JSON object of its fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any, Final

import msgspec

from mate_core.bookings import events as bookings_events
from mate_core.bookings.disputes import events as dispute_events
from mate_core.identity import events as identity_events
from mate_core.kyc import events as kyc_events
from mate_core.media import events as media_events
from mate_core.messages import events as messages_events
from mate_core.moderation import events as moderation_events
from mate_core.moderation.reports import events as report_events
from mate_core.moderation.screening import events as screening_events
from mate_core.partners import events as partners_events
from mate_core.payments import events as payments_events
from mate_core.privacy import events as privacy_events
from mate_core.profiles import events as profiles_events
from mate_core.reviews import events as reviews_events
from mate_core.shared.events import Event

_MODULES: Final = (
    bookings_events,
    dispute_events,
    identity_events,
    kyc_events,
    media_events,
    messages_events,
    moderation_events,
    partners_events,
    payments_events,
    privacy_events,
    profiles_events,
    reviews_events,
    report_events,
    screening_events,
)


def _events_of(module: ModuleType) -> Iterator[type[Event]]:
    for each in vars(module).values():
        if isinstance(each, type) and issubclass(each, Event) and each is not Event:
            yield each


def _transient(event_type: type[Event]) -> frozenset[str]:
    return frozenset(
        field.name for field in dataclasses.fields(event_type) if field.metadata.get("transient")
    )


TYPES: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {event_type.__name__: event_type for module in _MODULES for event_type in _events_of(module)}
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
        field: getattr(event, field)
        for field in event_type.__dataclass_fields__
        if field not in dropped
    }
    return event_type.__name__, _to_json.encode(fields).decode()


def decode(name: str, body: Mapping[str, Any]) -> Event:
    """The event again; raises KeyError or msgspec.ValidationError when it cannot be read."""
    return msgspec.convert(body, TYPES[name])
