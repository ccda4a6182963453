"""Money that comes through a gateway: pages, callbacks, and what each does to the books."""

from __future__ import annotations

import pytest

from mate_adapters.composition.ports import Policies
from mate_adapters.memory.gateway import GatewayTrouble
from mate_core.payments.errors import (
    AmountOutOfRange,
    CallbackTooLarge,
    GatewayRefused,
    GatewayUnavailable,
    TopUpDisabled,
)
from mate_core.payments.events import DepositReceived, PaymentFailed, SuspenseOpened
from mate_core.payments.intent import (
    Callback,
    IntentStatus,
    NoticeResult,
    PaymentIntent,
    SuspenseCause,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.transactions import TransactionType
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.ports import DueKind
from tests.unit.world import DAY, HOUR, MINUTE, TOTAL, World


@pytest.fixture
async def attempt(world: World, user: Actor) -> PaymentIntent:
    return await open_attempt(world, user)


async def open_attempt(world: World, user: Actor, amount: Vnd = TOTAL) -> PaymentIntent:
    return await world.app.payments.deposit(
        user, amount, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
    )


async def status_of(world: World, intent: PaymentIntent) -> IntentStatus:
    async with world.store.open_read() as uow:
        return (await uow.intents.get(intent.id)).status


async def postings(world: World, intent: PaymentIntent) -> list[tuple[str, int]]:
    async with world.store.open_read() as uow:
        entries = await uow.journal.of_subject(intent.id)
    return [
        (posting.account.kind.value, posting.amount.amount)
        for entry in entries
        for posting in entry.postings
    ]


class TestPage:
    async def test_deposit_opens_a_page_at_the_gateway(
        self, world: World, attempt: PaymentIntent
    ) -> None:
        assert attempt.status is IntentStatus.OPEN
        assert attempt.pay_url is not None
        assert world.gateway.orders[attempt.merchant_reference].amount == TOTAL

    async def test_no_money_moves_when_a_page_opens(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        assert await postings(world, attempt) == []
        assert (await world.wallet(user)).available == ZERO

    async def test_rule_26_repeated_deposit_is_the_same_attempt(
        self, world: World, user: Actor
    ) -> None:
        key = world.key(user)
        first, again = [
            await world.app.payments.deposit(
                user, TOTAL, Provider.VNPAY, payer_ip="203.0.113.7", key=key
            )
            for _ in range(2)
        ]

        assert (first.id, first.pay_url) == (again.id, again.pay_url)
        assert len(world.gateway.orders) == 1

    async def test_lost_reply_is_asked_for_again_under_the_same_name(
        self, world: World, user: Actor
    ) -> None:
        key = world.key(user)
        world.gateway_meets(GatewayTrouble.REPLY_LOST)
        with pytest.raises(GatewayUnavailable):
            await world.app.payments.deposit(
                user, TOTAL, Provider.VNPAY, payer_ip="203.0.113.7", key=key
            )
        intent = await world.app.payments.deposit(
            user, TOTAL, Provider.VNPAY, payer_ip="203.0.113.7", key=key
        )

        assert intent.status is IntentStatus.OPEN
        assert list(world.gateway.orders) == [intent.merchant_reference]

    async def test_refusal_of_the_gateway_fails_the_attempt(
        self, world: World, user: Actor
    ) -> None:
        world.gateway_meets(GatewayTrouble.REFUSED)

        with pytest.raises(GatewayRefused):
            await open_attempt(world, user)

    @pytest.mark.parametrize("amount", [9_999, 50_000_001])
    async def test_amount_beyond_the_limits_is_refused(
        self, world: World, user: Actor, amount: int
    ) -> None:
        with pytest.raises(AmountOutOfRange) as refused:
            await open_attempt(world, user, Vnd(amount))
        assert "10000" in str(refused.value)

    @pytest.mark.parametrize("amount", [10_000, 50_000_000])
    async def test_amount_at_the_limits_is_taken(
        self, world: World, user: Actor, amount: int
    ) -> None:
        assert (await open_attempt(world, user, Vnd(amount))).amount == Vnd(amount)

    async def test_m32_topping_up_can_be_switched_off(self) -> None:
        world = World(Policies(payments=PaymentPolicy(top_up_allowed=False)))

        with pytest.raises(TopUpDisabled):
            await open_attempt(world, await world.user())


class TestCallback:
    async def test_m22_success_credits_the_wallet_once(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        answer = await world.notify(attempt)

        assert "recorded" in answer
        assert await status_of(world, attempt) is IntentStatus.SUCCEEDED
        assert await postings(world, attempt) == [("gateway", -804_997), ("available", 804_997)]
        assert (await world.wallet(user)).available == TOTAL
        assert [event.amount for event in world.events(DepositReceived)] == [TOTAL]

    async def test_m25_replayed_callback_credits_nothing_more(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        raw = world.gateway.notice(attempt.merchant_reference, TOTAL)
        first, *again = [await world.receive(raw) for _ in range(3)]

        assert '"recorded"' in first
        assert all("already_recorded" in answer for answer in again)
        assert (await world.wallet(user)).available == TOTAL

    async def test_rule_7_same_transaction_in_other_bytes_credits_nothing_more(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        for extra in ("", "again"):
            await world.receive(
                world.gateway.signed(
                    {
                        "reference": attempt.merchant_reference,
                        "transaction": "14226112",
                        "amount": TOTAL.amount,
                        "result": "succeeded",
                        "code": "00",
                        "extra": extra,
                    }
                )
            )

        assert (await world.wallet(user)).available == TOTAL
        await world.assert_books_are_clean()

    async def test_m24_forged_callback_changes_nothing(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        raw = world.gateway.notice(attempt.merchant_reference, TOTAL)
        answer = await world.receive(raw[:-1] + b"?")

        assert "forged" in answer
        assert (await world.wallet(user)).available == ZERO
        assert await status_of(world, attempt) is IntentStatus.OPEN

    async def test_rule_7_forged_twin_does_not_block_the_real_one(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        raw = world.gateway.notice(attempt.merchant_reference, TOTAL, transaction="14226112")
        await world.receive(raw[:-1] + b"?")
        await world.receive(raw)

        assert (await world.wallet(user)).available == TOTAL

    async def test_signed_nonsense_is_unreadable(self, world: World) -> None:
        assert "unreadable" in await world.receive(world.gateway.signed(["what"]))

    async def test_callback_of_an_unknown_order_is_told_so(self, world: World) -> None:
        raw = world.gateway.notice("nobody", TOTAL)

        assert "unknown_order" in await world.receive(raw)

    async def test_rule_7_body_beyond_16_kib_is_not_even_stored(self, world: World) -> None:
        with pytest.raises(CallbackTooLarge):
            await world.receive(b"x" * (16 * 1024 + 1))

    async def test_failure_closes_the_attempt_and_moves_no_money(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        await world.notify(attempt, NoticeResult.FAILED)

        assert await status_of(world, attempt) is IntentStatus.FAILED
        assert await postings(world, attempt) == []
        assert len(world.events(PaymentFailed)) == 1

    async def test_rule_19_success_after_failure_is_still_the_payers_money(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        await world.notify(attempt, NoticeResult.FAILED)
        await world.notify(attempt)

        assert await status_of(world, attempt) is IntentStatus.SUCCEEDED
        assert (await world.wallet(user)).available == TOTAL

    async def test_failure_after_success_changes_nothing(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        await world.notify(attempt)
        answer = await world.notify(attempt, NoticeResult.FAILED)

        assert "already_recorded" in answer
        assert await status_of(world, attempt) is IntentStatus.SUCCEEDED
        assert (await world.wallet(user)).available == TOTAL

    async def test_rule_19_second_success_is_a_deposit_that_goes_back_to_its_source(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        await world.notify(attempt, transaction="1")
        await world.notify(attempt, transaction="2")

        wallet = await world.wallet(user)
        assert (wallet.available, wallet.withdrawing) == (TOTAL, TOTAL)
        await world.assert_books_are_clean()

    async def test_rule_19_late_success_of_an_expired_attempt_is_credited(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        world.pass_time(15 * MINUTE)
        await world.pump()
        assert await status_of(world, attempt) is IntentStatus.EXPIRED
        await world.notify(attempt)

        assert (await world.wallet(user)).available == TOTAL


class TestSuspense:
    async def test_wrong_amount_waits_in_suspense(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        answer = await world.notify(attempt, amount=Vnd(800_000))

        assert "wrong_amount" in answer
        assert await postings(world, attempt) == [("gateway", -800_000), ("suspense", 800_000)]
        assert (await world.wallet(user)).available == ZERO
        await world.assert_books_are_clean()

    async def test_rule_21_suspense_has_payer_cause_owner_and_due_time(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        await world.notify(attempt, amount=Vnd(800_000), transaction="14226112")
        async with world.store.open_read() as uow:
            (item,) = await uow.suspense.open_items()

        assert (item.payer, item.amount, item.cause) == (
            user.user_id,
            Vnd(800_000),
            SuspenseCause.WRONG_AMOUNT,
        )
        assert item.owner
        assert item.due_at == world.now + DAY

    async def test_rule_21_suspected_fraud_waits_72_hours_at_most(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        await world.notify(attempt, NoticeResult.SUSPECTED)
        async with world.store.open_read() as uow:
            (item,) = await uow.suspense.open_items()

        assert await status_of(world, attempt) is IntentStatus.REVIEW
        assert (item.cause, item.due_at) == (
            SuspenseCause.SUSPECTED_FRAUD,
            world.now + 72 * HOUR,
        )
        assert await postings(world, attempt) == [("gateway", -804_997), ("suspense", 804_997)]
        assert len(world.events(SuspenseOpened)) == 1

    async def test_repeated_wrong_amount_is_booked_once(
        self, world: World, attempt: PaymentIntent
    ) -> None:
        for _ in range(2):
            await world.notify(attempt, amount=Vnd(800_000), transaction="14226112")
        async with world.store.open_read() as uow:
            assert len(await uow.suspense.open_items()) == 1


class TestRetry:
    async def test_m14_callback_that_met_trouble_is_looked_at_again(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        """We died after storing it: the row is due a minute later."""
        callback = Callback(
            id=attempt.id,
            provider=Provider.VNPAY,
            digest="digest",
            raw=world.gateway.notice(attempt.merchant_reference, TOTAL),
            received_at=world.now,
            due_at=world.now + MINUTE,
        )
        async with world.store.open_uow() as uow:
            await uow.callbacks.receive(callback)
            await uow.commit()
        assert await world.overdue() == []
        world.pass_time(MINUTE)
        assert DueKind.CALLBACK in await world.overdue()
        await world.pump()

        assert (await world.wallet(user)).available == TOTAL
        async with world.store.open_uow() as uow:
            assert (await uow.callbacks.get_for_change(callback.id)).processed_at == world.now

    async def test_rule_7_unverified_callbacks_are_purged_after_seven_days(
        self, world: World
    ) -> None:
        await world.receive(b"forged.0")
        world.pass_time(7 * DAY)
        assert (await world.app.housekeeping.purge())["unverified_callback"] == 0
        world.pass_time(MINUTE)

        assert (await world.app.housekeeping.purge())["unverified_callback"] == 1


class TestReturn:
    async def test_return_page_changes_nothing(
        self, world: World, user: Actor, attempt: PaymentIntent
    ) -> None:
        raw = world.gateway.notice(attempt.merchant_reference, TOTAL)
        shown = await world.app.callbacks.look_up_return(Provider.VNPAY, raw)

        assert (shown.status, shown.amount) == (IntentStatus.OPEN, TOTAL)
        assert (await world.wallet(user)).available == ZERO

    async def test_forged_return_is_not_found(self, world: World, attempt: PaymentIntent) -> None:
        raw = world.gateway.notice(attempt.merchant_reference, TOTAL)

        with pytest.raises(NotFound):
            await world.app.callbacks.look_up_return(Provider.VNPAY, raw + b"0")


class TestStatement:
    async def test_deposit_is_listed_as_one(self, world: World, user: Actor) -> None:
        await world.fund(user, TOTAL)
        page = await world.app.payments.transactions(user, after=None, limit=10)

        (item,) = page.items
        assert (item.type, item.amount, item.held) == (TransactionType.DEPOSIT, TOTAL, ZERO)
        assert await world.app.payments.transaction(user, item.id) == item

    async def test_entry_of_somebody_else_is_not_found(self, world: World, user: Actor) -> None:
        await world.fund(user, TOTAL)
        page = await world.app.payments.transactions(user, after=None, limit=10)

        with pytest.raises(NotFound):
            await world.app.payments.transaction(await world.user(), page.items[0].id)
