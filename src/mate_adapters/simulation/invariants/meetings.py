"""Every booking walks along the table, and always has a way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from mate_adapters.memory.bookings import BookingRow
from mate_adapters.memory.unit_of_work import MemoryTables
from mate_adapters.simulation.invariants.calendars import CalendarWatch
from mate_adapters.simulation.invariants.settlements import SettlementWatch
from mate_adapters.simulation.invariants.violation import Violated
from mate_core.bookings.model import HistoryEntry
from mate_core.bookings.transitions import MOVES, BookingStatus, Party

_TABLE: Final = {pair: (move.to, move.by) for pair, move in MOVES.items()}
"""The edges as they stood when the checker started."""
_S = BookingStatus
_ENDED: Final = frozenset({_S.CANCELLED, _S.COMPLETED})
_RESERVED: Final = {_S.PENDING: 0, _S.CONFIRMED: 2, _S.PAID: 2, _S.IN_PROGRESS: 2, _S.CANCELLED: 0}
_HELD: Final = frozenset({_S.PAID, _S.IN_PROGRESS, _S.COMPLETED, _S.DISPUTED})


class MeetingWatch:
    def __init__(
        self, tables: MemoryTables, calendars: CalendarWatch, settlements: SettlementWatch
    ) -> None:
        self._rows = tables.bookings.bookings.rows
        self._disputes = tables.disputes.disputes.rows
        self._calendars = calendars
        self._settlements = settlements
        self._walked: dict[UUID, BookingStatus] = {}
        self._touched: dict[UUID, None] = {}

    def history(self, changes: Mapping[UUID, HistoryEntry | None]) -> None:
        """In the order in which a transaction wrote them."""
        for entry in changes.values():
            if entry is None:
                raise Violated("history is append-only", "a line of history was removed")
            self._walk(entry)

    def _walk(self, entry: HistoryEntry) -> None:
        before = self._walked.get(entry.booking_id)
        if entry.from_status is not before:
            raise Violated(
                "history is one path",
                f"{entry.action} from {entry.from_status}, though it stood at {before}",
                entry.booking_id,
            )
        if before is None:
            fits = entry.to_status is _S.PENDING and entry.party is Party.USER
        else:
            to, by = _TABLE.get((before, entry.action), (None, frozenset[Party]()))
            fits = to is entry.to_status and entry.party in by
        if not fits:
            raise Violated(
                "history follows the table",
                f"{entry.party} took {entry.action} from {before} to {entry.to_status}",
                entry.booking_id,
            )
        self._walked[entry.booking_id] = entry.to_status
        self._touched[entry.booking_id] = None

    def bookings(self, changes: Mapping[Any, BookingRow | None]) -> None:
        for booking_id, row in changes.items():
            if row is None:
                raise Violated("no booking disappears", "its row was removed", booking_id)
            self._touched[booking_id] = None

    def touch(self, booking_id: UUID) -> None:
        self._touched[booking_id] = None

    def look_at_touched(self) -> None:
        """After a command: state, history, reserved time and held money tell one story."""
        for booking_id in self._touched:
            row = self._rows.get(booking_id)  # type: ignore[call-overload]  # an id is a UUID
            if row is not None:
                self._look_at(row)
        self._touched.clear()

    def _look_at(self, row: BookingRow) -> None:
        booking = row.booking
        status, walked = booking.status, self._walked.get(booking.id)
        if status is not walked:
            raise Violated(
                "state equals the end of its history", f"{status}, history {walked}", booking.id
            )
        due_at = row.due_at
        if status is _S.DISPUTED:
            dispute = self._disputes.get(booking.id)
            due_at = dispute.due_at if dispute is not None else None
        if status not in _ENDED and due_at is None:
            raise Violated("no state without an exit", f"{status} and never due", booking.id)
        wanted = _RESERVED.get(status)
        reserved = self._calendars.count(booking.id)
        if wanted is not None and reserved != wanted:
            raise Violated(
                "time is reserved while it is needed",
                f"{status} with {reserved} reservations instead of {wanted}",
                booking.id,
            )
        held = self._settlements.of_booking(booking.id) is not None
        if status in _HELD and not held:
            raise Violated("nobody meets unpaid", f"{status} with nothing held", booking.id)
        if status in (_S.PENDING, _S.CONFIRMED) and held:
            raise Violated("money moves the booking", f"held while {status}", booking.id)

    def all_have_ended(self) -> None:
        """When time went on without anybody, everything is over."""
        for row in self._rows.values():
            if row.booking.status not in _ENDED:
                raise Violated(
                    "everything ends by itself", f"still {row.booking.status}", row.booking.id
                )
