"""Records of what staff did: always with a name and a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import IdGenerator
from mate_core.shared.ports import AuditRecord

_NO_FACTS: Final[Mapping[str, str]] = MappingProxyType({})
REASON_LENGTH: Final = 500


def require_reason(reason: str) -> None:
    """Raises InvalidInput for an empty reason, or one that nobody will read."""
    if not 1 <= len(reason.strip()) <= REASON_LENGTH:
        raise InvalidInput(
            "reason", "reason.length", f"Say why, in 1 to {REASON_LENGTH} characters."
        )


def audit_record(
    ids: IdGenerator,
    actor: Actor | None,
    *,
    action: str,
    subject_type: str,
    subject_id: UUID,
    reason: str,
    at: datetime,
    facts: Mapping[str, str] = _NO_FACTS,
) -> AuditRecord:
    """One line for the log; `actor` None is the bootstrap of the first administrator."""
    return AuditRecord(
        id=ids.uuid(),
        at=at,
        actor_id=actor.user_id if actor else None,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        reason=reason,
        facts=facts,
    )
