"""Paying for a confirmed booking, and what the journal says of it."""

from __future__ import annotations

import pytest

from mate_core.bookings.errors import BookingOverdue, MoveRefused, NotYourStep, WalletPaymentOnly
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.payments.errors import InsufficientFunds
from mate_core.payments.events import MoneyHeld
from mate_core.payments.intent import IntentStatus, NoticeResult, PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from mate_core.shared.money import ZERO, Vnd
from tests.unit.world import HOUR, MINUTE, TOTAL, World


@pytest.fixture
async def booking(world: World, user: Actor, partner: Actor) -> Booking:
    return await world.confirmed(user, partner)


async def pay_by_gateway(world: World, user: Actor, booking: Booking) -> PaymentIntent:
    payment = await world.app.checkout.pay_by_gateway(
        user, booking.id, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
    )
    assert payment.intent is not None
    return payment.intent


async def attempt_status(world: World, intent: PaymentIntent) -> IntentStatus:
    async with world.store.open_read() as uow:
        return (await uow.intents.get(intent.id)).status


class TestFromTheWallet:
    async def test_m6_whole_sum_is_held_and_the_booking_is_paid(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        await world.fund(user, TOTAL)
        payment = await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))

        assert payment.status is BookingStatus.PAID
        assert await world.wallet(user) == Wallet(user.user_id, held=TOTAL)
        assert [event.amount for event in world.events(MoneyHeld)] == [TOTAL]

    async def test_hold_is_one_entry_of_two_postings(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        await world.fund(user, TOTAL)
        await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
        escrow = await world.escrow_of(booking.id)
        (hold,) = await world.entries_of(booking.id)

        assert hold.reference == f"hold:{escrow.id}:0"
        assert [(p.account.name, p.amount.amount) for p in hold.postings] == [
            (f"available:{user.user_id}", -804_997),
            (f"held:{user.user_id}", 804_997),
        ]

    async def test_m30_partner_sees_the_subtotal_coming(
        self, world: World, user: Actor, partner: Actor, booking: Booking
    ) -> None:
        await world.fund(user, TOTAL)
        await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
        view = await world.app.payments.wallet(partner)

        assert (view.wallet.available, view.incoming) == (ZERO, Vnd(699_997))

    async def test_m2_wallet_that_is_a_dong_short_pays_nothing(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        await world.fund(user, TOTAL - Vnd(1))
        with pytest.raises(InsufficientFunds) as refused:
            await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))

        assert refused.value.facts == {"needed": 804_997, "available": 804_996}
        assert await world.status(booking.id) is BookingStatus.CONFIRMED
        assert (await world.wallet(user)).held == ZERO
        await world.assert_books_are_clean()

    async def test_m4_repeated_payment_debits_once(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        await world.fund(user, TOTAL + TOTAL)
        key = world.key(user)
        for _ in range(3):
            payment = await world.app.checkout.pay_from_wallet(user, booking.id, key)
            assert payment.status is BookingStatus.PAID

        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL, held=TOTAL)

    async def test_paid_booking_is_not_paid_again_under_another_key(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        await world.fund(user, TOTAL + TOTAL)
        await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))

        with pytest.raises(MoveRefused):
            await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
        assert (await world.wallet(user)).available == TOTAL

    async def test_m5_request_that_is_not_confirmed_cannot_be_paid(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        request = await world.requested(user, partner)
        await world.fund(user, TOTAL)

        with pytest.raises(MoveRefused):
            await world.app.checkout.pay_from_wallet(user, request.id, world.key(user))

    async def test_m5_partner_does_not_pay(
        self, world: World, partner: Actor, booking: Booking
    ) -> None:
        with pytest.raises(NotYourStep):
            await world.app.checkout.pay_from_wallet(partner, booking.id, world.key(partner))

    async def test_m5_stranger_does_not_pay(self, world: World, booking: Booking) -> None:
        stranger = await world.user()

        with pytest.raises(NotFound):
            await world.app.checkout.pay_from_wallet(stranger, booking.id, world.key(stranger))

    async def test_b7_booking_whose_time_to_pay_is_over_is_not_paid(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        await world.fund(user, TOTAL)
        world.pass_time(2 * HOUR)

        with pytest.raises(BookingOverdue):
            await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))


class TestByGateway:
    async def test_m21_captured_payment_pays_the_booking(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        intent = await pay_by_gateway(world, user, booking)
        assert await world.status(booking.id) is BookingStatus.CONFIRMED
        await world.notify(intent)

        assert await world.status(booking.id) is BookingStatus.PAID
        assert await world.wallet(user) == Wallet(user.user_id, held=TOTAL)
        await world.assert_books_are_clean()

    async def test_same_method_again_gives_the_same_page(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        first = await pay_by_gateway(world, user, booking)
        again = await pay_by_gateway(world, user, booking)

        assert (first.id, first.pay_url) == (again.id, again.pay_url)

    async def test_page_that_closed_is_followed_by_a_new_one(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        first = await pay_by_gateway(world, user, booking)
        world.pass_time(15 * MINUTE)
        second = await pay_by_gateway(world, user, booking)

        assert first.id != second.id
        assert await attempt_status(world, first) is not IntentStatus.OPEN

    async def test_rule_19_wallet_payment_supersedes_the_page(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        intent = await pay_by_gateway(world, user, booking)
        await world.fund(user, TOTAL)
        await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))

        assert await attempt_status(world, intent) is IntentStatus.SUPERSEDED

    async def test_rule_19_late_money_for_a_paid_booking_goes_back_to_its_source(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        intent = await pay_by_gateway(world, user, booking)
        await world.fund(user, TOTAL)
        await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
        await world.notify(intent)

        assert await world.wallet(user) == Wallet(user.user_id, held=TOTAL, withdrawing=TOTAL)
        await world.pump()
        assert await world.wallet(user) == Wallet(user.user_id, held=TOTAL)
        await world.assert_books_are_clean()

    async def test_rule_19_second_success_of_one_page_is_not_held_and_goes_back(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        intent = await pay_by_gateway(world, user, booking)
        await world.notify(intent, transaction="1")
        await world.notify(intent, transaction="2")

        assert await world.wallet(user) == Wallet(user.user_id, held=TOTAL, withdrawing=TOTAL)
        assert len(await world.entries_of(booking.id)) == 1

    async def test_rule_19_first_success_after_a_failure_still_pays(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        intent = await pay_by_gateway(world, user, booking)
        await world.notify(intent, NoticeResult.FAILED)
        await world.notify(intent)

        assert await world.status(booking.id) is BookingStatus.PAID

    async def test_rule_19_money_for_a_cancelled_booking_goes_back_to_its_source(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        intent = await pay_by_gateway(world, user, booking)
        await world.app.meetings.cancel(user, booking.id, "changed my mind")
        await world.notify(intent)

        assert await world.wallet(user) == Wallet(user.user_id, withdrawing=TOTAL)
        assert await world.status(booking.id) is BookingStatus.CANCELLED

    async def test_rule_21_wrong_amount_does_not_pay_and_the_deadline_stays(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        intent = await pay_by_gateway(world, user, booking)
        await world.notify(intent, amount=Vnd(800_000))
        assert await world.status(booking.id) is BookingStatus.CONFIRMED
        world.pass_time(2 * HOUR)
        await world.pump()

        assert await world.status(booking.id) is BookingStatus.CANCELLED

    async def test_b7_running_page_extends_the_deadline_once(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        world.pass_time(2 * HOUR - MINUTE)
        await pay_by_gateway(world, user, booking)
        world.pass_time(MINUTE)
        await world.pump()
        extended = await world.status(booking.id)
        world.pass_time(14 * MINUTE)
        await world.pump()

        assert extended is BookingStatus.CONFIRMED
        assert await world.status(booking.id) is BookingStatus.CANCELLED

    async def test_money_within_the_extension_pays(
        self, world: World, user: Actor, booking: Booking
    ) -> None:
        world.pass_time(2 * HOUR - MINUTE)
        intent = await pay_by_gateway(world, user, booking)
        world.pass_time(10 * MINUTE)
        await world.pump()
        await world.notify(intent)

        assert await world.status(booking.id) is BookingStatus.PAID

    async def test_rule_22_two_unpaid_expiries_leave_the_wallet_only(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        for n in range(2):
            await world.confirmed(user, partner, start_in=(48 + 5 * n) * HOUR)
            world.pass_time(2 * HOUR)
            await world.pump()
        booking = await world.confirmed(user, partner, start_in=100 * HOUR)
        with pytest.raises(WalletPaymentOnly):
            await pay_by_gateway(world, user, booking)
        await world.fund(user, TOTAL)
        payment = await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))

        assert payment.status is BookingStatus.PAID
