"""What is known about a booking, gathered when a dispute opens and never changed afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.shared.ids import BookingId


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One fact: where it comes from, when it happened (UTC), and what it says."""

    source: str
    at: datetime
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EvidenceBundle:
    """`content` is the JSON text that was frozen; `digest` its SHA-256 in hexadecimal."""

    booking_id: BookingId
    content: str
    digest: str
    frozen_at: datetime

    @property
    def is_intact(self) -> bool:
        """Whether the content is still what was frozen."""
        return _digest(self.content) == self.digest


def freeze_evidence(
    booking_id: BookingId, items: Sequence[EvidenceItem], *, at: datetime
) -> EvidenceBundle:
    """The items as canonical text, in the order given: the same facts, the same digest."""
    content = json.dumps(
        [
            {"source": item.source, "at": item.at.isoformat(), "facts": dict(item.facts)}
            for item in items
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return EvidenceBundle(booking_id, content, _digest(content), at)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
