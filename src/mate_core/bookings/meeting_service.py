"""From a request to a finished meeting: confirm, reject, start, complete, cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.errors import (
    BookingOverdue,
    MeetingCodeWrong,
    NoLongerAvailable,
    RefundChanged,
)
from mate_core.bookings.events import MeetingCodeLockedOut
from mate_core.bookings.extensions.steps import drop_extension
from mate_core.bookings.model import Booking, CancellationCode, Transition
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor, announce_calendars, party_in
from mate_core.bookings.transitions import Action, BookingStatus, Party, status_after
from mate_core.bookings.views import BookingView, RefundPreview, view_of
from mate_core.partners.errors import PeriodTaken
from mate_core.partners.steps import reserve
from mate_core.payments.escrow import refund_shares, release_at
from mate_core.payments.steps import instruct_escrow
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import require_reason
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.ids import BookingId, digits
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class MeetingService:
    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    conductor: BookingConductor

    @command
    async def confirm(
        self, actor: Actor, booking_id: BookingId, *, seen: int | None = None
    ) -> BookingView:
        """The partner accepts: both people's time is reserved, rivals are declined.

        Persons are locked before the booking is read, so that a race has one winner and the
        rest are refused cleanly. `seen` is the version that the caller read, here and below: what
        changed since is refused, unless the wish stands already. Raises NotFound, NotYourStep,
        BookingChanged, MoveRefused, BookingOverdue, PeriodTaken, NoLongerAvailable.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self._own(uow, actor, booking_id, calendar=True)
            party = party_in(booking, actor.user_id)
            if party is Party.PARTNER and _stands(booking.confirmed_at, booking):
                return self._view(booking, party)
            _require_not_taken(booking)
            booking.require_version(seen)
            status_after(booking.status, Action.CONFIRM, party)
            self._require_in_time(booking, at=at)
            await _require_still_free(uow, booking)
            moved = booking.confirm(at=at)
            await reserve(
                uow,
                booking.id,
                user_id=booking.user_id,
                partner_id=booking.partner_id,
                meeting=booking.period,
                occupied=booking.occupied,
            )
            await self.conductor.decline_rivals(uow, booking, at=at)
            await announce_calendars(uow, booking, moved)
            booking = await self.conductor.record(uow, moved)
            view = self._view(booking, party)
            await uow.commit()
        return view

    @command
    async def reject(
        self, actor: Actor, booking_id: BookingId, reason: str, *, seen: int | None = None
    ) -> BookingView:
        """The partner says no to a request.

        Raises NotFound, NotYourStep, BookingChanged, MoveRefused, InvalidInput.
        """
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self._own(uow, actor, booking_id)
            party = party_in(booking, actor.user_id)
            if party is Party.PARTNER and _ended_as(booking, CancellationCode.REJECTED):
                return self._view(booking, party)
            booking.require_version(seen)
            moved = booking.end_without_meeting(
                Action.REJECT,
                CancellationCode.REJECTED,
                by=party,
                actor_id=actor.user_id,
                refund=None,
                at=at,
                reason=reason,
            )
            booking = await self.conductor.end(uow, moved)
            view = self._view(booking, party)
            await uow.commit()
        return view

    async def cancellation(self, actor: Actor, booking_id: BookingId) -> RefundPreview:
        """What cancelling at this moment gives back; `cancel` refuses where this refuses."""
        at = self.clock.now()
        async with self.open_read() as uow:
            booking = await uow.bookings.get(booking_id)
            party = party_in(booking, actor.user_id)
            booking.require_cancellable(party, at=at)
            return await self._preview(uow, booking, party, at=at)

    @command
    async def cancel(
        self,
        actor: Actor,
        booking_id: BookingId,
        reason: str,
        *,
        expected_refund: Vnd | None = None,
        seen: int | None = None,
    ) -> BookingView:
        """Either side calls it off, with the refund of its tier.

        Raises NotFound, BookingChanged, MoveRefused, StartedAlready, RefundChanged, InvalidInput.
        """
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self._own(uow, actor, booking_id, calendar=True)
            party = party_in(booking, actor.user_id)
            code = _CANCELLED_BY[party]
            if _ended_as(booking, code):
                return self._view(booking, party)
            booking.require_version(seen)
            booking.require_cancellable(party, at=at)
            preview = await self._preview(uow, booking, party, at=at)
            if expected_refund not in (None, preview.refund_amount):
                raise RefundChanged(refund_amount=preview.refund_amount.amount)
            moved = booking.end_without_meeting(
                Action.CANCEL,
                code,
                by=party,
                actor_id=actor.user_id,
                refund=preview.refund_percent,
                at=at,
                reason=reason,
            )
            booking = await self.conductor.end(uow, moved)
            view = self._view(booking, party)
            await uow.commit()
        return view

    async def _preview(
        self, uow: BookingsUow, booking: Booking, party: Party, *, at: datetime
    ) -> RefundPreview:
        limits = self.conductor.policy.limits
        free = await uow.bookings.free_cancellations(booking.user_id, since=at - limits.lookback)
        percent = booking.refund_percent(party, free_cancellations=free, limits=limits, at=at)
        escrow = await uow.escrows.of_reference(booking.id)
        if percent is None or escrow is None:
            return RefundPreview(None, ZERO)
        shares = refund_shares(escrow.subtotal, escrow.service_fee, percent)
        return RefundPreview(percent, shares.payer)

    @command
    async def start(
        self, actor: Actor, booking_id: BookingId, code: str, *, seen: int | None = None
    ) -> BookingView:
        """The partner types the user's four digits: proof that the right two people met.

        A wrong try is remembered before it is refused. Raises NotFound, NotYourStep,
        BookingChanged, MoveRefused, OutsideStartWindow, MeetingCodeWrong, MeetingCodeLocked,
        MeetingCodesExhausted.
        """
        policy, at = self.conductor.policy, self.clock.now()
        async with self.open_uow() as uow:
            booking = await self._own(uow, actor, booking_id)
            party = party_in(booking, actor.user_id)
            status_after(BookingStatus.PAID, Action.START, party)
            if booking.started_at is not None:
                return self._view(booking, party)
            booking.require_version(seen)
            tried = booking.try_start(code, timers=policy.timers, limits=policy.limits, at=at)
            if isinstance(tried, Transition):
                booking = await self.conductor.record(uow, tried)
                view = self._view(booking, party)
                await uow.commit()
                return view
            await self._remember_wrong_code(uow, tried, at=at)
            await uow.commit()
        wrong = tried.meeting_code.wrong_tries if tried.meeting_code else 0
        raise MeetingCodeWrong(tries_left=policy.limits.code_tries - wrong)

    async def _remember_wrong_code(
        self, uow: BookingsUow, booking: Booking, *, at: datetime
    ) -> None:
        await self.conductor.save_as_is(uow, booking)
        code = booking.meeting_code
        if code is not None and code.wrong_tries >= self.conductor.policy.limits.code_tries:
            await uow.publish(
                MeetingCodeLockedOut(booking_id=booking.id, codes_issued=code.issued, at=at)
            )

    @command
    @also_when_banned
    async def new_code(self, actor: Actor, booking_id: BookingId) -> BookingView:
        """The user issues another meeting code, three in all.

        Raises NotFound, NotYourStep, MoveRefused, MeetingCodesExhausted.
        """
        async with self.open_uow() as uow:
            booking = await self._own(uow, actor, booking_id)
            party = party_in(booking, actor.user_id)
            fresh = booking.with_new_code(
                digits(self.conductor.random, 4), party=party, limits=self.conductor.policy.limits
            )
            booking = await self.conductor.save_as_is(uow, fresh)
            view = self._view(booking, party)
            await uow.commit()
        return view

    @command
    @also_when_banned
    async def complete(
        self, actor: Actor, booking_id: BookingId, *, seen: int | None = None
    ) -> BookingView:
        """One side confirms that the meeting is over; with both, the money is on its way.

        Raises NotFound, BookingChanged, MoveRefused.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self._own(uow, actor, booking_id)
            party = party_in(booking, actor.user_id)
            if booking.has_agreed(party) and booking.status is not BookingStatus.CANCELLED:
                return self._view(booking, party)
            booking.require_version(seen)
            moved = booking.agree_completion(party, at=at)
            booking = await finish(uow, moved, self.conductor)
            view = self._view(booking, party)
            await uow.commit()
        return view

    async def _own(
        self, uow: BookingsUow, actor: Actor, booking_id: BookingId, *, calendar: bool = False
    ) -> Booking:
        """The booking, locked, for one of its parties; strangers lock nothing."""
        if calendar:
            seen = await uow.bookings.get(booking_id)
            party_in(seen, actor.user_id)
            return await self.conductor.lock_with_persons(uow, seen)
        booking = await self.conductor.lock(uow, booking_id, calendar=False)
        party_in(booking, actor.user_id)
        return booking

    def _view(self, booking: Booking, viewer: Party) -> BookingView:
        timers = self.conductor.policy.timers
        return view_of(booking, viewer, timers=timers, at=self.clock.now())

    def _require_in_time(self, booking: Booking, *, at: datetime) -> None:
        due_at = booking.due_at(self.conductor.policy.timers)
        if due_at is not None and due_at <= at:
            raise BookingOverdue


_CANCELLED_BY = {
    Party.USER: CancellationCode.BY_USER,
    Party.PARTNER: CancellationCode.BY_PARTNER,
}


async def finish(uow: BookingsUow, moved: Transition, conductor: BookingConductor) -> Booking:
    """Record a confirmation of completion; with the last one the release gets its time.

    Who says that it is over wants no longer meeting: an extension that still waits is dropped.
    """
    booking = moved.booking
    await drop_extension(uow, booking, at=moved.event.at)
    if booking.status is BookingStatus.COMPLETED:
        due_at = booking.release_due_at(conductor.policy.timers)
        await instruct_escrow(uow, booking.id, release_at(due_at))
        await uow.partners.count_booking(booking.partner_id, booked=0, completed=1)
    return await conductor.record(uow, moved)


def _stands(done_at: datetime | None, booking: Booking) -> bool:
    return done_at is not None and booking.status is not BookingStatus.CANCELLED


def _ended_as(booking: Booking, code: CancellationCode) -> bool:
    ended = booking.cancellation if booking.status is BookingStatus.CANCELLED else None
    return ended is not None and ended.code is code


def _require_not_taken(booking: Booking) -> None:
    """A rival was confirmed while this request waited (raises PeriodTaken)."""
    if _ended_as(booking, CancellationCode.NO_LONGER_FREE):
        raise PeriodTaken


async def _require_still_free(uow: BookingsUow, booking: Booking) -> None:
    """Raises PeriodTaken for the partner's own time, NoLongerAvailable for the user's."""
    of_partner, of_user = await uow.together(
        uow.reservations.of(booking.partner_id, booking.occupied),
        uow.reservations.of(booking.user_id, booking.period),
    )
    if of_partner:
        raise PeriodTaken
    if of_user:
        raise NoLongerAvailable
