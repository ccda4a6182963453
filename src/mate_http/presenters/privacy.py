"""Consents, rights requests, closings and export links on the wire."""

from __future__ import annotations

from datetime import datetime

from mate_core.privacy.closing import Closure
from mate_core.privacy.consents import Consent, ConsentState, Language
from mate_core.privacy.export_service import ExportLink
from mate_core.privacy.rights import RightsRequest
from mate_http.schemas.privacy import (
    Closing,
    ClosingCase,
    ConsentRow,
    ConsentStateBody,
    ExportLinkBody,
    RightsCase,
    RightsRequestBody,
)
from mate_http.times import local


def consent_state(state: ConsentState) -> ConsentStateBody:
    return ConsentStateBody(
        purpose=state.text.purpose,
        version=state.text.version,
        text_vi=state.text.words[Language.VI],
        text_en=state.text.words[Language.EN],
        granted=state.granted,
        changed_at=local(state.last.at) if state.last else None,
    )


def consent_row(row: Consent) -> ConsentRow:
    return ConsentRow(
        purpose=row.purpose,
        granted=row.granted,
        version=row.version,
        language=row.language,
        digest=row.digest,
        source=row.source,
        at=local(row.at),
    )


def rights_request(request: RightsRequest) -> RightsRequestBody:
    return RightsRequestBody(
        id=request.id,
        kind=request.kind,
        status=request.status,
        details=request.details,
        received_at=local(request.received_at),
        acknowledge_due_at=local(request.acknowledge_due_at),
        due_at=local(request.due_at),
        answered_at=local(request.answered_at) if request.answered_at else None,
        answer=request.answer,
    )


def rights_case(request: RightsRequest, *, at: datetime) -> RightsCase:
    return RightsCase(
        request=rights_request(request),
        user_id=request.user_id,
        overdue=request.is_overdue(at=at),
    )


def closing(closure: Closure) -> Closing:
    return Closing(
        status=closure.status,
        requested_at=local(closure.requested_at),
        complete_by=local(closure.complete_by),
    )


def closing_case(closure: Closure, *, at: datetime) -> ClosingCase:
    return ClosingCase(
        user_id=closure.user_id,
        requested_at=local(closure.requested_at),
        complete_by=local(closure.complete_by),
        still_open=list(closure.still_open),
        hold_reason=closure.hold_reason,
        overdue=closure.is_overdue(at=at),
    )


def export_link(link: ExportLink, *, public_url: str) -> ExportLinkBody:
    return ExportLinkBody(
        url=f"{public_url}/api/v1/exports/{link.token}", expires_at=local(link.expires_at)
    )
