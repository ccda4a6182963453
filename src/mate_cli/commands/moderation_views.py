"""Listings and reports that wait for staff, for machines and for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mate_cli.commands.escrow_views import Json
from mate_cli.tables import local, pairs, rfc3339, table
from mate_core.moderation.reports.model import ReportCase
from mate_core.moderation.reports.views import ReportFile
from mate_core.moderation.screening.case import ListingCase
from mate_core.partners.listing_views import ListingFile


def case(found: ListingCase | ReportCase, *, at: datetime) -> Json:
    if isinstance(found, ListingCase):
        return listing(found, at=at)
    return report(found, at=at)


def listing(found: ListingCase, *, at: datetime) -> Json:
    decision, claim = found.decision, found.claim
    return {
        "id": str(found.id),
        "partnerId": str(found.partner_id),
        "cause": found.cause.value,
        "state": found.state.value,
        "openedAt": rfc3339(found.opened_at),
        "dueAt": rfc3339(found.due_at),
        "isOverdue": found.is_overdue(at=at),
        "claimedBy": str(claim.by) if claim else None,
        "findings": [
            {
                "field": each.field,
                "category": each.category.value,
                "severity": each.severity.value,
                "rule": each.rule,
                "excerpt": each.excerpt,
            }
            for each in found.findings
        ],
        "decidedBy": str(decision.by) if decision else None,
        "category": decision.category.value if decision and decision.category else None,
        "reason": decision.reason if decision else None,
        "closedAt": rfc3339(found.closed_at),
    }


def report(found: ReportCase, *, at: datetime) -> Json:
    verdict, claim = found.verdict, found.claim
    return {
        "id": str(found.id),
        "kind": found.kind.value,
        "objectId": str(found.object_id),
        "ownerId": str(found.owner_id),
        "reports": found.reports,
        "openedAt": rfc3339(found.opened_at),
        "dueAt": rfc3339(found.due_at),
        "isOverdue": found.is_overdue(at=at),
        "claimedBy": str(claim.by) if claim else None,
        "outcome": verdict.outcome.value if verdict else None,
        "decidedBy": str(verdict.by) if verdict else None,
        "decidedAt": rfc3339(verdict.at) if verdict else None,
        "note": verdict.note if verdict else None,
    }


def queue_lines(
    listings: Sequence[ListingCase],
    reports: Sequence[ReportCase],
    *,
    overdue: int,
    at: datetime,
    more: bool,
) -> list[str]:
    if not listings and not reports:
        return ["Nothing is there."]
    found: list[ListingCase | ReportCase] = [*listings, *reports]
    if all(each.is_open for each in found):
        found.sort(key=lambda each: (each.due_at, each.id))
    rows = [(each.id, *_about(each), _state(each, at), local(each.due_at)) for each in found]
    lines = table(("CASE", "KIND", "ABOUT", "WHY", "STATE", "DUE"), rows)
    told = [f"{overdue:,} overdue."] if overdue else []
    return [*lines, *told, *(["… and more; raise --limit."] if more else [])]


def listing_file(found: ListingFile, *, at: datetime) -> Json:
    return listing(found.case, at=at) | {
        "listingStatus": found.partner.listing.value,
        "texts": dict(found.case.texts),
        "earlier": [listing(each, at=at) for each in found.earlier],
    }


def listing_lines(found: ListingFile) -> list[str]:
    it = found.case
    facts = [
        ("case", it.id),
        ("partner", it.partner_id),
        ("listing now", found.partner.listing),
        ("state", it.state),
        ("cause", it.cause),
        ("opened", local(it.opened_at)),
        ("due", local(it.due_at)),
        ("earlier cases", len(found.earlier)),
    ]
    if it.decision is not None:
        facts += [
            ("decided", local(it.decision.at)),
            ("category", it.decision.category or "-"),
            ("reason", it.decision.reason),
        ]
    texts = [(field, text.replace("\n", " / ")) for field, text in it.texts.items()]
    rows = [
        (each.field, each.severity, each.category, each.rule, each.excerpt) for each in it.findings
    ]
    heads = ("FIELD", "SEVERITY", "CATEGORY", "RULE", "WORDS")
    findings = ["", *table(heads, rows)] if rows else []
    return [*pairs(facts), "", *pairs(texts), *findings]


def report_file(found: ReportFile, *, at: datetime) -> Json:
    return report(found.case, at=at) | {
        "said": [
            {
                "reporterId": str(each.reporter_id),
                "reason": each.reason.value,
                "details": each.details,
                "at": rfc3339(each.at),
            }
            for each in found.reports
        ]
    }


def report_lines(found: ReportFile) -> list[str]:
    it = found.case
    facts = [
        ("case", it.id),
        ("kind", it.kind),
        ("object", it.object_id),
        ("owner", it.owner_id),
        ("opened", local(it.opened_at)),
        ("due", local(it.due_at)),
    ]
    if it.verdict is not None:
        facts += [
            ("decided", local(it.verdict.at)),
            ("outcome", it.verdict.outcome),
            ("note", it.verdict.note),
        ]
    rows = [
        (local(each.at), each.reporter_id, each.reason, each.details or "-")
        for each in found.reports
    ]
    return [*pairs(facts), "", *table(("AT", "BY", "REASON", "DETAILS"), rows)]


def claim_lines(found: ListingCase | ReportCase) -> list[str]:
    until = local(found.claim.until) if found.claim else "-"
    return [f"It is yours until {until}."]


def decided_lines(found: ListingCase | ReportCase, *, dry_run: bool) -> list[str]:
    would = "would be" if dry_run else "is"
    if isinstance(found, ListingCase):
        return [f"The listing of {found.partner_id} {would} {found.state}."]
    outcome = found.verdict.outcome if found.verdict else "-"
    return [f"The case about {found.kind} {found.object_id} {would} decided: {outcome}."]


def _about(found: ListingCase | ReportCase) -> tuple[object, ...]:
    """Kind, what it is about, and why."""
    if isinstance(found, ListingCase):
        categories = dict.fromkeys(each.category.value for each in found.findings)
        return "listing", found.partner_id, ", ".join(categories) or found.cause.value
    why = f"{found.reports} people" if found.reports else "a rule of ours"
    return f"report: {found.kind}", found.object_id, why


def _state(found: ListingCase | ReportCase, at: datetime) -> str:
    if found.is_overdue(at=at):
        return "OVERDUE"
    if found.claim is not None and found.claim.holds(at=at):
        return "claimed"
    if isinstance(found, ListingCase):
        return found.state.value
    return found.verdict.outcome.value if found.verdict else "OPEN"
