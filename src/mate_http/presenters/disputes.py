"""No-shows and disputes, as parties and staff may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from mate_core.bookings.disputes import model as core
from mate_core.bookings.disputes import views
from mate_core.bookings.disputes.evidence import EvidenceBundle
from mate_core.bookings.disputes.model import Outcome, Verdict
from mate_core.bookings.no_shows.service import ReportView
from mate_core.bookings.transitions import Party
from mate_core.payments.escrow import Shares
from mate_core.shared.errors import InvalidInput
from mate_core.shared.money import ZERO, Vnd
from mate_http.schemas.admin import AuditEntry, Division, Freeze
from mate_http.schemas.disputes import (
    Decision,
    Dispute,
    DisputeAppeal,
    DisputeCase,
    DisputeFile,
    DisputeStatement,
    Evidence,
    NoShow,
    Resolution,
    ResolveBody,
)
from mate_http.times import local, local_or_none

_from_json: Final = msgspec.json.Decoder()


def no_show(view: ReportView) -> NoShow:
    report = view.report
    return NoShow(
        booking_id=report.booking_id,
        claim=report.claim,
        reported_by=report.rule.by,
        details=report.details,
        reported_at=local(report.reported_at),
        contest_until=local(report.contest_due_at),
        status=report.status,
        booking_status=view.booking.booking.status,
    )


def dispute(view: views.DisputeView) -> Dispute:
    it = view.dispute
    return Dispute(
        booking_id=it.booking_id,
        status=it.status,
        opened_by=it.opened_by,
        reason=it.reason,
        details=view.details,
        opened_at=local(it.opened_at),
        answer_until=local(it.answer_due_at),
        statements=_statements(view.statements),
        decisions=_decisions(it),
        accepted_by=[party for party in (Party.USER, Party.PARTNER) if party in it.accepted_by],
        appeal_until=local_or_none(it.appeal_due_at),
        appeal=_appeal(it.appeal),
        closed_at=local_or_none(it.closed_at),
        settlement="done" if view.is_settled else "pending",
    )


def case(it: core.Dispute) -> DisputeCase:
    return DisputeCase(
        booking_id=it.booking_id,
        status=it.status,
        opened_by=it.opened_by,
        reason=it.reason,
        is_safety=it.is_safety,
        benefit_of_doubt=it.benefit_of_doubt,
        code_entered=it.code_entered,
        former_status=it.former_status,
        opened_at=local(it.opened_at),
        decision_due_at=local(it.decision_due_at),
        overdue_since=local_or_none(it.overdue_since),
        is_appeal=it.status is core.DisputeStatus.APPEALED,
    )


def file(found: views.DisputeFile) -> DisputeFile:
    return DisputeFile(
        case=case(found.dispute),
        booking_code=found.booking.code,
        booking_status=found.booking.status,
        user_id=found.booking.user_id,
        partner_id=found.booking.partner_id,
        amount=found.escrow.amount.amount,
        subtotal=found.escrow.subtotal.amount,
        details=found.dispute.details,
        statements=_statements(found.statements),
        decisions=_decisions(found.dispute),
        appeal=_appeal(found.dispute.appeal),
        evidence=[_evidence(bundle) for bundle in found.evidence],
        freezes=[
            Freeze(
                id=each.id,
                cause=each.cause,
                reason=each.reason,
                opened_at=local(each.opened_at),
                opened_by=each.opened_by,
            )
            for each in found.freezes
        ],
        audit=[
            AuditEntry(
                at=local(each.at), actor_id=each.actor_id, action=each.action, reason=each.reason
            )
            for each in found.audit
        ],
    )


def resolution(made: views.Resolution) -> Resolution:
    return Resolution(
        booking_id=made.dispute.booking_id,
        status=made.dispute.status,
        amount=made.escrow.amount.amount,
        division=_division(made.shares),
        waits_for_second_person=made.waits_for_second_person,
    )


def verdict(body: ResolveBody) -> Verdict:
    """Raises InvalidInput for a split without its amount, and for an amount without a split."""
    is_split, amount = body.outcome is Outcome.SPLIT, body.partner_amount
    if is_split and amount is None:
        remedy = "A split needs the partner's amount."
        raise InvalidInput("partnerAmount", "dispute.partner_amount_missing", remedy)
    if not is_split and amount is not None:
        remedy = "Only a split takes an amount."
        raise InvalidInput("partnerAmount", "dispute.partner_amount_unexpected", remedy)
    return Verdict(body.outcome, ZERO if amount is None else Vnd(amount))


def _statements(said: Sequence[core.Statement]) -> list[DisputeStatement]:
    return [DisputeStatement(by=each.party, text=each.text, at=local(each.at)) for each in said]


def _decisions(it: core.Dispute) -> list[Decision]:
    """Never who of staff decided."""
    return [
        Decision(
            outcome=ruling.verdict.outcome,
            partner_amount=(
                ruling.verdict.partner_amount.amount
                if ruling.verdict.outcome is Outcome.SPLIT
                else None
            ),
            note=ruling.note,
            decided_at=local(ruling.at),
        )
        for ruling in it.rulings
    ]


def _appeal(appeal: core.Appeal | None) -> DisputeAppeal | None:
    if appeal is None:
        return None
    return DisputeAppeal(by=appeal.by, reason=appeal.reason, at=local(appeal.at))


def _evidence(bundle: EvidenceBundle) -> Evidence:
    return Evidence(
        frozen_at=local(bundle.frozen_at),
        digest=bundle.digest,
        is_intact=bundle.is_intact,
        content=_from_json.decode(bundle.content),
    )


def _division(shares: Shares) -> Division:
    return Division(
        payer=shares.payer.amount,
        partner=shares.payee.amount,
        service_fee=shares.fee.amount,
        vat=shares.vat.amount,
        pit=shares.pit.amount,
    )
