"""What moderation needs of the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from mate_core.moderation.blocks import Block
from mate_core.privacy.ports import PrivacyUow
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page


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


class ModerationUow(PrivacyUow, Protocol):
    @property
    def blocks(self) -> Blocks: ...


class ShownName(Protocol):
    """How people are named to others; their profile lies on the floor above."""

    async def __call__(self, uow: Any, person: UserId, /) -> str | None:
        """None for who is shown to nobody; raises NotFound. `uow` is that of the command."""
        ...
