"""What `mate privacy` shows, for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mate_cli.commands.escrow_views import audit_lines, audit_record
from mate_cli.tables import local, pairs, rfc3339, table
from mate_core.privacy.closing import Closure
from mate_core.privacy.consents import Consent
from mate_core.privacy.rights import RightsRequest
from mate_core.privacy.rights_service import RightsFile

_MORE = "… and more: raise --limit"
_DRY = "dry run: nothing was changed"


def rights(request: RightsRequest, *, at: datetime) -> dict[str, object]:
    return {
        "id": str(request.id),
        "userId": str(request.user_id),
        "kind": request.kind.value,
        "status": request.status.value,
        "details": request.details,
        "receivedAt": rfc3339(request.received_at),
        "acknowledgeDueAt": rfc3339(request.acknowledge_due_at),
        "dueAt": rfc3339(request.due_at),
        "overdue": request.is_overdue(at=at),
        "answer": request.answer,
    }


def rights_table(found: Sequence[RightsRequest], *, at: datetime, more: bool) -> list[str]:
    rows = [
        (
            each.id,
            each.kind,
            each.status,
            "LATE" if each.is_overdue(at=at) else "",
            local(each.received_at),
            local(each.due_at),
        )
        for each in found
    ]
    lines = table(("request", "kind", "state", "", "received", "due"), rows)
    return [*lines, _MORE] if more else lines


def rights_lines(request: RightsRequest, *, at: datetime, dry_run: bool = False) -> list[str]:
    lines = pairs(
        [
            ("request", request.id),
            ("person", request.user_id),
            ("kind", request.kind),
            ("state", request.status),
            ("late", "yes" if request.is_overdue(at=at) else "no"),
            ("asked", request.details or None),
            ("received", local(request.received_at)),
            ("acknowledge by", local(request.acknowledge_due_at)),
            ("answer by", local(request.due_at)),
            ("answer", request.answer),
        ]
    )
    return [*lines, _DRY] if dry_run else lines


def rights_file(seen: RightsFile, *, at: datetime) -> dict[str, object]:
    return rights(seen.request, at=at) | {"audit": [audit_record(each) for each in seen.audit]}


def rights_file_lines(seen: RightsFile, *, at: datetime) -> list[str]:
    return [*rights_lines(seen.request, at=at), *audit_lines(seen.audit)]


def consent(row: Consent) -> dict[str, object]:
    return {
        "purpose": row.purpose.value,
        "granted": row.granted,
        "version": row.version,
        "language": row.language.value,
        "digest": row.digest,
        "source": row.source.value,
        "at": rfc3339(row.at),
    }


def consent_table(history: Sequence[Consent]) -> list[str]:
    rows = [
        (
            local(row.at),
            row.purpose,
            "granted" if row.granted else "withdrawn",
            f"{row.version} {row.language}",
            row.source,
            row.digest[:12],
        )
        for row in history
    ]
    return table(("at", "purpose", "what", "text", "by", "digest"), rows)


def closing(closure: Closure, *, at: datetime) -> dict[str, object]:
    return {
        "userId": str(closure.user_id),
        "status": closure.status.value,
        "requestedAt": rfc3339(closure.requested_at),
        "completeBy": rfc3339(closure.complete_by),
        "stillOpen": list(closure.still_open),
        "holdReason": closure.hold_reason,
        "overdue": closure.is_overdue(at=at),
    }


def closing_table(found: Sequence[Closure], *, at: datetime, more: bool) -> list[str]:
    rows = [
        (
            each.user_id,
            local(each.requested_at),
            local(each.complete_by),
            _state(each, at=at),
            ", ".join(each.still_open),
        )
        for each in found
    ]
    lines = table(("person", "asked", "by", "", "waits for"), rows)
    return [*lines, _MORE] if more else lines


def closing_lines(closure: Closure, *, at: datetime, dry_run: bool) -> list[str]:
    lines = pairs(
        [
            ("person", closure.user_id),
            ("state", closure.status),
            ("asked", local(closure.requested_at)),
            ("closed by", local(closure.complete_by)),
            ("", _state(closure, at=at)),
            ("waits for", ", ".join(closure.still_open) or None),
            ("held because", closure.hold_reason),
        ]
    )
    return [*lines, _DRY] if dry_run else lines


def _state(closure: Closure, *, at: datetime) -> str:
    if closure.is_held:
        return "HELD"
    return "LATE" if closure.is_overdue(at=at) else "in time"
