"""Money back to where it came from (MONEY, "refund to source"; RULES 8 and 19; DEFECTS M11)."""

from __future__ import annotations

import pytest

from mate_adapters.composition.ports import Policies
from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble
from mate_core.bookings.model import Booking
from mate_core.payments.errors import (
    InsufficientFunds,
    RefundAboveCaptured,
    RefundMoveRefused,
)
from mate_core.payments.events import RefundDone, RefundRefused, RefundSent, RefundStalled
from mate_core.payments.intent import PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.payments.policies import PaymentPolicy, RefundPolicy
from mate_core.payments.refunds.model import Refund, RefundCause, RefundStatus
from mate_core.payments.transactions import TransactionType
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.money import ZERO, Vnd
from tests.unit.payments.books import captures, entry, refunds, the_refund
from tests.unit.world import DAY, HOUR, MINUTE, TOTAL, World

LOST_REPLY = GatewayTrouble.REPLY_LOST
LOST_REQUEST = GatewayTrouble.REQUEST_LOST


async def request(
    world: World, user: Actor, intent: PaymentIntent, amount: Vnd | None = None
) -> Refund:
    return await world.app.refunds.request(user, intent.id, amount, world.key(user))


async def paid_by_gateway(
    world: World, user: Actor, partner: Actor
) -> tuple[Booking, PaymentIntent]:
    booking = await world.confirmed(user, partner)
    payment = await world.app.checkout.pay_by_gateway(
        user, booking.id, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
    )
    assert payment.intent is not None
    await world.notify(payment.intent)
    return await world.read(booking.id), payment.intent


@pytest.fixture
async def paid_in(world: World, user: Actor) -> PaymentIntent:
    """804,997 VND of the user came through VNPay."""
    return await world.fund(user, TOTAL)


class TestJournal:
    async def test_refund_sent_sets_the_sum_aside(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        refund = await request(world, user, paid_in)

        assert await entry(world, paid_in.id, f"refund:{refund.id}:out") == [
            ("available", -804_997),
            ("withdrawing", 804_997),
        ]
        assert await world.wallet(user) == Wallet(user.user_id, withdrawing=TOTAL)
        await world.assert_books_are_clean()

    async def test_confirmed_refund_leaves_through_the_gateway(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        refund = await request(world, user, paid_in)
        await world.pump()

        assert await entry(world, paid_in.id, f"refund:{refund.id}:end") == [
            ("withdrawing", -804_997),
            ("gateway", 804_997),
        ]
        assert await world.wallet(user) == Wallet(user.user_id)
        await world.assert_books_are_clean()

    async def test_refused_refund_is_spendable_again_and_staff_see_it(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        world.gateway_meets(GatewayTrouble.REFUSED, call=GatewayCall.REFUND)
        refund = await request(world, user, paid_in)
        await world.pump()

        assert await entry(world, paid_in.id, f"refund:{refund.id}:end") == [
            ("withdrawing", -804_997),
            ("available", 804_997),
        ]
        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        assert [event.refund_id for event in world.events(RefundRefused)] == [refund.id]
        assert [each.id for each in await self._for_staff(world)] == [refund.id]
        await world.assert_books_are_clean()

    async def test_refused_refund_may_be_asked_for_again(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        world.gateway_meets(GatewayTrouble.REFUSED, call=GatewayCall.REFUND)
        await request(world, user, paid_in)
        await world.pump()
        await request(world, user, paid_in)
        await world.pump()

        assert await world.wallet(user) == Wallet(user.user_id)
        await world.assert_books_are_clean()

    async def _for_staff(self, world: World) -> list[Refund]:
        finance = await world.support(Capability.FINANCE)
        page = await world.app.refunds.page(
            finance, status=None, staff_only=True, after=None, limit=10
        )
        return list(page.items)

    async def test_statement_tells_of_every_step(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        await request(world, user, paid_in, Vnd(100_000))
        await world.pump()
        page = await world.app.payments.transactions(user, after=None, limit=10)

        assert [(each.type, each.amount, each.withdrawing) for each in page.items] == [
            (TransactionType.REFUND_DONE, ZERO, Vnd(-100_000)),
            (TransactionType.REFUND, Vnd(-100_000), Vnd(100_000)),
            (TransactionType.DEPOSIT, TOTAL, ZERO),
        ]


class TestRule8:
    async def test_rule_08_part_by_part_never_more_than_was_captured(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        await world.fund(user, TOTAL)  # more in the wallet than that payment brought
        await request(world, user, paid_in, Vnd(500_000))
        with pytest.raises(RefundAboveCaptured) as refused:
            await request(world, user, paid_in, Vnd(304_998))
        await request(world, user, paid_in, Vnd(304_997))
        await world.pump()

        assert refused.value.facts == {"refundable": 304_997}
        assert [capture.refundable for capture in await captures(world, paid_in)] == [ZERO]
        with pytest.raises(RefundAboveCaptured):
            await request(world, user, paid_in, Vnd(1))
        await world.assert_books_are_clean()

    async def test_rule_08_only_what_the_wallet_still_holds_goes_back(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        intent = await world.fund(user, TOTAL + Vnd(100_000))
        booking = await world.confirmed(user, partner)
        await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
        with pytest.raises(InsufficientFunds):
            await request(world, user, intent, TOTAL)

        assert (await request(world, user, intent)).amount == Vnd(100_000)
        with pytest.raises(InsufficientFunds):
            await request(world, user, intent)

    @pytest.mark.parametrize("amount", [0, 804_998])
    async def test_rule_08_impossible_amount_is_refused(
        self, world: World, user: Actor, paid_in: PaymentIntent, amount: int
    ) -> None:
        with pytest.raises(RefundAboveCaptured):
            await request(world, user, paid_in, Vnd(amount))

    async def test_rule_08_a_payment_that_never_came_has_nothing_to_give_back(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        unpaid = await world.app.payments.deposit(
            user, TOTAL, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
        )
        with pytest.raises(RefundAboveCaptured):
            await request(world, user, unpaid)

    async def test_payment_of_somebody_else_is_not_found(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        with pytest.raises(NotFound):
            await request(world, await world.user(), paid_in)

    async def test_rule_26_repeated_request_is_one_refund(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        key = world.key(user)
        first, again = [
            await world.app.refunds.request(user, paid_in.id, Vnd(100_000), key) for _ in range(2)
        ]

        assert first.id == again.id
        assert len(await refunds(world)) == 1


class TestSettlement:
    async def test_m11_full_refund_goes_on_to_the_source(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking, intent = await paid_by_gateway(world, user, partner)
        await world.app.meetings.cancel(partner, booking.id, "a cold")
        await world.pump()
        refund = await the_refund(world)

        assert (refund.cause, refund.amount) == (RefundCause.SETTLEMENT, TOTAL)
        assert (refund.intent_id, refund.status) == (intent.id, RefundStatus.DONE)
        assert await world.wallet(user) == Wallet(user.user_id)
        await world.assert_books_are_clean()

    async def test_half_back_sends_half_to_the_source(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking, _ = await paid_by_gateway(world, user, partner)
        world.clock.set(booking.period.start - 10 * HOUR)
        await world.app.meetings.cancel(user, booking.id, "rain")
        world.pass_time(DAY)
        await world.pump()

        assert (await the_refund(world)).amount == Vnd(402_499)
        assert (await world.wallet(user)).available == ZERO
        await world.assert_books_are_clean()

    async def test_what_was_paid_from_the_wallet_stays_there(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        await world.app.meetings.cancel(partner, booking.id, "a cold")
        await world.pump()

        assert await refunds(world) == []
        assert (await world.wallet(user)).available == TOTAL

    async def test_release_sends_nothing_back(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.completed(user, partner)
        world.pass_time(2 * DAY)
        await world.pump()

        assert await refunds(world) == []

    async def test_switched_off_the_money_waits_for_the_payers_wish(self) -> None:
        world = World(Policies(payments=PaymentPolicy(automatic_source_refunds=False)))
        user, partner = await world.user(), await world.partner()
        booking, intent = await paid_by_gateway(world, user, partner)
        await world.app.meetings.cancel(partner, booking.id, "a cold")
        await world.pump()
        assert (await world.wallet(user)).available == TOTAL
        await request(world, user, intent)
        await world.pump()

        assert (await world.wallet(user)).available == ZERO
        assert (await the_refund(world)).cause is RefundCause.PAYER_REQUEST


class TestRule19:
    async def test_second_success_is_a_deposit_without_a_hold_and_then_goes_back(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        _, intent = await paid_by_gateway(world, user, partner)
        await world.notify(intent, transaction="2")
        refund = await the_refund(world)

        assert await entry(world, intent.id, "deposit:vnpay:2") == [
            ("gateway", -804_997),
            ("available", 804_997),
        ]
        assert (refund.cause, refund.amount) == (RefundCause.DOUBLE_PAYMENT, TOTAL)
        await world.pump()
        assert await world.wallet(user) == Wallet(user.user_id, held=TOTAL)
        assert world.gateway.refunds[refund.reference].order.vendor_transaction == "2"
        await world.assert_books_are_clean()

    async def test_m26_late_success_goes_back_to_its_source(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.confirmed(user, partner)
        payment = await world.app.checkout.pay_by_gateway(
            user, booking.id, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
        )
        assert payment.intent is not None
        world.pass_time(2 * HOUR)
        await world.pump()
        await world.notify(payment.intent)
        await world.pump()

        assert (await the_refund(world)).cause is RefundCause.LATE_PAYMENT
        assert await world.wallet(user) == Wallet(user.user_id)
        await world.assert_books_are_clean()

    async def test_late_top_up_of_a_wallet_is_simply_credited(
        self, world: World, user: Actor
    ) -> None:
        intent = await world.app.payments.deposit(
            user, TOTAL, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
        )
        world.pass_time(HOUR)
        await world.pump()
        await world.notify(intent)

        assert await refunds(world) == []
        assert (await world.wallet(user)).available == TOTAL

    @pytest.mark.parametrize("provider", Provider)
    async def test_money_goes_back_through_the_gateway_by_which_it_came(
        self, world: World, user: Actor, provider: Provider
    ) -> None:
        await world.fund(user, TOTAL)
        intent = await world.fund(user, TOTAL, provider)
        refund = await request(world, user, intent)
        await world.pump()

        assert refund.reference in world.gateways[provider].refunds
        assert (await world.wallet(user)).available == TOTAL
        await world.assert_books_are_clean()


class TestSending:
    @pytest.fixture
    async def refund(self, world: World, user: Actor, paid_in: PaymentIntent) -> Refund:
        return await request(world, user, paid_in)

    async def test_order_names_the_payment_and_stays_the_same(
        self, world: World, user: Actor, paid_in: PaymentIntent, refund: Refund
    ) -> None:
        world.gateway_meets(LOST_REQUEST, call=GatewayCall.REFUND)
        asked_at = world.now
        await world.pump()
        world.pass_time(MINUTE)
        await world.pump()
        order = world.gateway.refunds[refund.reference].order

        assert (order.merchant_reference, order.captured) == (paid_in.merchant_reference, TOTAL)
        assert (order.created_at, order.asked_at) == (paid_in.created_at, asked_at)

    async def test_vendor_that_took_effect_before_the_timeout_pays_once(
        self, world: World, user: Actor, refund: Refund
    ) -> None:
        world.gateway_meets(LOST_REPLY, call=GatewayCall.REFUND)
        await world.pump()
        assert (await the_refund(world)).status is RefundStatus.UNKNOWN
        assert (await world.wallet(user)).withdrawing == TOTAL
        world.pass_time(MINUTE)
        await world.pump()

        assert (await the_refund(world)).status is RefundStatus.DONE
        assert len(world.gateway.refunds) == 1
        assert await world.wallet(user) == Wallet(user.user_id)

    async def test_request_that_never_arrived_is_sent_again_after_asking(
        self, world: World, user: Actor, refund: Refund
    ) -> None:
        world.gateway_meets(LOST_REQUEST, call=GatewayCall.REFUND)
        await world.pump()
        world.pass_time(MINUTE)
        await world.pump()

        assert (await the_refund(world)).status is RefundStatus.DONE
        assert len(world.events(RefundSent)) == len(world.events(RefundDone)) == 1

    async def test_unknown_outcome_is_not_sent_again_while_the_question_is_lost(
        self, world: World, refund: Refund
    ) -> None:
        world.gateway_meets(LOST_REQUEST, call=GatewayCall.REFUND)
        world.gateway_meets(LOST_REQUEST, call=GatewayCall.QUERY_REFUND)
        await world.pump()
        world.pass_time(MINUTE)
        await world.pump()

        assert (await the_refund(world)).status is RefundStatus.UNKNOWN
        assert world.gateway.refunds == {}

    async def test_process_that_died_after_the_call_asks_before_it_sends(
        self, world: World, user: Actor, refund: Refund
    ) -> None:
        sender = world.app.refund_sender
        call = await sender._begin(refund.id)  # and then the process is gone
        assert call is not None
        await world.gateway.refund(call.order)
        assert (await the_refund(world)).status is RefundStatus.SENT
        world.pass_time(MINUTE)
        await world.pump()

        assert (await the_refund(world)).status is RefundStatus.DONE
        assert len(world.gateway.refunds) == 1

    @pytest.mark.parametrize(
        ("trouble", "end"),
        [
            (GatewayTrouble.PENDING, RefundStatus.DONE),
            (GatewayTrouble.PENDING_THEN_REFUSED, RefundStatus.REFUSED),
        ],
    )
    async def test_pending_refund_is_asked_about_until_it_ends(
        self, world: World, refund: Refund, trouble: GatewayTrouble, end: RefundStatus
    ) -> None:
        world.gateway_meets(trouble, call=GatewayCall.REFUND)
        await world.pump()
        assert (await the_refund(world)).status is RefundStatus.PENDING
        world.pass_time(MINUTE)
        await world.pump()

        assert (await the_refund(world)).status is end
        await world.assert_books_are_clean()

    async def test_pauses_grow_from_a_minute_to_six_hours(self) -> None:
        policy, at = RefundPolicy(), World().now
        pauses = [policy.next_attempt(n, at=at) for n in range(1, policy.attempts + 1)]

        assert pauses[:4] == [at + n * MINUTE for n in (1, 2, 4, 8)]
        assert pauses[-2:] == [at + 6 * HOUR, None]

    async def test_attempts_are_bounded_and_then_staff_are_called(self) -> None:
        world = World(Policies(payments=PaymentPolicy(refunds=RefundPolicy(attempts=2))))
        user = await world.user()
        refund = await request(world, user, await world.fund(user, TOTAL))
        world.gateway_meets(LOST_REPLY, call=GatewayCall.REFUND)
        world.gateway_meets(LOST_REQUEST, call=GatewayCall.QUERY_REFUND)
        for _ in range(5):
            await world.pump()
            world.pass_time(DAY)
        stalled = await the_refund(world)
        assert (stalled.attempts, stalled.needs_staff) == (2, True)
        assert [event.refund_id for event in world.events(RefundStalled)] == [refund.id]
        finance = await world.support(Capability.FINANCE)
        await world.app.refunds.retry(finance, refund.id, reason="VNPay says it is paid")
        await world.pump()

        assert (await the_refund(world)).status is RefundStatus.DONE
        assert len(world.gateway.refunds) == 1
        view = await world.app.refunds.show(finance, refund.id)
        assert [record.action for record in view.audit] == ["refund.retry"]


class TestStaff:
    @pytest.fixture
    async def finance(self, world: World) -> Actor:
        return await world.support(Capability.FINANCE)

    async def test_ended_refund_cannot_be_retried(
        self, world: World, user: Actor, paid_in: PaymentIntent, finance: Actor
    ) -> None:
        refund = await request(world, user, paid_in)
        await world.pump()

        with pytest.raises(RefundMoveRefused):
            await world.app.refunds.retry(finance, refund.id, reason="again")

    async def test_dry_run_of_a_retry_changes_nothing(
        self, world: World, user: Actor, paid_in: PaymentIntent, finance: Actor
    ) -> None:
        world.gateway_meets(LOST_REPLY, call=GatewayCall.REFUND)
        refund = await request(world, user, paid_in)
        await world.pump()
        before = await the_refund(world)
        await world.app.refunds.retry(finance, refund.id, reason="try", dry_run=True)

        assert await the_refund(world) == before

    async def test_retry_needs_a_reason_and_the_capability(
        self, world: World, user: Actor, paid_in: PaymentIntent, finance: Actor
    ) -> None:
        refund = await request(world, user, paid_in)
        with pytest.raises(InvalidInput):
            await world.app.refunds.retry(finance, refund.id, reason=" ")
        with pytest.raises(Forbidden):
            await world.app.refunds.retry(await world.support(), refund.id, reason="why")
        with pytest.raises(Forbidden):
            await world.app.refunds.show(user, refund.id)
