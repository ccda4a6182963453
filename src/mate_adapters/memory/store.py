"""The memory store: all repositories in one process, without any input or output."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from mate_adapters.freshness import Freshness
from mate_adapters.memory.auditor import MemoryAuditor
from mate_adapters.memory.book_reader import MemoryBookReader
from mate_adapters.memory.directory import MemoryDirectory
from mate_adapters.memory.due_rows import MemoryDueRows
from mate_adapters.memory.outbox import MemoryOutbox
from mate_adapters.memory.sealed_fields import MemorySealedFields
from mate_adapters.memory.transaction import WriterLock
from mate_adapters.memory.unit_of_work import MemoryTables, MemoryUnitOfWork
from mate_core.shared.events import Event, Handlers
from mate_core.shared.ports import AfterCommit

_NO_HANDLERS: Final[Handlers] = MappingProxyType({})
_NO_AFTER_COMMIT: Final[AfterCommit] = MappingProxyType({})


class MemoryStore:
    """The same shape, rules and refusals as the PostgreSQL store; `events` is for tests.

    One unit of work writes at a time; readers see committed rows only. Nothing here suspends
    unless a second writer has to wait for the first.
    """

    def __init__(
        self,
        *,
        in_transaction: Handlers = _NO_HANDLERS,
        after_commit: AfterCommit = _NO_AFTER_COMMIT,
        freshness: Freshness | None = None,
    ) -> None:
        self._tables = MemoryTables()
        self._lock = WriterLock()
        self._in_transaction = in_transaction
        self._freshness = freshness or Freshness()
        self.outbox = MemoryOutbox(after_commit)
        tables = self._tables
        self.due_rows = MemoryDueRows(
            tables.bookings,
            tables.money,
            tables.attempts,
            disputes=tables.disputes,
            extensions=tables.extensions,
            kyc=tables.kyc,
            returns=tables.returns,
            privacy=tables.privacy,
            reviews=tables.reviews,
            moderation=tables.moderation,
        )
        self.auditor = MemoryAuditor(tables.money, tables.attempts, tables.payouts, tables.returns)
        self.book_reader = MemoryBookReader(tables.money)
        self.sealed_fields = MemorySealedFields()
        self.directory = MemoryDirectory(tables.search, tables.partners, self.open_read)

    @property
    def tables(self) -> MemoryTables:
        """Everything committed, for those who check it; only units of work may change it."""
        return self._tables

    @property
    def events(self) -> list[Event]:
        """Every event of every committed transaction, oldest first."""
        return self.outbox.events

    def open_uow(self) -> MemoryUnitOfWork:
        return self._unit_of_work(read_only=False)

    def open_read(self) -> MemoryUnitOfWork:
        """For reading only: whatever writes, locks, publishes or commits raises RuntimeError."""
        return self._unit_of_work(read_only=True)

    def _unit_of_work(self, *, read_only: bool) -> MemoryUnitOfWork:
        return MemoryUnitOfWork(
            self._tables,
            self._lock,
            self._in_transaction,
            self.outbox,
            self._freshness,
            read_only=read_only,
        )
