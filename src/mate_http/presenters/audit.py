"""The audit log on the wire."""

from __future__ import annotations

from mate_core.shared import audit_seals
from mate_core.shared import ports as core
from mate_http.schemas.audit import AuditRecord, AuditSeal
from mate_http.times import local


def record(it: core.AuditRecord) -> AuditRecord:
    return AuditRecord(
        id=it.id,
        at=local(it.at),
        actor_id=it.actor_id,
        action=it.action,
        subject_type=it.subject_type,
        subject_id=it.subject_id,
        reason=it.reason,
        facts=dict(it.facts),
    )


def seal(it: audit_seals.AuditSeal) -> AuditSeal:
    return AuditSeal(
        number=it.number,
        at=local(it.at),
        records=it.records,
        first_id=it.first_id,
        last_id=it.last_id,
        previous=it.previous,
        hash=it.hash,
    )
