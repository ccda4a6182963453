"""The stores under contract: each suite runs over both."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import pytest

from mate_adapters.memory.crypto import FastKeyedHasher, PlainFieldCipher
from mate_adapters.memory.store import MemoryStore
from mate_adapters.postgres.seals import Seals
from mate_core.housekeeping import HousekeepingUow
from mate_core.payments.books.ports import Auditor
from mate_core.payments.books.reader import BookReader
from mate_core.search.ports import PartnerDirectory
from mate_core.shared.events import Handlers
from mate_core.shared.ports import AfterCommit, DueRows, Outbox
from mate_core.shared.sealing import SealedFields

STORES = ("memory", pytest.param("postgres", marks=pytest.mark.postgres))
SEALS = Seals(PlainFieldCipher(), FastKeyedHasher())


class StoreUow(HousekeepingUow, Protocol):
    """All repositories."""


class Store(Protocol):
    """What the memory store and the PostgreSQL store have in common."""

    def open_uow(self) -> StoreUow: ...
    def open_read(self) -> StoreUow: ...

    @property
    def due_rows(self) -> DueRows: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def auditor(self) -> Auditor: ...
    @property
    def book_reader(self) -> BookReader: ...
    @property
    def directory(self) -> PartnerDirectory: ...
    @property
    def sealed_fields(self) -> SealedFields: ...


class MakeStore(Protocol):
    """Another store on the same data, with handlers of its own."""

    def __call__(
        self, *, in_transaction: Handlers = ..., after_commit: AfterCommit = ...
    ) -> Store: ...


class StoreContract:
    """Base of the suites; `store` is empty at the start of every test."""

    @pytest.fixture(params=STORES)
    def make_store(self, request: pytest.FixtureRequest) -> MakeStore:
        if request.param == "memory":
            return MemoryStore
        made: MakeStore = request.getfixturevalue("make_postgres_store")
        return made

    @pytest.fixture(params=STORES)
    def store(self, request: pytest.FixtureRequest) -> Store:
        if request.param == "memory":
            return MemoryStore()
        made: Store = request.getfixturevalue("postgres_store")
        return made


class Abandoned(Exception):
    """What a test raises to leave a block by an error."""


Do = Callable[[StoreUow], Awaitable[Any]]


async def committed(store: Store, *steps: Do) -> None:
    """One transaction of all `steps`; a refusal may come from any of them or from the commit."""
    async with store.open_uow() as uow:
        for step in steps:
            await step(uow)
        await uow.commit()


WAIT_S = 0.05
"""How long a task is watched that must not go on; a task that may go on is waited for longer."""
BOUND_S = 10.0


async def assert_waits_for_the_first(
    store: Store, first: Do, second: Do, *, commit: bool = False
) -> None:
    """`second` in another transaction goes on only after the one that did `first` has ended."""
    first_holds, first_may_end = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with store.open_uow() as uow:
            await first(uow)
            first_holds.set()
            await first_may_end.wait()
            if commit:
                await uow.commit()

    async def follow() -> None:
        await first_holds.wait()
        async with store.open_uow() as uow:
            await second(uow)

    holder, follower = asyncio.create_task(hold()), asyncio.create_task(follow())
    async with asyncio.timeout(BOUND_S):
        await first_holds.wait()
        await asyncio.wait({follower}, timeout=WAIT_S)
        went_on_at_once = follower.done()
        first_may_end.set()
        await asyncio.gather(holder, follower)
    assert not went_on_at_once


async def assert_locks(store: Store, take: Do) -> None:
    """The row that `take` asks for stays locked until the end of the transaction."""
    await assert_waits_for_the_first(store, take, take)
