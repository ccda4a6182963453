"""Examples of reports, listings that wait for staff, and the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mate_http.examples.common import AT, OTHER, PARTNER, USER

_CASE_ID: Final = "0190f5b9-4444-7e74-8d52-61708f9eadbc"
_STAFF: Final = "0190f5ba-5555-7e74-8d52-61708f9eadbc"
_LATER: Final = "2026-03-15T12:00:00+07:00"
_OWN: Final[dict[str, Any]] = {
    "id": OTHER,
    "kind": "listing",
    "objectId": PARTNER,
    "reason": "sexual_service",
    "details": "Nhắn tin mời vào khách sạn.",
    "reportedAt": AT,
    "status": "IN_REVIEW",
    "closedAt": None,
}
_REPORT_CASE: Final[dict[str, Any]] = {
    "id": _CASE_ID,
    "kind": "listing",
    "objectId": PARTNER,
    "ownerId": PARTNER,
    "reports": 2,
    "openedAt": AT,
    "dueAt": _LATER,
    "isOverdue": False,
    "claimedBy": None,
    "claimedUntil": None,
    "outcome": None,
    "decidedBy": None,
    "decidedAt": None,
    "note": None,
}
_ENTRY: Final[dict[str, Any]] = {
    "reporterId": USER,
    "reason": "sexual_service",
    "details": "Nhắn tin mời vào khách sạn.",
    "at": AT,
}
_FINDING: Final[dict[str, Any]] = {
    "field": "bio",
    "category": "private_lodging",
    "severity": "hold",
    "rule": "qua đêm",
    "excerpt": "qua đêm",
    "start": 14,
    "end": 21,
}
_LISTING_CASE: Final[dict[str, Any]] = {
    "id": _CASE_ID,
    "partnerId": PARTNER,
    "cause": "findings",
    "state": "OPEN",
    "openedAt": AT,
    "dueAt": _LATER,
    "isOverdue": False,
    "findings": [_FINDING],
    "claimedBy": None,
    "claimedUntil": None,
    "decidedBy": None,
    "category": None,
    "reason": None,
    "closedAt": None,
}
_RECORD: Final[dict[str, Any]] = {
    "id": OTHER,
    "at": AT,
    "actorId": _STAFF,
    "action": "kyc.look",
    "subjectType": "user",
    "subjectId": USER,
    "reason": "compare the faces",
    "facts": {"state": "IN_REVIEW"},
}
_HASH: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_SEAL: Final[dict[str, Any]] = {
    "number": 1,
    "at": AT,
    "records": 1,
    "firstId": OTHER,
    "lastId": OTHER,
    "previous": "0" * 64,
    "hash": _HASH,
}
SCREENING_EXAMPLES: Final[Mapping[str, Any]] = {
    "ReportBody": {
        "kind": "listing",
        "id": PARTNER,
        "url": None,
        "reason": "sexual_service",
        "details": "Nhắn tin mời vào khách sạn.",
    },
    "OwnReport": _OWN,
    "OwnReports": {"items": [_OWN], "nextCursor": None},
    "DecideReportBody": {"outcome": "removed", "note": "Offers a hotel room."},
    "ReportCase": _REPORT_CASE,
    "ReportCases": {"items": [_REPORT_CASE], "nextCursor": None},
    "ReportEntry": _ENTRY,
    "ReportFile": {"case": _REPORT_CASE, "reports": [_ENTRY]},
    "ListingFinding": _FINDING,
    "ListingCase": _LISTING_CASE,
    "ListingCases": {"items": [_LISTING_CASE], "nextCursor": None},
    "ListingFile": {
        "case": _LISTING_CASE,
        "status": "PENDING",
        "texts": {"displayName": "Linh", "bio": "Đi chơi được, qua đêm cũng được."},
        "earlier": [],
    },
    "RejectListingBody": {"category": "private_lodging", "reason": "Offers the night."},
    "OwnListing": {
        "status": "PENDING",
        "categories": ["private_lodging"],
        "words": ["qua đêm"],
    },
    "AuditRecord": _RECORD,
    "AuditRecords": {"items": [_RECORD], "nextCursor": None},
    "AuditSeal": _SEAL,
    "AuditSeals": {"items": [_SEAL], "next": None},
}
