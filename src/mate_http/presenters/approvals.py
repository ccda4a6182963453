"""What waits for a second person."""

from __future__ import annotations

from mate_core.payments.deed import DeedRecord
from mate_core.shared.pages import Page
from mate_http import cursors
from mate_http.schemas.approvals import Approval, Approvals
from mate_http.times import local


def approval(record: DeedRecord) -> Approval:
    return Approval(
        id=record.id,
        action=record.action,
        subject_id=record.subject_id,
        terms=record.terms,
        amount=record.amount.amount,
        beneficiary_id=record.beneficiary,
        reason=record.reason,
        proposed_by=record.proposed_by,
        proposed_at=local(record.proposed_at),
        lapses_at=local(record.lapses_at),
    )


def approvals(page: Page[DeedRecord]) -> Approvals:
    return Approvals(
        items=[approval(record) for record in page.items], next_cursor=cursors.written(page.next)
    )
