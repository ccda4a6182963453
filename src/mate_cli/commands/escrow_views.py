"""Escrows for machines and for people."""

from __future__ import annotations

from collections.abc import Sequence

from mate_cli.tables import local, money, pairs, rfc3339, table
from mate_core.bookings.staff_service import Decision, EscrowView
from mate_core.payments.escrow import Escrow, Freeze, Shares
from mate_core.shared.ports import AuditRecord

Json = dict[str, object]


def escrow(found: Escrow) -> Json:
    instruction = found.instruction
    return {
        "escrowId": str(found.id),
        "bookingId": str(found.reference),
        "payerId": str(found.payer),
        "payeeId": str(found.payee),
        "status": found.status.value,
        "amount": found.amount.amount,
        "subtotal": found.subtotal.amount,
        "serviceFee": found.service_fee.amount,
        "createdAt": rfc3339(found.created_at),
        "instruction": None
        if instruction is None
        else {
            "kind": instruction.kind.value,
            "dueAt": rfc3339(instruction.due_at),
            "refundPercent": instruction.refund_percent,
            "partnerAmount": instruction.partner_amount.amount,
        },
        "shares": shares(found.settled) if found.settled else None,
        "settledAt": rfc3339(found.settled_at),
    }


def shares(divided: Shares) -> Json:
    return {
        "payer": divided.payer.amount,
        "payee": divided.payee.amount,
        "fee": divided.fee.amount,
        "vat": divided.vat.amount,
        "pit": divided.pit.amount,
    }


def escrow_table(found: Sequence[Escrow], *, more: bool) -> list[str]:
    rows = [
        (
            each.reference,
            each.status,
            money(each.amount),
            each.instruction.kind if each.is_open and each.instruction else None,
            local(each.due_at),
            local(each.created_at),
        )
        for each in found
    ]
    lines = table(("BOOKING", "STATUS", "AMOUNT", "NEXT", "DUE", "HELD SINCE"), rows, right=(2,))
    return [*lines, *(["… and more; raise --limit."] if more else [])]


def view(seen: EscrowView) -> Json:
    return escrow(seen.escrow) | {
        "freezes": [_freeze(each) for each in seen.freezes],
        "audit": [audit_record(each) for each in seen.audit],
    }


def view_lines(seen: EscrowView) -> list[str]:
    found = seen.escrow
    instruction = found.instruction if found.is_open else None
    lines = pairs(
        [
            ("escrow", found.id),
            ("booking", found.reference),
            ("status", found.status),
            ("amount", f"{money(found.amount)} VND"),
            ("  subtotal", money(found.subtotal)),
            ("  service fee", money(found.service_fee)),
            ("payer", found.payer),
            ("payee", found.payee),
            ("held since", local(found.created_at)),
            ("next", f"{instruction.kind} at {local(instruction.due_at)}" if instruction else "-"),
        ]
    )
    if found.settled:
        lines += ["", *share_lines(found.settled), f"settled at {local(found.settled_at)}"]
    for each in seen.freezes:
        lines.append(f"FROZEN since {local(each.opened_at)} ({each.cause}): {each.reason}")
    return [*lines, *audit_lines(seen.audit)]


def share_lines(divided: Shares) -> list[str]:
    rows = [
        ("back to the payer", money(divided.payer)),
        ("to the partner", money(divided.payee)),
        ("service fee", money(divided.fee)),
        ("tax (VAT)", money(divided.vat)),
        ("tax (PIT)", money(divided.pit)),
    ]
    return table(("SHARE", "VND"), rows, right=(1,))


def decision(made: Decision) -> Json:
    return escrow(made.escrow) | {
        "shares": shares(made.shares),
        "settled": made.settled,
        "waitsForSecondPerson": made.waits_for_second_person,
    }


def decision_lines(made: Decision, *, dry_run: bool) -> list[str]:
    lines = [f"booking {made.escrow.reference}", *share_lines(made.shares), ""]
    if dry_run:
        needed = ["It needs a second person."] if made.waits_for_second_person else []
        return [*lines, *needed, "Nothing was changed (--dry-run)."]
    if made.waits_for_second_person:
        return [*lines, "Proposed; nothing has moved. Another member of staff must repeat this."]
    if made.settled:
        return [*lines, "Settled."]
    return [*lines, "Decided; not settled now, because a freeze is open or a sweep was faster."]


def audit_record(record: AuditRecord) -> Json:
    return {
        "at": rfc3339(record.at),
        "actorId": str(record.actor_id) if record.actor_id else None,
        "action": record.action,
        "reason": record.reason,
        "facts": dict(record.facts),
    }


def audit_lines(records: Sequence[AuditRecord]) -> list[str]:
    """Nothing at all while nobody of staff has acted."""
    if not records:
        return []
    rows = [(local(each.at), each.action, each.actor_id, each.reason) for each in records]
    return ["", *table(("AT", "ACTION", "BY", "REASON"), rows)]


def _freeze(found: Freeze) -> Json:
    return {
        "cause": found.cause.value,
        "reason": found.reason,
        "openedAt": rfc3339(found.opened_at),
        "openedBy": str(found.opened_by) if found.opened_by else None,
    }
