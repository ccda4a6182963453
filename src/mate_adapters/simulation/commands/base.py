"""What all commands have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

from mate_adapters.simulation.faults import Fault
from mate_adapters.simulation.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(ABC):
    """One call of the application by `actor` (a person's number; 0 is the machinery itself).

    `fault` strikes while it runs. `repeatable` commands may be sent twice: the second time must
    answer the same and change nothing.

    Two things may be expected of one: `refused`, that it must not succeed, and `again`, that it
    repeats the command just before it.
    """

    repeatable: ClassVar[bool] = False

    actor: int = 0
    fault: Fault | None = None
    refused: bool = False
    again: bool = False

    @abstractmethod
    async def run(self, world: World) -> Any:
        """Raises what the application raises, and Skipped when the world lacks what it names."""

    def labels(self) -> tuple[int, ...]:
        """Names of the bookings, payments and withdrawals that this is about."""
        return tuple(
            value
            for name in ("booking", "attempt", "withdrawal", "extension")
            if isinstance(value := getattr(self, name, None), int)
        )

    def __str__(self) -> str:
        """`Confirm(actor=2001, booking=17)`: what differs from the defaults, to read and replay."""
        said = (
            f"{each.name}={_plain(getattr(self, each.name))}"
            for each in fields(self)
            if getattr(self, each.name) != each.default
        )
        return f"{type(self).__name__}({', '.join(said)})"


def _plain(value: object) -> str:
    """Short, and readable as a value again: instants in ISO, enumerations by their value."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Fault):
        return f"{value.kind}@{value.nth}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_plain, value))})"
    return str(value)
