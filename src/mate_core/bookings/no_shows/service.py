"""Reporting that the other side did not come, and contesting it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.disputes.errors import (
    DisputeExists,
    NoShowClosed,
    NoShowExists,
    NoShowOutsideWindow,
)
from mate_core.bookings.disputes.events import NoShowReported
from mate_core.bookings.disputes.model import Statement
from mate_core.bookings.disputes.service import require_text
from mate_core.bookings.errors import MoveRefused, NotYourStep
from mate_core.bookings.model import Booking
from mate_core.bookings.no_shows.model import (
    NoShowClaim,
    NoShowReport,
    ReportStatus,
    absence_of_the_other,
    require_claim_of,
)
from mate_core.bookings.no_shows.steps import NoShowConductor
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import party_in
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.bookings.views import BookingView, view_of
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ReportView:
    """The report beside the booking as its reader may see it."""

    report: NoShowReport
    booking: BookingView


@dataclass(frozen=True, slots=True)
class NoShowService:
    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    no_shows: NoShowConductor

    @command
    @also_when_banned
    async def report(
        self, actor: Actor, booking_id: BookingId, claim: NoShowClaim | None, details: str
    ) -> ReportView:
        """Moves no money: the other side has 24 hours to contest it.

        Without `claim`: the other one did not come. A report against a report opens a dispute.
        Said again while it stands, it changes nothing.
        Raises NotFound, MoveRefused, NoShowClaimNotYours, NoShowOutsideWindow, NoShowExists,
        DisputeExists, InvalidInput.
        """
        require_text("details", details)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking, party = await self._own(uow, actor, booking_id)
            standing = await uow.no_shows.of_booking(booking.id)
            if standing is not None and standing.reporter_id == actor.user_id and standing.is_open:
                return self._view(standing, booking, party)
            if standing is not None and await _led_to_dispute(uow, booking, standing, actor):
                return self._view(standing, booking, party)
            claim = claim or absence_of_the_other(party)
            require_claim_of(party, claim)
            self._require_possible(booking, party, at=at)
            if await uow.disputes.of_booking(booking.id) is not None:
                raise DisputeExists
            if standing is not None:
                view = await self._against(uow, booking, standing, actor, details, at=at)
            else:
                view = await self._first(uow, booking, actor, claim, details, at=at)
            await uow.commit()
        return view

    @command
    @also_when_banned
    async def contest(self, actor: Actor, booking_id: BookingId, text: str) -> ReportView:
        """“I was there”: staff decide. Said again while they have not, it changes nothing.

        Raises NotFound, NoShowClosed, NotYourStep for whoever reported it, InvalidInput.
        """
        require_text("statement", text)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking, party = await self._own(uow, actor, booking_id)
            report = await uow.no_shows.of_booking(booking.id)
            if (
                report is not None
                and report.reporter_id != actor.user_id
                and await _led_to_dispute(uow, booking, report, actor)
            ):
                return self._view(report, booking, party)
            if report is None or not report.is_open or at >= report.contest_due_at:
                raise NoShowClosed
            if report.reporter_id == actor.user_id:
                raise NotYourStep(action="contest", party=party.value)
            view = await self._against(uow, booking, report, actor, text, at=at)
            await uow.commit()
        return view

    async def get(self, actor: Actor, booking_id: BookingId) -> ReportView:
        """Raises NotFound for strangers, and while nothing was reported."""
        async with self.open_read() as uow:
            booking = await uow.bookings.get(booking_id)
            party = party_in(booking, actor.user_id)
            report = await uow.no_shows.of_booking(booking_id)
        if report is None:
            raise NotFound
        return self._view(report, booking, party)

    async def _first(
        self,
        uow: BookingsUow,
        booking: Booking,
        actor: Actor,
        claim: NoShowClaim,
        details: str,
        *,
        at: datetime,
    ) -> ReportView:
        report = NoShowReport(
            booking_id=booking.id,
            claim=claim,
            reporter_id=actor.user_id,
            details=details,
            reported_at=at,
            contest_due_at=at + self.no_shows.conductor.policy.timers.contest,
        )
        booking = await self.no_shows.accept(uow, booking, report)
        await uow.publish(
            NoShowReported(
                booking_id=booking.id,
                user_id=booking.user_id,
                partner_id=booking.partner_id,
                claim=claim.value,
                at=at,
            )
        )
        return self._view(report, booking, party_in(booking, actor.user_id))

    async def _against(
        self,
        uow: BookingsUow,
        booking: Booking,
        report: NoShowReport,
        actor: Actor,
        text: str,
        *,
        at: datetime,
    ) -> ReportView:
        """The other side says otherwise: a dispute, with his words as the first statement."""
        if not report.is_open:
            raise NoShowExists
        party = party_in(booking, actor.user_id)
        booking = await self.no_shows.dispute(uow, booking, report, at=at)
        statement = Statement(self.no_shows.conductor.ids.uuid(), party, actor.user_id, text, at)
        await uow.disputes.add_statement(booking.id, statement)
        closed = await uow.no_shows.of_booking(booking.id)
        return self._view(closed or report, booking, party)

    def _require_possible(self, booking: Booking, party: Party, *, at: datetime) -> None:
        """Raises MoveRefused unless paid and not begun, NoShowOutsideWindow."""
        if booking.status is not BookingStatus.PAID:
            raise MoveRefused(
                status=booking.status.value, action="report_no_show", party=party.value
            )
        timers, meeting = self.no_shows.conductor.policy.timers, booking.period
        opens = meeting.start + timers.no_show_opens
        if not opens <= at < timers.no_show_closes_at(meeting):
            raise NoShowOutsideWindow

    async def _own(
        self, uow: BookingsUow, actor: Actor, booking_id: BookingId
    ) -> tuple[Booking, Party]:
        party_in(await uow.bookings.get(booking_id), actor.user_id)
        booking = await self.no_shows.conductor.lock(uow, booking_id, calendar=False)
        return booking, party_in(booking, actor.user_id)

    def _view(self, report: NoShowReport, booking: Booking, viewer: Party) -> ReportView:
        timers = self.no_shows.conductor.policy.timers
        return ReportView(report, view_of(booking, viewer, timers=timers, at=self.clock.now()))


async def _led_to_dispute(
    uow: BookingsUow, booking: Booking, report: NoShowReport, actor: Actor
) -> bool:
    """Whether what `actor` said is in dispute now: by his report, or by his answer to it."""
    if booking.status is not BookingStatus.DISPUTED or report.status is not ReportStatus.DISPUTED:
        return False
    if report.reporter_id == actor.user_id:
        return True
    return any(
        each.author == actor.user_id and each.at == report.closed_at
        for each in await uow.disputes.statements(booking.id)
    )
