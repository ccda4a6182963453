"""What every Auditor must do: tell right books from wrong ones."""

from __future__ import annotations

from mate_core.payments.books.ports import Books
from mate_core.payments.capture import Capture
from mate_core.payments.escrow import (
    Escrow,
    hold_reference,
    release_at,
    settlement_postings,
    settlement_reference,
)
from mate_core.payments.intent import SuspenseCause, SuspenseItem, SuspenseOwner
from mate_core.payments.ledger import (
    EntryKind,
    Posting,
    Provider,
    deposit_postings,
    gateway,
    hold_postings,
    receivable,
    suspense_postings,
)
from mate_core.payments.payouts.bank_account import BankAccount
from mate_core.payments.payouts.withdrawal import CAME_BACK, PAID, TAKEN_OUT
from mate_core.payments.policies import RESIDENT
from mate_core.payments.refunds.model import (
    Refund,
    RefundStatus,
    end_postings,
    refund_out_postings,
)
from mate_core.payments.wallet import WalletChange
from mate_core.shared.ids import BankAccountId
from mate_core.shared.money import Vnd
from tests.contract.makers import (
    DAY,
    NOW,
    a_booking,
    a_capture,
    a_refund,
    an_escrow,
    an_intent,
    booked,
    new_entry,
    new_id,
    new_refund,
)
from tests.contract.payout_makers import DETAILS, a_file, an_account, new_withdrawal
from tests.contract.stores import Store, StoreContract, committed


async def a_paid_escrow(store: Store) -> Escrow:
    """804,997 VND deposited and held, with all entries."""
    booking = await a_booking(store)
    await booked(store, *deposit_postings(Provider.VNPAY, booking.user_id, Vnd(804_997)))
    escrow = await an_escrow(store, booking, instruction=release_at(NOW))
    await booked(
        store,
        *hold_postings(escrow.payer, escrow.amount),
        reference=hold_reference(escrow.id, 0),
        kind=EntryKind.HOLD,
        subject_id=escrow.id,
    )
    return escrow


async def settle(store: Store, escrow: Escrow) -> None:
    settled, _ = escrow.settle(rates=RESIDENT, at=NOW)
    assert settled.settled is not None
    await committed(store, lambda uow: uow.escrows.save(settled))
    await booked(
        store,
        *settlement_postings(escrow, settled.settled),
        reference=settlement_reference(escrow.id),
        kind=EntryKind.SETTLEMENT,
        subject_id=escrow.id,
    )


def assert_clean(books: Books) -> None:
    assert books.sum_of_postings == 0
    assert list(books.unbalanced_entries) == []
    assert list(books.wallet_differences) == []
    assert list(books.escrow_differences) == []
    assert books.suspense_difference == 0
    assert list(books.withdrawing_differences) == []
    assert list(books.bank_differences) == []
    assert list(books.receivable_differences) == []


class TestAuditor(StoreContract):
    async def test_empty_books_are_clean(self, store: Store) -> None:
        books = await store.auditor.books()

        assert_clean(books)
        assert (books.entries, books.postings, books.escrows) == (0, 0, 0)
        assert list(books.accounts) == []

    async def test_held_money_is_clean(self, store: Store) -> None:
        await a_paid_escrow(store)
        books = await store.auditor.books()

        assert_clean(books)
        assert (books.entries, books.postings, books.escrows) == (2, 4, 1)
        assert dict(books.accounts) == {
            "available": 0,
            "gateway:vnpay": -804_997,
            "held": 804_997,
        }

    async def test_m1_released_money_is_clean_and_the_fee_has_a_place(self, store: Store) -> None:
        await settle(store, await a_paid_escrow(store))
        books = await store.auditor.books()

        assert_clean(books)
        assert dict(books.accounts) == {
            "available": 650_997,
            "gateway:vnpay": -804_997,
            "held": 0,
            "revenue": 105_000,
            "tax_payable": 49_000,
        }

    async def test_accounts_are_listed_by_name(self, store: Store) -> None:
        await settle(store, await a_paid_escrow(store))
        names = [name for name, _ in (await store.auditor.books()).accounts]

        assert names == sorted(names)

    async def test_wallet_that_moved_without_an_entry_is_reported(self, store: Store) -> None:
        escrow = await a_paid_escrow(store)
        await committed(store, lambda uow: uow.wallets.apply([WalletChange(escrow.payee, Vnd(1))]))
        (difference,) = (await store.auditor.books()).wallet_differences

        assert str(escrow.payee) in difference

    async def test_entry_that_moved_no_wallet_is_reported(self, store: Store) -> None:
        escrow = await a_paid_escrow(store)
        entry = new_entry(*deposit_postings(Provider.VNPAY, escrow.payee, Vnd(5)))
        await committed(store, lambda uow: uow.journal.add(entry))
        (difference,) = (await store.auditor.books()).wallet_differences

        assert str(escrow.payee) in difference

    async def test_m3_escrow_without_its_hold_is_reported(self, store: Store) -> None:
        escrow = await an_escrow(store)
        (difference,) = (await store.auditor.books()).escrow_differences

        assert str(escrow.id) in difference

    async def test_settled_escrow_without_its_settlement_is_reported(self, store: Store) -> None:
        escrow = await a_paid_escrow(store)
        settled, _ = escrow.settle(rates=RESIDENT, at=NOW)
        await committed(store, lambda uow: uow.escrows.save(settled))
        (difference,) = (await store.auditor.books()).escrow_differences

        assert str(escrow.id) in difference

    async def test_settlement_of_an_escrow_that_is_still_held_is_reported(
        self, store: Store
    ) -> None:
        escrow = await a_paid_escrow(store)
        settled, _ = escrow.settle(rates=RESIDENT, at=NOW)
        assert settled.settled is not None
        await booked(
            store,
            *settlement_postings(escrow, settled.settled),
            reference=settlement_reference(escrow.id),
            kind=EntryKind.SETTLEMENT,
            subject_id=escrow.id,
        )
        (difference,) = (await store.auditor.books()).escrow_differences

        assert str(escrow.id) in difference

    async def test_suspense_equals_its_open_rows(self, store: Store) -> None:
        intent = await an_intent(store)
        await booked(store, *suspense_postings(Provider.VNPAY, Vnd(800_000)))
        before = await store.auditor.books()
        item = SuspenseItem(
            id=new_id(),
            provider=Provider.VNPAY,
            vendor_transaction="14226112",
            intent_id=intent.id,
            payer=intent.payer,
            amount=Vnd(800_000),
            cause=SuspenseCause.WRONG_AMOUNT,
            owner=SuspenseOwner.FINANCE,
            opened_at=NOW,
            due_at=NOW + DAY,
        )
        await committed(store, lambda uow: uow.suspense.add(item))

        assert before.suspense_difference == 800_000
        assert_clean(await store.auditor.books())

    async def test_abandoned_entries_do_not_count(self, store: Store) -> None:
        escrow = await a_paid_escrow(store)
        async with store.open_uow() as uow:
            await uow.wallets.apply([WalletChange(escrow.payee, Vnd(1))])
        books = await store.auditor.books()

        assert_clean(books)

    async def test_withdrawing_equals_open_withdrawals(self, store: Store) -> None:
        account = await an_account(store)
        await booked(store, *deposit_postings(Provider.VNPAY, account.owner, Vnd(600_000)))
        withdrawal = new_withdrawal(account)
        await booked(store, *TAKEN_OUT.postings(withdrawal), kind=TAKEN_OUT.of_earnings)
        (difference,) = (await store.auditor.books()).withdrawing_differences
        await committed(store, lambda uow: uow.withdrawals.add(withdrawal))

        assert str(account.owner) in difference
        assert_clean(await store.auditor.books())

    async def test_bank_equals_paid_withdrawals(self, store: Store) -> None:
        account, file = await an_account(store), await a_file(store)
        await booked(store, *deposit_postings(Provider.VNPAY, account.owner, Vnd(600_000)))
        sent = new_withdrawal(account).approve(at=NOW).export(file.order.id)
        await booked(store, *TAKEN_OUT.postings(sent), kind=TAKEN_OUT.of_earnings)
        await booked(store, *PAID.postings(sent), kind=PAID.of_earnings)
        (difference,) = (await store.auditor.books()).bank_differences
        await committed(store, lambda uow: uow.withdrawals.add(sent.pay("FT1", at=NOW)))
        paid = await store.auditor.books()
        await booked(store, *CAME_BACK.postings(sent), kind=CAME_BACK.of_earnings)
        (returned,) = (await store.auditor.books()).bank_differences

        assert "600000 VND at the bank, those paid sum to 0 VND" in difference
        assert_clean(paid)
        assert "0 VND at the bank, those paid sum to 600000 VND" in returned


async def a_captured_payment(store: Store) -> Capture:
    """804,997 VND that came and are in the wallet, with entry and capture."""
    intent = await an_intent(store)
    capture = await a_capture(store, intent)
    await booked(
        store, *deposit_postings(Provider.VNPAY, intent.payer, capture.amount), subject_id=intent.id
    )
    return capture


async def send_back(store: Store, capture: Capture, *, status: RefundStatus) -> Refund:
    """The whole of it, set aside by its entry; `status` says how far it is."""
    ended = status is RefundStatus.DONE
    refund = await a_refund(
        store,
        capture,
        status=status,
        next_at=None if ended else NOW,
        ended_at=NOW if ended else None,
    )
    await committed(store, lambda uow: uow.captures.save(capture.taken_back(capture.amount)))
    await booked(
        store,
        *refund_out_postings(capture.payer, capture.amount),
        kind=EntryKind.REFUND,
        subject_id=capture.intent_id,
    )
    return refund


class TestReturns(StoreContract):
    async def test_captured_payment_is_clean(self, store: Store) -> None:
        await a_captured_payment(store)
        books = await store.auditor.books()

        assert_clean(books)
        assert list(books.capture_differences) == []

    async def test_refund_on_its_way_and_at_its_end_is_clean(self, store: Store) -> None:
        capture = await a_captured_payment(store)
        refund = await send_back(store, capture, status=RefundStatus.SENT)
        under_way = await store.auditor.books()
        done = refund.done("R1", "00", at=NOW)
        await committed(store, lambda uow: uow.refunds.save(done))
        await booked(
            store,
            *end_postings(done),
            kind=EntryKind.REFUND_DONE,
            subject_id=capture.intent_id,
        )
        ended = await store.auditor.books()

        for books in (under_way, ended):
            assert_clean(books)
            assert list(books.capture_differences) == []

    async def test_withdrawing_without_an_open_refund_is_reported(self, store: Store) -> None:
        capture = await a_captured_payment(store)
        await send_back(store, capture, status=RefundStatus.DONE)
        (difference,) = (await store.auditor.books()).withdrawing_differences

        assert str(capture.payer) in difference

    async def test_rule_08_refused_refund_that_went_by_bank_is_clean(self, store: Store) -> None:
        capture, file = await a_captured_payment(store), await a_file(store)
        refund = await a_refund(
            store, capture, status=RefundStatus.BY_BANK, next_at=None, ended_at=NOW
        )
        (untaken,) = (await store.auditor.books()).capture_differences
        await committed(store, lambda uow: uow.captures.save(capture.taken_back(capture.amount)))
        account = BankAccount(BankAccountId(new_id()), capture.payer, DETAILS, NOW, replaced_at=NOW)
        await committed(store, lambda uow: uow.bank_accounts.add_for_once(account))
        sent = new_withdrawal(account, amount=capture.amount, refund_id=refund.id)
        paid = sent.approve(at=NOW).export(file.order.id).pay("FT1", at=NOW)
        await booked(store, *TAKEN_OUT.postings(sent), kind=EntryKind.REFUND_PAYOUT)
        await booked(store, *PAID.postings(sent), kind=EntryKind.REFUND_PAYOUT_PAID)
        (unpaid,) = (await store.auditor.books()).bank_differences
        await committed(store, lambda uow: uow.withdrawals.add(paid))
        books = await store.auditor.books()

        assert str(capture.id) in untaken
        assert "those paid sum to 0 VND" in unpaid
        assert_clean(books)
        assert list(books.capture_differences) == []

    async def test_open_refund_without_its_entry_is_reported(self, store: Store) -> None:
        capture = await a_captured_payment(store)
        await a_refund(store, capture)
        (difference,) = (await store.auditor.books()).withdrawing_differences

        assert str(capture.payer) in difference

    async def test_deposit_without_its_capture_is_reported(self, store: Store) -> None:
        intent = await an_intent(store)
        await booked(
            store, *deposit_postings(Provider.VNPAY, intent.payer, Vnd(5)), subject_id=intent.id
        )
        (difference,) = (await store.auditor.books()).capture_differences

        assert str(intent.id) in difference

    async def test_rule_08_more_gone_back_than_came_is_reported(self, store: Store) -> None:
        capture = await a_captured_payment(store)
        refund = new_refund(capture, amount=capture.amount + Vnd(1), status=RefundStatus.DONE)
        await booked(store, *deposit_postings(Provider.VNPAY, capture.payer, Vnd(1)))
        await booked(
            store,
            *refund_out_postings(capture.payer, refund.amount),
            kind=EntryKind.REFUND,
            subject_id=capture.intent_id,
        )
        await booked(
            store,
            *end_postings(refund),
            kind=EntryKind.REFUND_DONE,
            subject_id=capture.intent_id,
        )
        found = [
            each
            for each in (await store.auditor.books()).capture_differences
            if str(capture.intent_id) in each
        ]

        assert len(found) == 1

    async def test_capture_that_shows_more_going_back_than_its_refunds_is_reported(
        self, store: Store
    ) -> None:
        capture = await a_captured_payment(store)
        await committed(store, lambda uow: uow.captures.save(capture.taken_back(Vnd(1))))
        (difference,) = (await store.auditor.books()).capture_differences

        assert str(capture.id) in difference

    async def test_receivable_without_its_chargeback_is_reported(self, store: Store) -> None:
        capture = await a_captured_payment(store)
        await booked(
            store,
            Posting(gateway(Provider.VNPAY), Vnd(5)),
            Posting(receivable(capture.payer), Vnd(-5)),
            kind=EntryKind.CHARGEBACK,
            subject_id=capture.intent_id,
        )
        (difference,) = (await store.auditor.books()).receivable_differences

        assert str(capture.payer) in difference
