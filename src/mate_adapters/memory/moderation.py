"""Blocks and bans in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.identity.marks import Mark
from mate_core.moderation.bans import Ban, BanProposal
from mate_core.moderation.blocks import Block
from mate_core.moderation.ports import BansShown
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page

_Pair = tuple[UserId, UserId]


class ModerationTables:
    def __init__(self) -> None:
        self.blocks = Table[_Pair, Block]()
        self.blocks_by_blocker = self.blocks.index(lambda block: (block.blocker_id,))
        self.blocks_by_blocked = self.blocks.index(lambda block: (block.blocked_id,))
        self.bans = Table[UUID, Ban]()
        self.bans_by_user = self.bans.index(lambda ban: (ban.user_id,))
        self.bans_in_force = self.bans.index(lambda ban: (ban.user_id,) if ban.in_force else ())
        self.bans_due = self.bans.due_index(lambda ban: ban.due_at, lambda key: key)
        self.ban_proposals = Table[UserId, BanProposal]()
        self.ban_marks = Table[tuple[UUID, Mark], tuple[UUID, Mark]]()
        self.ban_marks_by_ban = self.ban_marks.index(lambda row: (row[0],))
        self.ban_marks_by_mark = self.ban_marks.index(lambda row: (row[1],))


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


def _is_watched(ban: Ban) -> bool:
    return ban.in_force and bool(ban.watched) and ban.reviewed_at is None


def _is_appealed(ban: Ban) -> bool:
    return ban.in_force and ban.appeal is not None and ban.appeal.decided_at is None


_SHOWN: Final[Mapping[BansShown, Callable[[Ban], bool]]] = {
    BansShown.IN_FORCE: lambda ban: ban.in_force,
    BansShown.APPEALED: _is_appealed,
    BansShown.WATCHED: _is_watched,
    BansShown.ALL: lambda _: True,
}


class MemoryBans:
    def __init__(self, tables: ModerationTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._bans = transaction.view(tables.bans)

    async def add(self, ban: Ban) -> None:
        await self._transaction.lock()
        if await self.in_force(ban.user_id) is not None:
            raise ConcurrencyConflict
        self._bans.put(ban.id, ban)

    async def get(self, ban_id: UUID) -> Ban:
        ban = self._bans.get(ban_id)
        if ban is None:
            raise NotFound
        return ban

    async def in_force(self, user_id: UserId) -> Ban | None:
        return self._bans.first(self._tables.bans_in_force, user_id)

    async def of(self, user_id: UserId) -> Sequence[Ban]:
        bans = self._bans.where(self._tables.bans_by_user, user_id)
        return sorted(bans, key=lambda ban: (ban.created_at, ban.id))

    async def save(self, ban: Ban) -> None:
        await self._transaction.lock()
        stored = self._bans.get(ban.id)
        if stored is None or stored.version != ban.version:
            raise ConcurrencyConflict
        self._bans.put(ban.id, replace(ban, version=ban.version + 1))

    async def page(self, shown: BansShown, *, after: Cursor | None, limit: int) -> Page[Ban]:
        found = filter(_SHOWN[shown], self._bans.all())
        return newest_first(found, lambda ban: (ban.created_at, ban.id), after=after, limit=limit)


class MemoryBanProposals:
    def __init__(self, tables: ModerationTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._proposals = transaction.view(tables.ban_proposals)

    async def get_for_change(self, user_id: UserId) -> BanProposal | None:
        await self._transaction.lock()
        return self._proposals.get(user_id)

    async def put(self, proposal: BanProposal) -> None:
        await self._transaction.lock()
        self._proposals.put(proposal.user_id, proposal)

    async def remove(self, user_id: UserId) -> None:
        await self._transaction.lock()
        self._proposals.remove(user_id)

    async def waiting(self, *, at: datetime) -> Sequence[BanProposal]:
        stand = (each for each in self._proposals.all() if at < each.lapses_at)
        return sorted(stand, key=lambda each: (each.proposed_at, each.user_id))

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        lapsed = [each.user_id for each in self._proposals.all() if each.lapses_at < before]
        for user_id in lapsed:
            self._proposals.remove(user_id)
        return len(lapsed)


class MemoryBannedMarks:
    def __init__(self, tables: ModerationTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._marks = transaction.view(tables.ban_marks)

    async def add(self, ban_id: UUID, marks: Collection[Mark]) -> None:
        await self._transaction.lock()
        for mark in marks:
            self._marks.put((ban_id, mark), (ban_id, mark))

    async def remove(self, ban_id: UUID) -> None:
        await self._transaction.lock()
        for row in self._marks.where(self._tables.ban_marks_by_ban, ban_id):
            self._marks.remove(row)

    async def any_of(self, marks: Collection[Mark]) -> bool:
        found = self._tables.ban_marks_by_mark
        return any(self._marks.where(found, mark) for mark in marks)
