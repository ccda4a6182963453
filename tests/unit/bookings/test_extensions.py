"""Going on longer, paid from the wallet: who, when, for how much, and what it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.bookings.disputes.model import DisputeReason
from mate_core.bookings.errors import (
    ExtensionClosed,
    ExtensionNotPossible,
    ExtensionPending,
    ExtensionTooDear,
    ExtensionTooLong,
    MoveRefused,
    NotYourStep,
    OutsideExtensionWindow,
)
from mate_core.bookings.events import BookingMoved, ExtensionMoved
from mate_core.bookings.extensions.model import Extension, ExtensionStatus
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.partners.calendar import SlotKind
from mate_core.partners.calendar_service import SlotWish
from mate_core.partners.errors import PeriodTaken
from mate_core.payments.errors import InsufficientFunds
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import NotFound, Refusal
from mate_core.shared.ids import ExtensionId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.time import Period
from tests.unit.world import DAY, HOUR, MINUTE, TAXED, World, code_of

SECOND = timedelta(seconds=1)
HALF = HOUR / 2


async def accept(world: World, actor: Actor, extension: Extension) -> ExtensionStatus:
    view = await world.app.extensions.accept(actor, extension.booking_id, extension.id)
    return view.status


async def decline(world: World, actor: Actor, extension: Extension) -> ExtensionStatus:
    view = await world.app.extensions.decline(actor, extension.booking_id, extension.id)
    return view.status


async def spend(world: World, person: Actor, amount: Vnd) -> None:
    """So much less in the wallet: it goes into another booking."""
    other = await world.confirmed(person, await world.partner(), start_in=DAY, half_hours=6)
    await world.fund(person, other.terms.total - amount)
    await world.app.checkout.pay_from_wallet(person, other.id, world.key(person))


class TestPrice:
    async def test_m20_half_an_hour_is_a_line_of_its_own_never_under_the_minimum_again(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """199,999 VND/h: 100,000 and 15,000 on top, as in the table of MONEY."""
        booking = await world.started(user, partner)
        extension = await world.proposed(user, booking)

        assert extension.price.subtotal == Vnd(100_000)
        assert extension.price.service_fee == Vnd(15_000)

    async def test_rate_and_fee_are_those_of_the_booking(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        offer = world.app.partners
        mine = (await offer.mine(partner)).partner
        async with world.store.open_uow() as uow:
            await uow.partners.save(replace(mine, hourly_rate=Vnd(900_000)))
            await uow.commit()

        assert (await world.proposed(user, booking)).price.subtotal == Vnd(100_000)

    async def test_sums_are_of_lines_and_differ_from_a_price_of_the_whole(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        for _ in range(3):
            booking = await world.extended(user, partner, booking)

        assert booking.half_hours == 7 + 3
        assert (booking.subtotal, booking.service_fee) == (Vnd(999_997), Vnd(150_000))
        assert booking.subtotal != Vnd(199_999 * 5), "priced as a whole it would be off"


class TestAccepted:
    async def test_one_transaction_changes_money_time_history_and_events(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        longer = await world.extended(user, partner, booking)

        assert longer.period == Period(booking.period.start, booking.period.end + HALF)
        assert longer.status is BookingStatus.IN_PROGRESS
        assert longer.version == booking.version + 1
        around = Period(booking.period.start - DAY, booking.period.end + DAY)
        assert await world.reserved(user.user_id, around) == [longer.period]
        assert await world.reserved(partner.user_id, around) == [longer.occupied]
        assert await world.wallet(user) == Wallet(user.user_id, held=Vnd(919_997))
        view = await world.app.bookings.get(user, booking.id)
        assert (view.history[-1].action, view.history[-1].party) == (Action.EXTEND, Party.PARTNER)
        assert [each.status for each in view.extensions] == [ExtensionStatus.HELD]
        assert [event.to_status for event in world.events(ExtensionMoved)] == ["PROPOSED", "HELD"]
        assert world.events(BookingMoved)[-1].action == "extend"

    async def test_hold_is_an_entry_of_its_own_under_its_reference(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        await world.extended(user, partner, booking)
        await world.extended(user, partner, await world.read(booking.id), half_hours=2)
        escrow = await world.escrow_of(booking.id)
        entries = await world.entries_of(booking.id)

        assert [entry.reference for entry in entries] == [
            f"hold:{escrow.id}:{line}" for line in range(3)
        ]
        assert [(p.account.name, p.amount.amount) for p in entries[1].postings] == [
            (f"available:{user.user_id}", -115_000),
            (f"held:{user.user_id}", 115_000),
        ]
        await world.assert_books_are_clean()

    async def test_timers_follow_the_longer_end(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        longer = await world.extended(user, partner, booking)
        world.clock.set(booking.period.end + DAY)
        await world.pump()
        before = await world.status(booking.id)
        world.clock.set(longer.period.end + DAY)
        await world.pump()

        assert before is BookingStatus.IN_PROGRESS
        assert await world.status(booking.id) is BookingStatus.COMPLETED

    async def test_paid_meeting_that_is_longer_can_be_started_until_its_longer_end(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.end - MINUTE)
        longer = await world.extended(user, partner, booking)
        world.clock.set(booking.period.end + 20 * MINUTE)
        view = await world.app.meetings.start(partner, booking.id, code_of(longer))

        assert view.booking.status is BookingStatus.IN_PROGRESS

    async def test_release_waits_for_the_longer_end(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        longer = await world.extended(user, partner, booking)
        for actor in (user, partner):
            await world.app.meetings.complete(actor, booking.id)
        world.clock.set(longer.period.end + DAY - SECOND)
        await world.pump()
        before = (await world.wallet(partner)).available
        world.pass_time(SECOND)
        await world.pump()

        assert (before, (await world.wallet(partner)).available) == (ZERO, Vnd(799_997))

    async def test_requests_for_the_added_time_are_told_that_it_is_gone(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        other, start = await world.user(), booking.occupied.end - world.now
        rival = await world.requested(other, partner, start_in=start, half_hours=6)
        world.clock.set(booking.period.start)
        await world.extended(user, partner, booking)
        declined = await world.read(rival.id)

        assert declined.cancellation is not None
        assert declined.cancellation.code is CancellationCode.NO_LONGER_FREE

    async def test_second_acceptance_changes_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension = await world.proposed(user, booking)
        assert await accept(world, partner, extension) is ExtensionStatus.HELD
        assert await accept(world, partner, extension) is ExtensionStatus.HELD

        assert (await world.read(booking.id)).half_hours == 8
        assert len(await world.entries_of(booking.id)) == 2


class TestTableOfMoney:
    """Every row of MONEY with half an hour on top, through the services."""

    async def test_extended_and_released_is_one_settlement_of_both_lines(self) -> None:
        world = World(TAXED)
        user, partner = await world.user(), await world.partner()
        booking = await world.started(user, partner)
        await world.extended(user, partner, booking)
        for actor in (user, partner):
            await world.app.meetings.complete(actor, booking.id)
        world.pass_time(5 * DAY)
        await world.pump()
        escrow = await world.escrow_of(booking.id)
        settlement = (await world.entries_of(booking.id))[-1]

        assert settlement.reference == f"settle:{escrow.id}"
        assert [(p.account.name, p.amount.amount, p.memo) for p in settlement.postings] == [
            (f"held:{user.user_id}", -919_997, ""),
            (f"available:{partner.user_id}", 743_997, ""),
            ("revenue", 120_000, ""),
            ("tax_payable", 40_000, "VAT"),
            ("tax_payable", 16_000, "PIT"),
        ]
        await world.assert_books_are_clean()

    async def test_extended_and_cancelled_at_half_rounds_the_sums_of_the_lines(self) -> None:
        """Only a flexible partner lets a user cancel at 50 % when going on can be agreed."""
        world = World(TAXED)
        user, partner = await world.user(), await world.flexible_partner()
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start - HALF)
        await world.extended(user, partner, booking)
        preview = await world.app.meetings.cancellation(user, booking.id)
        await world.app.meetings.cancel(user, booking.id, "ill")
        world.pass_time(DAY)
        await world.pump()
        settlement = (await world.entries_of(booking.id))[-1]

        assert (preview.refund_percent, preview.refund_amount) == (50, Vnd(459_999))
        assert [(p.account.name, p.amount.amount, p.memo) for p in settlement.postings] == [
            (f"held:{user.user_id}", -919_997, ""),
            (f"available:{user.user_id}", 459_999, ""),
            (f"available:{partner.user_id}", 371_998, ""),
            ("revenue", 60_000, ""),
            ("tax_payable", 20_000, "VAT"),
            ("tax_payable", 8_000, "PIT"),
        ]
        await world.assert_books_are_clean()

    async def test_partner_who_cancels_gives_the_extension_back_too(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start)
        await world.extended(user, partner, booking)
        await world.app.meetings.cancel(partner, booking.id, "ill")
        await world.pump()

        assert await world.wallet(user) == Wallet(user.user_id, available=Vnd(919_997))


class TestRule23:
    async def test_rule_23_only_the_user_proposes(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        with pytest.raises(NotYourStep):
            await world.proposed(partner, booking, filled=False)

    async def test_rule_23_only_the_partner_answers(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        extension = await world.proposed(user, await world.started(user, partner))
        for answer in (accept, decline):
            with pytest.raises(NotYourStep):
                await answer(world, user, extension)

    async def test_stranger_finds_nothing(self, world: World, user: Actor, partner: Actor) -> None:
        booking = await world.started(user, partner)
        extension = await world.proposed(user, booking)
        stranger = await world.user()
        for step in (accept, decline):
            with pytest.raises(NotFound):
                await step(world, stranger, extension)
        with pytest.raises(NotFound):
            await world.proposed(stranger, booking, filled=False)

    async def test_extension_of_another_booking_is_not_found(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        extension = await world.proposed(user, await world.started(user, partner))
        other = await world.paid(await world.user(), partner, start_in=DAY)
        with pytest.raises(NotFound):
            await world.app.extensions.accept(partner, other.id, extension.id)
        with pytest.raises(NotFound):
            await world.app.extensions.accept(partner, other.id, ExtensionId(other.id))

    @pytest.mark.parametrize(
        ("from_start", "possible"),
        [(-HALF - SECOND, False), (-HALF, True), (3.5 * HOUR - SECOND, True), (3.5 * HOUR, False)],
    )
    async def test_rule_23_only_from_half_an_hour_before_the_start_until_the_end(
        self, world: World, user: Actor, partner: Actor, from_start: timedelta, possible: bool
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start + from_start)
        if possible:
            await world.proposed(user, booking)
        else:
            with pytest.raises(OutsideExtensionWindow):
                await world.proposed(user, booking, filled=False)

    async def test_before_payment_and_after_the_end_there_is_nothing_to_extend(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        for booking in (
            await world.confirmed(user, partner, start_in=10 * MINUTE),
            await world.completed(await world.user(), await world.partner()),
        ):
            owner = Actor(booking.user_id)
            with pytest.raises(MoveRefused):
                await world.proposed(owner, booking, filled=False)

    async def test_who_said_that_it_is_over_does_not_go_on(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension = await world.proposed(user, booking)
        await world.app.meetings.complete(partner, booking.id)

        assert (await world.read_extension(extension)).status is ExtensionStatus.DROPPED
        with pytest.raises(ExtensionNotPossible):
            await world.proposed(user, booking, filled=False)

    async def test_while_a_no_show_is_reported_nobody_goes_on(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start + HALF)
        extension = await world.proposed(user, booking)
        await world.app.no_shows.report(user, booking.id, None, "nobody came")
        with pytest.raises(ExtensionNotPossible):
            await accept(world, partner, extension)

        assert (await world.read(booking.id)).no_show_due_at is not None

    async def test_under_a_dispute_nothing_is_added(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension = await world.proposed(user, booking)
        await world.app.disputes.open(user, booking.id, DisputeReason.OTHER, "why")
        with pytest.raises(MoveRefused):
            await accept(world, partner, extension)
        with pytest.raises(MoveRefused):
            await world.proposed(user, booking, filled=False)

        assert (await world.read(booking.id)).period == booking.period

    @pytest.mark.parametrize(
        ("wait", "possible"), [(10 * MINUTE - SECOND, True), (10 * MINUTE, False)]
    )
    async def test_rule_23_the_partner_has_ten_minutes(
        self, world: World, user: Actor, partner: Actor, wait: timedelta, possible: bool
    ) -> None:
        extension = await world.proposed(user, await world.started(user, partner))
        world.pass_time(wait)
        if possible:
            assert await accept(world, partner, extension) is ExtensionStatus.HELD
        else:
            with pytest.raises(ExtensionClosed):
                await accept(world, partner, extension)

    async def test_rule_23_proposal_just_before_the_end_lapses_with_the_meeting(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        world.clock.set(booking.period.end - MINUTE)
        extension = await world.proposed(user, booking)
        world.clock.set(booking.period.end)
        await world.pump()

        assert (await world.read_extension(extension)).status is ExtensionStatus.LAPSED

    async def test_rule_23_a_no_is_silent_it_reads_like_no_answer(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """Two meetings, one declined and one ignored: to the second, the users read the same."""
        stories = []
        for _ in range(2):
            person, companion = await world.user(), await world.partner()
            booking = await world.paid(person, companion, start_in=DAY)
            stories.append((person, companion, booking))
        world.clock.set(stories[0][2].period.start)
        extensions = [await world.proposed(person, booking) for person, _, booking in stories]
        assert await decline(world, stories[0][1], extensions[0]) is ExtensionStatus.DECLINED
        told: list[tuple[ExtensionStatus, ...]] = []
        for wait in (ZERO_WAIT, 10 * MINUTE - SECOND, SECOND, ZERO_WAIT):
            world.pass_time(wait)
            if told and told[-1] == (ExtensionStatus.LAPSED,) * 2:
                await world.pump()
            views = [await world.app.bookings.get(who, booking.id) for who, _, booking in stories]
            told.append(tuple(view.extensions[0].status for view in views))

        assert told == [
            (ExtensionStatus.PROPOSED,) * 2,
            (ExtensionStatus.PROPOSED,) * 2,
            (ExtensionStatus.LAPSED,) * 2,
            (ExtensionStatus.LAPSED,) * 2,
        ]

    async def test_rule_23_after_a_silent_no_the_user_waits_as_for_an_answer(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        await decline(world, partner, await world.proposed(user, booking))
        with pytest.raises(ExtensionPending):
            await world.proposed(user, booking)
        world.pass_time(10 * MINUTE)

        assert await world.extended(user, partner, booking)

    async def test_one_at_a_time(self, world: World, user: Actor, partner: Actor) -> None:
        booking = await world.started(user, partner)
        await world.proposed(user, booking)
        with pytest.raises(ExtensionPending):
            await world.proposed(user, booking)

    async def test_declined_one_cannot_be_accepted_and_a_second_no_changes_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        extension = await world.proposed(user, await world.started(user, partner))
        await decline(world, partner, extension)
        assert await decline(world, partner, extension) is ExtensionStatus.DECLINED
        with pytest.raises(ExtensionClosed):
            await accept(world, partner, extension)

    async def test_accepted_one_cannot_be_declined(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        extension = await world.proposed(user, await world.started(user, partner))
        await accept(world, partner, extension)
        with pytest.raises(ExtensionClosed):
            await decline(world, partner, extension)

    @pytest.mark.parametrize("half_hours", [0, -1, 14 * 48 - 6])
    async def test_rule_23_fourteen_days_hold_with_the_extension(
        self, world: World, user: Actor, partner: Actor, half_hours: int
    ) -> None:
        booking = await world.started(user, partner)
        with pytest.raises(ExtensionTooLong):
            await world.proposed(user, booking, half_hours, filled=False)

    async def test_rule_22_fifty_million_hold_with_the_extension(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        most = int((50_000_000 - 804_997) / (199_999 * 1.15) * 2)
        with pytest.raises(ExtensionTooDear) as refused:
            await world.proposed(user, booking, most + 1, filled=False)
        assert refused.value.facts == {"limit": 50_000_000}

    async def test_booking_that_ends_takes_a_waiting_proposal_with_it(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start)
        extension = await world.proposed(user, booking)
        await world.app.meetings.cancel(partner, booking.id, "ill")

        assert (await world.read_extension(extension)).status is ExtensionStatus.DROPPED
        with pytest.raises(ExtensionClosed):
            await accept(world, partner, extension)


ZERO_WAIT = timedelta(0)


class TestCalendars:
    async def test_rule_23_not_past_the_published_time(self, world: World, user: Actor) -> None:
        partner = await world.partner(open_days=0)
        begin = world.now + DAY
        await world.app.calendars.add(partner, [SlotWish(Period(begin, begin + 3.5 * HOUR))])
        booking = await world.paid(user, partner, start_in=DAY)
        world.clock.set(booking.period.start)
        with pytest.raises(ExtensionNotPossible):
            await world.proposed(user, booking)
        await world.app.calendars.add(
            partner, [SlotWish(Period(booking.period.end, booking.period.end + HOUR))]
        )

        assert (await world.extended(user, partner, booking)).half_hours == 8

    async def test_rule_23_not_into_a_block(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        blocked = Period(booking.occupied.end, booking.occupied.end + HOUR)
        await world.app.calendars.add(partner, [SlotWish(blocked, SlotKind.BLOCKED)])
        with pytest.raises(ExtensionNotPossible):
            await world.proposed(user, booking, half_hours=2)

    async def test_rule_23_not_into_the_partners_next_meeting_the_buffer_counts(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """Half an hour of way lies between; another half hour of meeting would eat it."""
        booking = await world.paid(user, partner)
        start = booking.occupied.end + HALF - world.now
        await world.confirmed(await world.user(), partner, start_in=start, half_hours=6)
        world.clock.set(booking.period.start)
        with pytest.raises(ExtensionNotPossible):
            await world.proposed(user, booking, half_hours=2)

        assert (await world.extended(user, partner, booking)).half_hours == 8

    async def test_rule_27_partner_hears_of_the_own_meeting_and_not_of_the_users(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        other_partner = await world.partner()
        world.clock.set(booking.period.start - HOUR)
        start = booking.period.end - world.now
        of_user = await world.requested(user, other_partner, start_in=start, half_hours=6)
        of_partner = await world.requested(
            await world.user(), partner, start_in=start + HALF, half_hours=6
        )
        world.clock.set(booking.period.start - HALF)
        extension = await world.proposed(user, booking)
        await world.app.meetings.confirm(other_partner, of_user.id)
        with pytest.raises(ExtensionNotPossible):
            await accept(world, partner, extension)
        await world.app.meetings.confirm(partner, of_partner.id)
        with pytest.raises(PeriodTaken):
            await accept(world, partner, extension)

        assert (await world.read(booking.id)).period == booking.period


class TestMoney:
    async def test_empty_wallet_is_told_to_the_user_at_once(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        with pytest.raises(InsufficientFunds) as refused:
            await world.proposed(user, booking, filled=False)
        assert refused.value.facts == {"available": 0, "needed": 115_000}

    async def test_wallet_emptied_meanwhile_is_not_told_to_the_partner(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension = await world.proposed(user, booking)
        await spend(world, user, Vnd(115_000))
        with pytest.raises(ExtensionNotPossible) as refused:
            await accept(world, partner, extension)

        assert (refused.value.facts, refused.value.__cause__) == ({}, None)
        assert (await world.read(booking.id)).period == booking.period
        assert (await world.read_extension(extension)).status is ExtensionStatus.PROPOSED

    async def test_same_key_proposes_once_and_reads_what_became_of_it(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        await world.fund(user, Vnd(500_000))
        key = world.key(user)

        async def propose() -> tuple[ExtensionId, ExtensionStatus]:
            view = await world.app.extensions.propose(
                user, booking.id, 1, None, payer_ip="203.0.113.7", key=key
            )
            return view.extension.id, view.status

        first = await propose()
        again = await propose()
        await world.app.extensions.accept(partner, booking.id, first[0])

        assert first == again == (first[0], ExtensionStatus.PROPOSED)
        assert await propose() == (first[0], ExtensionStatus.HELD)


class TestFreeze:
    async def frozen(self, world: World, booking: Booking) -> None:
        finance = await world.support(Capability.FINANCE)
        await world.app.staff_bookings.freeze(finance, booking.id, reason="r")

    async def test_rule_2_proposal_under_a_freeze_reads_like_any_other(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """The counterpart of an alarm could compare a refusal with the free calendar."""
        answers = []
        for freeze in (False, True):
            person, companion = await world.user(), await world.partner()
            booking = await world.started(person, companion)
            if freeze:
                await self.frozen(world, booking)
            extension = await world.proposed(person, booking)
            world.pass_time(10 * MINUTE)
            await world.pump()
            view = await world.app.bookings.get(person, booking.id)
            answers.append((extension.status, extension.price, view.extensions[0].status))

        assert answers[0] == answers[1]

    async def test_rule_23_under_a_freeze_nothing_is_added(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension = await world.proposed(user, booking)
        await self.frozen(world, booking)
        with pytest.raises(ExtensionNotPossible):
            await accept(world, partner, extension)

        assert (await world.read(booking.id)).period == booking.period
        assert (await world.wallet(user)).available == Vnd(115_000)

    async def test_rule_2_refusal_for_a_freeze_is_the_one_for_an_empty_wallet(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        refusals: list[Refusal] = []
        for freeze in (True, False):
            person, companion = await world.user(), await world.partner()
            booking = await world.started(person, companion)
            extension = await world.proposed(person, booking)
            if freeze:
                await self.frozen(world, booking)
            else:
                await spend(world, person, Vnd(115_000))
            with pytest.raises(ExtensionNotPossible) as refused:
                await accept(world, companion, extension)
            refusals.append(refused.value)

        assert refusals[0].detail == refusals[1].detail
        assert refusals[0].facts == refusals[1].facts
