"""Slots, weekly hours, reservations, and what they leave free.

Availability = (open slots ∪ weekly hours) − blocks − reservations, by interval algebra only. A
booking may run across windows that touch. The travel buffer after a meeting is part of the
partner's reservation and need not lie inside a window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mate_core.partners.weekly_hours import Occurrence, WeeklyHours, occurrences_of
from mate_core.shared.ids import SlotId, UserId
from mate_core.shared.time import Period, clipped, merged, without


class SlotKind(StrEnum):
    AVAILABLE = "available"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch that the partner opens or closes for bookings."""

    id: SlotId
    partner_id: UserId
    period: Period
    kind: SlotKind
    created_at: datetime


class ReservationRole(StrEnum):
    USER = "user"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Reservation:
    """One person, in one place at a time; two rows per booking, one for each side."""

    person_id: UserId
    period: Period
    booking_id: UUID
    role: ReservationRole


@dataclass(frozen=True, slots=True)
class Calendar:
    """Everything about one partner's time that meets the stretch that was read."""

    slots: Sequence[Slot]
    occurrences: Sequence[Occurrence]
    reservations: Sequence[Reservation]

    @classmethod
    def of(
        cls,
        within: Period,
        slots: Sequence[Slot],
        weekly_hours: Iterable[WeeklyHours],
        reservations: Sequence[Reservation],
    ) -> Calendar:
        """From the rows that meet `within`; weekly hours are looked up for just that stretch."""
        return cls(slots, occurrences_of(weekly_hours, within), reservations)

    def windows(self) -> list[Period]:
        """What slots and weekly hours open together, blocked or not; sorted and disjoint."""
        opened = (slot.period for slot in self.slots if slot.kind is SlotKind.AVAILABLE)
        return merged([*opened, *(occurrence.period for occurrence in self.occurrences)])

    def published(self) -> list[Period]:
        """The windows less the blocks."""
        blocks = (slot.period for slot in self.slots if slot.kind is SlotKind.BLOCKED)
        return without(self.windows(), blocks)

    def free(self) -> list[Period]:
        """The periods in which a meeting may lie, sorted and disjoint."""
        return without(self.published(), (taken.period for taken in self.reservations))

    def reserved_in(self, window: Period) -> list[Reservation]:
        """What each booking takes of `window`, by start."""
        return [
            replace(taken, period=part)
            for taken in self.reservations
            for part in clipped([taken.period], window)
        ]

    def offers(self, meeting: Period) -> bool:
        """Whether the published time holds the whole meeting."""
        return any(window.contains(meeting) for window in self.published())

    def is_taken(self, occupied: Period) -> bool:
        """Whether `occupied` (meeting and buffer) meets a reservation."""
        return any(taken.period.overlaps(occupied) for taken in self.reservations)


def cuts_reservation(before: Calendar, after: Calendar) -> Reservation | None:
    """The first meeting of `before` that its windows covered and `after` would not, or None.

    Only windows are compared; the meeting's travel buffer may lie outside.
    """
    covered, remains = before.windows(), after.published()
    for reservation in before.reservations:
        parts_before = without([reservation.period], without([reservation.period], covered))
        if any(without([part], remains) for part in parts_before):
            return reservation
    return None
