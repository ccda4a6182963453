"""Nobody in two places at a time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mate_adapters.simulation.invariants.violation import Violated
from mate_core.partners.calendar import Reservation, ReservationRole

_Stretch = tuple[datetime, datetime, UUID]
_Key = tuple[UUID, ReservationRole]
_ROLES: Final = tuple(ReservationRole)


class CalendarWatch:
    """Everybody's reserved time, sorted; a new stretch is compared with its two neighbours."""

    def __init__(self) -> None:
        self._taken: dict[UUID, list[_Stretch]] = {}
        self._of_booking: dict[_Key, Reservation] = {}

    def reservations(self, changes: Mapping[Any, Reservation | None]) -> None:
        for key in changes:
            self._remove(key)
        for key, reservation in changes.items():
            if reservation is not None:
                self._add(key, reservation)

    def _remove(self, key: _Key) -> None:
        old = self._of_booking.pop(key, None)
        if old is not None:
            taken = self._taken[old.person_id]
            del taken[bisect_left(taken, (old.period.start, old.period.end, old.booking_id))]

    def _add(self, key: _Key, new: Reservation) -> None:
        taken = self._taken.setdefault(new.person_id, [])
        stretch = (new.period.start, new.period.end, new.booking_id)
        place = bisect_left(taken, stretch)
        for neighbour in taken[max(0, place - 1) : place + 1]:
            if neighbour[0] < stretch[1] and stretch[0] < neighbour[1]:
                raise Violated(
                    "nobody is booked twice",
                    f"{new.person_id} is at {neighbour[2]} and at {new.booking_id}",
                    new.booking_id,
                )
        insort(taken, stretch)
        self._of_booking[key] = new

    def is_taken(self, person: UUID, start: datetime, end: datetime) -> bool:
        """Whether any of that person's time in between is reserved."""
        taken = self._taken.get(person, [])
        place = bisect_left(taken, end, key=lambda stretch: stretch[0])
        return place > 0 and taken[place - 1][1] > start

    def count(self, booking_id: UUID) -> int:
        """How many of a booking's two people have its time reserved."""
        return sum((booking_id, role) in self._of_booking for role in _ROLES)
