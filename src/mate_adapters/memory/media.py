"""Stored media in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.media.model import MediaKind, MediaState, StoredMedia
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import MediaId, UserId
from mate_core.shared.pages import Cursor, Page


class MediaTables:
    def __init__(self) -> None:
        self.media = Table[MediaId, StoredMedia]()
        self.by_key = self.media.index(lambda media: (media.key,))
        self.by_owner = self.media.index(lambda media: (media.owner_id,))


class MemoryMedia:
    def __init__(self, tables: MediaTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._media = transaction.view(tables.media)

    async def add(self, media: StoredMedia) -> None:
        await self._transaction.lock()
        self._media.put(media.id, media)

    async def get(self, media_id: MediaId) -> StoredMedia:
        media = self._media.get(media_id)
        if media is None:
            raise NotFound
        return media

    async def get_for_change(self, media_id: MediaId) -> StoredMedia:
        await self._transaction.lock()
        return await self.get(media_id)

    async def by_key(self, key: str) -> StoredMedia:
        media = self._media.first(self._tables.by_key, key)
        if media is None:
            raise NotFound
        return media

    async def save(self, media: StoredMedia) -> None:
        await self._transaction.lock()
        stored = self._media.get(media.id)
        if stored is None or stored.version != media.version:
            raise ConcurrencyConflict
        self._media.put(media.id, replace(media, version=media.version + 1))

    async def created_since(
        self, owner_id: UserId, kind: MediaKind, since: datetime
    ) -> Sequence[datetime]:
        mine = self._media.where(self._tables.by_owner, owner_id)
        return sorted(
            media.created_at for media in mine if media.kind is kind and media.created_at >= since
        )

    async def idle(
        self, *, received_before: datetime, ready_before: datetime, limit: int
    ) -> Sequence[MediaId]:
        before = {MediaState.RECEIVED: received_before, MediaState.READY: ready_before}
        found = [
            media
            for media in self._media.all()
            if media.state in before and media.changed_at < before[media.state]
        ]
        return _longest_first(found, limit)

    async def to_purge(self, *, limit: int) -> Sequence[MediaId]:
        found = [
            media
            for media in self._media.all()
            if media.state is MediaState.DELETED and not media.is_purged
        ]
        return _longest_first(found, limit)

    async def standing(self, keys: Collection[str]) -> frozenset[str]:
        found = (self._media.first(self._tables.by_key, key) for key in set(keys))
        return frozenset(media.key for media in found if media and not media.is_purged)

    async def forget(self, *, before: datetime) -> int:
        await self._transaction.lock()
        old = [media for media in self._media.all() if media.purged_at and media.purged_at < before]
        for media in old:
            self._media.remove(media.id)
        return len(old)

    async def listed(
        self, *, owner_id: UserId | None, after: Cursor | None, limit: int
    ) -> Page[StoredMedia]:
        found = (
            self._media.all()
            if owner_id is None
            else self._media.where(self._tables.by_owner, owner_id)
        )
        return newest_first(
            found, lambda media: (media.created_at, media.id), after=after, limit=limit
        )


def _longest_first(found: list[StoredMedia], limit: int) -> list[MediaId]:
    ordered = sorted(found, key=lambda media: (media.changed_at, media.id))
    return [media.id for media in ordered[:limit]]
