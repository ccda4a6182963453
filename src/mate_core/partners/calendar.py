"""Slots, reservations, and what they leave free.

Availability = published windows − blocks − reservations, by interval algebra only. A booking may
run across slots that touch. The travel buffer after a meeting is part of the partner's
reservation and need not lie inside a window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mate_core.shared.ids import SlotId, UserId
from mate_core.shared.time import Period, merged, without


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
    """Everything about one partner's time inside the stretch that was read."""

    slots: Sequence[Slot]
    reservations: Sequence[Reservation]

    def free(self) -> list[Period]:
        """The periods in which a meeting may lie, sorted and disjoint."""
        windows = (slot.period for slot in self.slots if slot.kind is SlotKind.AVAILABLE)
        blocks = [slot.period for slot in self.slots if slot.kind is SlotKind.BLOCKED]
        return without(windows, blocks + [taken.period for taken in self.reservations])

    def offers(self, meeting: Period) -> bool:
        """Whether the published windows, less blocks, hold the whole meeting."""
        windows = (slot.period for slot in self.slots if slot.kind is SlotKind.AVAILABLE)
        blocks = [slot.period for slot in self.slots if slot.kind is SlotKind.BLOCKED]
        return any(free.contains(meeting) for free in without(windows, blocks))

    def is_taken(self, occupied: Period) -> bool:
        """Whether `occupied` (meeting and buffer) meets a reservation."""
        return any(taken.period.overlaps(occupied) for taken in self.reservations)


def cuts_reservation(
    before: Iterable[Slot], after: Iterable[Slot], reservations: Iterable[Reservation]
) -> Reservation | None:
    """The first meeting that `before` covered and `after` would not, or None.

    Only windows are compared; the meeting's travel buffer may lie outside.
    """
    covered = merged(slot.period for slot in before if slot.kind is SlotKind.AVAILABLE)
    blocked = [slot.period for slot in after if slot.kind is SlotKind.BLOCKED]
    remains = without((slot.period for slot in after if slot.kind is SlotKind.AVAILABLE), blocked)
    for reservation in reservations:
        parts_before = without([reservation.period], without([reservation.period], covered))
        if any(without([part], remains) for part in parts_before):
            return reservation
    return None
