"""The chain of seals over the audit log: whoever changes a record breaks it.

A seal covers the records that were not yet sealed, in the order of instant and id, and the seal
before it. So nobody can change, remove or slip in a record without making every later seal anew;
and whoever noted the hash of a seal elsewhere sees that too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from mate_core.shared.ports import AuditRecord

GENESIS: Final = "0" * 64
"""What stands before the first seal."""


@dataclass(frozen=True, slots=True)
class AuditSeal:
    """`number` counts from 1 without gaps; `hash` and `previous` are SHA-256 in hexadecimal."""

    number: int
    at: datetime
    first_id: UUID
    last_id: UUID
    records: int
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record under a seal: with its own digest one can tell which of them was changed."""

    record_id: UUID
    digest: str


@dataclass(frozen=True, slots=True)
class CoveredRecord:
    """What was sealed, and the record as it stands now: None when it is gone."""

    sealed: SealedRecord
    record: AuditRecord | None


def sealed(record: AuditRecord) -> SealedRecord:
    return SealedRecord(record.id, hashlib.sha256(canonical(record)).hexdigest())


def seal_over(
    records: Sequence[SealedRecord], last: AuditSeal | None, *, at: datetime
) -> AuditSeal:
    """The seal that follows `last`; raises ValueError without records."""
    if not records:
        raise ValueError("a seal covers one record at least")
    number = last.number + 1 if last else 1
    previous = last.hash if last else GENESIS
    return AuditSeal(
        number=number,
        at=at,
        first_id=records[0].record_id,
        last_id=records[-1].record_id,
        records=len(records),
        previous=previous,
        hash=hash_of(records, number=number, previous=previous, at=at),
    )


def hash_of(records: Sequence[SealedRecord], *, number: int, previous: str, at: datetime) -> str:
    """Over the seal before, the head of this one, and the digests of its records, a line each."""
    lines = [previous, str(number), _instant(at), str(len(records))]
    lines += [f"{each.record_id} {each.digest}" for each in records]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def canonical(record: AuditRecord) -> bytes:
    """One form for one record, whatever stores it: JSON in UTF-8 with sorted facts."""
    content = [
        str(record.id),
        _instant(record.at),
        str(record.actor_id) if record.actor_id else None,
        record.action,
        record.subject_type,
        str(record.subject_id),
        record.reason,
        dict(sorted(record.facts.items())),
    ]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
