"""Earnings leave for a bank: entries to the dong, and who may do what (RULES 8, 20)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.identity.errors import PasswordWrong
from mate_core.identity.model import Channel
from mate_core.payments.errors import AmountOutOfRange, InsufficientFunds
from mate_core.payments.events import WithdrawalMoved
from mate_core.payments.ledger import AccountKind, JournalEntry
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.payouts.errors import (
    AccountNotRegistered,
    NotEarned,
    NotVerifiedPartner,
    PasswordNeeded,
    WithdrawalMoveRefused,
    WithdrawalOnHold,
)
from mate_core.payments.payouts.withdrawal import Withdrawal, WithdrawalStatus
from mate_core.payments.policies import PaymentPolicy, PayoutPolicy
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from mate_core.shared.money import ZERO, Vnd
from tests.unit.payments.payouts import (
    DETAILS,
    EARNED,
    approved,
    colleague_of_admin,
    earner,
    exported,
    meet,
    requested,
)
from tests.unit.world import DAY, PASSWORD, World

OUT, LEFT = Vnd(600_000), Vnd(99_997)
BIG_RATE = Vnd(5_000_000)
"""Earns 17,500,000 VND in one meeting."""


async def entries(world: World, withdrawal: Withdrawal) -> list[JournalEntry]:
    async with world.store.open_read() as uow:
        return list(await uow.journal.of_subject(withdrawal.id))


def lines(entry: JournalEntry) -> dict[AccountKind, int]:
    return {posting.account.kind: posting.amount.amount for posting in entry.postings}


class TestEntries:
    """MONEY, "Journal entries", line by line."""

    async def test_requested(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await requested(world, partner)
        (entry,) = await entries(world, withdrawal)

        assert entry.reference == f"withdrawal:{withdrawal.id}:out"
        assert lines(entry) == {AccountKind.AVAILABLE: -600_000, AccountKind.WITHDRAWING: 600_000}
        assert await world.wallet(partner) == Wallet(
            partner.user_id, available=LEFT, withdrawing=OUT
        )

    async def test_paid(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await exported(world, partner)
        await world.app.payout_desk.paid(
            await world.admin(), withdrawal.id, bank_reference="FT1", reason="statement"
        )
        entry = (await entries(world, withdrawal))[-1]

        assert entry.reference == f"withdrawal:{withdrawal.id}:end"
        assert lines(entry) == {AccountKind.WITHDRAWING: -600_000, AccountKind.BANK: 600_000}
        assert await world.wallet(partner) == Wallet(partner.user_id, available=LEFT)
        await world.assert_books_are_clean()

    async def test_failed_by_two_people(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await exported(world, partner)
        failed = partial(
            world.app.payout_desk.failed, bank_reference="RT9", reason="closed account"
        )
        first = await failed(await world.admin(), withdrawal.id)
        during = await world.wallet(partner)
        second = await failed(await colleague_of_admin(world), withdrawal.id)
        entry = (await entries(world, withdrawal))[-1]

        assert (first.waits_for_second_person, during.withdrawing) == (True, OUT)
        assert second.withdrawal.status is WithdrawalStatus.FAILED
        assert entry.reference == f"withdrawal:{withdrawal.id}:end"
        assert lines(entry) == {AccountKind.WITHDRAWING: -600_000, AccountKind.AVAILABLE: 600_000}
        assert await world.wallet(partner) == Wallet(partner.user_id, available=EARNED)

    @pytest.mark.parametrize("way", ["reject", "cancel"])
    async def test_rejected_or_cancelled(self, world: World, way: str) -> None:
        partner = await earner(world)
        withdrawal = await requested(world, partner)
        if way == "cancel":
            await world.app.withdrawals.cancel(partner, withdrawal.id)
        else:
            await world.app.payout_desk.reject(
                await world.admin(), withdrawal.id, reason="wrong name"
            )
        entry = (await entries(world, withdrawal))[-1]

        assert entry.reference == f"withdrawal:{withdrawal.id}:end"
        assert lines(entry) == {AccountKind.WITHDRAWING: -600_000, AccountKind.AVAILABLE: 600_000}
        assert await world.wallet(partner) == Wallet(partner.user_id, available=EARNED)

    async def test_returned_after_paid_by_two_people(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await exported(world, partner)
        admin, desk = await world.admin(), world.app.payout_desk
        await desk.paid(admin, withdrawal.id, bank_reference="FT1", reason="statement")
        returned = partial(desk.returned, bank_reference="RT9", reason="came back")
        first = await returned(admin, withdrawal.id)
        await returned(await colleague_of_admin(world), withdrawal.id)
        entry = (await entries(world, withdrawal))[-1]

        assert first.waits_for_second_person
        assert entry.reference == f"withdrawal:{withdrawal.id}:returned"
        assert lines(entry) == {AccountKind.BANK: -600_000, AccountKind.AVAILABLE: 600_000}
        assert await world.wallet(partner) == Wallet(partner.user_id, available=EARNED)
        await world.assert_books_are_clean()

    async def test_books_stay_clean_while_it_is_on_its_way(self, world: World) -> None:
        await exported(world, await earner(world))

        await world.assert_books_are_clean()

    async def test_statement_names_each_step(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await exported(world, partner)
        await world.app.payout_desk.paid(
            await world.admin(), withdrawal.id, bank_reference="FT1", reason="statement"
        )
        page = await world.app.payments.transactions(partner, after=None, limit=2)

        assert [(item.type, item.amount, item.withdrawing) for item in page.items] == [
            ("WITHDRAWAL_PAID", ZERO, Vnd(-600_000)),
            ("WITHDRAWAL", Vnd(-600_000), Vnd(600_000)),
        ]


class TestOnlyEarnings:
    async def test_rule_8_gateway_money_never_leaves_for_a_bank(self, world: World) -> None:
        partner = await earner(world)
        await world.fund(partner, Vnd(5_000_000))

        with pytest.raises(NotEarned) as refused:
            await requested(world, partner, EARNED.amount + 1)
        assert refused.value.facts == {"withdrawable": EARNED.amount}
        await requested(world, partner, EARNED.amount)

    async def test_rule_8_spent_earnings_are_gone(self, world: World) -> None:
        partner = await earner(world)
        other = await world.partner()
        booking = await world.confirmed(partner, other)
        await world.fund(partner, Vnd(200_000))
        await world.app.checkout.pay_from_wallet(partner, booking.id, world.key(partner))

        assert await world.app.withdrawals.withdrawable(partner) == Vnd(95_000)

    async def test_withdrawn_earnings_are_not_earned_again(self, world: World) -> None:
        partner = await earner(world)
        await world.fund(partner, Vnd(5_000_000))
        withdrawal = await exported(world, partner)
        await world.app.payout_desk.paid(
            await world.admin(), withdrawal.id, bank_reference="FT1", reason="statement"
        )

        assert await world.app.withdrawals.withdrawable(partner) == LEFT

    async def test_undone_withdrawal_gives_the_earnings_back(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await requested(world, partner)
        before = await world.app.withdrawals.withdrawable(partner)
        await world.app.withdrawals.cancel(partner, withdrawal.id)

        assert (before, await world.app.withdrawals.withdrawable(partner)) == (LEFT, EARNED)

    async def test_rule_8_person_who_is_no_verified_partner_withdraws_nothing(
        self, world: World, user: Actor
    ) -> None:
        await world.fund(user, Vnd(1_000_000))

        with pytest.raises(NotVerifiedPartner):
            await requested(world, user)

    async def test_held_money_of_the_next_meeting_is_not_earned_yet(self, world: World) -> None:
        partner = await earner(world)
        await world.completed(await world.user(), partner)

        assert await world.app.withdrawals.withdrawable(partner) == EARNED


class TestHold:
    async def test_rule_20_withdrawal_waits_a_day_after_the_account_changed(
        self, world: World
    ) -> None:
        partner = await earner(world, account=False)
        await world.app.bank_accounts.change(partner, DETAILS, password=PASSWORD)
        world.pass_time(DAY - timedelta(seconds=1))
        with pytest.raises(WithdrawalOnHold):
            await requested(world, partner)
        world.pass_time(timedelta(seconds=1))

        assert (await requested(world, partner)).status is WithdrawalStatus.REQUESTED

    async def test_rule_20_it_waits_a_day_after_the_password_changed(self, world: World) -> None:
        partner = await earner(world)
        await world.app.passwords.change(partner, PASSWORD, "mưa rơi trên phố cổ")

        with pytest.raises(WithdrawalOnHold):
            await requested(world, partner, password="mưa rơi trên phố cổ")

    async def test_rule_20_it_waits_a_day_after_the_phone_was_verified(self, world: World) -> None:
        partner = await earner(world)
        async with world.store.open_uow() as uow:
            user = await uow.users.get_for_change(partner.user_id)
            changed, _ = user.activated(Channel.SMS, at=world.now)
            await uow.users.save(changed)
            await uow.commit()

        with pytest.raises(WithdrawalOnHold):
            await requested(world, partner)

    async def test_rule_20_money_goes_to_the_registered_account_only(self, world: World) -> None:
        partner = await earner(world)
        other = AccountDetails.parse("TCB", DETAILS.number, DETAILS.holder)

        with pytest.raises(AccountNotRegistered):
            await world.app.withdrawals.request(
                partner, OUT, other, password=None, key=world.key(partner)
            )

    async def test_rule_20_later_change_of_account_redirects_nothing(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await requested(world, partner)
        other = AccountDetails.parse("TCB", "999999999", DETAILS.holder)
        await world.app.bank_accounts.change(partner, other, password=PASSWORD)
        await world.app.payout_desk.approve(await world.admin(), withdrawal.id, reason="r")
        file = await world.app.payout_exchange.export(await world.admin(), reason="r")

        (ordered,) = world.parts.bank.orders[file.order.id]
        assert ordered.details == DETAILS


class TestStepUp:
    async def test_rule_20_above_ten_million_the_password_is_needed(self, world: World) -> None:
        partner = await earner(world, rate=BIG_RATE)
        with pytest.raises(PasswordNeeded):
            await requested(world, partner, 10_000_001)
        with pytest.raises(PasswordWrong):
            await requested(world, partner, 10_000_001, password="guessed")

        await requested(world, partner, 10_000_001, password=PASSWORD)

    async def test_rule_20_ten_million_goes_without(self, world: World) -> None:
        await requested(world, await earner(world, rate=BIG_RATE), 10_000_000)

    async def test_rule_20_above_twenty_million_a_day_the_password_is_needed(
        self, world: World
    ) -> None:
        partner = await earner(world, rate=BIG_RATE)
        await meet(world, partner)
        for _ in range(2):
            await requested(world, partner, 10_000_000)
        with pytest.raises(PasswordNeeded):
            await requested(world, partner, 50_000)
        world.pass_time(DAY)

        await requested(world, partner, 50_000)

    @pytest.mark.parametrize("amount", [49_999, 500_000_000])
    async def test_amount_must_be_worth_it_and_fit_one_transfer(
        self, world: World, amount: int
    ) -> None:
        with pytest.raises(AmountOutOfRange):
            await requested(world, await earner(world), amount)


class TestApproval:
    async def test_rule_16_five_million_by_one_person_more_by_two(self, world: World) -> None:
        partner = await earner(world, rate=BIG_RATE)
        small = await requested(world, partner, 5_000_000)
        large = await requested(world, partner, 5_000_001)
        admin, desk = await world.admin(), world.app.payout_desk
        one = await desk.approve(admin, small.id, reason="fine")
        two = await desk.approve(admin, large.id, reason="fine")
        last = await desk.approve(await colleague_of_admin(world), large.id, reason="fine")

        assert one.withdrawal.status is WithdrawalStatus.APPROVED
        assert two.withdrawal.status is WithdrawalStatus.REQUESTED
        assert last.withdrawal.status is WithdrawalStatus.APPROVED

    async def test_dry_run_changes_nothing(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await requested(world, partner)
        ruling = await world.app.payout_desk.approve(
            await world.admin(), withdrawal.id, reason="try", dry_run=True
        )

        assert ruling.withdrawal.status is WithdrawalStatus.APPROVED
        shown = await world.app.withdrawals.show(partner, withdrawal.id)
        assert shown.status is WithdrawalStatus.REQUESTED

    async def test_small_ones_can_be_approved_by_policy_large_ones_never(self) -> None:
        payouts = PayoutPolicy(automatic_up_to=Vnd(100_000_000))
        world = World(Policies(payments=PaymentPolicy(payouts=payouts)))
        partner = await earner(world, rate=BIG_RATE)
        small = await requested(world, partner, 7_000_000)
        large = await requested(world, partner, 10_000_001, password=PASSWORD)

        assert small.status is WithdrawalStatus.APPROVED
        assert large.status is WithdrawalStatus.REQUESTED


class TestOwner:
    async def test_same_key_answers_with_the_same_withdrawal(self, world: World) -> None:
        partner = await earner(world)
        key = world.key(partner, "withdraw")
        first, again = [
            await world.app.withdrawals.request(partner, OUT, DETAILS, password=None, key=key)
            for _ in range(2)
        ]

        assert first == again
        assert (await world.wallet(partner)).withdrawing == OUT

    async def test_others_do_not_see_or_cancel_it(self, world: World, user: Actor) -> None:
        withdrawal = await requested(world, await earner(world))

        with pytest.raises(NotFound):
            await world.app.withdrawals.show(user, withdrawal.id)
        with pytest.raises(NotFound):
            await world.app.withdrawals.cancel(user, withdrawal.id)

    async def test_rule_20_no_cancel_after_export(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await exported(world, partner)

        with pytest.raises(WithdrawalMoveRefused):
            await world.app.withdrawals.cancel(partner, withdrawal.id)

    async def test_approved_one_can_still_be_cancelled(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await approved(world, partner)
        await world.app.withdrawals.cancel(partner, withdrawal.id)

        assert (await world.wallet(partner)).available == EARNED

    async def test_money_that_is_on_its_way_cannot_be_spent(self, world: World) -> None:
        partner = await earner(world)
        await requested(world, partner)
        booking = await world.confirmed(partner, await world.partner())

        with pytest.raises(InsufficientFunds):
            await world.app.checkout.pay_from_wallet(partner, booking.id, world.key(partner))

    async def test_every_move_is_an_event(self, world: World) -> None:
        withdrawal = await exported(world, await earner(world))
        moves = world.events(WithdrawalMoved)

        assert [event.status for event in moves] == ["REQUESTED", "APPROVED", "EXPORTED"]
        assert {event.withdrawal_id for event in moves} == {withdrawal.id}
