"""What moderation needs of the world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from mate_core.moderation.bans import Ban, BanProposal
from mate_core.moderation.blocks import Block
from mate_core.privacy.ports import PrivacyUow
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page


class BansShown(StrEnum):
    """Which bans a list shows."""

    IN_FORCE = "in_force"
    APPEALED = "appealed"
    """In force, with an appeal that waits for an answer."""
    WATCHED = "watched"
    """In force, with meetings that ran on and whose review is not over."""
    ALL = "all"


class Blocks(Protocol):
    """At most one of a person against another one; whoever changes them holds both persons."""

    async def add(self, block: Block) -> None:
        """Raises ConcurrencyConflict when there is one already."""
        ...

    async def get(self, blocker: UserId, blocked: UserId) -> Block | None:
        """Of that direction alone."""
        ...

    async def remove(self, blocker: UserId, blocked: UserId) -> None: ...

    async def between(self, one: UserId, other: UserId) -> bool:
        """Whether either of them blocks the other."""
        ...

    async def count(self, blocker: UserId) -> int: ...

    async def of(self, blocker: UserId, *, after: Cursor | None, limit: int) -> Page[Block]:
        """Newest first; the cursor is (created_at, blocked_id)."""
        ...

    async def hidden_from(self, user_id: UserId) -> frozenset[UserId]:
        """Everybody whom that person blocks or who blocks him."""
        ...

    async def made_by(self, blocker: UserId) -> Sequence[Block]:
        """All of them, oldest first."""
        ...

    async def forget(self, user_id: UserId) -> None:
        """Delete every block of that person and against him."""
        ...


class Bans(Protocol):
    """Whoever changes one holds its person."""

    async def add(self, ban: Ban) -> None:
        """Raises ConcurrencyConflict when that person has one in force."""
        ...

    async def get(self, ban_id: UUID) -> Ban:
        """Raises NotFound."""
        ...

    async def in_force(self, user_id: UserId) -> Ban | None:
        """The one that holds against that person now."""
        ...

    async def of(self, user_id: UserId) -> Sequence[Ban]:
        """All of them, oldest first."""
        ...

    async def save(self, ban: Ban) -> None:
        """Guarded by `version`."""
        ...

    async def page(self, shown: BansShown, *, after: Cursor | None, limit: int) -> Page[Ban]:
        """Everybody's, newest first; the cursor is (created_at, id)."""
        ...


class BanProposals(Protocol):
    async def get_for_change(self, user_id: UserId) -> BanProposal | None: ...

    async def put(self, proposal: BanProposal) -> None:
        """In the place of the one about that person, if any."""
        ...

    async def remove(self, user_id: UserId) -> None: ...

    async def waiting(self, *, at: datetime) -> Sequence[BanProposal]:
        """Those that have not lapsed at `at`, oldest first."""
        ...

    async def purge(self, *, before: datetime) -> int:
        """Delete those that lapsed before that instant; answers how many."""
        ...


class ModerationUow(PrivacyUow, Protocol):
    @property
    def blocks(self) -> Blocks: ...
    @property
    def bans(self) -> Bans: ...
    @property
    def ban_proposals(self) -> BanProposals: ...


class BannedBusiness(Protocol):
    """What one room does about the open business of a person who is banned.

    Each in transactions of its own, after the ban; safe to repeat.
    """

    async def carry_out(self, ban: Ban) -> Sequence[UUID]:
        """End what must end; answers the bookings that run on, for support to look at."""
        ...

    async def let_go(self, ban: Ban) -> None:
        """The ban is over, or its review: what waited for staff goes on."""
        ...


class ShownName(Protocol):
    """How people are named to others; their profile lies on the floor above."""

    async def __call__(self, uow: Any, person: UserId, /) -> str | None:
        """None for who is shown to nobody; raises NotFound. `uow` is that of the command."""
        ...
