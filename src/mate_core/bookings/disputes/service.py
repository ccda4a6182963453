"""What the two parties of a meeting do when it went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mate_core.bookings.disputes.events import DisputeAnswered, DisputeAppealed
from mate_core.bookings.disputes.model import (
    SAFETY_REASONS,
    Dispute,
    DisputeReason,
    Opening,
    Statement,
)
from mate_core.bookings.disputes.steps import DisputeConductor
from mate_core.bookings.disputes.views import DisputeView, dispute_view
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import party_in
from mate_core.bookings.transitions import Party
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import BookingId
from mate_core.shared.ports import Clock

TEXT_LENGTH: Final = 4_000


@dataclass(frozen=True, slots=True)
class DisputeService:
    """Every command answers the dispute as its caller may see it."""

    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    disputes: DisputeConductor

    @command
    @also_when_banned
    async def open(
        self, actor: Actor, booking_id: BookingId, reason: DisputeReason, details: str
    ) -> DisputeView:
        """The money stays where it is until this is decided.

        From the booked start until settlement; after a cancellation while it pays the partner.
        Raises NotFound, MoveRefused, DisputeTooEarly, DisputeExists, NothingToDispute,
        InvalidInput.
        """
        require_text("details", details)
        if reason in SAFETY_REASONS:
            remedy = "End the meeting with safety-cancel instead."
            raise InvalidInput("reason", "dispute.reason_is_safety", remedy)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking, party = await self._own(uow, actor, booking_id)
            standing = await uow.disputes.of_booking(booking.id)
            if standing and standing.is_unsettled and standing.opener_id == actor.user_id:
                return await dispute_view(uow, booking, standing, party)
            opening = Opening(party, actor.user_id, reason, details)
            booking = await self.disputes.open(uow, booking, opening, at=at)
            view = await self._view(uow, booking, party)
            await uow.commit()
        return view

    async def get(self, actor: Actor, booking_id: BookingId) -> DisputeView:
        """Raises NotFound for strangers, and while there is none."""
        async with self.open_read() as uow:
            booking = await uow.bookings.get(booking_id)
            return await self._view(uow, booking, party_in(booking, actor.user_id))

    @command
    @also_when_banned
    async def answer(self, actor: Actor, booking_id: BookingId, text: str) -> DisputeView:
        """A statement of either party, within 48 hours and before the decision.

        Raises NotFound, AnswerClosed, InvalidInput.
        """
        require_text("statement", text)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking, party = await self._own(uow, actor, booking_id)
            dispute = await _existing(uow, booking)
            dispute.require_answerable(at=at)
            statement = Statement(
                self.disputes.conductor.ids.uuid(), party, actor.user_id, text, at
            )
            await uow.disputes.add_statement(booking.id, statement)
            await uow.publish(DisputeAnswered(booking_id=booking.id, by=party.value, at=at))
            view = await self._view(uow, booking, party)
            await uow.commit()
        return view

    @command
    @also_when_banned
    async def accept(self, actor: Actor, booking_id: BookingId) -> DisputeView:
        """This party is content with the decision; with both it is executed at once.

        Raises NotFound, DisputeMoveRefused.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking, party = await self._own(uow, actor, booking_id, calendar=True)
            dispute = await _existing(uow, booking)
            if party in dispute.accepted_by:
                return await dispute_view(uow, booking, dispute, party)
            dispute = dispute.accepted(party)
            if dispute.is_accepted_by_both:
                dispute = dispute.executed(at=at)
                booking = await self.disputes.execute(
                    uow,
                    booking,
                    dispute.rulings[-1].verdict,
                    by=Party.SYSTEM,
                    actor_id=None,
                    at=at,
                )
            await uow.disputes.save(dispute)
            view = await self._view(uow, booking, party)
            await uow.commit()
        return view

    @command
    @also_when_banned
    async def appeal(self, actor: Actor, booking_id: BookingId, reason: str) -> DisputeView:
        """Once, within 72 hours of the decision: somebody else decides again, for good.

        Raises NotFound, DisputeMoveRefused, AcceptedAlready, AppealClosed, InvalidInput.
        """
        require_text("reason", reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking, party = await self._own(uow, actor, booking_id)
            dispute = await _existing(uow, booking)
            appealed = dispute.appealed(party, reason, timers=self.disputes.timers, at=at)
            await uow.disputes.save(appealed)
            await uow.publish(DisputeAppealed(booking_id=booking.id, by=party.value, at=at))
            view = await self._view(uow, booking, party)
            await uow.commit()
        return view

    @command
    @also_when_banned
    async def withdraw(self, actor: Actor, booking_id: BookingId) -> DisputeView:
        """The opener lets it go while it is undecided; the booking is where it was before.

        Raises NotFound, DisputeMoveRefused, NotTheOpener, SafetyNotWithdrawn.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking, party = await self._own(uow, actor, booking_id)
            dispute = await _existing(uow, booking)
            withdrawn = dispute.withdrawn(actor.user_id, at=at)
            await uow.disputes.save(withdrawn)
            booking = await self.disputes.give_back(
                uow, booking, dispute.former_status, party, at=at
            )
            view = await self._view(uow, booking, party)
            await uow.commit()
        return view

    async def _own(
        self, uow: BookingsUow, actor: Actor, booking_id: BookingId, *, calendar: bool = False
    ) -> tuple[Booking, Party]:
        """The booking, locked, for one of its parties; strangers lock nothing."""
        party_in(await uow.bookings.get(booking_id), actor.user_id)
        booking = await self.disputes.conductor.lock(uow, booking_id, calendar=calendar)
        return booking, party_in(booking, actor.user_id)

    async def _view(self, uow: BookingsUow, booking: Booking, viewer: Party) -> DisputeView:
        return await dispute_view(uow, booking, await _existing(uow, booking), viewer)


async def _existing(uow: BookingsUow, booking: Booking) -> Dispute:
    dispute = await uow.disputes.of_booking(booking.id)
    if dispute is None:
        raise NotFound
    return dispute


def require_text(field: str, text: str) -> None:
    """Raises InvalidInput for nothing, or for more than anybody reads."""
    if not 1 <= len(text.strip()) <= TEXT_LENGTH:
        remedy = f"Say what happened, in 1 to {TEXT_LENGTH} characters."
        raise InvalidInput(field, "text.length", remedy)
