"""Reports and listings on the wire."""

from __future__ import annotations

import datetime as dt

from mate_core.moderation.reports import model as reports
from mate_core.moderation.reports import views
from mate_core.moderation.screening import case as screening
from mate_core.moderation.screening.model import Finding
from mate_core.partners import listing_views
from mate_http.schemas.screening import (
    ListingCase,
    ListingFile,
    ListingFinding,
    OwnListing,
    OwnReport,
    ReportCase,
    ReportEntry,
    ReportFile,
)
from mate_http.times import local, local_or_none


def own_report(made: views.OwnReport) -> OwnReport:
    return OwnReport(
        id=made.id,
        kind=made.kind,
        object_id=made.object_id,
        reason=made.reason,
        details=made.details,
        reported_at=local(made.reported_at),
        status=made.status,
        closed_at=local_or_none(made.closed_at),
    )


def report_case(case: reports.ReportCase, *, at: dt.datetime) -> ReportCase:
    claim, verdict = case.claim, case.verdict
    return ReportCase(
        id=case.id,
        kind=case.kind,
        object_id=case.object_id,
        owner_id=case.owner_id,
        reports=case.reports,
        opened_at=local(case.opened_at),
        due_at=local(case.due_at),
        is_overdue=case.is_overdue(at=at),
        claimed_by=claim.by if claim else None,
        claimed_until=local_or_none(claim.until if claim else None),
        outcome=verdict.outcome if verdict else None,
        decided_by=verdict.by if verdict else None,
        decided_at=local_or_none(verdict.at if verdict else None),
        note=verdict.note if verdict else None,
    )


def report_file(found: views.ReportFile, *, at: dt.datetime) -> ReportFile:
    return ReportFile(
        case=report_case(found.case, at=at),
        reports=[
            ReportEntry(
                reporter_id=each.reporter_id,
                reason=each.reason,
                details=each.details,
                at=local(each.at),
            )
            for each in found.reports
        ],
    )


def listing_case(case: screening.ListingCase, *, at: dt.datetime) -> ListingCase:
    claim, decision = case.claim, case.decision
    return ListingCase(
        id=case.id,
        partner_id=case.partner_id,
        cause=case.cause,
        state=case.state,
        opened_at=local(case.opened_at),
        due_at=local(case.due_at),
        is_overdue=case.is_overdue(at=at),
        findings=[_finding(each) for each in case.findings],
        claimed_by=claim.by if claim else None,
        claimed_until=local_or_none(claim.until if claim else None),
        decided_by=decision.by if decision else None,
        category=decision.category if decision else None,
        reason=decision.reason if decision else None,
        closed_at=local_or_none(case.closed_at),
    )


def listing_file(found: listing_views.ListingFile, *, at: dt.datetime) -> ListingFile:
    return ListingFile(
        case=listing_case(found.case, at=at),
        status=found.partner.listing,
        texts=dict(found.case.texts),
        earlier=[listing_case(each, at=at) for each in found.earlier],
    )


def own_listing(listing: listing_views.OwnListing) -> OwnListing:
    return OwnListing(
        status=listing.status,
        categories=list(listing.categories),
        words=list(listing.words),
    )


def _finding(found: Finding) -> ListingFinding:
    return ListingFinding(
        field=found.field,
        category=found.category,
        severity=found.severity,
        rule=found.rule,
        excerpt=found.excerpt,
        start=found.start,
        end=found.end,
    )
