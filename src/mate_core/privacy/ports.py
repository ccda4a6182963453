"""What privacy needs of the world, and of every room that keeps something about people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from mate_core.identity.ports import IdentityUow
from mate_core.privacy.closing import Closure
from mate_core.privacy.consents import Consent, Purpose
from mate_core.privacy.exports import Export
from mate_core.privacy.rights import RightsRequest
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page


class Consents(Protocol):
    """Append-only."""

    async def add(self, consent: Consent) -> None: ...

    async def last(self, user_id: UserId, purpose: Purpose) -> Consent | None: ...

    async def latest(self, user_id: UserId) -> Sequence[Consent]:
        """The newest row of each purpose that has one."""
        ...

    async def history(self, user_id: UserId) -> Sequence[Consent]:
        """Every row, oldest first."""
        ...


class RightsRequests(Protocol):
    async def add(self, request: RightsRequest) -> None: ...

    async def get(self, request_id: UUID) -> RightsRequest:
        """Raises NotFound."""
        ...

    async def get_for_change(self, request_id: UUID) -> RightsRequest:
        """The same, its row locked; raises NotFound."""
        ...

    async def save(self, request: RightsRequest) -> None:
        """Guarded by `version`."""
        ...

    async def of_user(self, user_id: UserId) -> Sequence[RightsRequest]:
        """Newest first."""
        ...

    async def queue(
        self, *, open_only: bool, after: Cursor | None, limit: int
    ) -> Page[RightsRequest]:
        """Everyone's, the one that is due first at the front; the cursor is (due_at, id)."""
        ...


class Closures(Protocol):
    async def add(self, closure: Closure) -> None:
        """Raises ConcurrencyConflict when one of that person is open."""
        ...

    async def get(self, closure_id: UUID) -> Closure:
        """Raises NotFound."""
        ...

    async def open_of(self, user_id: UserId) -> Closure | None:
        """The one that goes on; whoever changes it holds the lock on the person."""
        ...

    async def save(self, closure: Closure) -> None:
        """Guarded by `version`."""
        ...

    async def queue(self, *, after: Cursor | None, limit: int) -> Page[Closure]:
        """Those that go on, oldest first; the cursor is (requested_at, id)."""
        ...


class Exports(Protocol):
    async def add(self, export: Export) -> None: ...

    async def of_user_since(self, user_id: UserId, since: datetime) -> Sequence[Export]:
        """Oldest first."""
        ...

    async def by_token(self, token_hash: str) -> Export | None: ...

    async def purge(self, *, before: datetime) -> int:
        """Forget links that expired before that instant; answers how many."""
        ...


class PrivacyUow(IdentityUow, Protocol):
    @property
    def consents(self) -> Consents: ...
    @property
    def rights_requests(self) -> RightsRequests: ...
    @property
    def closures(self) -> Closures: ...
    @property
    def exports(self) -> Exports: ...


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of thing that we know of a person: `name` becomes a file, `rows` its content.

    A row is what JSON can say: texts, numbers, booleans, None, lists and objects of these.
    """

    name: str
    rows: AsyncIterator[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a person, in pieces of bounded size."""

    name: str
    pieces: AsyncIterator[bytes]


class PersonalDataSource(Protocol):
    """What one room keeps of a person."""

    def collect(self, person: UserId) -> Sequence[Collection]:
        """All of it, read in bounded pieces; nobody else's data: a counterpart is a name."""
        ...

    async def erase(self, uow: Any, person: UserId, *, at: datetime) -> None:
        """Make what remains name nobody, inside the transaction that closes the account.

        Books, audit records and keyed hashes of bans and disputes stay. `uow` is `Any`, because
        each room names its own narrower one; the composition root pairs them.
        """
        ...


class PersonalFiles(Protocol):
    """Files of a person that are kept outside the database."""

    def attachments(self, person: UserId) -> AsyncIterator[Attachment]: ...


class OpenBusiness(Protocol):
    """What one room must finish before an account can be closed."""

    async def wind_down(self, person: UserId) -> None:
        """End what may be ended now, in transactions of its own; safe to repeat."""
        ...

    async def still_open(self, uow: Any, person: UserId) -> Sequence[str]:
        """Codes of what must end first, such as `booking.in_progress`; empty when nothing."""
        ...
