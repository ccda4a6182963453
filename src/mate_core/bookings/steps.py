"""Steps on bookings inside one transaction.

Lock order: persons by id → booking → intent → escrow → wallets.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from mate_core.bookings.extensions.steps import drop_extension
from mate_core.bookings.model import (
    EXTENDABLE,
    Booking,
    CancellationCode,
    HistoryEntry,
    Transition,
)
from mate_core.bookings.no_shows.model import ReportStatus
from mate_core.bookings.policies import BookingPolicy
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.reliability import counted
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.moderation.events import UserBlocked
from mate_core.partners.events import CalendarChanged
from mate_core.partners.steps import count_reliability
from mate_core.payments.escrow import EscrowLine, Instruction, refund_at
from mate_core.payments.events import PaymentCaptured
from mate_core.payments.refunds.model import RefundCause
from mate_core.payments.refunds.steps import Refunder
from mate_core.payments.steps import Bookkeeper, instruct_escrow, supersede_attempt
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId, IdGenerator, Random, UserId, digits, sorted_ids
from mate_core.shared.pages import Cursor

_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class BookingConductor:
    """What several commands do alike: record a move, hold the money, end a booking."""

    ids: IdGenerator
    random: Random
    bookkeeper: Bookkeeper
    refunder: Refunder
    policy: BookingPolicy

    async def lock(self, uow: BookingsUow, booking_id: BookingId, *, calendar: bool) -> Booking:
        """The booking, locked; with `calendar` its two persons are locked first.

        Raises NotFound.
        """
        if calendar:
            return await self.lock_with_persons(uow, await uow.bookings.get(booking_id))
        return await uow.bookings.get_for_change(booking_id)

    async def lock_with_persons(self, uow: BookingsUow, seen: Booking) -> Booking:
        """The booking that was `seen` without a lock: its two persons locked, then itself."""
        await uow.users.lock_persons(sorted_ids(seen.user_id, seen.partner_id))
        return await uow.bookings.get_for_change(seen.id)

    async def record(self, uow: BookingsUow, moved: Transition) -> Booking:
        """Save the booking after a move, with its line of history and its event."""
        booking = moved.booking
        await uow.bookings.save(booking, due_at=booking.due_at(self.policy.timers))
        await uow.bookings.add_history(
            HistoryEntry(
                id=self.ids.uuid(),
                booking_id=booking.id,
                from_status=moved.from_status,
                to_status=booking.status,
                action=moved.action,
                party=moved.party,
                actor_id=moved.actor_id,
                reason=moved.reason,
                at=moved.event.at,
            )
        )
        await uow.publish(moved.event)
        if moved.from_status is BookingStatus.PAID and booking.no_show_due_at is not None:
            await overtake_report(uow, booking.id, at=moved.event.at)
        await count_reliability(uow, booking.partner_id, counted(moved), at=moved.event.at)
        return replace(booking, version=booking.version + 1)

    async def save_as_is(self, uow: BookingsUow, booking: Booking) -> Booking:
        """Save a change that is no move (a try at the code, a longer deadline)."""
        await uow.bookings.save(booking, due_at=booking.due_at(self.policy.timers))
        return replace(booking, version=booking.version + 1)

    async def hold(
        self, uow: BookingsUow, booking: Booking, *, party: Party, at: datetime
    ) -> Booking:
        """Set the whole sum aside and move to PAID; a waiting attempt is the caller's to close.

        Raises InsufficientFunds, MoveRefused.
        """
        moved = booking.pay(digits(self.random, 4), party=party, at=at)
        await self.bookkeeper.hold(
            uow,
            reference=booking.id,
            payer=booking.user_id,
            payee=booking.partner_id,
            line=EscrowLine(booking.terms.subtotal, booking.terms.service_fee),
            at=at,
        )
        await uow.partners.count_booking(booking.partner_id, booked=1, completed=0)
        return await self.record(uow, moved)

    async def end(self, uow: BookingsUow, moved: Transition) -> Booking:
        """After any move to CANCELLED: no more paying, free calendars, money on its way.

        A full refund is due at once; whatever pays the partner waits for the dispute time.
        """
        booking, at = moved.booking, moved.event.at
        await supersede_attempt(uow, booking.id, at=at)
        if moved.from_status is not BookingStatus.PENDING:
            await uow.reservations.remove(booking.id)
            await announce_calendars(uow, booking, moved)
        if moved.from_status in EXTENDABLE:
            await drop_extension(uow, booking, at=at)
        if booking.cancellation is None:
            raise ValueError(f"booking {booking.id} ended without a cancellation")
        percent = booking.cancellation.refund_percent
        if percent is not None:
            await instruct_escrow(uow, booking.id, self._refund(moved, percent))
        return await self.record(uow, moved)

    async def decline_rivals(self, uow: BookingsUow, booking: Booking, *, at: datetime) -> None:
        """Requests that can no longer take place are told at once, not left to expire."""
        people = sorted_ids(booking.user_id, booking.partner_id)
        rivals = await uow.bookings.pending_overlapping(people, booking.occupied, but=booking.id)
        for rival in filter(booking.rivals, rivals):
            await self.decline(uow, rival, at=at)

    async def decline(self, uow: BookingsUow, booking: Booking, *, at: datetime) -> None:
        """An unpaid request ends with the word that tells nothing but that it cannot take place."""
        declined = booking.end_without_meeting(
            Action.DECLINE,
            CancellationCode.NO_LONGER_FREE,
            by=Party.SYSTEM,
            actor_id=None,
            refund=None,
            at=at,
        )
        await self.end(uow, declined)

    async def part(self, uow: BookingsUow, event: UserBlocked) -> None:
        """Unpaid requests across a new block close quietly; what is paid goes on (RULES 15).

        Runs in the transaction of the block, which holds both persons: whoever asks, confirms or
        blocks at the same moment comes before or after it as a whole.
        """
        for booking in await uow.bookings.unpaid_between(event.blocker_id, event.blocked_id):
            await self.decline(uow, booking, at=event.at)

    def _refund(self, moved: Transition, percent: int) -> Instruction:
        wait = self.policy.timers.dispute_time
        due_at = moved.event.at if percent == 100 else moved.event.at + wait
        return refund_at(due_at, percent)

    async def hold_captured(self, uow: BookingsUow, event: PaymentCaptured) -> None:
        """Money for a booking came in: hold it if the booking still waits for just that sum.

        Otherwise it goes back to its source (late, double or superseded payments, RULES 19). Runs
        in the transaction of the callback, which holds the booking's lock.
        """
        if event.part is not None:
            return
        if not await self._held(uow, event):
            await self.give_back(uow, event)

    async def give_back(self, uow: BookingsUow, event: PaymentCaptured) -> None:
        """Money that came too late for anything goes back to its source."""
        capture = await uow.captures.get_for_change(event.capture_id)
        cause = RefundCause.LATE_PAYMENT
        await self.refunder.give_back(uow, capture, event.amount, cause, at=event.at)

    async def _held(self, uow: BookingsUow, event: PaymentCaptured) -> bool:
        try:
            booking = await uow.bookings.get_for_change(BookingId(event.reference))
        except NotFound:
            return False
        paid = await uow.intents.get(event.intent_id)
        waiting = await uow.intents.waiting_for(booking.id)
        until = max(attempt.expires_at for attempt in (paid, waiting or paid))
        in_time = booking.awaits_payment(self.policy.timers, attempt_until=until, at=event.at)
        is_whole = booking.user_id == event.payer and booking.terms.total == event.amount
        if not (in_time and is_whole):
            return False
        await supersede_attempt(uow, booking.id, at=event.at)
        await self.hold(uow, booking, party=Party.SYSTEM, at=event.at)
        return True


async def overtake_report(uow: BookingsUow, booking_id: BookingId, *, at: datetime) -> None:
    """A no-show report that still waits means nothing once the booking has gone on."""
    report = await uow.no_shows.of_booking(booking_id)
    if report is not None and report.is_open:
        await uow.no_shows.save(report.closed(ReportStatus.MOOT, at=at))


async def announce_calendars(uow: BookingsUow, booking: Booking, moved: Transition) -> None:
    """Tell that both people's time changed."""
    await uow.publish(
        *(
            CalendarChanged(person_id=person, at=moved.event.at)
            for person in (booking.user_id, booking.partner_id)
        )
    )


async def running(
    uow: BookingsUow,
    person: UserId,
    status: Collection[BookingStatus],
    *,
    since: datetime | None = None,
) -> AsyncIterator[Booking]:
    """Bookings of that person in either role that stand in one of `status`, page by page.

    `since` bounds their booked start.
    """
    after: Cursor | None = None
    while True:
        page = await uow.bookings.page(
            person,
            role=None,
            status=tuple(status),
            within=(since, None),
            after=after,
            limit=_PAGE,
        )
        for booking in page.items:
            yield booking
        after = page.next
        if after is None:
            return


def party_in(booking: Booking, person: UserId) -> Party:
    """In which role that person takes part; raises NotFound for strangers."""
    party = booking.party_of(person)
    if party is None:
        raise NotFound
    return party
