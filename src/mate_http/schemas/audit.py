"""Bodies of `/admin/audit-log`."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from mate_http.schemas.base import Output


class AuditRecord(Output, frozen=True):
    """`actorId` is null for the system itself, and for the first administrator's making."""

    id: UUID
    at: dt.datetime
    actor_id: UUID | None
    action: str
    subject_type: str
    subject_id: UUID
    reason: str
    facts: dict[str, str]


class AuditRecords(Output, frozen=True):
    items: list[AuditRecord]
    next_cursor: str | None


class AuditSeal(Output, frozen=True):
    """`hash` covers `previous` and the records; note it elsewhere and the chain is anchored."""

    number: int
    at: dt.datetime
    records: int
    first_id: UUID
    last_id: UUID
    previous: str
    hash: str


class AuditSeals(Output, frozen=True):
    """`next` is the `after` of the next page; null on the last one."""

    items: list[AuditSeal]
    next: int | None
