"""Suspense with every exit (RULES 21, FEATURES 62 and 63)."""

from __future__ import annotations

import pytest

from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble
from mate_core.bookings.transitions import BookingStatus
from mate_core.payments.errors import (
    ChargebackAboveCaptured,
    RefundAboveCaptured,
    SecondPersonNeeded,
    SuspenseClosed,
    SuspenseReturning,
)
from mate_core.payments.events import SuspenseEnded, SuspenseEscalated
from mate_core.payments.intent import (
    IntentStatus,
    NoticeResult,
    PaymentIntent,
    SuspenseItem,
    SuspenseOwner,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.refunds.model import RefundCause, RefundStatus
from mate_core.payments.transactions import TransactionType
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput
from mate_core.shared.ids import BookingId
from mate_core.shared.money import Vnd
from tests.unit.payments.books import entry, refunds, status_of, the_item, the_refund
from tests.unit.world import DAY, HOUR, MINUTE, TOTAL, World

WRONG = Vnd(800_000)


async def open_page(world: World, user: Actor, booking_id: BookingId) -> PaymentIntent:
    payment = await world.app.checkout.pay_by_gateway(
        user, booking_id, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
    )
    assert payment.intent is not None
    return payment.intent


@pytest.fixture
async def booking_id(world: World, user: Actor, partner: Actor) -> BookingId:
    return (await world.confirmed(user, partner)).id


@pytest.fixture
async def attempt(world: World, user: Actor, booking_id: BookingId) -> PaymentIntent:
    """A page is open for a booking of 804,997 VND."""
    return await open_page(world, user, booking_id)


@pytest.fixture
async def finance(world: World) -> Actor:
    return await world.support(Capability.FINANCE)


async def no_items(world: World) -> bool:
    async with world.store.open_read() as uow:
        return not await uow.suspense.open_items()


class TestWrongAmount:
    async def test_rule_21_wrong_amount_goes_back_at_once(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        await world.notify(attempt, amount=WRONG, transaction="7")
        item = await the_item(world)
        assert item.owner is SuspenseOwner.SYSTEM
        assert await entry(world, attempt.id, "deposit:vnpay:7") == [
            ("gateway", -800_000),
            ("suspense", 800_000),
        ]
        await world.pump()

        assert await entry(world, attempt.id, f"suspense:{item.id}:end") == [
            ("suspense", -800_000),
            ("gateway", 800_000),
        ]
        assert (await the_refund(world)).status is RefundStatus.DONE
        assert await world.wallet(user) == Wallet(user.user_id)
        assert await no_items(world)
        assert [event.returned for event in world.events(SuspenseEnded)] == [True]
        await world.assert_books_are_clean()

    async def test_rule_21_money_that_the_vendor_refuses_is_the_payers_to_spend(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        world.gateway_meets(GatewayTrouble.REFUSED, call=GatewayCall.REFUND)
        await world.notify(attempt, amount=WRONG)
        item = await the_item(world)
        await world.pump()

        assert await entry(world, attempt.id, f"suspense:{item.id}:end") == [
            ("suspense", -800_000),
            ("available", 800_000),
        ]
        assert await world.wallet(user) == Wallet(user.user_id, available=WRONG)
        page = await world.app.payments.transactions(user, after=None, limit=5)
        assert [each.type for each in page.items] == [TransactionType.DEPOSIT]
        assert await no_items(world)
        await world.assert_books_are_clean()

    async def test_rule_21_after_a_day_without_success_staff_own_it(
        self, world: World, attempt: PaymentIntent
    ) -> None:
        world.gateway_meets(*[GatewayTrouble.REQUEST_LOST] * 30, call=GatewayCall.REFUND)
        await world.notify(attempt, amount=WRONG)
        world.pass_time(DAY - MINUTE)
        await world.pump()
        assert (await the_item(world)).owner is SuspenseOwner.SYSTEM
        world.pass_time(MINUTE)
        await world.pump()

        assert (await the_item(world)).owner is SuspenseOwner.FINANCE
        assert len(world.events(SuspenseEscalated)) == 1
        await world.assert_books_are_clean()

    async def test_money_on_its_way_back_cannot_be_credited_too(
        self, world: World, attempt: PaymentIntent, finance: Actor
    ) -> None:
        await world.notify(attempt, amount=WRONG)
        item = await the_item(world)

        with pytest.raises(SuspenseReturning):
            await world.app.suspense.clear(finance, item.id, reason="the payer asks")
        with pytest.raises(SuspenseReturning):
            await world.app.suspense.give_back(finance, item.id, reason="the payer asks")


@pytest.fixture
async def suspected(world: World, attempt: PaymentIntent) -> SuspenseItem:
    """VNPay took 804,997 VND and says 07."""
    await world.notify(attempt, NoticeResult.SUSPECTED, transaction="7")
    return await the_item(world)


class TestSuspectedFraud:
    async def test_rule_21_suspected_money_waits_for_a_person_and_pays_nothing(
        self,
        world: World,
        attempt: PaymentIntent,
        suspected: SuspenseItem,
        booking_id: BookingId,
    ) -> None:
        await world.pump()

        assert suspected.owner is SuspenseOwner.FINANCE
        assert await world.status(booking_id) is BookingStatus.CONFIRMED
        assert await entry(world, attempt.id, "deposit:vnpay:7") == [
            ("gateway", -804_997),
            ("suspense", 804_997),
        ]
        assert await refunds(world) == []

    async def test_rule_21_cleared_money_pays_the_booking_that_still_waits(
        self,
        world: World,
        user: Actor,
        attempt: PaymentIntent,
        suspected: SuspenseItem,
        booking_id: BookingId,
        finance: Actor,
    ) -> None:
        await world.app.suspense.clear(finance, suspected.id, reason="the bank confirms")

        assert await entry(world, attempt.id, f"suspense:{suspected.id}:end") == [
            ("suspense", -804_997),
            ("available", 804_997),
        ]
        assert await world.status(booking_id) is BookingStatus.PAID
        assert await world.wallet(user) == Wallet(user.user_id, held=TOTAL)
        assert await status_of(world, attempt) is IntentStatus.SUCCEEDED
        view = await world.app.suspense.show(finance, suspected.id)
        assert [record.action for record in view.audit] == ["suspense.clear"]
        await world.assert_books_are_clean()

    async def test_rule_19_cleared_too_late_for_the_booking_it_goes_back_to_its_source(
        self, world: World, user: Actor, suspected: SuspenseItem, finance: Actor
    ) -> None:
        world.pass_time(3 * HOUR)
        await world.pump()
        await world.app.suspense.clear(finance, suspected.id, reason="the bank confirms")
        assert (await the_refund(world)).cause is RefundCause.LATE_PAYMENT
        await world.pump()

        assert await world.wallet(user) == Wallet(user.user_id)
        await world.assert_books_are_clean()

    async def test_rule_21_reversed_money_goes_back_and_the_attempt_has_failed(
        self,
        world: World,
        user: Actor,
        attempt: PaymentIntent,
        suspected: SuspenseItem,
        finance: Actor,
    ) -> None:
        await world.app.suspense.give_back(finance, suspected.id, reason="a stolen card")
        await world.pump()

        assert await entry(world, attempt.id, f"suspense:{suspected.id}:end") == [
            ("suspense", -804_997),
            ("gateway", 804_997),
        ]
        assert await status_of(world, attempt) is IntentStatus.FAILED
        assert await world.wallet(user) == Wallet(user.user_id)
        await world.assert_books_are_clean()

    async def test_rule_21_undecided_after_72_hours_it_goes_back_by_itself(
        self, world: World, suspected: SuspenseItem
    ) -> None:
        world.pass_time(72 * HOUR - MINUTE)
        await world.pump()
        assert await refunds(world) == []
        world.pass_time(MINUTE)
        await world.pump()

        assert (await the_refund(world)).status is RefundStatus.DONE
        assert await no_items(world)
        await world.assert_books_are_clean()

    async def test_vendor_that_no_longer_suspects_it_clears_it(
        self, world: World, attempt: PaymentIntent, suspected: SuspenseItem, booking_id: BookingId
    ) -> None:
        await world.notify(attempt, transaction="7")

        assert await world.status(booking_id) is BookingStatus.PAID
        assert await no_items(world)
        await world.assert_books_are_clean()

    async def test_vendors_change_of_mind_comes_too_late_once_it_goes_back(
        self, world: World, attempt: PaymentIntent, suspected: SuspenseItem, finance: Actor
    ) -> None:
        await world.app.suspense.give_back(finance, suspected.id, reason="a stolen card")
        answer = await world.notify(attempt, transaction="7")
        await world.pump()

        assert "already_recorded" in answer
        assert await no_items(world)
        await world.assert_books_are_clean()

    async def test_rule_19_paid_another_time_meanwhile_the_cleared_money_goes_back(
        self,
        world: World,
        user: Actor,
        attempt: PaymentIntent,
        suspected: SuspenseItem,
        booking_id: BookingId,
        finance: Actor,
    ) -> None:
        await world.notify(attempt, transaction="8")
        assert await world.status(booking_id) is BookingStatus.PAID
        await world.app.suspense.clear(finance, suspected.id, reason="the bank confirms")
        await world.pump()

        assert (await the_refund(world)).cause is RefundCause.DOUBLE_PAYMENT
        assert await world.wallet(user) == Wallet(user.user_id, held=TOTAL)
        await world.assert_books_are_clean()


class TestNobodysToSpend:
    """What lies in suspense is in no wallet, so no wallet pays for its way back."""

    async def test_rule_21_settlement_leaves_suspended_money_of_the_same_booking_alone(
        self,
        world: World,
        user: Actor,
        partner: Actor,
        suspected: SuspenseItem,
        booking_id: BookingId,
    ) -> None:
        await world.fund(user, TOTAL)
        await world.app.checkout.pay_from_wallet(user, booking_id, world.key(user))
        await world.app.meetings.cancel(partner, booking_id, "a cold")
        await world.pump()
        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        world.pass_time(72 * HOUR)
        await world.pump()

        assert (await the_refund(world)).cause is RefundCause.SUSPENSE
        assert await no_items(world)
        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        await world.assert_books_are_clean()

    async def test_rule_21_payer_and_chargeback_wait_until_it_is_cleared(
        self,
        world: World,
        user: Actor,
        attempt: PaymentIntent,
        suspected: SuspenseItem,
        finance: Actor,
    ) -> None:
        await world.fund(user, TOTAL)
        with pytest.raises(RefundAboveCaptured):
            await world.app.refunds.request(user, attempt.id, None, world.key(user))
        with pytest.raises(ChargebackAboveCaptured):
            await world.app.chargebacks.record(
                finance, attempt.id, vendor_reference="CB-1", reason="the bank's letter"
            )
        world.pass_time(3 * HOUR)
        await world.pump()
        await world.app.suspense.clear(finance, suspected.id, reason="the bank confirms")
        await world.pump()

        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        await world.assert_books_are_clean()

    async def test_what_the_vendor_refused_to_take_back_may_be_asked_for_again(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        world.gateway_meets(GatewayTrouble.REFUSED, call=GatewayCall.REFUND)
        await world.notify(attempt, amount=WRONG)
        await world.pump()
        refund = await world.app.refunds.request(user, attempt.id, None, world.key(user))

        assert refund.amount == WRONG
        await world.assert_books_are_clean()


class TestStaff:
    async def test_dry_run_changes_nothing(
        self, world: World, suspected: SuspenseItem, finance: Actor
    ) -> None:
        view = await world.app.suspense.clear(finance, suspected.id, reason="try", dry_run=True)

        assert not view.item.is_open
        assert await the_item(world) == suspected

    async def test_closed_item_is_decided_once(
        self, world: World, suspected: SuspenseItem, finance: Actor
    ) -> None:
        await world.app.suspense.clear(finance, suspected.id, reason="the bank confirms")

        with pytest.raises(SuspenseClosed):
            await world.app.suspense.give_back(finance, suspected.id, reason="no, it does not")

    async def test_rule_16_nobody_decides_about_his_own_money(
        self, world: World, user: Actor, suspected: SuspenseItem
    ) -> None:
        himself = Actor(user.user_id, (await world.admin()).role)

        with pytest.raises(Forbidden):
            await world.app.suspense.clear(himself, suspected.id, reason="it is mine")

    async def test_deciding_needs_a_reason_and_the_capability(
        self, world: World, suspected: SuspenseItem, finance: Actor
    ) -> None:
        with pytest.raises(InvalidInput):
            await world.app.suspense.clear(finance, suspected.id, reason="")
        with pytest.raises(Forbidden):
            await world.app.suspense.clear(await world.support(), suspected.id, reason="why")
        with pytest.raises(Forbidden):
            await world.app.suspense.open_items(await world.support())

    async def test_rule_16_above_five_million_a_second_person_must_agree(
        self, world: World, user: Actor, finance: Actor
    ) -> None:
        large = Vnd(5_000_001)
        intent = await world.app.payments.deposit(
            user, large, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
        )
        await world.notify(intent, NoticeResult.SUSPECTED)
        item = await the_item(world)
        for _ in range(2):  # saying it twice does not make two people
            with pytest.raises(SecondPersonNeeded):
                await world.app.suspense.clear(finance, item.id, reason="the bank confirms")
        assert await the_item(world) == item
        colleague = await world.support(Capability.FINANCE)
        await world.app.suspense.clear(colleague, item.id, reason="I asked the bank, too")

        assert (await world.wallet(user)).available == large
        await world.assert_books_are_clean()
