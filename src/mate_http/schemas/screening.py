"""Bodies of `/reports`, `/admin/reports` and `/admin/listings`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from mate_core.moderation.reports.model import Outcome, ReportedKind, ReportReason
from mate_core.moderation.reports.views import ReportStatus
from mate_core.moderation.screening.case import ListingCaseState, ListingCause
from mate_core.moderation.screening.model import Category, Severity
from mate_core.partners.model import ListingStatus
from mate_http.schemas.base import Input, Output, Reason, Text


class ReportBody(Input, frozen=True):
    """`id` is that of the object; a listing has the partner's. A picture may be named by the `url`
    that profiles show instead. `details`: 1,000 characters."""

    kind: ReportedKind
    reason: ReportReason
    id: UUID | None = None
    url: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    details: Text | None = None


class OwnReport(Output, frozen=True):
    """What was decided is not told: it concerns somebody else."""

    id: UUID
    kind: ReportedKind
    object_id: UUID
    reason: ReportReason
    details: str | None
    reported_at: dt.datetime
    status: ReportStatus
    closed_at: dt.datetime | None


class OwnReports(Output, frozen=True):
    items: list[OwnReport]
    next_cursor: str | None


class DecideReportBody(Input, frozen=True):
    """`note` is for the file; neither side reads it. At most 500 characters."""

    outcome: Outcome
    note: Reason


class ReportCase(Output, frozen=True):
    """Everything that people said of one object. `dueAt` ends the clock of 24 hours."""

    id: UUID
    kind: ReportedKind
    object_id: UUID
    owner_id: UUID
    reports: int
    opened_at: dt.datetime
    due_at: dt.datetime
    is_overdue: bool
    claimed_by: UUID | None
    claimed_until: dt.datetime | None
    outcome: Outcome | None
    decided_by: UUID | None
    decided_at: dt.datetime | None
    note: str | None


class ReportCases(Output, frozen=True):
    items: list[ReportCase]
    next_cursor: str | None


class ReportEntry(Output, frozen=True):
    reporter_id: UUID
    reason: ReportReason
    details: str | None
    at: dt.datetime


class ReportFile(Output, frozen=True):
    case: ReportCase
    reports: list[ReportEntry]


class ListingFinding(Output, frozen=True):
    """`start` and `end` are places in the text of that field; `rule` is a term of the list, or the
    name of a pattern."""

    field: str
    category: Category
    severity: Severity
    rule: str
    excerpt: str
    start: int
    end: int


class ListingCase(Output, frozen=True):
    """`dueAt` ends the clock of 24 hours."""

    id: UUID
    partner_id: UUID
    cause: ListingCause
    state: ListingCaseState
    opened_at: dt.datetime
    due_at: dt.datetime
    is_overdue: bool
    findings: list[ListingFinding]
    claimed_by: UUID | None
    claimed_until: dt.datetime | None
    decided_by: UUID | None
    category: Category | None
    reason: str | None
    closed_at: dt.datetime | None


class ListingCases(Output, frozen=True):
    items: list[ListingCase]
    next_cursor: str | None


class ListingFile(Output, frozen=True):
    """The texts as they stood when the case was opened, by their field."""

    case: ListingCase
    status: ListingStatus
    texts: dict[str, str]
    earlier: list[ListingCase]


class RejectListingBody(Input, frozen=True):
    """The partner reads the category, never the reason."""

    category: Category
    reason: Reason


class OwnListing(Output, frozen=True):
    """Where one's listing stands. `words` are one's own that staff look at, or looked at."""

    status: ListingStatus
    categories: list[Category]
    words: list[str]
