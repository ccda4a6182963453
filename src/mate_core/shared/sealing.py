"""Which fields are sealed with which key, and sealing them again after a rotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SealedField:
    """One column: rows by the id of the key that sealed them; `clear` are sealed by none."""

    name: str
    rows_by_key: Mapping[str, int]
    clear: int


@dataclass(frozen=True, slots=True)
class SealedBatch:
    """How far a batch came: rows looked at, rows sealed again, and where the next one begins."""

    looked_at: int
    sealed: int
    last: UUID | None


class SealedFields(Protocol):
    """Every sealed column of the store."""

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def current_key(self) -> str:
        """The id of the key that seals."""
        ...

    async def count(self, name: str) -> SealedField:
        """Raises LookupError for a name that is none of `names`."""
        ...

    async def reseal(self, name: str, *, after: UUID | None, limit: int) -> SealedBatch:
        """The next `limit` rows by id, in one transaction: what is not current is sealed again.

        `last` is None when there are no more. Rows that are current already are left alone, so a
        run that was cut short loses nothing. Raises LookupError, FieldUnreadable.
        """
        ...
