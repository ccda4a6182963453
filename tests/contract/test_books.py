"""What every store must tell of the books: sums, statements, taxes and settlement files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest

from mate_core.payments.books.reader import AccountMovement, Arrival, EscrowTally, PartnerTax
from mate_core.payments.books.reconciliation import (
    RowStatus,
    SettlementContent,
    SettlementFile,
    SettlementRow,
    settlement_batch_postings,
)
from mate_core.payments.books.statements import EARLIEST, LATEST, Turnover
from mate_core.payments.books.taxes import ResidencyRecord, TaxKind, remittance_postings
from mate_core.payments.escrow import (
    Escrow,
    Freeze,
    FreezeCause,
    release_at,
    settlement_postings,
    settlement_reference,
)
from mate_core.payments.ledger import (
    EntryKind,
    Posting,
    Provider,
    available,
    deposit_postings,
    deposit_reference,
    hold_postings,
    suspense_postings,
)
from mate_core.payments.policies import NO_TAX, RESIDENT, Residency, TaxRates
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.wallet import WalletChange
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.pages import Cursor
from mate_core.shared.time import Period
from tests.contract.makers import (
    DAY,
    HOUR,
    NOW,
    a_partner,
    a_user,
    an_escrow,
    an_intent,
    booked,
    new_id,
)
from tests.contract.stores import Store, StoreContract, committed

VNPAY = Provider.VNPAY
TODAY = Period(NOW, NOW + DAY)


async def settled(
    store: Store, escrow: Escrow, *, at: datetime = NOW, rates: TaxRates = RESIDENT
) -> Escrow:
    """Closed with its entry in the journal; the payer's money is there for it."""
    after, _ = escrow.instructed(release_at(at)).settle(rates=rates, at=at)
    assert after.settled is not None
    held = WalletChange(escrow.payer, held=escrow.amount)
    await committed(
        store, lambda uow: uow.wallets.apply([held]), lambda uow: uow.escrows.save(after)
    )
    await booked(
        store,
        *settlement_postings(escrow, after.settled),
        kind=EntryKind.SETTLEMENT,
        reference=settlement_reference(escrow.id),
        subject_id=escrow.id,
        at=at,
    )
    return after


async def moved(uow: PaymentsUow, change: WalletChange) -> None:
    await uow.wallets.apply([change])


async def recorded(uow: PaymentsUow, record: ResidencyRecord) -> None:
    await uow.tax_residencies.add(record)


async def imported(uow: PaymentsUow, file: SettlementFile) -> None:
    await uow.settlement_files.add(file)


class TestMovements(StoreContract):
    async def test_account_opens_with_what_was_before_and_closes_with_the_sum(
        self, store: Store
    ) -> None:
        user = (await a_user(store)).id
        for at, amount in ((NOW - HOUR, 100), (NOW, 20), (NOW + DAY, 3)):
            await booked(store, *deposit_postings(VNPAY, user, Vnd(amount)), at=at)
        content = SettlementContent("B", [row_of(amount=Vnd(15), fee=Vnd(5))])
        postings = settlement_batch_postings(VNPAY, content)
        await booked(store, *postings, kind=EntryKind.VENDOR_SETTLEMENT, at=NOW + HOUR)

        assert await store.book_reader.movements(TODAY) == [
            AccountMovement("bank", ZERO, ZERO, Vnd(-10)),
            AccountMovement("fees_paid", ZERO, ZERO, Vnd(-5)),
            AccountMovement("gateway:vnpay", Vnd(-100), Vnd(15), Vnd(-20)),
        ]

    async def test_empty_books_have_no_movements(self, store: Store) -> None:
        assert await store.book_reader.movements(TODAY) == []


class TestStanding(StoreContract):
    async def test_empty_store_stands_at_nothing(self, store: Store) -> None:
        standing = await store.book_reader.standing(at=NOW)

        assert (standing.available, standing.held) == (ZERO, ZERO)
        assert standing.open_escrows == EscrowTally(0, ZERO)

    async def test_wallets_are_added_up(self, store: Store) -> None:
        for _ in range(2):
            owner = (await a_user(store)).id
            change = WalletChange(owner, Vnd(10), Vnd(5), Vnd(2), Vnd(-1))
            await committed(store, partial(moved, change=change))

        told = await store.book_reader.standing(at=NOW)
        assert (told.available, told.held, told.withdrawing, told.receivable) == (
            Vnd(20),
            Vnd(10),
            Vnd(4),
            Vnd(-2),
        )

    async def test_escrows_are_told_by_when_they_are_due(self, store: Store) -> None:
        due = (NOW, NOW - HOUR, NOW + DAY, NOW + DAY + timedelta(seconds=1), None)
        made = [
            await an_escrow(store, instruction=None if at is None else release_at(at)) for at in due
        ]
        freeze = Freeze(new_id(), made[0].id, FreezeCause.STAFF, "a question", NOW, None)
        await committed(store, lambda uow: uow.escrows.add_freeze(freeze))
        done = await an_escrow(store, instruction=release_at(NOW - DAY))
        await settled(store, done)

        told = await store.book_reader.standing(at=NOW)
        one = EscrowTally(1, made[0].amount)
        assert told.open_escrows == EscrowTally(5, Vnd(5 * made[0].amount.amount))
        assert (told.due_soon, told.overdue, told.frozen) == (one, one, one)


class TestTaxes(StoreContract):
    async def test_payees_are_told_with_what_was_withheld(self, store: Store) -> None:
        first, second = await an_escrow(store), await an_escrow(store)
        for escrow in (first, second):
            await settled(store, escrow)
        await settled(store, await an_escrow(store), rates=NO_TAX)
        await settled(store, await an_escrow(store), at=NOW + DAY)

        rows = [
            PartnerTax(escrow.payee, 1, Vnd(699_997), Vnd(35_000), Vnd(14_000))
            for escrow in sorted((first, second), key=lambda escrow: escrow.payee)
        ]
        assert await store.book_reader.taxes(TODAY) == rows
        assert await store.book_reader.taxes_posted(TODAY) == {
            "VAT": Vnd(70_000),
            "PIT": Vnd(28_000),
        }

    async def test_what_was_paid_on_is_not_taken_off(self, store: Store) -> None:
        await settled(store, await an_escrow(store))
        postings = remittance_postings(TaxKind.VAT, Vnd(35_000))
        await booked(store, *postings, kind=EntryKind.TAX)

        assert (await store.book_reader.taxes_posted(TODAY))["VAT"] == Vnd(35_000)


class TestResidencies(StoreContract):
    @staticmethod
    def record(person: UserId, residency: Residency, since: datetime) -> ResidencyRecord:
        return ResidencyRecord(person, residency, since, NOW, person, "passport seen")

    async def test_newest_record_in_force_counts(self, store: Store) -> None:
        person, other = (await a_user(store)).id, (await a_user(store)).id
        for since, residency in (
            (NOW - DAY, Residency.NON_RESIDENT),
            (NOW, Residency.RESIDENT),
            (NOW + DAY, Residency.NON_RESIDENT),
        ):
            record = self.record(person, residency, since)
            await committed(store, partial(recorded, record=record))

        async with store.open_read() as uow:
            people = [person, other]
            told = [
                await uow.tax_residencies.in_force(people, at=at)
                for at in (NOW - 2 * DAY, NOW - HOUR, NOW, NOW + DAY)
            ]
        assert told == [
            {},
            {person: Residency.NON_RESIDENT},
            {person: Residency.RESIDENT},
            {person: Residency.NON_RESIDENT},
        ]

    async def test_second_record_of_the_same_instant_is_a_conflict(self, store: Store) -> None:
        record = self.record((await a_user(store)).id, Residency.RESIDENT, NOW)
        await committed(store, lambda uow: uow.tax_residencies.add(record))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.tax_residencies.add(record))


def row_of(name: str = "T1", **changes: Any) -> SettlementRow:
    row = SettlementRow(
        line_no=2,
        vendor_transaction=name,
        merchant_reference=f"ref-{name}",
        amount=Vnd(804_997),
        fee=Vnd(8_855),
        status=RowStatus.PAID,
        happened_at=NOW,
    )
    return replace(row, **changes)


async def new_file(store: Store, *rows: SettlementRow, **changes: Any) -> SettlementFile:
    file = SettlementFile(
        id=new_id(),
        provider=VNPAY,
        digest=f"{new_id().int:064x}",
        name="settled.csv",
        content=SettlementContent(changes.pop("batch", "B1"), list(rows)),
        imported_at=NOW,
        imported_by=(await a_user(store)).id,
    )
    return replace(file, **changes)


class TestSettlementFiles(StoreContract):
    async def test_file_is_found_by_its_digest_with_all_its_rows(self, store: Store) -> None:
        rows = [row_of(f"T{n}", line_no=n, status=status) for n, status in enumerate(RowStatus, 2)]
        file = await new_file(store, *rows)
        await committed(store, lambda uow: uow.settlement_files.add(file))

        async with store.open_read() as uow:
            assert await uow.settlement_files.by_digest(VNPAY, file.digest) == file
            assert await uow.settlement_files.by_digest(VNPAY, "other") is None

    @pytest.mark.parametrize("same", ["digest", "batch"])
    async def test_digest_and_batch_are_taken_once(self, store: Store, same: str) -> None:
        first = await new_file(store, row_of())
        twin = await new_file(store, row_of("T2"), batch="B1" if same == "batch" else "B2")
        if same == "digest":
            twin = replace(twin, digest=first.digest)
        await committed(store, lambda uow: uow.settlement_files.add(first))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.settlement_files.add(twin))

    async def test_rows_of_all_files_come_by_time(self, store: Store) -> None:
        late = row_of("late", happened_at=NOW + HOUR)
        early = row_of("early", happened_at=NOW)
        outside = [row_of("before", happened_at=NOW - timedelta(microseconds=1), line_no=3),
                   row_of("after", happened_at=NOW + DAY, line_no=4)]  # fmt: skip
        for file in (
            await new_file(store, late, *outside),
            await new_file(store, early, batch="2"),
        ):
            await committed(store, partial(imported, file=file))

        async with store.open_read() as uow:
            assert await uow.settlement_files.rows(VNPAY, TODAY) == [early, late]


class TestArrivals(StoreContract):
    async def test_deposits_and_suspended_money_are_told_by_the_vendors_name(
        self, store: Store
    ) -> None:
        user = (await a_user(store)).id
        for name, at, suspended in (
            ("T2", NOW + HOUR, True),
            ("T1", NOW, False),
            ("OLD", NOW - HOUR, False),
        ):
            amount = Vnd(50_000)
            postings = (
                suspense_postings(VNPAY, amount)
                if suspended
                else deposit_postings(VNPAY, user, amount)
            )
            await booked(
                store,
                *postings,
                kind=EntryKind.SUSPENSE if suspended else EntryKind.DEPOSIT,
                reference=deposit_reference(VNPAY, name),
                subject_id=IntentId(UserId(user)),
                at=at,
            )
        await booked(store, *deposit_postings(VNPAY, user, Vnd(5)), reference="other:1")

        told = await store.book_reader.arrivals(VNPAY, TODAY)
        assert told == [
            Arrival("T1", IntentId(user), Vnd(50_000), NOW),
            Arrival("T2", IntentId(user), Vnd(50_000), NOW + HOUR),
        ]

    async def test_attempts_come_by_when_they_were_made(self, store: Store) -> None:
        second = await an_intent(store, created_at=NOW + HOUR)
        first = await an_intent(store, created_at=NOW)
        await an_intent(store, created_at=NOW - HOUR)
        await an_intent(store, created_at=NOW + DAY)

        async with store.open_read() as uow:
            assert await uow.intents.opened_within(VNPAY, TODAY) == [first, second]


class TestStatements(StoreContract):
    async def test_balance_after_an_entry_counts_everything_older(self, store: Store) -> None:
        owner = (await a_user(store)).id
        entries = [
            await booked(store, *deposit_postings(VNPAY, owner, Vnd(amount)), at=at)
            for amount, at in ((100, NOW), (20, NOW), (3, NOW + HOUR))
        ]
        hold = await booked(
            store, *hold_postings(owner, Vnd(23)), kind=EntryKind.HOLD, at=NOW + 2 * HOUR
        )

        async with store.open_read() as uow:
            balances = [
                await uow.journal.available_through(owner, Cursor(entry.at, entry.id))
                for entry in (*entries, hold)
            ]
        assert balances == [Vnd(100), Vnd(120), Vnd(123), Vnd(100)]

    async def test_entries_within_days_come_newest_first_in_pages(self, store: Store) -> None:
        owner = (await a_user(store)).id
        inside = [
            await booked(store, *deposit_postings(VNPAY, owner, Vnd(n + 1)), at=NOW + n * HOUR)
            for n in range(3)
        ]
        for at in (NOW - HOUR, NOW + DAY):
            await booked(store, *deposit_postings(VNPAY, owner, Vnd(9)), at=at)

        async with store.open_read() as uow:
            first = await uow.journal.of_person_within(
                owner, since=NOW, until=NOW + DAY, after=None, limit=2
            )
            rest = await uow.journal.of_person_within(
                owner, since=NOW, until=NOW + DAY, after=first.next, limit=2
            )
            everything = await uow.journal.of_person_within(
                owner, since=EARLIEST, until=LATEST, after=None, limit=9
            )
        assert [*first.items, *rest.items] == inside[::-1]
        assert rest.next is None
        assert len(everything.items) == 5

    async def test_turnover_tells_before_in_and_out(self, store: Store) -> None:
        owner, other = (await a_user(store)).id, (await a_user(store)).id
        await booked(store, *deposit_postings(VNPAY, owner, Vnd(100)), at=NOW - HOUR)
        await booked(store, *deposit_postings(VNPAY, owner, Vnd(30)), at=NOW)
        paid = (Posting(available(owner), Vnd(-50)), Posting(available(other), Vnd(50)))
        await booked(store, *paid, at=NOW + HOUR)
        await booked(store, *deposit_postings(VNPAY, owner, Vnd(7)), at=NOW + DAY)

        async with store.open_read() as uow:
            told = await uow.journal.turnover(owner, since=NOW, until=NOW + DAY)
            nothing = await uow.journal.turnover(other, since=EARLIEST, until=NOW)
        assert told == Turnover(Vnd(100), Vnd(30), Vnd(-50))
        assert nothing == Turnover()

    async def test_references_of_escrows_are_read_together(self, store: Store) -> None:
        escrows = [await an_escrow(store) for _ in range(2)]
        async with store.open_read() as uow:
            found = await uow.escrows.references_of([each.id for each in escrows])
            assert found == {each.id: each.reference for each in escrows}
            assert await uow.escrows.references_of([]) == {}


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["settlement_files", "settlement_rows", "tax_residencies"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_imports_and_residencies_never_change(
    postgres_store: Store, empty_database: str, table: str, change: str
) -> None:
    file = await new_file(postgres_store, row_of())
    person = (await a_partner(postgres_store)).id
    record = ResidencyRecord(person, Residency.RESIDENT, NOW, NOW, person, "told so")
    await committed(
        postgres_store,
        lambda uow: uow.settlement_files.add(file),
        lambda uow: uow.tax_residencies.add(record),
    )
    with (
        psycopg.connect(empty_database, autocommit=True) as connection,
        pytest.raises(psycopg.Error, match="append-only"),
    ):
        connection.execute(change.format(table))
