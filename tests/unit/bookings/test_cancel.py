"""Calling off: who, until when, and with what refund."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.bookings.errors import MoveRefused, RefundChanged, StartedAlready
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.money import ZERO, Vnd
from tests.unit.world import DAY, HOUR, TAXED, TOTAL, World

SECOND = timedelta(seconds=1)


async def cancel(world: World, actor: Actor, booking: Booking) -> Booking:
    return (await world.app.meetings.cancel(actor, booking.id, "changed my mind")).booking


class TestBeforePayment:
    @pytest.mark.parametrize("confirmed", [False, True])
    async def test_user_gives_up_and_the_time_is_free(
        self, world: World, user: Actor, partner: Actor, confirmed: bool
    ) -> None:
        make = world.confirmed if confirmed else world.requested
        booking = await cancel(world, user, await make(user, partner))

        assert booking.status is BookingStatus.CANCELLED
        assert booking.cancellation is not None
        assert booking.cancellation.by is Party.USER
        assert booking.cancellation.code is CancellationCode.BY_USER
        assert booking.cancellation.refund_percent is None
        assert await world.reserved(partner.user_id, booking.occupied) == []

    async def test_partner_rejects_a_request_and_does_not_cancel_it(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)

        with pytest.raises(MoveRefused):
            await cancel(world, partner, booking)

    async def test_partner_may_call_off_what_he_confirmed(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await cancel(world, partner, await world.confirmed(user, partner))

        assert booking.cancellation is not None
        assert booking.cancellation.code is CancellationCode.BY_PARTNER

    async def test_stranger_does_not_find_it(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)

        with pytest.raises(NotFound):
            await cancel(world, await world.user(), booking)

    async def test_b16_reason_is_needed(self, world: World, user: Actor, partner: Actor) -> None:
        booking = await world.requested(user, partner)

        with pytest.raises(InvalidInput):
            await world.app.meetings.cancel(user, booking.id, " ")


class TestRefund:
    @pytest.mark.parametrize(
        ("notice", "percent", "refund"),
        [
            (24 * HOUR, 100, 804_997),
            (24 * HOUR - SECOND, 50, 402_499),
            (6 * HOUR, 50, 402_499),
            (6 * HOUR - SECOND, 0, 0),
            (SECOND, 0, 0),
        ],
    )
    async def test_m11_user_gets_back_what_the_tier_says(
        self,
        world: World,
        user: Actor,
        partner: Actor,
        notice: timedelta,
        percent: int,
        refund: int,
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start - notice)
        preview = await world.app.meetings.cancellation(user, booking.id)
        cancelled = await cancel(world, user, booking)
        world.pass_time(DAY)
        await world.pump()

        assert (preview.refund_percent, preview.refund_amount) == (percent, Vnd(refund))
        assert cancelled.cancellation is not None
        assert cancelled.cancellation.refund_percent == percent
        assert await world.wallet(user) == Wallet(user.user_id, available=Vnd(refund))
        await world.assert_books_are_clean()

    async def test_half_refund_is_one_entry_with_taxes_apart(self) -> None:
        world = World(TAXED)
        user, partner = await world.user(), await world.partner()
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start - 10 * HOUR)
        await cancel(world, user, booking)
        world.pass_time(DAY)
        await world.pump()
        escrow = await world.escrow_of(booking.id)
        _, settlement = await world.entries_of(booking.id)

        assert settlement.reference == f"settle:{escrow.id}"
        assert [(p.account.name, p.amount.amount, p.memo) for p in settlement.postings] == [
            (f"held:{user.user_id}", -804_997, ""),
            (f"available:{user.user_id}", 402_499, ""),
            (f"available:{partner.user_id}", 325_498, ""),
            ("revenue", 52_500, ""),
            ("tax_payable", 17_500, "VAT"),
            ("tax_payable", 7_000, "PIT"),
        ]

    async def test_full_refund_is_due_at_once(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        await cancel(world, user, booking)
        await world.pump()

        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        assert (await world.wallet(partner)).available == ZERO

    async def test_what_is_kept_is_paid_after_the_time_to_dispute(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start - 10 * HOUR)
        await cancel(world, user, booking)
        world.pass_time(DAY - SECOND)
        await world.pump()
        before = (await world.wallet(partner)).available
        world.pass_time(SECOND)
        await world.pump()

        assert (before, (await world.wallet(partner)).available) == (ZERO, Vnd(349_998))

    @pytest.mark.parametrize("into_the_meeting", [-HOUR, HOUR])
    async def test_partner_gives_everything_back_whenever_he_cancels(
        self, world: World, user: Actor, partner: Actor, into_the_meeting: timedelta
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start + into_the_meeting)
        await cancel(world, partner, booking)
        await world.pump()

        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)

    async def test_rule_10_user_cannot_cancel_from_the_start_on(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start)

        with pytest.raises(StartedAlready):
            await cancel(world, user, booking)
        with pytest.raises(StartedAlready):
            await world.app.meetings.cancellation(user, booking.id)

    async def test_meeting_in_progress_is_not_called_off(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        for actor in (user, partner):
            with pytest.raises(MoveRefused):
                await cancel(world, actor, booking)

    async def test_b10_second_tap_changes_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        first = await cancel(world, user, booking)
        world.pass_time(DAY)
        again = await cancel(world, user, booking)

        assert first == again


class TestExpectedRefund:
    async def test_refund_as_previewed_is_carried_out(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        preview = await world.app.meetings.cancellation(user, booking.id)
        view = await world.app.meetings.cancel(
            user, booking.id, "ill", expected_refund=preview.refund_amount
        )

        assert view.booking.status is BookingStatus.CANCELLED

    async def test_tier_that_passed_meanwhile_refuses_and_changes_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        preview = await world.app.meetings.cancellation(user, booking.id)
        world.clock.set(booking.period.start - 23 * HOUR)

        with pytest.raises(RefundChanged) as refused:
            await world.app.meetings.cancel(
                user, booking.id, "ill", expected_refund=preview.refund_amount
            )
        assert refused.value.facts == {"refund_amount": 402_499}
        assert await world.status(booking.id) is BookingStatus.PAID


class TestFreeCancellations:
    async def test_rule_22_fourth_free_cancellation_in_thirty_days_gives_half(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        percents = []
        for _ in range(5):
            booking = await world.paid(user, partner)
            cancelled = await cancel(world, user, booking)
            assert cancelled.cancellation is not None
            percents.append(cancelled.cancellation.refund_percent)
            world.pass_time(HOUR)

        assert percents == [100, 100, 100, 50, 50]

    async def test_rule_22_old_cancellations_are_forgiven_after_thirty_days(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        for _ in range(3):
            await cancel(world, user, await world.paid(user, partner))
        world.pass_time(30 * DAY + SECOND)
        cancelled = await cancel(world, user, await world.paid(user, partner))

        assert cancelled.cancellation is not None
        assert cancelled.cancellation.refund_percent == 100

    async def test_rule_22_cancelling_unpaid_requests_is_not_counted(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        for _ in range(4):
            await cancel(world, user, await world.confirmed(user, partner))
        cancelled = await cancel(world, user, await world.paid(user, partner))

        assert cancelled.cancellation is not None
        assert cancelled.cancellation.refund_percent == 100
