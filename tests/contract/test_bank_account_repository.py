"""What every BankAccounts repository must do."""

from __future__ import annotations

from dataclasses import replace

from mate_core.payments.payouts.bank_account import AccountDetails
from tests.contract.makers import DAY, NOW, a_user
from tests.contract.payout_makers import DETAILS, an_account, new_account
from tests.contract.stores import Store, StoreContract, committed


class TestBankAccounts(StoreContract):
    async def test_active_account_comes_back_with_every_field(self, store: Store) -> None:
        account = await an_account(store)

        async with store.open_read() as uow:
            assert await uow.bank_accounts.active(account.owner) == account

    async def test_person_without_one_has_none(self, store: Store) -> None:
        user = await a_user(store)

        async with store.open_read() as uow:
            assert await uow.bank_accounts.active(user.id) is None

    async def test_new_account_takes_the_place_of_the_former(self, store: Store) -> None:
        user = await a_user(store)
        await an_account(store, user)
        other = AccountDetails("TCB", "987654321", DETAILS.holder)
        newer = new_account(user, details=other, created_at=NOW + DAY)
        await committed(store, lambda uow: uow.bank_accounts.replace(newer))

        async with store.open_read() as uow:
            assert await uow.bank_accounts.active(user.id) == newer

    async def test_same_number_at_the_same_bank_is_shared_even_after_a_change(
        self, store: Store
    ) -> None:
        an, binh, chi = [await a_user(store) for _ in range(3)]
        await an_account(store, an)
        await an_account(store, binh)
        moved = replace(DETAILS, number="1111111")
        await an_account(store, binh, details=moved, created_at=NOW + DAY)
        await an_account(store, chi, details=replace(DETAILS, bank_code="TCB"))

        async with store.open_read() as uow:
            share = uow.bank_accounts.share_one
            assert await share(an.id, [binh.id])
            assert await share(binh.id, [chi.id, an.id])
            assert not await share(an.id, [chi.id])
            assert not await share(chi.id, [an.id, binh.id])

    async def test_account_for_once_is_never_the_active_one_and_tells_who_shares_it(
        self, store: Store
    ) -> None:
        user, other = await a_user(store), await a_user(store)
        earnings = await an_account(store, user)
        await an_account(store, other, details=replace(DETAILS, number="777777"))
        once = new_account(user, details=replace(DETAILS, number="777777"), replaced_at=NOW)
        await committed(store, lambda uow: uow.bank_accounts.add_for_once(once))

        async with store.open_read() as uow:
            assert await uow.bank_accounts.active(user.id) == earnings
            assert await uow.bank_accounts.share_one(other.id, [user.id])

    async def test_nobody_shares_with_himself(self, store: Store) -> None:
        account = await an_account(store)

        async with store.open_read() as uow:
            assert not await uow.bank_accounts.share_one(account.owner, [account.owner])
            assert not await uow.bank_accounts.share_one(account.owner, [])
