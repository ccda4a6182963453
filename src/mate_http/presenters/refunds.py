"""Refunds, and money in suspense."""

from __future__ import annotations

from mate_core.payments.intent import SuspenseItem
from mate_core.payments.refunds.model import Refund as Returning
from mate_core.payments.refunds.suspense_service import SuspenseView
from mate_http.schemas.admin import AuditEntry
from mate_http.schemas.refunds import Refund, SuspendedPayment, SuspenseFile
from mate_http.times import local, local_or_none


def refund(returning: Returning) -> Refund:
    return Refund(
        refund_id=returning.id,
        payment_intent_id=returning.intent_id,
        method=returning.provider,
        status=returning.status,
        cause=returning.cause,
        amount=returning.amount.amount,
        requested_at=local(returning.requested_at),
        ended_at=local_or_none(returning.ended_at),
    )


def suspended(item: SuspenseItem) -> SuspendedPayment:
    return SuspendedPayment(
        id=item.id,
        payment_intent_id=item.intent_id,
        payer_id=item.payer,
        method=item.provider,
        vendor_transaction=item.vendor_transaction,
        amount=item.amount.amount,
        cause=item.cause,
        owner=item.owner,
        opened_at=local(item.opened_at),
        due_at=local(item.due_at),
        closed_at=local_or_none(item.closed_at),
    )


def suspense_file(view: SuspenseView) -> SuspenseFile:
    return SuspenseFile(
        item=suspended(view.item),
        refund=refund(view.refund) if view.refund else None,
        audit=[
            AuditEntry(
                at=local(each.at), actor_id=each.actor_id, action=each.action, reason=each.reason
            )
            for each in view.audit
        ],
    )
