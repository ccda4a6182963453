"""Many at once on PostgreSQL: money goes back once, and never more than came (RULES 8)."""

from __future__ import annotations

import asyncio

import pytest

from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble
from mate_core.payments.errors import (
    InsufficientFunds,
    RefundAboveCaptured,
    RefundMoveRefused,
)
from mate_core.payments.intent import NoticeResult, PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.refunds.model import Refund, RefundStatus
from mate_core.shared.ids import RefundId, UserId
from mate_core.shared.money import ZERO, Vnd
from tests.contract.makers import MINUTE, a_user
from tests.contract.test_payout_races import finance
from tests.contract.test_races import PRICE, Town, actor, key, outcomes, town

pytestmark = pytest.mark.postgres
__all__ = ["town"]


async def paid_in(town: Town, person: UserId, amount: Vnd) -> PaymentIntent:
    """Money of that person came through the gateway into the wallet."""
    intent = await town.app.payments.deposit(
        actor(person), amount, Provider.VNPAY, payer_ip="203.0.113.7", key=key(person)
    )
    notice = town.gateway.notice(intent.merchant_reference, amount, NoticeResult.SUCCEEDED)
    await town.app.callbacks.receive(Provider.VNPAY, notice)
    return intent


async def read(town: Town, refund_id: RefundId) -> Refund:
    async with town.store.open_read() as uow:
        return await uow.refunds.get(refund_id)


async def test_of_50_sends_of_one_refund_one_pays(town: Town) -> None:
    user = await a_user(town.store)
    intent = await paid_in(town, user.id, PRICE)
    refund = await town.app.refunds.request(actor(user.id), intent.id, None, key(user.id))

    sent = await asyncio.gather(*(town.app.refund_sender.send(refund.id) for _ in range(50)))

    assert sorted(sent) == [False] * 49 + [True]
    assert len(town.gateway.refunds) == 1
    done = await read(town, refund.id)
    assert (done.status, done.attempts) == (RefundStatus.DONE, 1)
    await town.assert_books_are_clean()


async def test_vendor_timeout_after_taking_effect_pays_once_however_many_try_again(
    town: Town,
) -> None:
    user = await a_user(town.store)
    intent = await paid_in(town, user.id, PRICE)
    refund = await town.app.refunds.request(actor(user.id), intent.id, None, key(user.id))
    town.gateway.meets(GatewayTrouble.REPLY_LOST, call=GatewayCall.REFUND)
    await town.app.refund_sender.send(refund.id)
    assert (await read(town, refund.id)).status is RefundStatus.UNKNOWN
    town.clock.advance(MINUTE)

    await asyncio.gather(*(town.app.refund_sender.send(refund.id) for _ in range(20)))

    assert (await read(town, refund.id)).status is RefundStatus.DONE
    assert len(town.gateway.refunds) == 1
    async with town.store.open_read() as uow:
        wallet = await uow.wallets.get(user.id)
    assert (wallet.available, wallet.withdrawing) == (ZERO, ZERO)
    await town.assert_books_are_clean()


async def test_rule_08_of_50_requests_at_once_no_more_succeed_than_came_in(town: Town) -> None:
    user = await a_user(town.store)
    intent = await paid_in(town, user.id, Vnd(1_000_000))
    await paid_in(town, user.id, Vnd(50_000_000))  # the wallet would allow all of them

    counted = await outcomes(
        *(
            town.app.refunds.request(actor(user.id), intent.id, Vnd(90_000), key(user.id))
            for _ in range(50)
        )
    )

    assert counted == {"done": 11, RefundAboveCaptured.__name__: 39}
    async with town.store.open_uow() as uow:
        (capture,) = await uow.captures.of_intent_for_change(intent.id)
    assert capture.returned == Vnd(990_000)
    await town.assert_books_are_clean()


async def test_settlements_and_wishes_of_the_payer_do_not_deadlock(town: Town) -> None:
    """One booking is cancelled and settled while its payer asks for the same money back."""
    user, partner = await a_user(town.store), await town.partner()
    booking = await town.confirmed(user, partner)
    payment = await town.app.checkout.pay_by_gateway(
        actor(user.id),
        booking.id,
        Provider.VNPAY,
        payer_ip="203.0.113.7",
        key=key(user.id),
    )
    intent = payment.intent
    assert intent is not None
    notice = town.gateway.notice(intent.merchant_reference, intent.amount)
    await town.app.callbacks.receive(Provider.VNPAY, notice)
    await paid_in(town, user.id, intent.amount)
    await town.app.meetings.cancel(actor(partner.id), booking.id, "a cold")
    escrow_id = await town.escrow_id(booking)

    counted = await outcomes(
        *(town.app.payments.settle(escrow_id) for _ in range(10)),
        *(
            town.app.refunds.request(actor(user.id), intent.id, Vnd(100_000), key(user.id))
            for _ in range(10)
        ),
    )

    assert set(counted) <= {"done", RefundAboveCaptured.__name__, InsufficientFunds.__name__}
    async with town.store.open_uow() as uow:
        (capture,) = await uow.captures.of_intent_for_change(intent.id)
    assert capture.refundable == ZERO
    await town.assert_books_are_clean()


async def test_100_copies_of_a_wrong_amount_send_one_refund(town: Town) -> None:
    user = await a_user(town.store)
    intent = await town.app.payments.deposit(
        actor(user.id), PRICE, Provider.VNPAY, payer_ip="203.0.113.7", key=key(user.id)
    )
    raw = town.gateway.notice(intent.merchant_reference, Vnd(800_000))

    await asyncio.gather(*(town.app.callbacks.receive(Provider.VNPAY, raw) for _ in range(100)))

    async with town.store.open_read() as uow:
        page = await uow.refunds.page(status=None, staff_only=False, after=None, limit=10)
    (refund,) = page.items
    await town.app.refund_sender.send(refund.id)
    assert (await read(town, refund.id)).status is RefundStatus.DONE
    await town.assert_books_are_clean()


async def test_question_and_callback_that_meet_book_one_deposit(town: Town) -> None:
    user = await a_user(town.store)
    intent = await town.app.payments.deposit(
        actor(user.id), PRICE, Provider.VNPAY, payer_ip="203.0.113.7", key=key(user.id)
    )
    raw = town.gateway.notice(intent.merchant_reference, PRICE)
    town.clock.advance(MINUTE)

    await asyncio.gather(
        *(town.app.questions.ask(intent.id) for _ in range(10)),
        *(town.app.callbacks.receive(Provider.VNPAY, raw) for _ in range(10)),
    )

    async with town.store.open_read() as uow:
        assert (await uow.wallets.get(user.id)).available == PRICE
        assert len(await uow.journal.of_subject(intent.id)) == 1
    await town.assert_books_are_clean()


async def test_rule_08_two_of_staff_and_the_payer_at_once_move_refused_money_once(
    town: Town,
) -> None:
    """Both pay it to a bank while its payer sends it to its source again."""
    user = await a_user(town.store)
    intent = await paid_in(town, user.id, PRICE)
    town.gateway.meets(GatewayTrouble.REFUSED, call=GatewayCall.REFUND)
    refund = await town.app.refunds.request(actor(user.id), intent.id, None, key(user.id))
    await town.app.refund_sender.send(refund.id)
    await paid_in(town, user.id, PRICE)  # the wallet would allow a second time
    async with town.store.open_read() as uow:
        name = (await uow.profiles.get(user.id)).full_name
    details = AccountDetails.parse("VCB", "0123456789", name)
    staff = [await finance(town) for _ in range(2)]

    counted = await outcomes(
        *(
            town.app.refund_payouts.pay_out(one, refund.id, details, reason="ticket 47")
            for one in staff
            for _ in range(3)
        ),
        town.app.refunds.request(actor(user.id), intent.id, None, key(user.id)),
    )

    assert counted.pop("done") == 1
    assert set(counted) <= {RefundMoveRefused.__name__, RefundAboveCaptured.__name__}
    async with town.store.open_read() as uow:
        wallet = await uow.wallets.get(user.id)
    assert (wallet.available, wallet.withdrawing) == (PRICE, PRICE)
    await town.assert_books_are_clean()
