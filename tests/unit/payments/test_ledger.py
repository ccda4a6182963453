"""Entries and wallets as values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.payments.errors import InsufficientFunds
from mate_core.payments.ledger import (
    PERSONAL,
    REVENUE,
    TAX_PAYABLE,
    Account,
    AccountKind,
    EntryKind,
    JournalEntry,
    Posting,
    Provider,
    available,
    deposit_postings,
    gateway,
    held,
    hold_postings,
    suspense_postings,
)
from mate_core.payments.wallet import Wallet, WalletChange, wallet_changes
from mate_core.shared.ids import EntryId, UserId
from mate_core.shared.money import ZERO, Vnd, total

AN, BINH = UserId(UUID(int=1)), UserId(UUID(int=2))
amounts = st.integers(1, 50_000_000).map(Vnd)


def entry(*postings: Posting) -> JournalEntry:
    return JournalEntry(
        id=EntryId(UUID(int=9)),
        code="TXN-1",
        reference="test:1",
        kind=EntryKind.DEPOSIT,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        postings=postings,
        subject_id=UUID(int=8),
    )


class TestEntry:
    def test_m28_postings_that_do_not_sum_to_zero_are_a_bug(self) -> None:
        with pytest.raises(ValueError, match="sum to zero"):
            entry(Posting(held(AN), Vnd(-1_725_000)), Posting(available(BINH), Vnd(1_500_000)))

    def test_single_entry_is_a_bug(self) -> None:
        with pytest.raises(ValueError, match="two postings"):
            entry(Posting(REVENUE, Vnd(1)))

    def test_posting_of_nothing_is_a_bug(self) -> None:
        with pytest.raises(ValueError, match="none of them zero"):
            entry(Posting(REVENUE, ZERO), Posting(TAX_PAYABLE, ZERO))

    @given(amounts)
    def test_every_kind_of_entry_sums_to_zero(self, amount: Vnd) -> None:
        for postings in (
            deposit_postings(Provider.VNPAY, AN, amount),
            suspense_postings(Provider.VNPAY, amount),
            hold_postings(AN, amount),
        ):
            assert total(posting.amount for posting in postings) == ZERO
            assert entry(*postings).postings == postings


class TestAccount:
    @pytest.mark.parametrize("kind", AccountKind)
    def test_personal_accounts_and_no_others_have_an_owner(self, kind: AccountKind) -> None:
        provider = Provider.VNPAY if kind is AccountKind.GATEWAY else None
        wrong = None if kind in PERSONAL else AN

        with pytest.raises(ValueError, match="owner"):
            Account(kind, wrong, provider)

    def test_only_the_gateway_has_a_provider(self) -> None:
        with pytest.raises(ValueError, match="provider"):
            Account(AccountKind.BANK, provider=Provider.VNPAY)
        with pytest.raises(ValueError, match="provider"):
            Account(AccountKind.GATEWAY)

    def test_names_are_those_of_the_books(self) -> None:
        assert gateway(Provider.VNPAY).name == "gateway:vnpay"
        assert REVENUE.name == "revenue"
        assert available(AN).name == f"available:{AN}"


class TestWallet:
    @pytest.mark.parametrize("balance", ["available", "held", "withdrawing"])
    def test_m2_balance_never_falls_below_zero(self, balance: str) -> None:
        change: dict[str, Any] = {balance: Vnd(-1)}

        with pytest.raises(InsufficientFunds):
            Wallet(AN).changed(WalletChange(AN, **change))

    def test_debt_is_zero_or_less(self) -> None:
        with pytest.raises(InsufficientFunds):
            Wallet(AN).changed(WalletChange(AN, receivable=Vnd(1)))

    def test_refusal_tells_what_is_there_and_what_is_needed(self) -> None:
        with pytest.raises(InsufficientFunds) as refused:
            Wallet(AN, available=Vnd(5)).changed(WalletChange(AN, available=Vnd(-7), held=Vnd(7)))
        assert refused.value.facts == {"needed": 7, "available": 5}

    @given(amounts, amounts)
    def test_change_moves_exactly_what_it_names(self, there: Vnd, more: Vnd) -> None:
        wallet = Wallet(AN, available=there).changed(WalletChange(AN, available=more))

        assert wallet == Wallet(AN, available=there + more)


class TestWalletChanges:
    def test_changes_come_sorted_by_person_and_platform_accounts_have_none(self) -> None:
        postings = (
            Posting(held(BINH), Vnd(-10)),
            Posting(available(AN), Vnd(7)),
            Posting(available(BINH), Vnd(1)),
            Posting(REVENUE, Vnd(2)),
        )

        assert wallet_changes(postings) == [
            WalletChange(AN, available=Vnd(7)),
            WalletChange(BINH, available=Vnd(1), held=Vnd(-10)),
        ]

    def test_two_postings_on_one_account_are_one_change(self) -> None:
        postings = (Posting(available(AN), Vnd(7)), Posting(available(AN), Vnd(-2)))

        assert wallet_changes(postings) == [WalletChange(AN, available=Vnd(5))]
