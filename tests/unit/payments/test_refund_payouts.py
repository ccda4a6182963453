"""What a vendor refuses to take back, paid to an account in the payer's name (RULES 8)."""

from __future__ import annotations

import pytest

from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble
from mate_core.payments.errors import (
    OwnCase,
    PayerNameMismatch,
    RefundAboveCaptured,
    RefundMoneySpent,
    RefundMoveRefused,
)
from mate_core.payments.events import WithdrawalMoved
from mate_core.payments.intent import PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.payouts.withdrawal import Withdrawal, WithdrawalStatus
from mate_core.payments.refunds.model import Refund, RefundStatus
from mate_core.payments.wallet import Wallet
from mate_core.privacy.closing import ClosureStatus
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.money import ZERO, Vnd
from tests.unit.payments.books import captures, entry, refunds, the_refund
from tests.unit.payments.payouts import (
    DETAILS,
    EARNED,
    colleague_of_admin,
    earner,
    requested,
)
from tests.unit.privacy.test_closing import closure_of
from tests.unit.world import DAY, PASSWORD, TOTAL, World

HIS_OWN = AccountDetails.parse("TCB", "1903 4567 8901", "An Nguyen Van")
"""The payer is Nguyễn Văn An: banks write names without accents, and in another order."""
WHY = "ticket 47, letter of the bank"


@pytest.fixture
async def paid_in(world: World, user: Actor) -> PaymentIntent:
    """804,997 VND of the user came through VNPay."""
    return await world.fund(user, TOTAL)


@pytest.fixture
async def refused(world: World, user: Actor, paid_in: PaymentIntent) -> Refund:
    """All of it was to go back, and VNPay would not."""
    return await refuse(world, user, paid_in)


async def refuse(
    world: World, user: Actor, intent: PaymentIntent, amount: Vnd | None = None
) -> Refund:
    world.gateway_meets(GatewayTrouble.REFUSED, call=GatewayCall.REFUND)
    refund = await world.app.refunds.request(user, intent.id, amount, world.key(user))
    await world.pump()
    return next(each for each in await refunds(world) if each.id == refund.id)


async def pay_out(
    world: World, refund: Refund, details: AccountDetails = HIS_OWN, *, by: Actor | None = None
) -> Withdrawal:
    made = await world.app.refund_payouts.pay_out(
        by or await world.admin(), refund.id, details, reason=WHY
    )
    return made.withdrawal


async def exported(world: World, refund: Refund) -> Withdrawal:
    withdrawal = await pay_out(world, refund)
    desk, admin = world.app.payout_desk, await world.admin()
    await desk.approve(admin, withdrawal.id, reason=WHY)
    await world.app.payout_exchange.export(admin, reason="daily run")
    return (await desk.show(admin, withdrawal.id)).withdrawal


async def failed(world: World, withdrawal: Withdrawal) -> None:
    for colleague in (await world.admin(), await colleague_of_admin(world)):
        await world.app.payout_desk.failed(
            colleague, withdrawal.id, bank_reference="RT9", reason="the bank's list"
        )


async def queue(world: World) -> list[Refund]:
    page = await world.app.refunds.page(
        await world.admin(), status=None, staff_only=True, after=None, limit=10
    )
    return list(page.items)


class TestWorkedEntries:
    async def test_rule_08_refused_refund_is_paid_to_an_account_in_the_payers_name(
        self, world: World, user: Actor, paid_in: PaymentIntent, refused: Refund
    ) -> None:
        assert await queue(world) == [refused]
        withdrawal = await exported(world, refused)
        assert await world.wallet(user) == Wallet(user.user_id, withdrawing=TOTAL)
        await world.app.payout_desk.paid(
            await world.admin(), withdrawal.id, bank_reference="FT1", reason="the bank's list"
        )

        assert await entry(world, withdrawal.id, f"withdrawal:{withdrawal.id}:out") == [
            ("available", -804_997),
            ("withdrawing", 804_997),
        ]
        assert await entry(world, withdrawal.id, f"withdrawal:{withdrawal.id}:end") == [
            ("withdrawing", -804_997),
            ("bank", 804_997),
        ]
        assert await world.wallet(user) == Wallet(user.user_id)
        (capture,) = await captures(world, paid_in)
        assert (capture.returned, capture.refundable) == (TOTAL, ZERO)
        assert (await the_refund(world)).status is RefundStatus.BY_BANK
        assert await queue(world) == []
        await world.assert_books_are_clean()

    async def test_bank_file_tells_of_it_as_of_any_withdrawal(
        self, world: World, refused: Refund
    ) -> None:
        withdrawal = await pay_out(world, refused)
        admin = await world.admin()
        await world.app.payout_desk.approve(admin, withdrawal.id, reason=WHY)
        file = await world.app.payout_exchange.export(admin, reason="daily run")

        assert (file.order.count, file.order.total) == (1, TOTAL)
        assert b"190345678901" in file.content

    async def test_payer_reads_every_step_by_its_own_name(
        self, world: World, user: Actor, refused: Refund
    ) -> None:
        await failed(world, await exported(world, refused))
        page = await world.app.payments.transactions(user, after=None, limit=2)

        assert [(each.type, each.amount, each.withdrawing) for each in page.items] == [
            ("REFUND_PAYOUT_UNDONE", TOTAL, -TOTAL),
            ("REFUND_PAYOUT", -TOTAL, TOTAL),
        ]

    async def test_money_in_suspense_that_was_refused_leaves_the_same_way(
        self, world: World, user: Actor
    ) -> None:
        world.gateway_meets(GatewayTrouble.REFUSED, call=GatewayCall.REFUND)
        intent = await world.app.payments.deposit(
            user, TOTAL, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
        )
        await world.notify(intent, amount=Vnd(700_000))
        await world.pump()
        refund = await the_refund(world)
        assert refund.status is RefundStatus.REFUSED

        withdrawal = await pay_out(world, refund)
        assert withdrawal.amount == Vnd(700_000)
        await world.assert_books_are_clean()


class TestUndone:
    async def test_what_the_bank_fails_to_pay_is_in_the_wallet_and_may_be_paid_out_again(
        self, world: World, user: Actor, paid_in: PaymentIntent, refused: Refund
    ) -> None:
        await failed(world, await exported(world, refused))
        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        (capture,) = await captures(world, paid_in)
        assert capture.refundable == TOTAL
        assert [each.id for each in await queue(world)] == [refused.id]

        again = await pay_out(world, refused)
        assert again.status is WithdrawalStatus.REQUESTED
        await world.assert_books_are_clean()

    async def test_rejected_one_may_go_back_to_its_source_after_all(
        self, world: World, user: Actor, paid_in: PaymentIntent, refused: Refund
    ) -> None:
        withdrawal = await pay_out(world, refused)
        await world.app.payout_desk.reject(await world.admin(), withdrawal.id, reason="he wrote")

        await world.app.refunds.request(user, paid_in.id, None, world.key(user))
        await world.pump()
        assert await world.wallet(user) == Wallet(user.user_id)
        await world.assert_books_are_clean()

    async def test_one_that_comes_back_after_it_was_paid_may_be_paid_out_again(
        self, world: World, user: Actor, refused: Refund
    ) -> None:
        withdrawal = await exported(world, refused)
        desk, admin = world.app.payout_desk, await world.admin()
        await desk.paid(admin, withdrawal.id, bank_reference="FT1", reason="list")
        for colleague in (admin, await colleague_of_admin(world)):
            await desk.returned(colleague, withdrawal.id, bank_reference="RT1", reason="list")

        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        await pay_out(world, refused)
        await world.assert_books_are_clean()


class TestOneWayOnly:
    async def test_rule_08_money_under_way_to_the_bank_cannot_go_to_the_source_as_well(
        self, world: World, user: Actor, paid_in: PaymentIntent, refused: Refund
    ) -> None:
        await pay_out(world, refused)
        await world.fund(user, TOTAL)  # the wallet would allow it

        with pytest.raises(RefundAboveCaptured):
            await world.app.refunds.request(user, paid_in.id, None, world.key(user))

    async def test_rule_08_money_that_went_to_its_source_meanwhile_is_not_paid_out(
        self, world: World, user: Actor, paid_in: PaymentIntent, refused: Refund
    ) -> None:
        await world.app.refunds.request(user, paid_in.id, None, world.key(user))
        await world.fund(user, TOTAL)

        with pytest.raises(RefundAboveCaptured):
            await pay_out(world, refused)

    async def test_second_payout_of_one_refund_is_refused(
        self, world: World, refused: Refund
    ) -> None:
        await pay_out(world, refused)

        with pytest.raises(RefundMoveRefused):
            await pay_out(world, refused, DETAILS)

    async def test_refund_that_was_not_refused_is_not_paid_out(
        self, world: World, user: Actor, paid_in: PaymentIntent
    ) -> None:
        refund = await world.app.refunds.request(user, paid_in.id, None, world.key(user))
        with pytest.raises(RefundMoveRefused):
            await pay_out(world, refund)
        await world.pump()
        with pytest.raises(RefundMoveRefused):
            await pay_out(world, refund)

    async def test_part_of_a_refund_is_not_paid_out_and_the_refusal_says_what_is_there(
        self, world: World, user: Actor, partner: Actor, refused: Refund
    ) -> None:
        await world.paid(user, partner)
        booking = await world.confirmed(user, partner, start_in=7 * DAY, half_hours=3)
        await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
        left = TOTAL - booking.terms.total

        with pytest.raises(RefundMoneySpent) as refusal:
            await pay_out(world, refused)
        assert refusal.value.facts == {"needed": 804_997, "available": left.amount}


class TestWho:
    async def test_rule_08_account_of_somebody_else_is_refused(
        self, world: World, refused: Refund
    ) -> None:
        with pytest.raises(PayerNameMismatch):
            await pay_out(world, refused, AccountDetails.parse("VCB", "0123456789", "Tran Thi Be"))

    async def test_rule_16_it_takes_finance_and_a_reason(
        self, world: World, user: Actor, refused: Refund
    ) -> None:
        for stranger in (user, await world.support(Capability.KYC)):
            with pytest.raises(Forbidden):
                await pay_out(world, refused, by=stranger)
        with pytest.raises(InvalidInput):
            await world.app.refund_payouts.pay_out(
                await world.admin(), refused.id, HIS_OWN, reason=" "
            )

    async def test_rule_16_nobody_pays_a_refund_to_an_account_that_was_his_own(
        self, world: World, refused: Refund
    ) -> None:
        """The actor bears the payer's name, and gives an account that he registered himself."""
        partner = await earner(world)
        insider = Actor(partner.user_id, (await world.admin()).role)

        with pytest.raises(OwnCase):
            await pay_out(world, refused, DETAILS, by=insider)
        assert (await the_refund(world)).status is RefundStatus.REFUSED

    async def test_rule_16_large_refund_is_approved_by_two_people(
        self, world: World, user: Actor
    ) -> None:
        refund = await refuse(world, user, await world.fund(user, Vnd(5_000_001)))
        withdrawal = await pay_out(world, refund)
        desk, admin = world.app.payout_desk, await world.admin()

        assert (await desk.approve(admin, withdrawal.id, reason=WHY)).waits_for_second_person
        second = await colleague_of_admin(world)
        assert not (await desk.approve(second, withdrawal.id, reason=WHY)).waits_for_second_person

    async def test_dry_run_changes_nothing(
        self, world: World, user: Actor, refused: Refund
    ) -> None:
        made = await world.app.refund_payouts.pay_out(
            await world.admin(), refused.id, HIS_OWN, reason=WHY, dry_run=True
        )
        assert made.refund.status is RefundStatus.BY_BANK
        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        assert await queue(world) == [refused]

    async def test_audit_and_event_name_the_withdrawal(self, world: World, refused: Refund) -> None:
        withdrawal = await pay_out(world, refused)
        (record,) = (await world.app.refunds.show(await world.admin(), refused.id)).audit
        (event,) = world.events(WithdrawalMoved)

        assert (record.action, record.facts["withdrawal"]) == ("refund.pay", str(withdrawal.id))
        assert (event.withdrawal_id, event.refund_id) == (withdrawal.id, refused.id)


class TestNotEarnings:
    async def test_rule_08_refund_paid_out_leaves_what_was_earned_withdrawable(
        self, world: World
    ) -> None:
        partner = await earner(world)
        refund = await refuse(world, partner, await world.fund(partner, TOTAL))
        await pay_out(world, refund)

        assert await world.app.withdrawals.withdrawable(partner) == EARNED
        await requested(world, partner, 600_000)
        await world.assert_books_are_clean()

    async def test_rule_20_it_does_not_count_for_the_password_of_a_day(self, world: World) -> None:
        partner = await earner(world, rate=Vnd(2_000_000))
        for _ in range(4):
            await pay_out(
                world, await refuse(world, partner, await world.fund(partner, Vnd(5_000_000)))
            )

        await requested(world, partner, 5_000_000)

    async def test_it_is_not_among_the_owners_withdrawals_and_he_cannot_cancel_it(
        self, world: World, user: Actor, refused: Refund
    ) -> None:
        withdrawal = await pay_out(world, refused)
        service = world.app.withdrawals

        assert (await service.mine(user, after=None, limit=10)).items == []
        with pytest.raises(NotFound):
            await service.show(user, withdrawal.id)
        with pytest.raises(NotFound):
            await service.cancel(user, withdrawal.id)

    async def test_earnings_keep_their_own_account(self, world: World) -> None:
        partner = await earner(world)
        await pay_out(world, await refuse(world, partner, await world.fund(partner, TOTAL)))
        mine = await world.app.bank_accounts.mine(partner)

        assert mine.account.details == DETAILS


async def test_rule_18_closing_waits_for_a_refund_on_its_way_to_the_bank(
    world: World, user: Actor, refused: Refund
) -> None:
    withdrawal = await exported(world, refused)
    await world.app.closing.close(user, PASSWORD)
    await world.pump()
    assert closure_of(world, user).still_open == ("money.on_its_way",)

    await world.app.payout_desk.paid(
        await world.admin(), withdrawal.id, bank_reference="FT1", reason="the bank's list"
    )
    world.pass_time(DAY)
    await world.pump()
    assert closure_of(world, user).status is ClosureStatus.CLOSED


async def test_rule_18_refused_money_of_a_closing_account_waits_for_staff_and_then_is_unclaimed(
    world: World, user: Actor, refused: Refund
) -> None:
    await world.app.closing.close(user, PASSWORD)
    world.pass_time(13 * DAY)
    await world.pump()
    assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
    assert closure_of(world, user).still_open == ("money.in_wallet",)
    await pay_out(world, refused)  # staff still can

    other = await world.user()
    await refuse(world, other, await world.fund(other, TOTAL))
    await world.app.closing.close(other, PASSWORD)
    world.pass_time(15 * DAY)
    await world.pump()
    assert await world.wallet(other) == Wallet(other.user_id)
    assert closure_of(world, other).status is ClosureStatus.CLOSED
    await world.assert_books_are_clean()
