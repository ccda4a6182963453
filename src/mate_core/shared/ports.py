"""Ports that belong to no single context."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar, overload
from uuid import UUID

from mate_core.shared.events import Event
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page

if TYPE_CHECKING:
    from mate_core.shared.audit_seals import AuditSeal, CoveredRecord, SealedRecord

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
Read = Coroutine[Any, Any, A]
"""A call of a repository that only reads, not awaited yet."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, UTC, never earlier than an answer given before."""
        ...


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One action of staff, or one look at sensitive data. Append-only.

    `actor_id` is None only for the bootstrap of the first administrator and for the system.
    """

    id: UUID
    at: datetime
    actor_id: UserId | None
    action: str
    subject_type: str
    subject_id: UUID
    reason: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """None means any; `action` also names a whole family (`kyc` for `kyc.look` and others).

    `since` is included, `until` is not.
    """

    actor_id: UserId | None = None
    action: str | None = None
    subject_type: str | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditLog(Protocol):
    async def add(self, record: AuditRecord) -> None: ...

    async def about(self, subject_id: UUID) -> Sequence[AuditRecord]:
        """Every record about one thing, oldest first."""
        ...

    async def listed(
        self, wanted: AuditFilter, *, after: Cursor | None, limit: int
    ) -> Page[AuditRecord]:
        """Newest first; the cursor is (at, id)."""
        ...


class AuditSeals(Protocol):
    """Append-only, like what they seal."""

    async def last(self) -> AuditSeal | None: ...

    async def add(self, seal: AuditSeal, records: Sequence[SealedRecord]) -> None:
        """With the records that it covers, in their order.

        Raises ConcurrencyConflict when somebody sealed in between.
        """
        ...

    async def unsealed(self, *, since: datetime, limit: int) -> Sequence[AuditRecord]:
        """Records made since then that no seal covers, by instant and id."""
        ...

    async def count_unsealed(self, *, before: datetime) -> int:
        """Records made before then that no seal covers."""
        ...

    async def following(self, number: int, *, limit: int) -> Sequence[AuditSeal]:
        """Seals after that one, in order."""
        ...

    async def covered(self, number: int) -> Sequence[CoveredRecord]:
        """What the seal of that number covers, in its order."""
        ...


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """Who repeats what: (actor, operation with the ids in its path, the caller's key) (RULES 26).

    `fingerprint` is a digest of the body: the same key with another body is refused.
    """

    actor_id: UserId
    operation: str
    key: str
    fingerprint: str


class IdempotencyKeys(Protocol):
    async def claim(self, key: IdempotencyKey, *, at: datetime) -> str | None:
        """First thing in a command: None when the key is new, else the stored result of its twin.

        A twin that is still running is waited for. Raises IdempotencyKeyReused when the
        fingerprint differs.
        """
        ...

    async def store(self, key: IdempotencyKey, result: str) -> None:
        """Remember the answer (an id, rendered again on replay), in the same transaction."""
        ...

    async def purge(self, *, before: datetime) -> int:
        """Forget keys claimed before that instant; answers how many."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without `commit()` undoes all of it.

    Raises ConcurrencyConflict when the whole command should run again, StorageUnavailable when
    the database is away; either may come at any call, commit included.
    """

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *failure: object) -> None: ...

    async def publish(self, *events: Event) -> None:
        """Into the outbox, and to the few steps that belong in the same transaction."""
        ...

    @overload
    async def together(self, first: Read[A], second: Read[B], /) -> tuple[A, B]: ...
    @overload
    async def together(
        self, first: Read[A], second: Read[B], third: Read[C], /
    ) -> tuple[A, B, C]: ...
    @overload
    async def together(
        self, first: Read[A], second: Read[B], third: Read[C], fourth: Read[D], /
    ) -> tuple[A, B, C, D]: ...
    @overload
    async def together(
        self, first: Read[A], second: Read[B], third: Read[C], fourth: Read[D], fifth: Read[E], /
    ) -> tuple[A, B, C, D, E]: ...
    async def together(self, *reads: Read[Any]) -> tuple[Any, ...]:
        """The answers of reads that need nothing of each other, which saves storage's way there
        and back. What the first of them that refuses raises is raised."""
        ...

    async def commit(self) -> None: ...

    @property
    def audit(self) -> AuditLog: ...
    @property
    def audit_seals(self) -> AuditSeals: ...
    @property
    def idempotency(self) -> IdempotencyKeys: ...


class DueKind(StrEnum):
    """What the due pump looks for: rows whose due instant has passed."""

    BOOKING = "booking"
    ESCROW = "escrow"
    CALLBACK = "callback"
    INTENT = "intent"
    DISPUTE = "dispute"
    EXTENSION = "extension"
    KYC = "kyc"
    QUESTION = "question"
    REFUND = "refund"
    CLOSURE = "closure"
    REVIEW = "review"
    SUSPENSE = "suspense"
    BAN = "ban"


class DueRows(Protocol):
    def claim(
        self, kind: DueKind, *, at: datetime, limit: int
    ) -> AbstractAsyncContextManager[Sequence[UUID]]:
        """Ids of rows due at `at`, longest overdue first, kept from others inside the block.

        A claimant that dies lets go at once. Handlers must still check again under their own
        locks: a claim is a courtesy between workers, not a promise.
        """
        ...


DueHandler = Callable[[UUID], Awaitable[None]]
DueBatchHandler = Callable[[Sequence[UUID]], Awaitable[int]]
"""Deals with many rows in one transaction and answers how many; raising, it has changed nothing."""


AfterCommit = Mapping[type[Event], Sequence[Callable[[Event], Awaitable[None]]]]
"""Handlers of events after the commit: at least once each, so they must be idempotent."""


class Outbox(Protocol):
    async def relay(self, *, at: datetime, limit: int) -> int:
        """Hand waiting events, oldest first, to their handlers; answers how many were done.

        A handler that fails leaves its event waiting, with a growing pause between attempts; after
        the last attempt the event stays as a dead letter for people to look at.
        """
        ...


class TaskQueue(Protocol):
    """Slow work at vendors. The truth is always a row; a task is only the alarm clock."""

    async def enqueue(self, task: str, subject_id: UUID) -> None:
        """Run `task` for that row soon, at least once; a second call while queued is one task."""
        ...


class FieldCipher(Protocol):
    """Encrypts single fields of rows: numbers of identity cards, bank accounts, TOTP secrets.

    `context` names the field and the row it belongs to, such as "bank_account.number/<id>"; what
    was sealed in one context does not open in another, so that rows cannot be swapped.
    """

    def seal(self, context: str, text: str) -> str:
        """`text` as one printable token that carries the id of its key; never the same twice."""
        ...

    def open(self, context: str, sealed: str) -> str:
        """Raises FieldUnreadable: another context, changed, or sealed with a key we do not have."""
        ...

    @property
    def current_key(self) -> str:
        """The id of the key that seals."""
        ...

    def is_current(self, sealed: str) -> bool:
        """Whether the newest key sealed it; the rest is sealed again by `mate fields rotate`."""
        ...


class FieldUnreadable(Exception):
    """A sealed field does not open; says nothing of its content."""
