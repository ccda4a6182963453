"""What every Withdrawals and every PayoutFiles repository must do."""

from __future__ import annotations

from typing import Any

import pytest

from mate_core.payments.payouts.withdrawal import GONE, Withdrawal, WithdrawalStatus
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import PayoutFileId, WithdrawalId
from mate_core.shared.money import ZERO, Vnd
from tests.contract.makers import (
    DAY,
    HOUR,
    MINUTE,
    NOBODY,
    NOW,
    a_refund,
    a_user,
    new_id,
)
from tests.contract.payout_makers import a_file, a_withdrawal, an_account, new_withdrawal
from tests.contract.stores import Store, StoreContract, assert_locks, committed

LATER = NOW + HOUR


async def ended(store: Store) -> list[Withdrawal]:
    """One withdrawal for each state that the table can reach, of one owner."""
    account, file = await an_account(store), await a_file(store)
    fresh = [new_withdrawal(account, requested_at=NOW + n * MINUTE) for n in range(8)]
    approved = [each.approve(at=LATER) for each in fresh[1:6]]
    sent = [each.export(file.order.id) for each in approved[1:]]
    paid = sent[1].pay("FT1", at=LATER)
    found = [
        fresh[0],
        approved[0],
        sent[0],
        paid,
        sent[2].fail("RT9", at=LATER),
        sent[3].pay("FT2", at=LATER).come_back("RT8", at=LATER),
        fresh[6].reject(at=LATER),
        fresh[7].cancel(at=LATER),
    ]
    async with store.open_uow() as uow:
        for each in found:
            await uow.withdrawals.add(each)
        await uow.commit()
    return found


class TestWithdrawals(StoreContract):
    async def test_every_state_comes_back_with_every_field(self, store: Store) -> None:
        found = await ended(store)
        assert [each.status for each in found] == list(WithdrawalStatus)

        async with store.open_read() as uow:
            for each in found:
                assert await uow.withdrawals.get(each.id) == each

    async def test_unknown_one_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.withdrawals.get(WithdrawalId(new_id()))
            with pytest.raises(NotFound):
                await uow.withdrawals.get_for_change(WithdrawalId(new_id()))

    async def test_save_moves_the_version_and_a_stale_one_is_refused(self, store: Store) -> None:
        withdrawal = await a_withdrawal(store)
        approved = withdrawal.approve(at=LATER)
        await committed(store, lambda uow: uow.withdrawals.save(approved))

        async with store.open_read() as uow:
            stored = await uow.withdrawals.get(withdrawal.id)
        assert (stored.status, stored.version) == (WithdrawalStatus.APPROVED, 1)
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.withdrawals.save(withdrawal.cancel(at=LATER)))

    async def test_row_stays_locked_until_the_end(self, store: Store) -> None:
        withdrawal = await a_withdrawal(store)

        await assert_locks(store, lambda uow: uow.withdrawals.get_for_change(withdrawal.id))

    async def test_gone_is_what_is_on_its_way_or_paid(self, store: Store) -> None:
        found = await ended(store)
        owner = found[0].owner
        since = found[2].requested_at

        async with store.open_read() as uow:
            ever = await uow.withdrawals.gone(owner)
            lately = await uow.withdrawals.gone(owner, since=since)
            nothing = await uow.withdrawals.gone(NOBODY)
        assert ever == Vnd(len(GONE) * 600_000)
        assert lately == Vnd(2 * 600_000)
        assert nothing == ZERO

    async def test_pages_by_owner_and_by_state_newest_first(self, store: Store) -> None:
        account = await an_account(store)
        old = await a_withdrawal(store, account)
        new = await a_withdrawal(store, account, requested_at=NOW + DAY)
        others = await a_withdrawal(store, requested_at=NOW + HOUR)
        done = await a_withdrawal(
            store,
            account,
            requested_at=NOW - DAY,
            status=WithdrawalStatus.CANCELLED,
            ended_at=NOW,
        )

        async with store.open_read() as uow:
            page = uow.withdrawals.page
            mine = await page(account.owner, status=None, after=None, limit=2)
            rest = await page(account.owner, status=None, after=mine.next, limit=2)
            waiting = await page(None, status=WithdrawalStatus.REQUESTED, after=None, limit=9)
            everything = await page(None, status=None, after=None, limit=9)
        assert (list(mine.items), list(rest.items), rest.next) == ([new, old], [done], None)
        assert list(waiting.items) == [new, others, old]
        assert list(everything.items) == [new, others, old, done]

    async def test_approved_ones_come_oldest_first_without_ones_own(self, store: Store) -> None:
        staff = await a_user(store)
        own = await an_account(store, staff)
        approved: dict[str, Any] = {"status": WithdrawalStatus.APPROVED, "approved_at": NOW}
        late = await a_withdrawal(store, requested_at=NOW + HOUR, **approved)
        early = await a_withdrawal(store, **approved)
        await a_withdrawal(store, own, **approved)
        await a_withdrawal(store)

        async with store.open_uow() as uow:
            both = await uow.withdrawals.approved_for_change(but=staff.id, limit=5, at=NOW)
            one = await uow.withdrawals.approved_for_change(but=staff.id, limit=1, at=NOW)
        assert (list(both), list(one)) == ([early, late], [early])


class TestRefundsThatGoByBank(StoreContract):
    async def test_one_of_a_refund_survives_and_a_second_is_refused(self, store: Store) -> None:
        refund = await a_refund(store)
        first = await a_withdrawal(store, refund_id=refund.id)

        async with store.open_read() as uow:
            assert await uow.withdrawals.get(first.id) == first
        with pytest.raises(ConcurrencyConflict):
            await a_withdrawal(store, refund_id=refund.id)

    async def test_one_that_was_undone_makes_room_for_another(self, store: Store) -> None:
        refund = await a_refund(store)
        first = await a_withdrawal(store, refund_id=refund.id)
        await committed(store, lambda uow: uow.withdrawals.save(first.reject(at=LATER)))

        second = await a_withdrawal(store, refund_id=refund.id)
        assert second.id != first.id

    async def test_rule_08_they_are_none_of_the_owners_earnings(self, store: Store) -> None:
        account, refund = await an_account(store), await a_refund(store)
        earned = await a_withdrawal(store, account)
        refunded = await a_withdrawal(
            store, account, refund_id=refund.id, requested_at=NOW + HOUR, amount=Vnd(5_000)
        )

        async with store.open_read() as uow:
            page = uow.withdrawals.page
            mine = await page(account.owner, status=None, after=None, limit=9, earnings_only=True)
            everything = await page(account.owner, status=None, after=None, limit=9)
            gone = await uow.withdrawals.gone(account.owner)
        assert (list(mine.items), list(everything.items)) == ([earned], [refunded, earned])
        assert gone == earned.amount


class TestPayoutFiles(StoreContract):
    async def test_bytes_come_back_as_they_were(self, store: Store) -> None:
        file = await a_file(store, content=bytes(range(256)))

        async with store.open_read() as uow:
            assert await uow.payout_files.get(file.order.id) == file
            with pytest.raises(NotFound):
                await uow.payout_files.get(PayoutFileId(new_id()))

    async def test_newest_come_first(self, store: Store) -> None:
        old, new = await a_file(store), await a_file(store, created_at=NOW + HOUR)

        async with store.open_read() as uow:
            first = await uow.payout_files.page(after=None, limit=1)
            rest = await uow.payout_files.page(after=first.next, limit=1)
        assert (list(first.items), list(rest.items), rest.next) == ([new.order], [old.order], None)
