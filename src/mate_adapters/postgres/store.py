"""Everything that the core keeps in PostgreSQL, behind the same face as the memory store."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from mate_adapters.freshness import Freshness
from mate_adapters.postgres.auditor import PostgresAuditor
from mate_adapters.postgres.book_reader import PostgresBookReader
from mate_adapters.postgres.directory import PostgresDirectory
from mate_adapters.postgres.due_rows import PostgresDueRows
from mate_adapters.postgres.outbox import PostgresOutbox
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.sealed_fields import PostgresSealedFields
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.unit_of_work import PostgresUnitOfWork
from mate_core.housekeeping import HousekeepingUow
from mate_core.shared.events import Handlers
from mate_core.shared.ports import AfterCommit

_NO_HANDLERS: Final[Handlers] = MappingProxyType({})
_NO_AFTER_COMMIT: Final[AfterCommit] = MappingProxyType({})


class PostgresStore:
    """Needs an open pool and the seals; holds nothing else, so any number may share one pool."""

    def __init__(
        self,
        pool: ConnectionPool,
        seals: Seals,
        *,
        in_transaction: Handlers = _NO_HANDLERS,
        after_commit: AfterCommit = _NO_AFTER_COMMIT,
        freshness: Freshness | None = None,
    ) -> None:
        self._pool = pool
        self._seals = seals
        self._in_transaction = in_transaction
        self._after_commit = after_commit
        self._freshness = freshness or Freshness()
        self.outbox = PostgresOutbox(pool, after_commit)
        self.due_rows = PostgresDueRows(pool)
        self.auditor = PostgresAuditor(pool)
        self.book_reader = PostgresBookReader(pool)
        self.directory = PostgresDirectory(pool)
        self.sealed_fields = PostgresSealedFields(pool, seals)

    def open_uow(self) -> PostgresUnitOfWork:
        return self._unit_of_work(Session(self._pool))

    def open_read(self) -> PostgresUnitOfWork:
        """For reading only, without a transaction: whatever writes, locks, publishes or commits
        raises RuntimeError."""
        return self._unit_of_work(Session(self._pool, read_only=True))

    def _unit_of_work(self, session: Session) -> PostgresUnitOfWork:
        return PostgresUnitOfWork(
            session, self._seals, self._in_transaction, self._after_commit, self._freshness
        )


def _is_a_unit_of_work(store: PostgresStore) -> HousekeepingUow:
    """The type checker's proof that the port is met."""
    return store.open_uow()
