"""Disputes from the first word to the money (RULES 6, 12, 13; FEATURES 79 to 83)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.bookings.disputes.errors import (
    AcceptedAlready,
    AnswerClosed,
    AppealClosed,
    DisputeExists,
    DisputeMoveRefused,
    DisputeTooEarly,
    NothingToDispute,
    NotTheOpener,
    SameDecider,
    SplitAmountInvalid,
)
from mate_core.bookings.disputes.events import DisputeOverdue
from mate_core.bookings.disputes.model import DisputeReason, DisputeStatus, Outcome, Verdict
from mate_core.bookings.disputes.ports import DisputeFilter
from mate_core.bookings.errors import MoveRefused
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.payments.errors import EscrowIsFrozen, OwnCase
from mate_core.payments.ledger import EntryKind
from mate_core.payments.policies import StaffLimits
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.ids import BookingId
from mate_core.shared.money import ZERO, Vnd
from tests.unit.world import DAY, HOUR, TAXED, TOTAL, World

SECOND = timedelta(seconds=1)
REASON = DisputeReason.LEFT_EARLY
RELEASE, REFUND = Verdict(Outcome.RELEASE), Verdict(Outcome.REFUND)
SPLIT = Verdict(Outcome.SPLIT, Vnd(400_000))


@pytest.fixture
def world() -> World:
    return World(TAXED)


@pytest.fixture
async def finance(world: World) -> Actor:
    return await world.support(Capability.FINANCE)


@pytest.fixture
async def other_finance(world: World) -> Actor:
    return await world.support(Capability.FINANCE)


@pytest.fixture
async def met(world: World, user: Actor, partner: Actor) -> Booking:
    """Under way: the code was typed, the clock stands at the booked start."""
    return await world.started(user, partner)


async def open_dispute(world: World, actor: Actor, booking: Booking) -> None:
    await world.app.disputes.open(actor, booking.id, REASON, "left after an hour")


async def decide(world: World, staff: Actor, booking_id: BookingId, verdict: Verdict) -> None:
    await world.app.staff_disputes.resolve(staff, booking_id, verdict, note="seen both")


async def dispute_status(world: World, actor: Actor, booking_id: BookingId) -> DisputeStatus:
    return (await world.app.disputes.get(actor, booking_id)).dispute.status


async def balances(world: World, *people: Actor) -> list[int]:
    return [(await world.wallet(person)).available.amount for person in people]


Reach = Callable[[World, Actor, Actor], Awaitable[Booking]]


async def paid_and_begun(world: World, user: Actor, partner: Actor) -> Booking:
    booking = await world.paid(user, partner)
    world.clock.set(booking.period.start)
    return booking


async def cancelled_late(world: World, user: Actor, partner: Actor) -> Booking:
    """By the user, ten hours before the start: half of it pays the partner."""
    booking = await world.paid(user, partner)
    world.clock.set(booking.period.start - 10 * HOUR)
    await world.app.meetings.cancel(user, booking.id, "a cold")
    return await world.read(booking.id)


FORMER: dict[BookingStatus, Reach] = {
    BookingStatus.PAID: paid_and_begun,
    BookingStatus.IN_PROGRESS: World.started,
    BookingStatus.COMPLETED: World.completed,
    BookingStatus.CANCELLED: cancelled_late,
}


class TestOpening:
    @pytest.mark.parametrize("former", FORMER)
    @pytest.mark.parametrize("by", [Party.USER, Party.PARTNER])
    async def test_dispute_stops_the_money_in_every_state_that_may_pay_the_partner(
        self, world: World, user: Actor, partner: Actor, former: BookingStatus, by: Party
    ) -> None:
        booking = await FORMER[former](world, user, partner)
        await open_dispute(world, user if by is Party.USER else partner, booking)

        world.pass_time(4 * DAY)
        await world.pump()

        assert await world.status(booking.id) is BookingStatus.DISPUTED
        assert (await world.wallet(user)).held == TOTAL
        assert await balances(world, partner) == [0]

    async def test_dispute_begins_with_the_booked_start(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start - SECOND)
        with pytest.raises(DisputeTooEarly):
            await open_dispute(world, user, booking)
        world.pass_time(SECOND)
        await open_dispute(world, user, booking)

    async def test_m8_dispute_is_possible_until_settlement_and_not_after_it(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        world.pass_time(24 * HOUR)
        await world.pump()
        with pytest.raises(NothingToDispute):
            await open_dispute(world, user, booking)

    async def test_m8_dispute_opened_before_the_worker_looks_is_not_overtaken(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        world.pass_time(25 * HOUR)
        await open_dispute(world, user, booking)
        await world.pump()
        assert (await world.wallet(user)).held == TOTAL

    async def test_rule_10_cancellation_that_pays_nobody_is_no_matter_for_a_dispute(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        await world.app.meetings.cancel(partner, booking.id, "a cold")
        with pytest.raises(NothingToDispute):
            await open_dispute(world, user, booking)

    async def test_unpaid_booking_cannot_be_disputed(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.confirmed(user, partner)
        with pytest.raises(MoveRefused):
            await open_dispute(world, user, booking)

    async def test_stranger_opens_and_reads_nothing(self, world: World, met: Booking) -> None:
        stranger = await world.user()
        with pytest.raises(NotFound):
            await open_dispute(world, stranger, met)
        with pytest.raises(NotFound):
            await world.app.disputes.get(stranger, met.id)

    async def test_second_tap_is_the_same_dispute(
        self, world: World, user: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        await open_dispute(world, user, met)
        assert await dispute_status(world, user, met.id) is DisputeStatus.OPEN

    async def test_rule_12_one_dispute_per_booking(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        await world.app.disputes.withdraw(user, met.id)
        for actor in (user, partner):
            with pytest.raises(DisputeExists):
                await open_dispute(world, actor, met)

    async def test_safety_has_a_door_of_its_own(
        self, world: World, user: Actor, met: Booking
    ) -> None:
        with pytest.raises(InvalidInput):
            await world.app.disputes.open(user, met.id, DisputeReason.SAFETY, "afraid")

    async def test_rule_6_dispute_in_mid_meeting_leaves_what_safety_follows(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        """Safety follows the period and the meeting code; neither is touched, nor the calendar."""
        await open_dispute(world, user, met)
        after = await world.read(met.id)

        assert (after.period, after.started_at) == (met.period, met.started_at)
        assert after.meeting_code == met.meeting_code
        assert await world.reserved(user.user_id, met.period) == [met.period]


class TestExecution:
    """Every row of the table in MONEY, to the dong: payer, partner, fee, VAT, PIT."""

    @pytest.mark.parametrize(
        ("verdict", "payer", "payee", "fee", "tax", "status"),
        [
            (RELEASE, 0, 650_997, 105_000, 49_000, BookingStatus.COMPLETED),
            (REFUND, 804_997, 0, 0, 0, BookingStatus.CANCELLED),
            (SPLIT, 344_997, 372_000, 60_000, 28_000, BookingStatus.COMPLETED),
        ],
    )
    @pytest.mark.parametrize("former", FORMER)
    async def test_decision_pays_to_the_dong_from_every_former_state(
        self,
        world: World,
        user: Actor,
        partner: Actor,
        finance: Actor,
        former: BookingStatus,
        verdict: Verdict,
        payer: int,
        payee: int,
        fee: int,
        tax: int,
        status: BookingStatus,
    ) -> None:
        booking = await FORMER[former](world, user, partner)
        await open_dispute(world, user, booking)
        await decide(world, finance, booking.id, verdict)
        for party in (user, partner):
            await world.app.disputes.accept(party, booking.id)
        await world.pump()

        assert await world.status(booking.id) is status
        assert await balances(world, user, partner) == [payer, payee]
        accounts = dict((await world.app.ledger.verify()).books.accounts)
        assert (accounts.get("revenue", 0), accounts.get("tax_payable", 0)) == (fee, tax)
        await world.assert_books_are_clean()

    async def test_split_is_one_entry_with_two_lines_of_tax(
        self, world: World, user: Actor, partner: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        await decide(world, finance, met.id, SPLIT)
        world.pass_time(72 * HOUR)
        await world.pump()

        hold, settlement = await world.entries_of(met.id)
        escrow = await world.escrow_of(met.id)
        assert settlement.kind is EntryKind.SETTLEMENT
        assert settlement.reference == f"settle:{escrow.id}"
        amounts = [posting.amount.amount for posting in settlement.postings]
        assert amounts == [-804_997, 344_997, 372_000, 60_000, 20_000, 8_000]
        assert hold.reference == f"hold:{escrow.id}:0"

    async def test_rule_12_decision_waits_72_hours_for_an_appeal(
        self, world: World, user: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        await decide(world, finance, met.id, REFUND)
        world.pass_time(72 * HOUR - SECOND)
        await world.pump()
        assert await dispute_status(world, user, met.id) is DisputeStatus.DECIDED
        world.pass_time(SECOND)
        await world.pump()
        assert await balances(world, user) == [804_997]

    async def test_one_acceptance_alone_executes_nothing(
        self, world: World, user: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        await decide(world, finance, met.id, REFUND)
        for _ in range(2):
            await world.app.disputes.accept(user, met.id)
        assert await dispute_status(world, user, met.id) is DisputeStatus.DECIDED

    async def test_rule_12_decision_waits_for_another_freeze_and_nobody_is_told_why(
        self, world: World, user: Actor, partner: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        await world.app.staff_bookings.freeze(finance, met.id, reason="an alarm")
        await decide(world, finance, met.id, RELEASE)
        for party in (user, partner):
            await world.app.disputes.accept(party, met.id)
        await world.pump()

        view = await world.app.disputes.get(partner, met.id)
        assert (view.dispute.status, view.is_settled) == (DisputeStatus.EXECUTED, False)
        await world.app.staff_bookings.unfreeze(finance, met.id, reason="all is well")
        await world.pump()
        assert (await world.app.disputes.get(partner, met.id)).is_settled
        assert await balances(world, partner) == [650_997]

    async def test_staff_cannot_lift_the_freeze_of_an_open_dispute(
        self, world: World, user: Actor, partner: Actor, finance: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await open_dispute(world, user, booking)
        await world.app.staff_bookings.unfreeze(finance, booking.id, reason="a mistake")
        world.pass_time(2 * DAY)
        await world.pump()
        assert (await world.wallet(user)).held == TOTAL

    async def test_m15_worker_passes_over_a_disputed_escrow_without_an_error(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await open_dispute(world, user, booking)
        world.pass_time(2 * DAY)
        escrow = await world.escrow_of(booking.id)
        assert await world.app.payments.settle(escrow.id) is False
        assert await world.overdue() == []


class TestDeciding:
    async def test_rule_16_deciding_needs_the_finance_capability(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        for actor in (user, partner, await world.support()):
            with pytest.raises(Forbidden):
                await decide(world, actor, met.id, RELEASE)

    async def test_rule_16_nobody_decides_his_own_case(self, world: World, partner: Actor) -> None:
        clerk = await world.support(Capability.FINANCE)
        booking = await world.started(clerk, partner)
        await open_dispute(world, clerk, booking)
        with pytest.raises(OwnCase):
            await decide(world, clerk, booking.id, REFUND)

    @pytest.mark.parametrize(
        "verdict",
        [
            Verdict(Outcome.SPLIT, Vnd(699_998)),
            Verdict(Outcome.SPLIT, Vnd(-1)),
            Verdict(Outcome.RELEASE, Vnd(1)),
        ],
    )
    async def test_split_beyond_the_subtotal_is_refused(
        self, world: World, user: Actor, finance: Actor, met: Booking, verdict: Verdict
    ) -> None:
        await open_dispute(world, user, met)
        with pytest.raises(SplitAmountInvalid):
            await decide(world, finance, met.id, verdict)

    async def test_dry_run_works_it_out_and_changes_nothing(
        self, world: World, user: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        told = await world.app.staff_disputes.resolve(
            finance, met.id, SPLIT, note="seen", dry_run=True
        )
        assert (told.shares.payer, told.shares.payee) == (Vnd(344_997), Vnd(372_000))
        assert await dispute_status(world, user, met.id) is DisputeStatus.OPEN

    async def test_answer_is_heard_for_48_hours(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        world.pass_time(48 * HOUR - SECOND)
        view = await world.app.disputes.answer(partner, met.id, "it rained")
        assert [each.text for each in view.statements] == ["it rained"]
        world.pass_time(SECOND)
        with pytest.raises(AnswerClosed):
            await world.app.disputes.answer(partner, met.id, "and more")

    async def test_every_look_at_the_file_is_audited(
        self, world: World, user: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        await world.app.staff_disputes.show(finance, met.id)
        file = await world.app.staff_disputes.show(finance, met.id)
        assert [record.action for record in file.audit] == ["dispute.read"] * 2

    async def test_staff_open_one_in_the_name_of_the_platform(
        self, world: World, user: Actor, finance: Actor, met: Booking
    ) -> None:
        file = await world.app.staff_disputes.open(finance, met.id, DisputeReason.OTHER, "an alarm")
        assert file.dispute.opened_by is Party.STAFF
        with pytest.raises(NotTheOpener):
            await world.app.disputes.withdraw(user, met.id)


class TestEvidence:
    async def test_bundle_holds_history_and_code_and_never_the_digits(
        self, world: World, user: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        (bundle,) = (await world.app.staff_disputes.show(finance, met.id)).evidence

        assert bundle.is_intact
        assert '"what":"code_entered"' in bundle.content
        assert '"action":"start"' in bundle.content
        assert met.meeting_code is not None
        assert f'"{met.meeting_code.digits}"' not in bundle.content

    async def test_statements_do_not_change_what_was_frozen(
        self, world: World, user: Actor, partner: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        before = (await world.app.staff_disputes.show(finance, met.id)).evidence
        await world.app.disputes.answer(partner, met.id, "it rained")
        after = (await world.app.staff_disputes.show(finance, met.id)).evidence
        assert before == after


class TestAppeal:
    @pytest.fixture
    async def decided(self, world: World, user: Actor, finance: Actor, met: Booking) -> Booking:
        await open_dispute(world, user, met)
        await decide(world, finance, met.id, RELEASE)
        return met

    async def test_rule_12_appeal_is_decided_by_another_person_for_good(
        self,
        world: World,
        user: Actor,
        finance: Actor,
        other_finance: Actor,
        decided: Booking,
    ) -> None:
        await world.app.disputes.appeal(user, decided.id, "nobody read my words")
        world.pass_time(6 * DAY)
        await world.pump()
        with pytest.raises(SameDecider):
            await decide(world, finance, decided.id, RELEASE)
        await decide(world, other_finance, decided.id, REFUND)
        await world.pump()

        assert await balances(world, user) == [804_997]
        with pytest.raises(DisputeMoveRefused):
            await world.app.disputes.appeal(user, decided.id, "once more")

    async def test_rule_12_one_appeal_within_72_hours(
        self, world: World, user: Actor, partner: Actor, decided: Booking
    ) -> None:
        world.pass_time(72 * HOUR)
        with pytest.raises(AppealClosed):
            await world.app.disputes.appeal(user, decided.id, "too late")

    async def test_second_appeal_is_refused_whoever_brings_it(
        self, world: World, user: Actor, partner: Actor, decided: Booking
    ) -> None:
        await world.app.disputes.appeal(user, decided.id, "unfair")
        for party in (user, partner):
            with pytest.raises(DisputeMoveRefused):
                await world.app.disputes.appeal(party, decided.id, "unfair")

    async def test_who_accepted_appeals_no_more(
        self, world: World, user: Actor, decided: Booking
    ) -> None:
        await world.app.disputes.accept(user, decided.id)
        with pytest.raises(AcceptedAlready):
            await world.app.disputes.appeal(user, decided.id, "second thoughts")

    async def test_appeal_that_nobody_decides_leaves_the_first_decision(
        self, world: World, user: Actor, partner: Actor, decided: Booking
    ) -> None:
        await world.app.disputes.appeal(user, decided.id, "unfair")
        world.pass_time(7 * DAY)
        await world.pump()
        assert len(world.events(DisputeOverdue)) == 1
        world.pass_time(7 * DAY)
        await world.pump()
        assert await balances(world, user, partner) == [0, 650_997]


class TestWithdrawal:
    @pytest.mark.parametrize("former", FORMER)
    async def test_rule_12_withdrawal_returns_to_the_former_state_due_in_an_hour(
        self, world: World, user: Actor, partner: Actor, former: BookingStatus
    ) -> None:
        booking = await FORMER[former](world, user, partner)
        await open_dispute(world, user, booking)
        world.pass_time(4 * DAY)
        await world.app.disputes.withdraw(user, booking.id)

        assert await world.status(booking.id) is former
        world.pass_time(HOUR - SECOND)
        await world.pump()
        assert await world.status(booking.id) is former
        assert (await world.wallet(user)).held == TOTAL
        world.pass_time(SECOND + 2 * DAY)
        await world.pump()
        world.pass_time(2 * DAY)
        await world.pump()
        assert (await world.wallet(user)).held == ZERO
        await world.assert_books_are_clean()

    async def test_withdrawal_does_not_bring_the_money_forward(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await open_dispute(world, user, booking)
        await world.app.disputes.withdraw(user, booking.id)
        assert (await world.escrow_of(booking.id)).due_at == booking.period.end + 24 * HOUR

    async def test_only_the_opener_withdraws_and_only_before_the_decision(
        self, world: World, user: Actor, partner: Actor, finance: Actor, met: Booking
    ) -> None:
        await open_dispute(world, user, met)
        with pytest.raises(NotTheOpener):
            await world.app.disputes.withdraw(partner, met.id)
        await decide(world, finance, met.id, RELEASE)
        with pytest.raises(DisputeMoveRefused):
            await world.app.disputes.withdraw(user, met.id)


class TestOverdue:
    @pytest.mark.parametrize(
        ("reach", "gets"), [(World.started, [0, 650_997]), (paid_and_begun, [804_997, 0])]
    )
    async def test_m12_undecided_dispute_ends_by_default_after_14_days(
        self, world: World, user: Actor, partner: Actor, reach: Reach, gets: list[int]
    ) -> None:
        """With the code entered the partner is paid, without it the user gets it back."""
        booking = await reach(world, user, partner)
        await open_dispute(world, user, booking)
        world.pass_time(5 * DAY - SECOND)
        await world.pump()
        assert world.events(DisputeOverdue) == []
        world.pass_time(SECOND)
        await world.pump()
        assert len(world.events(DisputeOverdue)) == 1
        world.pass_time(9 * DAY - SECOND)
        await world.pump()
        assert await world.status(booking.id) is BookingStatus.DISPUTED
        world.pass_time(SECOND)
        await world.pump()

        assert await balances(world, user, partner) == gets
        await world.assert_books_are_clean()

    async def test_lists_show_what_is_open_late_and_appealed(
        self, world: World, user: Actor, partner: Actor, finance: Actor, met: Booking
    ) -> None:
        async def shown() -> list[DisputeFilter]:
            staff = world.app.staff_disputes
            return [
                wanted
                for wanted in DisputeFilter
                if (await staff.page(finance, wanted, after=None, limit=5)).items
            ]

        await open_dispute(world, user, met)
        assert await shown() == [DisputeFilter.OPEN, DisputeFilter.ALL]
        world.pass_time(5 * DAY)
        await world.pump()
        assert await shown() == [DisputeFilter.OPEN, DisputeFilter.OVERDUE, DisputeFilter.ALL]
        await decide(world, finance, met.id, RELEASE)
        await world.app.disputes.appeal(user, met.id, "unfair")
        assert await shown() == [DisputeFilter.OPEN, DisputeFilter.APPEAL, DisputeFilter.ALL]
        world.pass_time(14 * DAY)
        await world.pump()
        await world.pump()
        assert await shown() == [DisputeFilter.ALL]


class TestRule13:
    async def test_rule_13_guard_reads_freeze_rows_and_nothing_else(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """Even a settlement that asks nobody is refused while a freeze is open."""
        booking = await world.completed(user, partner)
        await open_dispute(world, user, booking)
        world.pass_time(2 * DAY)
        escrow = await world.escrow_of(booking.id)
        settled, _ = escrow.settle(rates=TAXED.payments.tax.rates_at(world.now), at=world.now)
        async with world.store.open_uow() as uow:
            with pytest.raises(EscrowIsFrozen):
                await uow.escrows.save(settled)

    async def test_rule_13_second_automatic_freeze_is_for_staff_alone(
        self, world: World, user: Actor, partner: Actor, finance: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await open_dispute(world, user, booking)
        await world.app.disputes.withdraw(user, booking.id)
        for party in (user, partner):
            with pytest.raises(DisputeExists):
                await open_dispute(world, party, booking)
        view = await world.app.staff_bookings.freeze(finance, booking.id, reason="a question")
        assert [freeze.opened_by for freeze in view.freezes] == [finance.user_id]


class TestRule16:
    """One member of staff may move 500,000 VND alone here, less than the booking holds."""

    @pytest.fixture
    def world(self) -> World:
        alone = StaffLimits(alone_at_once=Vnd(500_000))
        return World(Policies(payments=replace(TAXED.payments, staff=alone)))

    async def resolve(self, world: World, staff: Actor, booking: Booking, verdict: Verdict) -> bool:
        """Whether it waits for a second person."""
        resolution = await world.app.staff_disputes.resolve(
            staff, booking.id, verdict, note="seen both"
        )
        return resolution.waits_for_second_person

    async def test_rule_16_decision_about_big_money_waits_for_a_second_person(
        self,
        world: World,
        user: Actor,
        finance: Actor,
        other_finance: Actor,
        met: Booking,
    ) -> None:
        await open_dispute(world, user, met)
        assert await self.resolve(world, finance, met, SPLIT)
        assert await self.resolve(world, finance, met, SPLIT), "twice the same person is one"
        assert await self.resolve(world, other_finance, met, RELEASE), "another decision"
        assert await dispute_status(world, user, met.id) is DisputeStatus.OPEN
        assert not await self.resolve(world, other_finance, met, SPLIT)
        assert await dispute_status(world, user, met.id) is DisputeStatus.DECIDED

    async def test_rule_12_who_proposed_the_first_decision_leaves_the_appeal_to_others(
        self,
        world: World,
        user: Actor,
        finance: Actor,
        other_finance: Actor,
        met: Booking,
    ) -> None:
        await open_dispute(world, user, met)
        await self.resolve(world, finance, met, RELEASE)
        await self.resolve(world, other_finance, met, RELEASE)
        await world.app.disputes.appeal(user, met.id, "unfair")
        for staff in (finance, other_finance):
            with pytest.raises(SameDecider):
                await self.resolve(world, staff, met, REFUND)
        third, fourth = (
            await world.support(Capability.FINANCE),
            await world.support(Capability.FINANCE),
        )
        assert await self.resolve(world, third, met, REFUND)
        assert not await self.resolve(world, fourth, met, REFUND)
        await world.pump()
        assert await balances(world, user) == [804_997]
