"""Disputes and no-show reports as rows, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mate_adapters.postgres.connection import Row
from mate_core.bookings.disputes.model import (
    Appeal,
    Dispute,
    DisputeReason,
    DisputeStatus,
    Outcome,
    Ruling,
    Verdict,
)
from mate_core.bookings.no_shows.model import NoShowClaim, NoShowReport, ReportStatus
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.money import Vnd


def report_of(row: Row) -> NoShowReport:
    booking_id, claim, reporter, details, reported_at, due_at, status, closed_at, version = row
    return NoShowReport(
        booking_id=booking_id,
        claim=NoShowClaim(claim),
        reporter_id=reporter,
        details=details,
        reported_at=reported_at,
        contest_due_at=due_at,
        status=ReportStatus(status),
        closed_at=closed_at,
        version=version,
    )


def report_values(report: NoShowReport) -> dict[str, Any]:
    return {
        "booking_id": report.booking_id,
        "claim": report.claim,
        "reporter_id": report.reporter_id,
        "details": report.details,
        "reported_at": report.reported_at,
        "contest_due_at": report.contest_due_at,
        "status": report.status,
        "closed_at": report.closed_at,
        "version": report.version,
    }


def dispute_of(row: Row) -> Dispute:
    opening, decision, ending = row[:14], row[14:24], row[24:]
    (
        booking_id,
        opened_by,
        opener_id,
        reason,
        details,
        former_status,
        code_entered,
        opened_at,
        answer_due_at,
        decision_due_at,
        default_at,
        status,
        benefit_of_doubt,
        overdue_since,
    ) = opening
    by_user, by_partner, appealed_by, why, appealed_at, appeal_due_at, closed_at, _, version = (
        ending
    )
    accepted = ((Party.USER, by_user), (Party.PARTNER, by_partner))
    return Dispute(
        booking_id=booking_id,
        opened_by=Party(opened_by),
        opener_id=opener_id,
        reason=DisputeReason(reason),
        details=details,
        former_status=BookingStatus(former_status),
        code_entered=code_entered,
        opened_at=opened_at,
        answer_due_at=answer_due_at,
        decision_due_at=decision_due_at,
        default_at=default_at,
        status=DisputeStatus(status),
        benefit_of_doubt=benefit_of_doubt,
        overdue_since=overdue_since,
        rulings=tuple(map(_ruling_of, filter(any, (decision[:5], decision[5:])))),
        accepted_by=frozenset(party for party, has_accepted in accepted if has_accepted),
        appeal=Appeal(Party(appealed_by), why, appealed_at) if appealed_at else None,
        appeal_due_at=appeal_due_at,
        closed_at=closed_at,
        version=version,
    )


def _ruling_of(columns: Sequence[Any]) -> Ruling:
    outcome, partner_amount, note, decided_by, decided_at = columns
    return Ruling(Verdict(Outcome(outcome), Vnd(partner_amount)), note, decided_by, decided_at)


def dispute_values(dispute: Dispute) -> dict[str, Any]:
    first, second, *_ = (*dispute.rulings, None, None)
    appeal = dispute.appeal
    return {
        "booking_id": dispute.booking_id,
        "opened_by": dispute.opened_by,
        "opener_id": dispute.opener_id,
        "reason": dispute.reason,
        "details": dispute.details,
        "former_status": dispute.former_status,
        "code_entered": dispute.code_entered,
        "opened_at": dispute.opened_at,
        "answer_due_at": dispute.answer_due_at,
        "decision_due_at": dispute.decision_due_at,
        "default_at": dispute.default_at,
        "status": dispute.status,
        "benefit_of_doubt": dispute.benefit_of_doubt,
        "overdue_since": dispute.overdue_since,
        **_ruling_values("", first),
        **_ruling_values("second_", second),
        "accepted_by_user": Party.USER in dispute.accepted_by,
        "accepted_by_partner": Party.PARTNER in dispute.accepted_by,
        "appealed_by": appeal and appeal.by,
        "appeal_reason": appeal and appeal.reason,
        "appealed_at": appeal and appeal.at,
        "appeal_due_at": dispute.appeal_due_at,
        "closed_at": dispute.closed_at,
        "due_at": dispute.due_at,
        "version": dispute.version,
    }


def _ruling_values(prefix: str, ruling: Ruling | None) -> dict[str, Any]:
    return {
        f"{prefix}outcome": ruling and ruling.verdict.outcome,
        f"{prefix}partner_amount": ruling and ruling.verdict.partner_amount.amount,
        f"{prefix}note": ruling and ruling.note,
        f"{prefix}decided_by": ruling and ruling.by,
        f"{prefix}decided_at": ruling and ruling.at,
    }
