"""Bans for machines and for people."""

from __future__ import annotations

from collections.abc import Sequence

from mate_cli.commands.escrow_views import Json
from mate_cli.tables import local, pairs, rfc3339, table
from mate_core.moderation.bans import Ban, BanProposal


def ban(found: Ban) -> Json:
    appeal = found.appeal
    return {
        "id": str(found.id),
        "userId": str(found.user_id),
        "reason": found.reason,
        "bannedBy": str(found.banned_by),
        "secondedBy": str(found.seconded_by) if found.seconded_by else None,
        "bannedAt": rfc3339(found.created_at),
        "until": rfc3339(found.terms.expires_at),
        "waivesTiers": found.terms.waives_tiers,
        "carriedOutAt": rfc3339(found.carried_out_at),
        "reviewUntil": rfc3339(found.review_until),
        "meetingsRunning": [str(booking) for booking in found.watched],
        "appeal": appeal
        and {
            "text": appeal.text,
            "appealedAt": rfc3339(appeal.at),
            "granted": appeal.is_granted,
            "answer": appeal.answer,
        },
        "liftedAt": rfc3339(found.lifted_at),
        "liftReason": found.lift_reason,
    }


def proposal(waiting: BanProposal) -> Json:
    return {
        "userId": str(waiting.user_id),
        "reason": waiting.reason,
        "until": rfc3339(waiting.terms.expires_at),
        "waivesTiers": waiting.terms.waives_tiers,
        "proposedBy": str(waiting.proposed_by),
        "lapsesAt": rfc3339(waiting.lapses_at),
    }


def ban_lines(found: Ban, *, dry_run: bool) -> list[str]:
    lines = pairs(
        [
            ("person", found.user_id),
            ("reason", found.reason),
            ("since", local(found.created_at)),
            ("until", _until(found)),
            ("state", _state(found)),
            ("appeal", found.appeal.text if found.appeal else None),
            ("answer", found.appeal.answer if found.appeal else None),
        ]
    )
    return [*lines, *(["Nothing was changed."] if dry_run else [])]


def ban_table(found: Sequence[Ban], waiting: Sequence[BanProposal], *, more: bool) -> list[str]:
    rows = [
        (each.user_id, local(each.created_at), _until(each), _state(each), each.reason[:40])
        for each in found
    ]
    headers = ("PERSON", "SINCE", "UNTIL", "STATE", "REASON")
    lines = table(headers, rows) if rows else ["No such bans."]
    lines += ["… and more; raise --limit."] if more else []
    lines += [
        f"{each.user_id} waits for a second member of staff until {local(each.lapses_at)}."
        for each in waiting
    ]
    return lines


def _until(found: Ban) -> str:
    return "for ever" if found.is_permanent else local(found.terms.expires_at)


def _state(found: Ban) -> str:
    if not found.in_force:
        return f"lifted {local(found.lifted_at)}"
    if found.appeal is not None and found.appeal.decided_at is None:
        return "appealed"
    if found.watched and found.reviewed_at is None:
        return f"{len(found.watched)} meetings ran on"
    return "in force" if found.carried_out_at else "being carried out"
