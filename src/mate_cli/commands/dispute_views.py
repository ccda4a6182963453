"""Disputes for machines and for people."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mate_cli.commands.escrow_views import Json, audit_lines, audit_record, share_lines, shares
from mate_cli.tables import local, money, pairs, rfc3339, table
from mate_core.bookings.disputes.model import Dispute, Ruling
from mate_core.bookings.disputes.views import DisputeFile, Resolution


def dispute(found: Dispute) -> Json:
    return {
        "bookingId": str(found.booking_id),
        "status": found.status.value,
        "openedBy": found.opened_by.value,
        "reason": found.reason.value,
        "isSafety": found.is_safety,
        "benefitOfDoubt": found.benefit_of_doubt,
        "codeEntered": found.code_entered,
        "formerStatus": found.former_status.value,
        "openedAt": rfc3339(found.opened_at),
        "decisionDueAt": rfc3339(found.decision_due_at),
        "overdueSince": rfc3339(found.overdue_since),
        "decisions": [_ruling(each) for each in found.rulings],
        "closedAt": rfc3339(found.closed_at),
    }


def dispute_table(found: Sequence[Dispute], *, more: bool) -> list[str]:
    rows = [
        (
            each.booking_id,
            each.status,
            each.reason,
            each.opened_by,
            local(each.opened_at),
            local(each.due_at),
            "overdue" if each.overdue_since and each.is_unsettled else "",
        )
        for each in found
    ]
    lines = table(("BOOKING", "STATUS", "REASON", "BY", "OPENED", "DUE", ""), rows)
    return [*lines, *(["… and more; raise --limit."] if more else [])]


def file(found: DisputeFile) -> Json:
    return dispute(found.dispute) | {
        "bookingCode": found.booking.code,
        "bookingStatus": found.booking.status.value,
        "amount": found.escrow.amount.amount,
        "subtotal": found.escrow.subtotal.amount,
        "details": found.dispute.details,
        "statements": [
            {"by": each.party.value, "text": each.text, "at": rfc3339(each.at)}
            for each in found.statements
        ],
        "appeal": found.dispute.appeal and found.dispute.appeal.reason,
        "evidence": [
            {
                "digest": each.digest,
                "isIntact": each.is_intact,
                "frozenAt": rfc3339(each.frozen_at),
                "content": json.loads(each.content),
            }
            for each in found.evidence
        ],
        "freezes": [each.cause.value for each in found.freezes],
        "audit": [audit_record(each) for each in found.audit],
    }


def file_lines(found: DisputeFile) -> list[str]:
    it = found.dispute
    lines = pairs(
        [
            ("booking", f"{found.booking.code} ({found.booking.status})"),
            ("dispute", f"{it.status}, opened by the {it.opened_by} at {local(it.opened_at)}"),
            ("reason", it.reason),
            ("details", it.details),
            ("held", f"{money(found.escrow.amount)} VND, {money(found.escrow.subtotal)} of it"
                     " the partner's"),
            ("code entered", "yes" if it.code_entered else "no"),
            ("benefit of the doubt", "yes" if it.benefit_of_doubt else "no"),
            ("decision due", local(it.decision_due_at)),
        ]
    )  # fmt: skip
    for said in found.statements:
        lines += pairs([(f"{said.party} at {local(said.at)}", said.text)])
    for ruling in it.rulings:
        lines += pairs([(f"DECIDED {ruling.verdict.terms} at {local(ruling.at)}", ruling.note)])
    if it.appeal:
        lines += pairs([(f"APPEALED by the {it.appeal.by}", it.appeal.reason)])
    for freeze in found.freezes:
        lines.append(f"FROZEN since {local(freeze.opened_at)} ({freeze.cause}): {freeze.reason}")
    return [*lines, *_evidence_lines(found), *audit_lines(found.audit)]


def _evidence_lines(found: DisputeFile) -> list[str]:
    lines: list[str] = []
    for bundle in found.evidence:
        seal = "intact" if bundle.is_intact else "CHANGED SINCE"
        lines += ["", f"evidence frozen at {local(bundle.frozen_at)}, {seal}, {bundle.digest}"]
        rows = [
            (item["at"], item["source"], ", ".join(f"{k}={v}" for k, v in item["facts"].items()))
            for item in json.loads(bundle.content)
        ]
        lines += table(("AT", "SOURCE", "FACTS"), rows)
    return lines


def resolution(made: Resolution) -> Json:
    return dispute(made.dispute) | {
        "amount": made.escrow.amount.amount,
        "shares": shares(made.shares),
        "executed": made.is_executed,
        "waitsForSecondPerson": made.waits_for_second_person,
    }


def resolution_lines(made: Resolution, *, dry_run: bool) -> list[str]:
    lines = [f"booking {made.dispute.booking_id}", *share_lines(made.shares), ""]
    if made.waits_for_second_person:
        lines.append("It needs a second person, who decides the same.")
    if dry_run:
        return [*lines, "Nothing was changed (--dry-run)."]
    if made.waits_for_second_person:
        return [*lines, "Proposed; nothing is decided yet."]
    if made.is_executed:
        return [*lines, "Decided for good; the money is on its way."]
    until = local(made.dispute.appeal_due_at)
    return [*lines, f"Decided; executed when both accept, or at {until} without appeal."]


def _ruling(ruling: Ruling) -> Json:
    return {
        "outcome": ruling.verdict.outcome.value,
        "partnerAmount": ruling.verdict.partner_amount.amount,
        "note": ruling.note,
        "decidedBy": str(ruling.by),
        "decidedAt": rfc3339(ruling.at),
    }
