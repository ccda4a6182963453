"""Refunds, and money in suspense."""

from __future__ import annotations

from mate_core.payments.intent import SuspenseItem
from mate_core.payments.payouts.refund_service import RefundPayout as PaidOut
from mate_core.payments.refunds.model import Refund as Returning
from mate_core.payments.refunds.service import RefundView
from mate_core.payments.refunds.suspense_service import SuspenseView
from mate_core.shared.pages import Page
from mate_http import cursors
from mate_http.presenters.payments import audit_entry
from mate_http.presenters.payouts import staff_withdrawal
from mate_http.schemas.refunds import (
    Refund,
    RefundDossier,
    RefundPayout,
    StaffRefund,
    StaffRefunds,
    SuspendedPayment,
    SuspenseFile,
)
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


def staff_refund(returning: Returning) -> StaffRefund:
    return StaffRefund(
        refund_id=returning.id,
        payment_intent_id=returning.intent_id,
        payer_id=returning.payer,
        method=returning.provider,
        status=returning.status,
        cause=returning.cause,
        amount=returning.amount.amount,
        needs_staff=returning.needs_staff,
        attempts=returning.attempts,
        vendor_refund=returning.vendor_refund,
        vendor_code=returning.vendor_code,
        requested_at=local(returning.requested_at),
        next_at=local_or_none(returning.next_at),
        ended_at=local_or_none(returning.ended_at),
    )


def staff_refunds(page: Page[Returning]) -> StaffRefunds:
    return StaffRefunds(
        items=[staff_refund(each) for each in page.items], next_cursor=cursors.written(page.next)
    )


def dossier(view: RefundView) -> RefundDossier:
    return RefundDossier(
        refund=staff_refund(view.refund), audit=[audit_entry(each) for each in view.audit]
    )


def payout(made: PaidOut) -> RefundPayout:
    return RefundPayout(
        refund=staff_refund(made.refund), withdrawal=staff_withdrawal(made.withdrawal)
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
        audit=[audit_entry(each) for each in view.audit],
    )
