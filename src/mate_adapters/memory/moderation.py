"""Blocks in memory."""

from __future__ import annotations

from collections.abc import Sequence

from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.moderation.blocks import Block
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page

_Pair = tuple[UserId, UserId]


class ModerationTables:
    def __init__(self) -> None:
        self.blocks = Table[_Pair, Block]()
        self.blocks_by_blocker = self.blocks.index(lambda block: (block.blocker_id,))
        self.blocks_by_blocked = self.blocks.index(lambda block: (block.blocked_id,))


class MemoryBlocks:
    def __init__(self, tables: ModerationTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._blocks = transaction.view(tables.blocks)

    async def add(self, block: Block) -> None:
        await self._transaction.lock()
        pair = block.blocker_id, block.blocked_id
        if self._blocks.get(pair) is not None:
            raise ConcurrencyConflict
        self._blocks.put(pair, block)

    async def get(self, blocker: UserId, blocked: UserId) -> Block | None:
        return self._blocks.get((blocker, blocked))

    async def remove(self, blocker: UserId, blocked: UserId) -> None:
        await self._transaction.lock()
        self._blocks.remove((blocker, blocked))

    async def between(self, one: UserId, other: UserId) -> bool:
        pairs = ((one, other), (other, one))
        return any(self._blocks.get(pair) is not None for pair in pairs)

    async def count(self, blocker: UserId) -> int:
        return len(self._made_by(blocker))

    async def of(self, blocker: UserId, *, after: Cursor | None, limit: int) -> Page[Block]:
        return newest_first(
            self._made_by(blocker),
            lambda block: (block.created_at, block.blocked_id),
            after=after,
            limit=limit,
        )

    async def hidden_from(self, user_id: UserId) -> frozenset[UserId]:
        against = self._blocks.where(self._tables.blocks_by_blocked, user_id)
        return frozenset(
            [block.blocked_id for block in self._made_by(user_id)]
            + [block.blocker_id for block in against]
        )

    async def made_by(self, blocker: UserId) -> Sequence[Block]:
        return sorted(self._made_by(blocker), key=lambda row: (row.created_at, row.blocked_id))

    async def forget(self, user_id: UserId) -> None:
        await self._transaction.lock()
        against = self._blocks.where(self._tables.blocks_by_blocked, user_id)
        for block in [*self._made_by(user_id), *against]:
            self._blocks.remove((block.blocker_id, block.blocked_id))

    def _made_by(self, blocker: UserId) -> list[Block]:
        return self._blocks.where(self._tables.blocks_by_blocker, blocker)
