"""Domain events: what happened, in the past tense, as frozen dataclasses.

Every published event is written to the outbox in the command's own transaction. Events carry
ids, sums and instants, never names, addresses, codes or other personal data.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events; `at` is the instant (UTC) of the command that caused it."""

    at: datetime


Handlers = Mapping[type[Event], Sequence[Callable[[Any, Any], Awaitable[None]]]]
"""Steps run inside the transaction: event type → functions (unit of work, event).

`Any`, because each step names the narrower unit of work and the event it wants; the composition
root pairs them, and the contract suites run every pair.
"""


TRANSIENT: Final = MappingProxyType({"transient": True})
"""Metadata of a field that travels to the steps of the same transaction and is never stored."""
