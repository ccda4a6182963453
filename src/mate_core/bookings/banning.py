"""The meetings of a person who was banned (RULES 17)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor, running
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.moderation.bans import Ban
from mate_core.payments.escrow import Freeze, FreezeCause
from mate_core.payments.events import EscrowFrozen, EscrowUnfrozen
from mate_core.shared.commands import command
from mate_core.shared.errors import Refusal
from mate_core.shared.ids import BookingId
from mate_core.shared.ports import Clock

_LONG_BEFORE: Final = timedelta(days=30)
"""No meeting that went on at the ban had begun earlier: a trip lasts 14 days, and a day more until
it ends by itself."""
_BEGUN: Final = tuple(set(BookingStatus) - {BookingStatus.PENDING, BookingStatus.CONFIRMED})
_OPEN: Final = (
    BookingStatus.PENDING,
    BookingStatus.CONFIRMED,
    BookingStatus.PAID,
    BookingStatus.IN_PROGRESS,
)


@dataclass(frozen=True, slots=True)
class BannedMeetings:
    """`BannedBusiness` of bookings: each of them in a transaction of its own.

    The counterpart of a future meeting learns that it is off, and nothing of why.
    """

    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    conductor: BookingConductor

    async def carry_out(self, ban: Ban) -> Sequence[UUID]:
        """End what has not begun; freeze the money of what has, which runs on.

        Disputes go their way untouched.
        """
        async with self.open_read() as uow:
            found = [booking.id async for booking in running(uow, ban.user_id, _OPEN)]
        watched = []
        for booking_id in found:
            with suppress(Refusal):  # it went on meanwhile, to where nothing is left to do
                if await self._draw(ban, booking_id):
                    watched.append(booking_id)
        return watched

    @command
    async def _draw(self, ban: Ban, booking_id: BookingId) -> bool:
        """The consequence for one meeting; whether it runs on."""
        now = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self.conductor.lock(uow, booking_id, calendar=True)
            held = await uow.bans.in_force(ban.user_id)
            if held is None or held.id != ban.id or booking.status not in _OPEN:
                return False
            runs_on = _runs_on(booking, ban)
            if booking.status in (BookingStatus.PENDING, BookingStatus.CONFIRMED):
                await self.conductor.decline(uow, booking, at=now)
            elif runs_on:
                await self._freeze(uow, booking, ban, at=now)
            else:
                await self._call_off(uow, booking, ban, at=now)
            await uow.commit()
        return runs_on

    async def _call_off(
        self, uow: BookingsUow, booking: Booking, ban: Ban, *, at: datetime
    ) -> None:
        """A banned partner's users get all of it back; a banned user what his tiers give."""
        percent: int | None = 100
        if ban.user_id == booking.user_id and not ban.terms.waives_tiers:
            limits = self.conductor.policy.limits
            free = await uow.bookings.free_cancellations(
                ban.user_id, since=ban.created_at - limits.lookback
            )
            percent = booking.refund_percent(
                Party.USER, free_cancellations=free, limits=limits, at=ban.created_at
            )
        moved = booking.end_without_meeting(
            Action.CANCEL,
            CancellationCode.BAN,
            by=Party.STAFF,
            actor_id=ban.banned_by,
            refund=percent,
            at=at,
        )
        await self.conductor.end(uow, moved)

    async def _freeze(self, uow: BookingsUow, booking: Booking, ban: Ban, *, at: datetime) -> None:
        escrow = await uow.escrows.of_reference_for_change(booking.id)
        if escrow is None or not escrow.is_open:
            return
        causes = {freeze.cause for freeze in await uow.escrows.open_freezes(escrow.id)}
        if FreezeCause.BAN in causes:
            return
        freeze = Freeze(
            id=self.conductor.ids.uuid(),
            escrow_id=escrow.id,
            cause=FreezeCause.BAN,
            reason=str(ban.id),
            opened_at=at,
            opened_by=ban.banned_by,
        )
        await uow.escrows.add_freeze(freeze)
        await uow.publish(EscrowFrozen(escrow_id=escrow.id, cause=freeze.cause.value, at=at))

    async def let_go(self, ban: Ban) -> None:
        """Money of meetings that ran on is settled as it would have been."""
        since = ban.created_at - _LONG_BEFORE
        async with self.open_read() as uow:
            found = [each async for each in running(uow, ban.user_id, _BEGUN, since=since)]
        for booking in found:
            await self._unfreeze(ban, booking)

    @command
    async def _unfreeze(self, ban: Ban, booking: Booking) -> None:
        now = self.clock.now()
        other = booking.user_id if ban.user_id == booking.partner_id else booking.partner_id
        async with self.open_uow() as uow:
            escrow = await uow.escrows.of_reference_for_change(booking.id)
            others = await uow.bans.in_force(other)
            if escrow is None or (
                others is not None and now < others.review_until and booking.id in others.watched
            ):
                return  # the other one's ban holds it too, and lets it go in its own time
            if await uow.escrows.lift_freezes(escrow.id, FreezeCause.BAN, at=now):
                await uow.publish(EscrowUnfrozen(escrow_id=escrow.id, at=now))
                await uow.commit()


def _runs_on(booking: Booking, ban: Ban) -> bool:
    """It has begun, or its user is the banned one and its time had come: nobody calls it off.

    A banned partner who has not begun yet does not begin any more.
    """
    if booking.status is BookingStatus.IN_PROGRESS:
        return True
    has_come = booking.period.start <= ban.created_at
    return booking.status is BookingStatus.PAID and has_come and ban.user_id == booking.user_id
