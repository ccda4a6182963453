"""Reviews for machines and for people."""

from __future__ import annotations

from collections.abc import Sequence

from mate_cli.commands.escrow_views import Json
from mate_cli.tables import local, pairs, rfc3339, table
from mate_core.reviews.model import Review
from mate_core.reviews.ports import RatingMismatch
from mate_core.reviews.ratings import SubRating, Tally
from mate_core.reviews.reports import ReviewReport
from mate_core.reviews.views import ReviewFile
from mate_core.shared.ports import AuditRecord


def review(found: Review) -> Json:
    flag, response = found.flag, found.response
    return {
        "id": str(found.id),
        "bookingId": str(found.booking_id),
        "reviewerId": str(found.reviewer_id),
        "revieweeId": str(found.reviewee_id),
        "reviewType": found.review_type.value,
        "state": found.state.value,
        "overallRating": found.ratings.overall,
        **{part.field: found.ratings.parts.get(part) for part in SubRating},
        "comment": found.content.comment,
        "photoUrls": list(found.content.photo_urls),
        "hasSafetyNote": found.content.safety_note is not None,
        "createdAt": rfc3339(found.created_at),
        "publishedAt": rfc3339(found.published_at),
        "flagCause": flag and flag.cause.value,
        "flaggedAt": rfc3339(flag.since) if flag else None,
        "decideBy": rfc3339(flag.decide_by) if flag else None,
        "isOverdue": flag is not None and flag.overdue_since is not None,
        "response": response and response.text,
        "responseState": response and response.state.value,
    }


def review_table(found: Sequence[Review], *, more: bool) -> list[str]:
    if not found:
        return ["No such reviews."]
    rows = [
        (
            each.id,
            each.state,
            each.ratings.overall,
            each.flag.cause if each.flag else "-",
            local(each.flag.decide_by) if each.flag else "-",
            _short(each.content.comment),
        )
        for each in found
    ]
    lines = table(("REVIEW", "STATE", "STARS", "BECAUSE", "DECIDE BY", "COMMENT"), rows)
    return [*lines, *(["… and more; raise --limit."] if more else [])]


def file(found: ReviewFile) -> Json:
    return review(found.review) | {
        "safetyNote": found.review.content.safety_note,
        "staffNote": found.review.staff_note,
        "reports": [_report(each) for each in found.reports],
        "audit": [_entry(each) for each in found.audit],
    }


def file_lines(found: ReviewFile) -> list[str]:
    it = found.review
    parts = ", ".join(f"{part} {stars}" for part, stars in it.ratings.parts.items())
    facts = [
        ("review", it.id),
        ("booking", it.booking_id),
        ("by", it.reviewer_id),
        ("about", it.reviewee_id),
        ("state", it.state),
        ("stars", it.ratings.overall),
        ("sub-ratings", parts or "-"),
        ("comment", it.content.comment or "-"),
        ("photos", len(it.content.photo_urls)),
        ("safety note", it.content.safety_note or "-"),
        ("written", local(it.created_at)),
        ("published", local(it.published_at)),
        ("waits because", it.flag.cause if it.flag else "-"),
        ("staff said", it.staff_note or "-"),
        ("answer", f"{it.response.state}: {it.response.text}" if it.response else "-"),
    ]
    reports = [
        (local(each.reported_at), each.part, each.reason, each.outcome or "open", each.details)
        for each in found.reports
    ]
    done = [(local(each.at), each.action, each.actor_id, each.reason) for each in found.audit]
    return [
        *pairs(facts),
        "",
        *table(("REPORTED", "PART", "REASON", "OUTCOME", "DETAILS"), reports),
        "",
        *table(("AT", "STEP", "BY", "REASON"), done),
    ]


def decided_lines(made: Review, *, dry_run: bool) -> list[str]:
    would = "would be" if dry_run else "is"
    lines = [f"The review {made.id} {would} {made.state}."]
    if made.response is not None:
        lines.append(f"Its answer {would} {made.response.state}.")
    return lines


def proof(mismatches: Sequence[RatingMismatch]) -> Json:
    return {"ok": not mismatches, "mismatches": [_mismatch(each) for each in mismatches]}


def proof_lines(mismatches: Sequence[RatingMismatch]) -> list[str]:
    if not mismatches:
        return ["All ratings are those of the visible reviews."]
    rows = [
        (
            each.person_id,
            each.review_type,
            _numbers(each.kept.overall),
            "-" if each.profile is None else _numbers(Tally(*each.profile)),
            _numbers(each.counted.overall),
        )
        for each in mismatches
    ]
    lines = table(("PERSON", "AS", "KEPT", "PROFILE", "COUNTED"), rows)
    return [*lines, "RATINGS DIFFER FROM THEIR REVIEWS (number / sum of stars)."]


def _mismatch(found: RatingMismatch) -> Json:
    return {
        "personId": str(found.person_id),
        "reviewType": found.review_type.value,
        "kept": _pair(found.kept.overall),
        "profile": None if found.profile is None else _pair(Tally(*found.profile)),
        "counted": _pair(found.counted.overall),
    }


def _pair(tally: Tally) -> Json:
    return {"reviews": tally.count, "stars": tally.sum}


def _numbers(tally: Tally) -> str:
    return f"{tally.count} / {tally.sum}"


def _report(report: ReviewReport) -> Json:
    return {
        "reporterId": str(report.reporter_id),
        "part": report.part.value,
        "reason": report.reason.value,
        "details": report.details,
        "reportedAt": rfc3339(report.reported_at),
        "outcome": report.outcome and report.outcome.value,
        "closedAt": rfc3339(report.closed_at),
    }


def _entry(record: AuditRecord) -> Json:
    return {
        "at": rfc3339(record.at),
        "action": record.action,
        "actorId": record.actor_id and str(record.actor_id),
        "reason": record.reason,
    }


def _short(text: str | None) -> str:
    line = " ".join((text or "-").split())
    return line if len(line) <= 40 else f"{line[:39]}…"
