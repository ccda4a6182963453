"""What the clock does (MONEY, "Timers as one set")."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.payments.events import EscrowSettled
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.money import ZERO, Vnd
from tests.unit.world import DAY, HOUR, MINUTE, TAXED, TOTAL, World

SECOND = timedelta(seconds=1)


async def assert_ends_at(
    world: World, booking: Booking, due: timedelta, code: CancellationCode
) -> None:
    """`due` from now on the clock cancels it under that code, and not a second earlier."""
    before = await world.status(booking.id)
    world.pass_time(due - SECOND)
    await world.pump()
    assert await world.status(booking.id) is before
    world.pass_time(SECOND)
    await world.pump()
    ended = await world.read(booking.id)
    assert ended.status is BookingStatus.CANCELLED
    assert ended.cancellation is not None
    assert (ended.cancellation.code, ended.cancellation.by) == (code, Party.SYSTEM)


class TestExpiry:
    async def test_b7_unanswered_request_expires_after_24_hours(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)

        await assert_ends_at(world, booking, 24 * HOUR, CancellationCode.REQUEST_EXPIRED)

    async def test_b7_unanswered_request_expires_at_its_start(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner, start_in=5 * HOUR)

        await assert_ends_at(world, booking, 5 * HOUR, CancellationCode.REQUEST_EXPIRED)

    async def test_b7_unpaid_booking_expires_two_hours_after_the_confirmation(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.confirmed(user, partner)

        await assert_ends_at(world, booking, 2 * HOUR, CancellationCode.PAYMENT_EXPIRED)

    async def test_b7_unpaid_booking_expires_at_its_start(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.confirmed(user, partner, start_in=HOUR)

        await assert_ends_at(world, booking, HOUR, CancellationCode.PAYMENT_EXPIRED)

    async def test_b7_expiry_frees_the_time_of_both(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.confirmed(user, partner)
        world.pass_time(2 * HOUR)
        await world.pump()

        assert await world.reserved(partner.user_id, booking.occupied) == []
        assert await world.reserved(user.user_id, booking.occupied) == []

    async def test_rule_9_paid_and_never_started_is_unproven_and_goes_back_in_full(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        until = booking.period.end + DAY - world.now
        await assert_ends_at(world, booking, until, CancellationCode.UNPROVEN)

        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        assert await world.wallet(partner) == Wallet(partner.user_id)


class TestCompletion:
    @pytest.mark.parametrize(
        ("agreed", "wait"), [(None, 24 * HOUR), ("user", 12 * HOUR), ("partner", 12 * HOUR)]
    )
    async def test_m16_silent_sides_do_not_block_the_end(
        self, world: World, user: Actor, partner: Actor, agreed: str | None, wait: timedelta
    ) -> None:
        booking = await world.started(user, partner)
        if agreed is not None:
            actor = user if agreed == "user" else partner
            await world.app.meetings.complete(actor, booking.id)
        world.clock.set(booking.period.end + wait - SECOND)
        await world.pump()
        assert await world.status(booking.id) is BookingStatus.IN_PROGRESS
        world.pass_time(SECOND)
        await world.pump()

        assert await world.status(booking.id) is BookingStatus.COMPLETED
        assert (await world.escrow_of(booking.id)).due_at == world.now + DAY


class TestRelease:
    async def test_m13_release_happens_when_due_and_not_before(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.completed(user, partner)
        world.pass_time(DAY - SECOND)
        await world.pump()
        before = await world.wallet(partner)
        world.pass_time(SECOND)
        await world.pump()

        assert before.available == ZERO
        assert await world.wallet(partner) == Wallet(partner.user_id, available=Vnd(699_997))
        assert await world.wallet(user) == Wallet(user.user_id)

    async def test_m1_release_is_one_entry_with_fee_and_taxes(self) -> None:
        world = World(TAXED)
        user, partner = await world.user(), await world.partner()
        booking = await world.completed(user, partner)
        world.pass_time(DAY)
        await world.pump()
        escrow = await world.escrow_of(booking.id)
        _, settlement = await world.entries_of(booking.id)

        assert settlement.reference == f"settle:{escrow.id}"
        assert [(p.account.name, p.amount.amount, p.memo) for p in settlement.postings] == [
            (f"held:{user.user_id}", -804_997, ""),
            (f"available:{partner.user_id}", 650_997, ""),
            ("revenue", 105_000, ""),
            ("tax_payable", 35_000, "VAT"),
            ("tax_payable", 14_000, "PIT"),
        ]

    async def test_full_refund_is_one_entry_of_two_postings(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.end + DAY)
        await world.pump()
        _, settlement = await world.entries_of(booking.id)

        assert [(p.account.name, p.amount.amount) for p in settlement.postings] == [
            (f"held:{user.user_id}", -804_997),
            (f"available:{user.user_id}", 804_997),
        ]

    async def test_m7_second_settlement_of_one_escrow_does_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        world.pass_time(DAY)
        escrow = await world.escrow_of(booking.id)
        done = [await world.app.payments.settle(escrow.id) for _ in range(3)]

        assert done == [True, False, False]
        assert len(world.events(EscrowSettled)) == 1
        assert (await world.wallet(partner)).available == Vnd(699_997)

    async def test_m8_escrow_is_not_settled_before_its_time(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        escrow = await world.escrow_of(booking.id)

        assert not await world.app.payments.settle(escrow.id)

    async def test_m8_m15_frozen_escrow_waits_quietly_and_is_settled_once_lifted(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        finance = await world.support(Capability.FINANCE)
        await world.app.staff_bookings.freeze(finance, booking.id, reason="a question")
        world.pass_time(3 * DAY)
        assert await world.pump() == 0
        frozen = await world.wallet(partner)
        await world.app.staff_bookings.unfreeze(finance, booking.id, reason="answered")
        await world.pump()

        assert frozen.available == ZERO
        assert (await world.wallet(partner)).available == Vnd(699_997)

    async def test_m13_lost_alarm_clock_loses_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """Months without a worker: one sweep afterwards puts everything right."""
        await world.completed(user, partner)
        world.pass_time(100 * DAY)
        await world.pump()

        assert (await world.wallet(partner)).available == Vnd(699_997)
        assert await world.overdue() == []

    async def test_m9_newcomers_wallet_is_there_before_money_comes(self, world: World) -> None:
        partner = await world.partner()

        assert await world.wallet(partner) == Wallet(partner.user_id)

    async def test_faster_hand_leaves_nothing_for_the_clock(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)
        world.pass_time(24 * HOUR - MINUTE)
        await world.app.meetings.confirm(partner, booking.id)

        assert not await world.app.timers.act(booking.id)
        assert await world.status(booking.id) is BookingStatus.CONFIRMED
