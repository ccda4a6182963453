"""What was acknowledged, and whether it is still there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from mate_core.bookings.transitions import Action, Party
from tests.load.people import Pair

_COMPLETED: Final = frozenset({Action.AGREE_COMPLETION.value, Action.COMPLETE.value})
"""The first side only agrees, the second one ends it."""


class Promises:
    """Every answer of success that a client has got."""

    def __init__(self) -> None:
        self.bookers: dict[UUID, Pair] = {}
        """Who asked for each booking."""
        self.moves: defaultdict[UUID, list[tuple[Action, Party]]] = defaultdict(list)
        self.paid_references: set[str] = set()
        """Attempts at VNPay whose notice was acknowledged."""

    @property
    def count(self) -> int:
        moves = sum(len(moves) for moves in self.moves.values())
        return len(self.bookers) + moves + len(self.paid_references)

    def made(self, booking_id: UUID, pair: Pair) -> None:
        self.bookers[booking_id] = pair

    def moved(self, booking_id: UUID, action: Action, by: Party) -> None:
        self.moves[booking_id].append((action, by))

    def broken_of(self, booking_id: UUID, shown: Any) -> Iterator[str]:
        """What the booking, as its user reads it now, lacks or has twice."""
        for action, by in [(Action.REQUEST, Party.USER), *self.moves[booking_id]]:
            if (found := times(shown, action, by)) != 1:
                yield f"{booking_id}: {action.value} by the {by.value} stands there {found} times"


def times(shown: Any, action: Action, by: Party) -> int:
    """How often the history of a booking tells of that step by that side."""
    told = _COMPLETED if action is Action.COMPLETE else {action.value}
    history = shown["statusHistory"]
    return sum(each["action"] in told and each["by"] == by.value for each in history)
