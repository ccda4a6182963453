"""Somebody did not come, or nobody typed the code (RULES 9, 10; MONEY, "Timers")."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.bookings.disputes.errors import (
    DisputeExists,
    NoShowClaimNotYours,
    NoShowClosed,
    NoShowOutsideWindow,
)
from mate_core.bookings.disputes.events import MeetingUnproven, NoShowReported
from mate_core.bookings.disputes.model import DisputeReason
from mate_core.bookings.errors import MoveRefused, NotYourStep, StartedAlready
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.no_shows.model import NoShowClaim, ReportStatus
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId
from mate_core.shared.money import ZERO, Vnd
from tests.unit.world import DAY, HOUR, MINUTE, TOTAL, World, code_of

SECOND = timedelta(seconds=1)
ABSENT, NO_USER, REFUSED = (
    NoShowClaim.PARTNER_ABSENT,
    NoShowClaim.USER_ABSENT,
    NoShowClaim.CODE_REFUSED,
)


@pytest.fixture
async def waiting(world: World, user: Actor, partner: Actor) -> Booking:
    """Paid, and half an hour past the booked start nobody has typed the code."""
    booking = await world.paid(user, partner)
    world.clock.set(booking.period.start + 30 * MINUTE)
    return booking


async def report(world: World, actor: Actor, booking: Booking, claim: NoShowClaim) -> None:
    await world.app.no_shows.report(actor, booking.id, claim, "nobody was there")


async def silence(world: World) -> None:
    """The day in which the other side could contest passes."""
    world.pass_time(24 * HOUR)
    await world.pump()


async def cancellation_of(world: World, booking_id: BookingId) -> tuple[object, object]:
    ended = await world.read(booking_id)
    assert ended.status is BookingStatus.CANCELLED
    assert ended.cancellation is not None
    assert ended.cancellation.by is Party.SYSTEM
    return ended.cancellation.code, ended.cancellation.refund_percent


class TestReport:
    @pytest.mark.parametrize("claim", NoShowClaim)
    async def test_rule_10_report_moves_no_money_by_itself(
        self, world: World, user: Actor, partner: Actor, waiting: Booking, claim: NoShowClaim
    ) -> None:
        await report(world, user if claim is ABSENT else partner, waiting, claim)
        await world.pump()

        assert await world.status(waiting.id) is BookingStatus.PAID
        assert (await world.wallet(user)).held == TOTAL
        assert [event.claim for event in world.events(NoShowReported)] == [claim.value]

    @pytest.mark.parametrize(
        ("from_start", "possible"),
        [
            (30 * MINUTE - SECOND, False),
            (30 * MINUTE, True),
            (3.5 * HOUR + 24 * HOUR - SECOND, True),
            (3.5 * HOUR + 24 * HOUR, False),
        ],
    )
    async def test_report_is_possible_from_half_an_hour_after_start_to_a_day_after_the_end(
        self, world: World, user: Actor, partner: Actor, from_start: timedelta, possible: bool
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start + from_start)
        if possible:
            await report(world, user, booking, ABSENT)
        else:
            with pytest.raises(NoShowOutsideWindow):
                await report(world, user, booking, ABSENT)

    async def test_claim_is_for_the_side_that_can_know_it(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        for actor, claim in ((partner, ABSENT), (user, NO_USER), (user, REFUSED)):
            with pytest.raises(NoShowClaimNotYours):
                await report(world, actor, waiting, claim)

    async def test_meeting_that_began_cannot_be_reported_as_one_that_did_not(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        world.pass_time(HOUR)
        with pytest.raises(MoveRefused):
            await report(world, user, booking, ABSENT)

    async def test_stranger_reports_nothing(self, world: World, waiting: Booking) -> None:
        with pytest.raises(NotFound):
            await report(world, await world.user(), waiting, ABSENT)

    async def test_second_tap_changes_nothing(
        self, world: World, user: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        world.pass_time(HOUR)
        await report(world, user, waiting, ABSENT)
        assert len(world.events(NoShowReported)) == 1

    async def test_rule_10_from_start_on_a_user_cannot_cancel_a_paid_booking(
        self, world: World, user: Actor, waiting: Booking
    ) -> None:
        with pytest.raises(StartedAlready):
            await world.app.meetings.cancel(user, waiting.id, "partner is late")


class TestSilence:
    async def test_rule_10_partner_no_show_gives_everything_back(
        self, world: World, user: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        world.pass_time(24 * HOUR - SECOND)
        await world.pump()
        assert await world.status(waiting.id) is BookingStatus.PAID
        world.pass_time(SECOND)
        await world.pump()

        code = CancellationCode.PARTNER_NO_SHOW
        assert await cancellation_of(world, waiting.id) == (code, 100)
        assert (await world.wallet(user)).available == TOTAL
        await world.assert_books_are_clean()

    @pytest.mark.parametrize(
        ("claim", "code"),
        [(NO_USER, CancellationCode.USER_NO_SHOW), (REFUSED, CancellationCode.CODE_REFUSED)],
    )
    async def test_rule_10_user_no_show_pays_the_partner_who_was_at_the_place(
        self,
        world: World,
        user: Actor,
        partner: Actor,
        waiting: Booking,
        claim: NoShowClaim,
        code: CancellationCode,
    ) -> None:
        world.parts.presence.saw(waiting.id, partner.user_id)
        await report(world, partner, waiting, claim)
        await silence(world)

        assert await cancellation_of(world, waiting.id) == (code, 0)
        assert (await world.wallet(partner)).available == ZERO
        world.pass_time(DAY)
        await world.pump()
        assert (await world.wallet(partner)).available == Vnd(699_997)
        await world.assert_books_are_clean()

    async def test_rule_10_without_evidence_a_dispute_opens_instead(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        await report(world, partner, waiting, NO_USER)
        await silence(world)

        assert await world.status(waiting.id) is BookingStatus.DISPUTED
        dispute = (await world.app.disputes.get(user, waiting.id)).dispute
        assert dispute.opened_by is Party.SYSTEM
        assert dispute.reason is DisputeReason.NO_SHOW

    async def test_rule_10_evidence_of_the_other_person_is_none_for_the_partner(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        world.parts.presence.saw(waiting.id, user.user_id)
        await report(world, partner, waiting, NO_USER)
        await silence(world)
        assert await world.status(waiting.id) is BookingStatus.DISPUTED

    async def test_rule_10_settled_no_show_can_be_disputed_while_it_pays_the_partner(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        world.parts.presence.saw(waiting.id, partner.user_id)
        await report(world, partner, waiting, NO_USER)
        await silence(world)
        await world.app.disputes.open(user, waiting.id, DisputeReason.NO_SHOW, "I was there")

        assert await world.status(waiting.id) is BookingStatus.DISPUTED
        world.pass_time(3 * DAY)
        await world.pump()
        assert (await world.wallet(user)).held == TOTAL


class TestContest:
    async def test_rule_10_contested_report_opens_a_dispute(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        await world.app.no_shows.contest(partner, waiting.id, "I stood at the gate")

        view = await world.app.disputes.get(user, waiting.id)
        assert view.dispute.opened_by is Party.SYSTEM
        assert [(each.party, each.text) for each in view.statements] == [
            (Party.PARTNER, "I stood at the gate")
        ]
        assert await world.status(waiting.id) is BookingStatus.DISPUTED

    async def test_rule_10_cross_report_opens_a_dispute(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        await report(world, partner, waiting, NO_USER)
        assert await world.status(waiting.id) is BookingStatus.DISPUTED

    async def test_repeated_counter_report_answers_as_the_first_did_and_changes_nothing(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        await report(world, partner, waiting, NO_USER)
        before = await world.app.disputes.get(user, waiting.id)
        world.pass_time(HOUR)
        for actor, claim in ((partner, NO_USER), (user, ABSENT)):
            await report(world, actor, waiting, claim)

        assert (await world.app.disputes.get(user, waiting.id)).statements == before.statements
        assert len(world.events(NoShowReported)) == 1

    async def test_repeated_contest_answers_as_the_first_did_and_changes_nothing(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        for _ in range(2):
            view = await world.app.no_shows.contest(partner, waiting.id, "I stood at the gate")
            assert view.report.status is ReportStatus.DISPUTED

        dispute = await world.app.disputes.get(user, waiting.id)
        assert len(dispute.statements) == 1
        with pytest.raises(NoShowClosed):  # he reported it
            await world.app.no_shows.contest(user, waiting.id, "hm")

    async def test_report_that_led_to_no_answer_of_the_other_side_is_none_of_his(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        """Without evidence silence opens the dispute: the user has said nothing yet."""
        await report(world, partner, waiting, NO_USER)
        await silence(world)
        assert await world.status(waiting.id) is BookingStatus.DISPUTED
        with pytest.raises(NoShowClosed):
            await world.app.no_shows.contest(user, waiting.id, "we met")
        with pytest.raises(MoveRefused):
            await report(world, user, waiting, ABSENT)

    async def test_whoever_reported_it_cannot_contest_it(
        self, world: World, user: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        with pytest.raises(NotYourStep):
            await world.app.no_shows.contest(user, waiting.id, "hm")

    async def test_nothing_can_be_contested_after_a_day(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        world.pass_time(24 * HOUR)
        with pytest.raises(NoShowClosed):
            await world.app.no_shows.contest(partner, waiting.id, "I was there")

    async def test_rule_12_no_report_after_a_dispute(
        self, world: World, user: Actor, waiting: Booking
    ) -> None:
        await world.app.disputes.open(user, waiting.id, DisputeReason.OTHER, "nobody came")
        await world.app.disputes.withdraw(user, waiting.id)
        with pytest.raises(DisputeExists):
            await report(world, user, waiting, ABSENT)


class TestOvertaken:
    async def test_code_that_is_typed_after_all_ends_the_report(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        await report(world, partner, waiting, NO_USER)
        await world.app.meetings.start(partner, waiting.id, code_of(waiting))
        with pytest.raises(NoShowClosed):
            await world.app.no_shows.contest(user, waiting.id, "we met")
        world.pass_time(DAY)
        await world.pump()
        assert await world.status(waiting.id) is BookingStatus.IN_PROGRESS

    async def test_partner_may_still_call_it_off(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        await report(world, user, waiting, ABSENT)
        await world.app.meetings.cancel(partner, waiting.id, "stuck in the rain")
        await world.pump()
        assert (await world.wallet(user)).available == TOTAL
        await silence(world)
        await world.assert_books_are_clean()


class TestUnproven:
    async def test_rule_9_both_are_warned_three_times_and_then_everything_goes_back(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        meeting = booking.period
        instants = [meeting.start + 15 * MINUTE, meeting.end, meeting.end + 12 * HOUR]
        for count, instant in enumerate(instants):
            world.clock.set(instant - SECOND)
            await world.pump()
            assert len(world.events(MeetingUnproven)) == count
            world.clock.set(instant)
            await world.pump()
        assert [event.warning for event in world.events(MeetingUnproven)] == [1, 2, 3]
        world.clock.set(meeting.end + 24 * HOUR)
        await world.pump()

        assert await cancellation_of(world, booking.id) == (CancellationCode.UNPROVEN, 100)
        assert (await world.wallet(user)).available == TOTAL

    async def test_warnings_that_were_missed_are_not_made_up_for(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.end + HOUR)
        await world.pump()
        assert [event.warning for event in world.events(MeetingUnproven)] == [2]

    async def test_meeting_that_began_in_time_is_not_warned_about(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.completed(user, partner)
        await world.pump()
        assert world.events(MeetingUnproven) == []

    async def test_rule_9_report_keeps_the_unproven_clock_from_settling_it(
        self, world: World, user: Actor, partner: Actor, waiting: Booking
    ) -> None:
        world.clock.set(waiting.period.end + 24 * HOUR - SECOND)
        await report(world, partner, waiting, REFUSED)
        world.pass_time(HOUR)
        await world.pump()
        assert await world.status(waiting.id) is BookingStatus.PAID
