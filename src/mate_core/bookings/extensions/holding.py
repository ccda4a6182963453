"""The moment in which a meeting becomes longer: one transaction for all that changes with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.extensions.model import Extension, ExtensionStatus
from mate_core.bookings.extensions.steps import record_extension, reserve_length
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor
from mate_core.bookings.transitions import Party
from mate_core.payments.escrow import EscrowLine
from mate_core.payments.events import PaymentCaptured
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId, ExtensionId


@dataclass(frozen=True, slots=True)
class ExtensionHolder:
    conductor: BookingConductor

    async def hold(
        self,
        uow: BookingsUow,
        booking: Booking,
        extension: Extension,
        *,
        party: Party,
        at: datetime,
    ) -> Extension:
        """Money, both calendars, period, history and events, all or nothing.

        Raises ExtensionClosed, PeriodTaken, InsufficientFunds.
        """
        held = extension.held(at=at)
        moved = booking.extend(extension, party=party, at=at)
        await reserve_length(uow, moved.booking, at=at)
        await self.conductor.decline_rivals(uow, moved.booking, at=at)
        line = EscrowLine(extension.price.subtotal, extension.price.service_fee)
        await self.conductor.bookkeeper.hold_more(uow, booking.id, line, at=at)
        longer = await self.conductor.record(uow, moved)
        await record_extension(uow, longer, held, at=at)
        return held

    async def hold_captured(self, uow: BookingsUow, event: PaymentCaptured) -> None:
        """Money for an extension came in: hold it if the extension still waits for just that sum.

        Otherwise it goes back to its source, the booking unchanged. Runs in the transaction
        of the callback, which holds the booking's lock. A freeze does not matter here: both had
        agreed before it, the time was kept, and what is held now is frozen with the rest.
        """
        if event.part is not None and not await self._held(uow, event, ExtensionId(event.part)):
            await self.conductor.give_back(uow, event)

    async def _held(
        self, uow: BookingsUow, event: PaymentCaptured, extension_id: ExtensionId
    ) -> bool:
        try:
            booking = await uow.bookings.get_for_change(BookingId(event.reference))
            extension = await uow.extensions.get(extension_id)
        except NotFound:
            return False
        waits = extension.status is ExtensionStatus.AWAITING_PAYMENT
        in_time = waits and event.at < extension.expires_at
        is_whole = booking.user_id == event.payer and extension.price.total == event.amount
        if not (in_time and is_whole and booking.is_going_on):
            return False
        await self.hold(uow, booking, extension, party=Party.SYSTEM, at=event.at)
        return True
