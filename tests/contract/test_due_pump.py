"""The due pump over both stores, and its alarm clock on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.store import PostgresStore
from mate_adapters.postgres.wake import PostgresWake
from mate_adapters.pump import BATCH, DuePump
from mate_core.payments.escrow import release_at
from mate_core.profiles.events import ProfileChanged
from mate_core.shared.errors import StorageUnavailable
from mate_core.shared.events import Event
from mate_core.shared.ports import DueHandler, DueKind
from tests.contract.makers import HOUR, NOW, a_booking, a_partner, a_user, an_escrow, new_user
from tests.contract.stores import BOUND_S, SEALS, MakeStore, Store, StoreContract

SECOND = timedelta(seconds=1)


class NeverWoken:
    """Sleeps the whole time, as if no notification came."""

    async def wait(self, timeout_s: float) -> bool:
        await asyncio.sleep(timeout_s / 100)
        return False

    async def close(self) -> None:
        return None


class Handler:
    """Takes a booking off the due list, except for those that are to fail or to stay."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.calls: list[UUID] = []
        self.failing: set[UUID] = set()
        self.staying: set[UUID] = set()

    async def __call__(self, row: UUID) -> None:
        self.calls.append(row)
        if row in self.failing:
            raise ConnectionError("the vendor is away")
        if row in self.staying:
            return
        async with self.store.open_uow() as uow:
            booking = await uow.bookings.get_for_change(row)  # type: ignore[arg-type] # an id
            await uow.bookings.save(booking, due_at=None)
            await uow.commit()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


def pump_of(store: Store, clock: VirtualClock, handler: DueHandler) -> DuePump:
    return DuePump(
        due_rows=store.due_rows,
        handlers={DueKind.BOOKING: handler},
        outbox=store.outbox,
        clock=clock,
        wake=NeverWoken(),
    )


class TestDuePump(StoreContract):
    async def test_everything_due_is_handled_once(self, store: Store, clock: VirtualClock) -> None:
        partner, user = await a_partner(store), await a_user(store)
        people = {"user_id": user.id, "partner_id": partner.id}
        rows = [await a_booking(store, due_at=NOW, **people) for _ in range(BATCH + 3)]
        later = await a_booking(store, due_at=NOW + HOUR)
        handler = Handler(store)

        assert await pump_of(store, clock, handler).run_once() == len(rows)
        assert sorted(handler.calls) == sorted(row.id for row in rows)
        assert later.id not in handler.calls

    async def test_failing_row_does_not_hold_up_the_others(
        self, store: Store, clock: VirtualClock
    ) -> None:
        bad = await a_booking(store, due_at=NOW - HOUR)
        good = await a_booking(store, due_at=NOW)
        handler = Handler(store)
        handler.failing = {bad.id}
        pump = pump_of(store, clock, handler)

        assert await pump.run_once() == 1
        assert handler.calls.count(good.id) == 1
        assert (pump.counts.handled, pump.counts.failed) == (1, 1)

    async def test_failing_row_is_tried_again_after_a_growing_pause(
        self, store: Store, clock: VirtualClock
    ) -> None:
        bad = await a_booking(store, due_at=NOW)
        handler = Handler(store)
        handler.failing = {bad.id}
        pump = pump_of(store, clock, handler)
        tried_after = []
        for second in range(16):
            before = len(handler.calls)
            await pump.run_once()
            if len(handler.calls) > before:
                tried_after.append(second)
            clock.advance(SECOND)
        assert tried_after == [0, 1, 3, 7, 15]

        handler.failing = set()
        clock.advance(HOUR)
        assert await pump.run_once() == 1

    async def test_row_that_stays_due_is_handled_once_per_round(
        self, store: Store, clock: VirtualClock
    ) -> None:
        stays = await a_booking(store, due_at=NOW - HOUR)
        goes = await a_booking(store, due_at=NOW)
        handler = Handler(store)
        handler.staying = {stays.id}
        pump = pump_of(store, clock, handler)

        await pump.run_once()
        assert sorted(handler.calls) == sorted([stays.id, goes.id])

    async def test_more_failing_rows_than_a_batch_do_not_hide_the_next_one(
        self, store: Store, clock: VirtualClock
    ) -> None:
        partner, user = await a_partner(store), await a_user(store)
        people = {"user_id": user.id, "partner_id": partner.id}
        bad = [await a_booking(store, due_at=NOW - HOUR, **people) for _ in range(BATCH + 1)]
        good = await a_booking(store, due_at=NOW)
        handler = Handler(store)
        handler.failing = {row.id for row in bad}

        assert await pump_of(store, clock, handler).run_once() == 1
        assert good.id in handler.calls

    async def test_waiting_events_are_handed_on(
        self, make_store: MakeStore, clock: VirtualClock
    ) -> None:
        seen: list[Event] = []

        async def hear(event: Event) -> None:
            seen.append(event)

        store = make_store(after_commit={ProfileChanged: [hear]})
        events = [ProfileChanged(user_id=new_user().id, at=NOW) for _ in range(BATCH + 1)]
        async with store.open_uow() as uow:
            await uow.publish(*events)
            await uow.commit()
        pump = pump_of(store, clock, Handler(store))

        assert await pump.run_once() == BATCH + 1
        assert seen == events

    async def test_it_stops_when_told_and_works_until_then(
        self, store: Store, clock: VirtualClock
    ) -> None:
        stop, handled = asyncio.Event(), asyncio.Event()
        inner = Handler(store)

        async def handler(row: UUID) -> None:
            await inner(row)
            handled.set()

        running = asyncio.create_task(pump_of(store, clock, handler).run(stop))
        async with asyncio.timeout(BOUND_S):
            await a_booking(store, due_at=NOW)
            await handled.wait()
            stop.set()
            await running

    async def test_it_goes_on_after_the_database_was_away(
        self, store: Store, clock: VirtualClock
    ) -> None:
        booking = await a_booking(store, due_at=NOW)
        stop = asyncio.Event()
        handler = Handler(store)
        rows = SometimesAway(store, times=3)

        async def then_stop(row: UUID) -> None:
            await handler(row)
            stop.set()

        pump = DuePump(rows, {DueKind.BOOKING: then_stop}, store.outbox, clock, NeverWoken())
        async with asyncio.timeout(BOUND_S):
            await pump.run(stop)
        assert handler.calls == [booking.id]
        assert rows.times == 0


class SometimesAway:
    """Due rows of a database that is away for the first few calls."""

    def __init__(self, store: Store, times: int) -> None:
        self._store = store
        self.times = times

    @asynccontextmanager
    async def claim(
        self, kind: DueKind, *, at: datetime, limit: int
    ) -> AsyncIterator[Sequence[UUID]]:
        if self.times:
            self.times -= 1
            raise StorageUnavailable
        async with self._store.due_rows.claim(kind, at=at, limit=limit) as rows:
            yield rows


@pytest.mark.postgres
class TestWake:
    @pytest.fixture
    async def wake(self, empty_database: str) -> AsyncIterator[PostgresWake]:
        wake = PostgresWake(empty_database)
        await wake.wait(0.01)  # listening from here on
        yield wake
        await wake.close()

    async def test_event_with_a_handler_wakes_at_the_commit(
        self, wake: PostgresWake, postgres_pool: ConnectionPool
    ) -> None:
        async def hear(event: Event) -> None:
            return None

        store = PostgresStore(postgres_pool, SEALS, after_commit={ProfileChanged: [hear]})
        async with store.open_uow() as uow:
            await uow.publish(ProfileChanged(user_id=new_user().id, at=NOW))
            await uow.commit()

        assert await wake.wait(BOUND_S)

    async def test_event_without_a_handler_lets_it_sleep(
        self, wake: PostgresWake, postgres_store: PostgresStore
    ) -> None:
        async with postgres_store.open_uow() as uow:
            await uow.publish(ProfileChanged(user_id=new_user().id, at=NOW))
            await uow.commit()

        assert not await wake.wait(0.05)

    @pytest.mark.parametrize(("due_in", "wakes"), [(0 * HOUR, True), (HOUR, False)])
    async def test_settlement_that_is_due_at_once_wakes(
        self, wake: PostgresWake, postgres_store: PostgresStore, due_in: timedelta, wakes: bool
    ) -> None:
        escrow = await an_escrow(postgres_store)
        async with postgres_store.open_uow() as uow:
            await uow.escrows.save(escrow.instructed(release_at(NOW + due_in)))
            await uow.publish(ProfileChanged(user_id=escrow.payer, at=NOW))
            await uow.commit()

        assert await wake.wait(BOUND_S if wakes else 0.05) is wakes

    async def test_it_listens_again_after_its_connection_was_cut(
        self, wake: PostgresWake, empty_database: str
    ) -> None:
        async with await psycopg.AsyncConnection.connect(empty_database, autocommit=True) as other:
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'mate wake' AND datname = current_database()"
            )
            assert not await wake.wait(0.05)
            async with asyncio.timeout(BOUND_S):
                woken = False
                while not woken:
                    listening = asyncio.create_task(wake.wait(0.2))
                    await other.execute("SELECT pg_notify('mate_due', '')")
                    woken = await listening
