"""What every Journal must do."""

from __future__ import annotations

import pytest

from mate_core.payments.errors import DuplicateReference
from mate_core.payments.ledger import (
    REVENUE,
    TAX_PAYABLE,
    EntryKind,
    JournalEntry,
    Posting,
    Provider,
    available,
    deposit_postings,
    deposit_reference,
    gateway,
    hold_postings,
)
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import EntryId
from mate_core.shared.money import Vnd
from tests.contract.makers import (
    MINUTE,
    NOW,
    a_booking,
    a_user,
    an_escrow,
    booked,
    new_entry,
    new_id,
)
from tests.contract.stores import Store, StoreContract


class TestJournal(StoreContract):
    async def test_every_field_and_posting_survives_in_order(self, store: Store) -> None:
        owner = (await a_user(store)).id
        escrow = await an_escrow(store)
        entry = await booked(
            store,
            Posting(gateway(Provider.VNPAY), Vnd(-804_997)),
            Posting(available(owner), Vnd(650_997)),
            Posting(REVENUE, Vnd(105_000)),
            Posting(TAX_PAYABLE, Vnd(35_000), "VAT"),
            Posting(TAX_PAYABLE, Vnd(14_000), "PIT"),
            kind=EntryKind.SETTLEMENT,
            subject_id=escrow.id,
        )

        async with store.open_read() as uow:
            assert await uow.journal.get(entry.id) == entry

    async def test_unknown_entry_is_not_found(self, store: Store) -> None:
        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.journal.get(EntryId(new_id()))

    async def test_m25_second_entry_under_one_reference_is_refused(self, store: Store) -> None:
        owner = (await a_user(store)).id
        reference = deposit_reference(Provider.VNPAY, "14226112")
        money = deposit_postings(Provider.VNPAY, owner, Vnd(804_997))
        await booked(store, *money, reference=reference)

        with pytest.raises(DuplicateReference):
            await booked(store, *money, reference=reference)
        async with store.open_read() as uow:
            assert (await uow.wallets.get(owner)).available == Vnd(804_997)

    async def test_reference_is_known_once_booked(self, store: Store) -> None:
        owner = (await a_user(store)).id
        await booked(store, *deposit_postings(Provider.VNPAY, owner, Vnd(1)), reference="deposit:1")

        async with store.open_read() as uow:
            assert await uow.journal.has("deposit:1")
            assert not await uow.journal.has("deposit:2")

    async def test_reference_of_an_abandoned_entry_is_free(self, store: Store) -> None:
        owner = (await a_user(store)).id
        money = deposit_postings(Provider.VNPAY, owner, Vnd(1))
        async with store.open_uow() as uow:
            await uow.journal.add(new_entry(*money, reference="deposit:1"))

        await booked(store, *money, reference="deposit:1")
        async with store.open_read() as uow:
            assert await uow.journal.has("deposit:1")

    async def test_entries_of_a_subject_come_oldest_first(self, store: Store) -> None:
        owner, escrow = (await a_user(store)).id, await an_escrow(store)
        await booked(store, *deposit_postings(Provider.VNPAY, owner, Vnd(10)))
        late, early = [
            await booked(
                store,
                *hold_postings(owner, Vnd(3)),
                kind=EntryKind.HOLD,
                subject_id=escrow.id,
                at=at,
            )
            for at in (NOW + MINUTE, NOW)
        ]

        async with store.open_read() as uow:
            assert list(await uow.journal.of_subject(escrow.id)) == [early, late]


class TestStatement(StoreContract):
    async def test_entries_of_a_person_come_newest_first_without_those_of_others(
        self, store: Store
    ) -> None:
        owner, other = (await a_user(store)).id, (await a_user(store)).id
        old, new, newest = [
            await booked(
                store, *deposit_postings(Provider.VNPAY, owner, Vnd(5)), at=NOW + n * MINUTE
            )
            for n in range(3)
        ]
        await booked(store, *deposit_postings(Provider.VNPAY, other, Vnd(5)))

        async with store.open_read() as uow:
            page = await uow.journal.of_person(owner, after=None, limit=10)
        assert list(page.items) == [newest, new, old]
        assert page.next is None

    async def test_entry_that_touches_a_person_twice_is_listed_once(self, store: Store) -> None:
        owner = (await a_user(store)).id
        deposit = await booked(store, *deposit_postings(Provider.VNPAY, owner, Vnd(5)))
        hold = await booked(store, *hold_postings(owner, Vnd(5)), at=NOW + MINUTE)

        async with store.open_read() as uow:
            page = await uow.journal.of_person(owner, after=None, limit=10)
        assert list(page.items) == [hold, deposit]

    async def test_pages_hold_every_entry_once_while_new_ones_come(self, store: Store) -> None:
        owner = (await a_user(store)).id
        money = deposit_postings(Provider.VNPAY, owner, Vnd(5))
        entries = [await booked(store, *money, at=NOW + n // 2 * MINUTE) for n in range(5)]
        seen: list[JournalEntry] = []
        after = None
        for _ in range(3):
            async with store.open_read() as uow:
                page = await uow.journal.of_person(owner, after=after, limit=2)
            seen.extend(page.items)
            after = page.next
            await booked(store, *money, at=NOW + 60 * MINUTE)

        assert after is None
        assert seen == list(reversed(entries))

    async def test_full_last_page_has_no_next(self, store: Store) -> None:
        owner = (await a_user(store)).id
        await booked(store, *deposit_postings(Provider.VNPAY, owner, Vnd(5)))

        async with store.open_read() as uow:
            page = await uow.journal.of_person(owner, after=None, limit=1)
        assert page.next is None

    async def test_person_without_entries_has_an_empty_page(self, store: Store) -> None:
        booking = await a_booking(store)

        async with store.open_read() as uow:
            page = await uow.journal.of_person(booking.user_id, after=None, limit=10)
        assert (list(page.items), page.next) == ([], None)

    async def test_nothing_of_an_abandoned_entry_stays(self, store: Store) -> None:
        owner = (await a_user(store)).id
        entry = new_entry(*deposit_postings(Provider.VNPAY, owner, Vnd(5)))
        async with store.open_uow() as uow:
            await uow.journal.add(entry)

        async with store.open_read() as uow:
            assert not await uow.journal.has(entry.reference)
            assert list((await uow.journal.of_person(owner, after=None, limit=1)).items) == []
