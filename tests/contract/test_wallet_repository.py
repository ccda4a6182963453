"""What every Wallets repository must do."""

from __future__ import annotations

from typing import Any

import pytest

from mate_core.payments.errors import InsufficientFunds
from mate_core.payments.wallet import Wallet, WalletChange
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.contract.makers import NOBODY, a_user
from tests.contract.stores import Store, StoreContract, assert_locks, committed


async def wallet_of(store: Store, owner: UserId) -> Wallet:
    async with store.open_read() as uow:
        return await uow.wallets.get(owner)


def change_of(owner: UserId, balance: str, amount: int) -> WalletChange:
    moved: dict[str, Any] = {balance: Vnd(amount)}
    return WalletChange(owner, **moved)


async def filled(store: Store, amount: int) -> UserId:
    """A person with `amount` dong available."""
    owner = (await a_user(store)).id
    await committed(
        store, lambda uow: uow.wallets.apply([WalletChange(owner, available=Vnd(amount))])
    )
    return owner


class TestWallets(StoreContract):
    async def test_new_wallet_is_empty(self, store: Store) -> None:
        owner = (await a_user(store)).id

        assert await wallet_of(store, owner) == Wallet(owner)

    async def test_unknown_wallet_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.wallets.get(NOBODY)
            with pytest.raises(NotFound):
                await uow.wallets.get_for_change(NOBODY)

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        owner = (await a_user(store)).id
        await assert_locks(store, lambda uow: uow.wallets.get_for_change(owner))

    async def test_every_balance_moves(self, store: Store) -> None:
        owner = (await a_user(store)).id
        change = WalletChange(owner, Vnd(5), Vnd(4), Vnd(3), Vnd(-2))
        await committed(store, lambda uow: uow.wallets.apply([change]))

        assert await wallet_of(store, owner) == Wallet(owner, Vnd(5), Vnd(4), Vnd(3), Vnd(-2))

    async def test_changes_add_up(self, store: Store) -> None:
        owner = await filled(store, 100)
        hold = WalletChange(owner, available=Vnd(-40), held=Vnd(40))
        await committed(
            store, lambda uow: uow.wallets.apply([hold]), lambda uow: uow.wallets.apply([hold])
        )

        assert await wallet_of(store, owner) == Wallet(owner, Vnd(20), Vnd(80))

    async def test_changes_of_several_people_come_together(self, store: Store) -> None:
        payer, payee = sorted([await filled(store, 100), await filled(store, 0)])
        await committed(
            store,
            lambda uow: uow.wallets.apply(
                [WalletChange(payer, held=Vnd(7)), WalletChange(payee, available=Vnd(9))]
            ),
        )

        assert (await wallet_of(store, payer)).held == Vnd(7)
        assert (await wallet_of(store, payee)).available >= Vnd(9)

    async def test_sums_beyond_32_bits_survive(self, store: Store) -> None:
        owner = await filled(store, 9_000_000_000_000)

        assert (await wallet_of(store, owner)).available == Vnd(9_000_000_000_000)

    @pytest.mark.parametrize("balance", ["available", "held", "withdrawing"])
    async def test_m2_balance_cannot_fall_below_zero(self, store: Store, balance: str) -> None:
        owner = (await a_user(store)).id
        up, down = change_of(owner, balance, 10), change_of(owner, balance, -11)
        await committed(store, lambda uow: uow.wallets.apply([up]))

        with pytest.raises(InsufficientFunds):
            await committed(store, lambda uow: uow.wallets.apply([down]))
        assert getattr(await wallet_of(store, owner), balance) == Vnd(10)

    async def test_debt_cannot_become_a_claim(self, store: Store) -> None:
        owner = (await a_user(store)).id
        too_much = WalletChange(owner, receivable=Vnd(1))

        with pytest.raises(InsufficientFunds):
            await committed(store, lambda uow: uow.wallets.apply([too_much]))

    async def test_last_dong_can_be_spent(self, store: Store) -> None:
        owner = await filled(store, 804_997)
        spend = WalletChange(owner, available=Vnd(-804_997), held=Vnd(804_997))
        await committed(store, lambda uow: uow.wallets.apply([spend]))

        assert await wallet_of(store, owner) == Wallet(owner, held=Vnd(804_997))

    async def test_m3_refused_change_leaves_nothing_of_its_transaction(self, store: Store) -> None:
        rich, poor = await filled(store, 100), await filled(store, 0)
        take, miss = WalletChange(rich, held=Vnd(1)), WalletChange(poor, available=Vnd(-1))
        with pytest.raises(InsufficientFunds):
            await committed(
                store, lambda uow: uow.wallets.apply([take]), lambda uow: uow.wallets.apply([miss])
            )

        assert await wallet_of(store, rich) == Wallet(rich, available=Vnd(100))
