"""Two people who are kept apart do not meet anew; what they have paid for goes on (RULES 15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from mate_adapters.memory.bookings import BookingRow
from mate_adapters.simulation.invariants.violation import Violated
from mate_core.bookings.events import BookingMoved
from mate_core.bookings.transitions import BookingStatus
from mate_core.moderation.blocks import Block
from mate_core.moderation.events import UserBlocked, UserUnblocked
from mate_core.partners.events import CalendarChanged
from mate_core.shared.events import Event

_UNPAID: Final = frozenset({BookingStatus.PENDING, BookingStatus.CONFIRMED})
_Pair = tuple[UUID, UUID]


def _pair(one: UUID, other: UUID) -> _Pair:
    return (one, other) if one < other else (other, one)


class BlockWatch:
    """Who blocks whom, and what they have asked of each other and not paid."""

    def __init__(self) -> None:
        self._blocks: set[_Pair] = set()
        self._known: set[UUID] = set()
        self._unpaid: dict[_Pair, dict[UUID, None]] = {}
        self._touched: dict[_Pair, None] = {}

    def stands(self, blocker: UUID, blocked: UUID) -> bool:
        return (blocker, blocked) in self._blocks

    def between(self, one: UUID, other: UUID) -> bool:
        """Whether either blocks the other."""
        return (one, other) in self._blocks or (other, one) in self._blocks

    # Fed with commits

    def blocks(self, changes: Mapping[Any, Block | None]) -> None:
        for pair, block in changes.items():
            if block is None:
                self._blocks.discard(pair)
            else:
                self._blocks.add(pair)
                self._touched[_pair(*pair)] = None

    def bookings(self, changes: Mapping[Any, BookingRow | None]) -> None:
        for booking_id, row in changes.items():
            if row is None:
                continue  # which another watch does not forgive
            booking = row.booking
            pair = _pair(booking.user_id, booking.partner_id)
            if booking.status not in _UNPAID:
                self._unpaid.get(pair, {}).pop(booking_id, None)
                continue
            self._unpaid.setdefault(pair, {})[booking_id] = None
            self._touched[pair] = None
            if booking_id not in self._known:
                self._known.add(booking_id)
                if self.between(*pair):
                    raise Violated("nobody books across a block", "a new request", booking_id)

    # Asked after a command

    def look_at_touched(self) -> None:
        for pair in self._touched:
            open_requests = self._unpaid.get(pair)
            if open_requests and self.between(*pair):
                raise Violated(
                    "no unpaid request survives a block",
                    f"{len(open_requests)} open ones between {pair[0]} and {pair[1]}",
                    next(iter(open_requests)),
                )
        self._touched.clear()

    @staticmethod
    def look_at_events(events: Sequence[Event]) -> None:
        """Of a block, or of one taken away: all that may come of it is that requests close."""
        for event in events:
            if isinstance(event, UserBlocked | UserUnblocked | CalendarChanged):
                continue
            if not isinstance(event, BookingMoved):
                raise Violated("a block moves nothing but requests", f"{event}")
            if (
                event.from_status not in _UNPAID
                or event.cancellation_code != "no_longer_free"
                or not any(isinstance(each, UserBlocked) for each in events)
            ):
                raise Violated(
                    "a block cancels nothing that is paid",
                    f"{event.action} from {event.from_status}, {event.cancellation_code}",
                    event.booking_id,
                )
