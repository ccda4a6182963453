"""Refunds, money in suspense and chargebacks, for machines and for people."""

from __future__ import annotations

from collections.abc import Sequence

from mate_cli.commands.escrow_views import audit_lines, audit_record
from mate_cli.commands.withdrawal_views import withdrawal, withdrawal_lines
from mate_cli.tables import local, money, pairs, rfc3339, table
from mate_core.payments.intent import SuspenseItem
from mate_core.payments.payouts.refund_service import RefundPayout
from mate_core.payments.refunds.chargeback import Chargeback
from mate_core.payments.refunds.model import Refund
from mate_core.payments.refunds.service import RefundView
from mate_core.payments.refunds.suspense_service import SuspenseView

Json = dict[str, object]
MORE = "… and more; raise --limit."


def refund(found: Refund) -> Json:
    return {
        "refundId": str(found.id),
        "paymentIntentId": str(found.intent_id),
        "payerId": str(found.payer),
        "provider": found.provider.value,
        "amount": found.amount.amount,
        "cause": found.cause.value,
        "status": found.status.value,
        "needsStaff": found.needs_staff,
        "attempts": found.attempts,
        "requestedAt": rfc3339(found.requested_at),
        "nextAt": rfc3339(found.next_at),
        "endedAt": rfc3339(found.ended_at),
        "suspenseId": str(found.suspense_id) if found.suspense_id else None,
        "vendorRefund": found.vendor_refund,
        "vendorCode": found.vendor_code,
    }


def refund_table(found: Sequence[Refund], *, more: bool) -> list[str]:
    headers = ("REFUND", "STATUS", "AMOUNT", "CAUSE", "BY", "TRIES", "NEXT", "SINCE")
    rows = [
        (
            each.id,
            each.status,
            money(each.amount),
            each.cause,
            each.provider,
            each.attempts,
            local(each.next_at),
            local(each.requested_at),
        )
        for each in found
    ]
    return [*table(headers, rows, right=(2, 5)), *([MORE] if more else [])]


def payout(made: RefundPayout) -> Json:
    return {"refund": refund(made.refund), "withdrawal": withdrawal(made.withdrawal)}


def payout_lines(made: RefundPayout) -> list[str]:
    return [*refund_lines(made.refund), "", *withdrawal_lines(made.withdrawal)]


def refund_view(seen: RefundView) -> Json:
    return refund(seen.refund) | {"audit": [audit_record(each) for each in seen.audit]}


def refund_lines(found: Refund) -> list[str]:
    return pairs(
        [
            ("refund", found.id),
            ("status", found.status),
            ("amount", f"{money(found.amount)} VND"),
            ("cause", found.cause),
            ("payer", found.payer),
            ("payment", f"{found.intent_id} ({found.provider})"),
            ("our name there", found.reference),
            ("their name", found.vendor_refund),
            ("their last code", found.vendor_code),
            ("attempts", found.attempts),
            ("next attempt", local(found.next_at)),
            ("requested", local(found.requested_at)),
            ("ended", local(found.ended_at)),
        ]
    )


def refund_view_lines(seen: RefundView) -> list[str]:
    lines = refund_lines(seen.refund)
    if seen.refund.needs_staff:
        lines.append("A person must look at this one.")
    return [*lines, *audit_lines(seen.audit)]


def item(found: SuspenseItem) -> Json:
    return {
        "id": str(found.id),
        "paymentIntentId": str(found.intent_id),
        "payerId": str(found.payer),
        "provider": found.provider.value,
        "vendorTransaction": found.vendor_transaction,
        "amount": found.amount.amount,
        "cause": found.cause.value,
        "owner": found.owner.value,
        "openedAt": rfc3339(found.opened_at),
        "dueAt": rfc3339(found.due_at),
        "closedAt": rfc3339(found.closed_at),
    }


def item_table(found: Sequence[SuspenseItem]) -> list[str]:
    rows = [
        (
            each.id,
            each.cause,
            money(each.amount),
            each.owner,
            local(each.due_at),
            local(each.opened_at),
        )
        for each in found
    ]
    return table(("ITEM", "CAUSE", "AMOUNT", "OWNER", "DUE", "SINCE"), rows, right=(2,))


def item_view(seen: SuspenseView) -> Json:
    return item(seen.item) | {
        "refund": refund(seen.refund) if seen.refund else None,
        "audit": [audit_record(each) for each in seen.audit],
    }


def item_lines(seen: SuspenseView) -> list[str]:
    found, returning = seen.item, seen.refund
    lines = pairs(
        [
            ("item", found.id),
            ("amount", f"{money(found.amount)} VND"),
            ("cause", found.cause),
            ("payer", found.payer),
            ("payment", f"{found.intent_id} ({found.provider} {found.vendor_transaction})"),
            ("owner", found.owner),
            ("due", local(found.due_at)),
            ("since", local(found.opened_at)),
            ("closed", local(found.closed_at)),
            ("goes back as", f"{returning.id} ({returning.status})" if returning else "-"),
        ]
    )
    return [*lines, *audit_lines(seen.audit)]


def chargeback(found: Chargeback) -> Json:
    return {
        "chargebackId": str(found.id),
        "paymentIntentId": str(found.intent_id),
        "payerId": str(found.payer),
        "provider": found.provider.value,
        "vendorReference": found.vendor_reference,
        "amount": found.amount.amount,
        "owed": found.still_owed.amount,
        "reason": found.reason,
        "recordedAt": rfc3339(found.recorded_at),
        "recordedBy": str(found.recorded_by),
        "writtenOffAt": rfc3339(found.written_off_at),
    }


def chargeback_table(found: Sequence[Chargeback], *, more: bool) -> list[str]:
    headers = ("CHARGEBACK", "REFERENCE", "AMOUNT", "OWED", "PAYER", "RECORDED")
    rows = [
        (
            each.id,
            each.vendor_reference,
            money(each.amount),
            money(each.still_owed),
            each.payer,
            local(each.recorded_at),
        )
        for each in found
    ]
    return [*table(headers, rows, right=(2, 3)), *([MORE] if more else [])]


def chargeback_lines(found: Chargeback) -> list[str]:
    return pairs(
        [
            ("chargeback", found.id),
            ("their reference", f"{found.provider} {found.vendor_reference}"),
            ("amount", f"{money(found.amount)} VND"),
            ("from the wallet", money(found.amount - found.owed)),
            ("still owed", money(found.still_owed)),
            ("payer", found.payer),
            ("payment", found.intent_id),
            ("written off", local(found.written_off_at)),
        ]
    )
