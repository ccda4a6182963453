"""What a look at the whole chain found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Break(StrEnum):
    RECORD_GONE = "record_gone"
    SEAL_GONE = "seal_gone"
    """Numbers of seals have a gap, or a seal does not follow the one before it."""
    RECORD_CHANGED = "record_changed"
    HASH_DIFFERS = "hash_differs"
    """The seal itself is not what it was."""
    COUNT_DIFFERS = "count_differs"
    NEVER_SEALED = "never_sealed"
    """Records older than ten minutes that no seal covers: the job stands still, or somebody wrote
    past it."""
    ANCHOR_UNKNOWN = "anchor_unknown"
    """No seal has the hash that was noted elsewhere: the chain was made anew."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing that is wrong. `record_id` is the first broken record, where one is."""

    what: Break
    seal: int | None
    record_id: UUID | None
    detail: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`head` is the hash of the last good seal: note it elsewhere, and ask for it again."""

    seals: int
    records: int
    unsealed: int
    head: str
    broken: Broken | None

    @property
    def ok(self) -> bool:
        return self.broken is None
