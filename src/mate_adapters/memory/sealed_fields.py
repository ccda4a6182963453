"""Memory stores nothing at rest, so nothing of it is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from mate_core.shared.sealing import SealedBatch, SealedField


class MemorySealedFields:
    """See the port SealedFields; `fields` is what a test says is stored: key ids by row."""

    def __init__(self) -> None:
        self.current_key = "memory"
        self.fields: dict[str, dict[UUID, str | None]] = {}

    @property
    def names(self) -> Sequence[str]:
        return tuple(self.fields)

    async def count(self, name: str) -> SealedField:
        keys = list(self.fields[name].values())
        known = sorted({key for key in keys if key is not None})
        return SealedField(name, {key: keys.count(key) for key in known}, keys.count(None))

    async def reseal(self, name: str, *, after: UUID | None, limit: int) -> SealedBatch:
        rows = self.fields[name]
        ids = sorted(row for row in rows if after is None or row > after)[:limit]
        stale = [row for row in ids if rows[row] != self.current_key]
        rows.update(dict.fromkeys(stale, self.current_key))
        return SealedBatch(len(ids), len(stale), ids[-1] if len(ids) == limit else None)
