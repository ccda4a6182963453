"""Many escrows settled in one transaction: the same outcome as one by one, each exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.random import SeededRandom, SequentialIds
from mate_adapters.pump import TOGETHER, DuePump
from mate_core.payments.errors import EscrowIsFrozen
from mate_core.payments.escrow import (
    Escrow,
    EscrowLine,
    EscrowStatus,
    Freeze,
    FreezeCause,
    Instruction,
    SettlementKind,
    refund_at,
    release_at,
)
from mate_core.payments.events import EscrowSettled
from mate_core.payments.ledger import (
    EntryKind,
    JournalEntry,
    Provider,
    deposit_postings,
    hold_postings,
)
from mate_core.payments.policies import NO_TAX, RESIDENT, TaxPolicy
from mate_core.payments.steps import Bookkeeper
from mate_core.payments.wallet import Wallet, WalletChange
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import EscrowId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.ports import DueKind
from tests.contract.makers import (
    DAY,
    HOUR,
    NOW,
    a_partner,
    a_user,
    an_escrow,
    new_booking,
    new_entry,
    new_escrow,
    new_id,
)
from tests.contract.stores import Store, StoreContract, committed
from tests.contract.test_due_pump import NeverWoken

TAX = TaxPolicy(((NOW - 365 * DAY, RESIDENT),))
LINE = EscrowLine(Vnd(699_997), Vnd(105_000))
BOOKKEEPER = Bookkeeper(SequentialIds(start=9_000_000), SeededRandom(5))


@dataclass(frozen=True)
class Case:
    """One escrow of a random world, told without ids; people are numbers."""

    payer: int
    payee: int
    lines: tuple[EscrowLine, ...]
    instruction: Instruction | None
    frozen: bool

    @property
    def can_settle(self) -> bool:
        return self.instruction is not None and self.instruction.due_at <= NOW and not self.frozen


def random_case(random: Random, people: int) -> Case:
    payer, payee = random.sample(range(people), 2)
    lines = tuple(
        EscrowLine(Vnd(random.randrange(1, 9_999_999)), Vnd(random.randrange(0, 999_999)))
        for _ in range(random.choice((1, 1, 1, 2)))
    )
    subtotal = sum(line.subtotal.amount for line in lines)
    due = NOW + random.choice((-1, 0, 0, 0, 1)) * HOUR
    instruction = random.choice(
        (
            release_at(due),
            release_at(due),
            refund_at(due, percent=random.randrange(101)),
            refund_at(due, percent=100),
            Instruction(
                SettlementKind.SPLIT, due, partner_amount=Vnd(random.randrange(subtotal + 1))
            ),
            None,
        )
    )
    return Case(payer, payee, lines, instruction, frozen=random.random() < 0.1)


async def people_of(store: Store, count: int) -> Sequence[UserId]:
    """Partners, who may be on either side."""
    return [(await a_partner(store)).id for _ in range(count)]


async def held_escrows(
    store: Store, people: Sequence[UserId], cases: Sequence[Case]
) -> Sequence[Escrow]:
    """The cases as escrows with money behind them, in one transaction."""
    made = []
    async with store.open_uow() as uow:
        for case in cases:
            booking = new_booking(people[case.payer], people[case.payee])
            await uow.bookings.add(booking, due_at=None)
            escrow = new_escrow(booking, lines=case.lines, instruction=case.instruction)
            await uow.escrows.add(escrow)
            amount = escrow.amount
            await uow.wallets.apply([WalletChange(escrow.payer, held=amount)])
            for postings, kind in (
                (deposit_postings(Provider.VNPAY, escrow.payer, amount), EntryKind.DEPOSIT),
                (hold_postings(escrow.payer, amount), EntryKind.HOLD),
            ):
                await uow.journal.add(new_entry(*postings, kind=kind, subject_id=escrow.id))
            if case.frozen:
                await uow.escrows.add_freeze(freeze_of(escrow))
            made.append(escrow)
        await uow.commit()
    return made


def freeze_of(escrow: Escrow) -> Freeze:
    return Freeze(new_id(), escrow.id, FreezeCause.STAFF, "a question", NOW, None)


async def settle_together(store: Store, escrows: Sequence[Escrow]) -> int:
    async with store.open_uow() as uow:
        done = await BOOKKEEPER.settle_due(uow, [each.id for each in escrows], tax=TAX, at=NOW)
        await uow.commit()
    return done


async def settle_each(store: Store, escrows: Sequence[Escrow]) -> int:
    done = 0
    for escrow in escrows:
        async with store.open_uow() as uow:
            done += await BOOKKEEPER.settle(uow, escrow.id, tax=TAX, at=NOW)
            await uow.commit()
    return done


async def outcome(
    store: Store, people: Sequence[UserId], escrows: Sequence[Escrow]
) -> tuple[list[Any], list[Any], list[Any]]:
    """Wallets, escrows and settlements, told by number instead of by id."""
    number = {person: n for n, person in enumerate(people)}

    def told(entry: JournalEntry) -> list[Any]:
        return [
            (line.account.kind, number.get(line.account.owner or UserId(UUID(int=0))), line.amount,
             line.memo)
            for line in entry.postings
        ]  # fmt: skip

    async with store.open_read() as uow:
        wallets = [
            replace(await uow.wallets.get(person), user_id=UserId(UUID(int=0))) for person in people
        ]
        read = [await uow.escrows.get(escrow.id) for escrow in escrows]
        entries = [await uow.journal.of_subject(escrow.id) for escrow in escrows]
    return (
        wallets,
        [(each.status, each.settled, each.settled_at, each.version) for each in read],
        [[told(entry) for entry in of_one if entry.kind is EntryKind.SETTLEMENT]
         for of_one in entries],
    )  # fmt: skip


class TestSettlingTogether(StoreContract):
    @pytest.mark.parametrize("seed", range(8))
    async def test_batch_comes_out_as_one_by_one_in_any_world(
        self, store: Store, seed: int
    ) -> None:
        random = Random(seed)
        cases = [random_case(random, people=6) for _ in range(random.choice((1, 2, 7, 40)))]
        can = sum(case.can_settle for case in cases)
        ours, theirs = await people_of(store, 6), await people_of(store, 6)
        together = await held_escrows(store, ours, cases)
        one_by_one = await held_escrows(store, theirs, cases)

        assert await settle_together(store, together) == can
        assert await settle_each(store, one_by_one) == can
        assert await outcome(store, ours, together) == await outcome(store, theirs, one_by_one)
        books = await store.auditor.books()
        assert (books.sum_of_postings, books.escrow_differences) == (0, [])
        assert books.wallet_differences == []

    async def test_batch_a_second_time_settles_nothing(self, store: Store) -> None:
        people = await people_of(store, 2)
        cases = [Case(0, 1, (LINE,), release_at(NOW), frozen=False)] * 12
        escrows = await held_escrows(store, people, cases)

        assert await settle_together(store, escrows) == 12
        assert await settle_together(store, escrows) == 0

    async def test_each_settlement_is_told_to_the_outbox(self, store: Store) -> None:
        people = await people_of(store, 2)
        cases = [Case(0, 1, (LINE,), release_at(NOW), frozen=False)] * 3
        escrows = await held_escrows(store, people, cases)
        published: list[Any] = []

        async with store.open_uow() as uow:
            inner = uow.publish

            async def publish(*events: Any) -> None:
                published.extend(events)
                await inner(*events)

            uow.publish = publish  # type: ignore[method-assign] # listening, not replacing
            await BOOKKEEPER.settle_due(uow, [each.id for each in escrows], tax=TAX, at=NOW)
            await uow.commit()

        assert [type(event) for event in published] == [EscrowSettled] * 3
        assert {event.escrow_id for event in published} == {escrow.id for escrow in escrows}

    async def test_due_ones_come_in_the_order_of_locking(self, store: Store) -> None:
        escrows = [await an_escrow(store, instruction=release_at(NOW)) for _ in range(5)]
        ids = [escrow.id for escrow in reversed(escrows)]

        async with store.open_uow() as uow:
            found = await uow.escrows.due_for_change([*ids, EscrowId(new_id())], at=NOW)
        assert [escrow.id for escrow in found] == sorted(ids)

    async def test_not_due_frozen_and_uninstructed_ones_are_left_out(self, store: Store) -> None:
        later = await an_escrow(store, instruction=release_at(NOW + timedelta(microseconds=1)))
        frozen = await an_escrow(store, instruction=release_at(NOW))
        await committed(store, lambda uow: uow.escrows.add_freeze(freeze_of(frozen)))
        silent = await an_escrow(store)
        ids = [later.id, frozen.id, silent.id]

        async with store.open_uow() as uow:
            assert list(await uow.escrows.due_for_change(ids, at=NOW)) == []

    async def test_m15_outcomes_under_a_freeze_are_refused_as_a_whole(self, store: Store) -> None:
        escrows = [await an_escrow(store, instruction=release_at(NOW)) for _ in range(3)]
        await committed(store, lambda uow: uow.escrows.add_freeze(freeze_of(escrows[1])))
        settled = [escrow.settle(rates=NO_TAX, at=NOW)[0] for escrow in escrows]

        with pytest.raises(EscrowIsFrozen):
            await committed(store, lambda uow: uow.escrows.save_settled(settled))
        async with store.open_read() as uow:
            assert all([(await uow.escrows.get(each.id)).is_open for each in escrows])

    async def test_m7_stale_outcome_among_others_changes_nothing(self, store: Store) -> None:
        escrows = [await an_escrow(store, instruction=release_at(NOW)) for _ in range(3)]
        settled = [escrow.settle(rates=NO_TAX, at=NOW)[0] for escrow in escrows]
        stale = [settled[0], replace(settled[1], version=7), settled[2]]

        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.escrows.save_settled(stale))
        async with store.open_read() as uow:
            assert all([(await uow.escrows.get(each.id)).is_open for each in escrows])

    async def test_many_wallets_move_together(self, store: Store) -> None:
        people = sorted([(await a_user(store)).id for _ in range(30)])
        changes = [
            WalletChange(person, Vnd(n + 4), Vnd(n + 3), Vnd(n + 2), Vnd(-n - 1))
            for n, person in enumerate(people)
        ]
        await committed(store, lambda uow: uow.wallets.apply(changes))

        async with store.open_read() as uow:
            for n, person in enumerate(people):
                expected = Wallet(person, Vnd(n + 4), Vnd(n + 3), Vnd(n + 2), Vnd(-n - 1))
                assert await uow.wallets.get(person) == expected

    async def test_many_entries_are_read_back_as_they_went_in(self, store: Store) -> None:
        people = [(await a_user(store)).id for _ in range(3)]
        entries = [
            new_entry(*hold_postings(person, Vnd(n + 1)), kind=EntryKind.HOLD)
            for person in people
            for n in range(5)
        ]
        await committed(store, lambda uow: uow.journal.add_all(entries))

        async with store.open_read() as uow:
            assert [await uow.journal.get(entry.id) for entry in entries] == entries


class TestSweeping(StoreContract):
    async def test_one_bad_escrow_holds_up_nobody(self, store: Store) -> None:
        """Its payer's wallet holds nothing, as after damage by hand: the others are settled."""
        people = await people_of(store, 2)
        cases = [Case(0, 1, (LINE,), release_at(NOW), frozen=False)] * 20
        good = await held_escrows(store, people, cases)
        bad = await an_escrow(store, instruction=release_at(NOW - HOUR))
        pump = sweeper(store)

        assert await pump.run_once() == 20
        assert (pump.counts.handled, pump.counts.failed) == (20, 1)
        async with store.open_read() as uow:
            assert not any([(await uow.escrows.get(each.id)).is_open for each in good])
            assert (await uow.escrows.get(bad.id)).is_open

    async def test_escrow_that_failed_is_tried_by_itself_from_then_on(self, store: Store) -> None:
        people = await people_of(store, 2)
        bad = await an_escrow(store, instruction=release_at(NOW - HOUR))
        batches: list[int] = []
        clock = VirtualClock(NOW)
        pump = sweeper(store, clock=clock, batches=batches)
        await pump.run_once()
        await held_escrows(store, people, [Case(0, 1, (LINE,), release_at(NOW), frozen=False)] * 5)
        clock.advance(HOUR)

        assert await pump.run_once() == 5
        assert batches == [1, 5]
        assert pump.counts.failed == 2
        async with store.open_read() as uow:
            assert (await uow.escrows.get(bad.id)).is_open

    async def test_two_workers_sweep_500_escrows_each_settled_once(self, store: Store) -> None:
        people = await people_of(store, 12)
        cases = [
            Case(n % 12, (n * 5 + 1) % 12, (LINE,), release_at(NOW), frozen=False)
            for n in range(500)
        ]
        escrows = await held_escrows(store, people, cases)
        workers = [sweeper(store), sweeper(store)]

        async with asyncio.timeout(60):
            while sum(worker.counts.handled for worker in workers) < 500:
                await asyncio.gather(*(worker.run_once() for worker in workers))

        assert sum(worker.counts.handled for worker in workers) == 500
        assert sum(worker.counts.failed for worker in workers) == 0
        async with store.open_read() as uow:
            for escrow in escrows:
                assert (await uow.escrows.get(escrow.id)).status is EscrowStatus.RELEASED
                kinds = [entry.kind for entry in await uow.journal.of_subject(escrow.id)]
                assert kinds.count(EntryKind.SETTLEMENT) == 1
        books = await store.auditor.books()
        assert dict(books.accounts)["revenue"] == 500 * 105_000
        assert (books.sum_of_postings, books.wallet_differences) == (0, [])


def sweeper(
    store: Store, *, clock: VirtualClock | None = None, batches: list[int] | None = None
) -> DuePump:
    """A worker's pump that only settles escrows; `batches` hears how large each batch is."""
    clock = clock or VirtualClock(NOW)

    async def one(row: UUID) -> None:
        async with store.open_uow() as uow:
            await BOOKKEEPER.settle(uow, EscrowId(row), tax=TAX, at=clock.now())
            await uow.commit()

    async def many(rows: Sequence[UUID]) -> int:
        if batches is not None:
            batches.append(len(rows))
        assert len(rows) <= TOGETHER
        return await _together(store, rows, clock)

    return DuePump(
        store.due_rows,
        {DueKind.ESCROW: one},
        store.outbox,
        clock,
        NeverWoken(),
        batch_handlers={DueKind.ESCROW: many},
    )


async def _together(store: Store, rows: Sequence[UUID], clock: VirtualClock) -> int:
    async with store.open_uow() as uow:
        ids = [EscrowId(row) for row in rows]
        done = await BOOKKEEPER.settle_due(uow, ids, tax=TAX, at=clock.now())
        await uow.commit()
    return done


@pytest.mark.postgres
async def test_escrow_in_other_hands_is_not_waited_for(postgres_store: Store) -> None:
    taken, free = [await an_escrow(postgres_store, instruction=release_at(NOW)) for _ in range(2)]
    async with asyncio.timeout(5), postgres_store.open_uow() as other:
        await other.escrows.get_for_change(taken.id)
        async with postgres_store.open_uow() as uow:
            found = await uow.escrows.due_for_change([taken.id, free.id], at=NOW)
    assert [escrow.id for escrow in found] == [free.id]
