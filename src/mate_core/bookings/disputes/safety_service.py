"""Leaving a booking for safety's sake: never refused, never a free way out (RULES 14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mate_core.bookings.disputes.errors import NothingToDispute
from mate_core.bookings.disputes.events import SafetyCancelled
from mate_core.bookings.disputes.model import SAFETY_REASONS, DisputeReason, DisputeStatus, Opening
from mate_core.bookings.disputes.service import require_text
from mate_core.bookings.disputes.steps import DisputeConductor
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import party_in
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.bookings.views import BookingView, view_of
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import BookingId
from mate_core.shared.ports import Clock

_UNPAID: Final = frozenset({BookingStatus.PENDING, BookingStatus.CONFIRMED})
_UNDERWAY: Final = frozenset({BookingStatus.PAID, BookingStatus.IN_PROGRESS})
_TURNS: Final = frozenset({DisputeStatus.OPEN, DisputeStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class SafetyService:
    open_uow: Callable[[], BookingsUow]
    clock: Clock
    disputes: DisputeConductor

    @command
    @also_when_banned
    async def cancel(
        self, actor: Actor, booking_id: BookingId, reason: DisputeReason, details: str
    ) -> BookingView:
        """End it at once for both sides and free their calendars; no money moves.

        What is held becomes a safety dispute, decided within 72 hours. A booking that is over
        already stays as it is, and the trust team hears of it all the same. Raises NotFound for
        strangers, InvalidInput, and nothing else.
        """
        require_text("details", details)
        if reason not in SAFETY_REASONS:
            known = ", ".join(sorted(SAFETY_REASONS))
            raise InvalidInput("reason", "safety.reason_unknown", f"Choose one of: {known}.")
        at = self.clock.now()
        async with self.open_uow() as uow:
            party_in(await uow.bookings.get(booking_id), actor.user_id)
            booking = await self.disputes.conductor.lock(uow, booking_id, calendar=True)
            party = party_in(booking, actor.user_id)
            opening = Opening(party, actor.user_id, reason, details)
            booking = await self._end(uow, booking, opening, at=at)
            await uow.publish(
                SafetyCancelled(booking_id=booking.id, by=actor.user_id, reason=reason.value, at=at)
            )
            view = self._view(booking, party, at=at)
            await uow.commit()
        return view

    async def _end(
        self, uow: BookingsUow, booking: Booking, opening: Opening, *, at: datetime
    ) -> Booking:
        if booking.status in _UNPAID:
            moved = booking.end_without_meeting(
                Action.SAFETY_CANCEL,
                CancellationCode.SAFETY,
                by=opening.by,
                actor_id=opening.opener_id,
                refund=None,
                at=at,
            )
            return await self.disputes.conductor.end(uow, moved)
        earlier = await uow.disputes.of_booking(booking.id)
        if earlier is None:
            try:
                return await self.disputes.open(uow, booking, opening, at=at)
            except NothingToDispute:
                return booking
        undecided = booking.status is BookingStatus.DISPUTED and not earlier.is_safety
        if earlier.status in _TURNS and (undecided or booking.status in _UNDERWAY):
            return await self.disputes.turn_to_safety(uow, booking, opening, at=at)
        return booking

    def _view(self, booking: Booking, viewer: Party, *, at: datetime) -> BookingView:
        timers = self.disputes.conductor.policy.timers
        return view_of(booking, viewer, timers=timers, at=at)
