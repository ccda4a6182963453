"""Wallets, attempts to pay, and what staff see of an escrow."""

from __future__ import annotations

from mate_core.bookings.checkout_service import Payment
from mate_core.bookings.staff_service import Decision, EscrowView
from mate_core.partners.model import Partner
from mate_core.payments.callback_service import ReturnView
from mate_core.payments.intent import PaymentIntent
from mate_core.payments.service import WalletView
from mate_core.shared.ports import AuditRecord
from mate_http.schemas.admin import (
    AuditEntry,
    Division,
    EscrowDecision,
    EscrowFile,
    Freeze,
    VerifiedPartner,
)
from mate_http.schemas.payments import Deposit, Paid, PaymentReturn, Wallet
from mate_http.times import local, local_or_none


def wallet(view: WalletView) -> Wallet:
    return Wallet(
        balance=view.wallet.available.amount,
        held_balance=view.wallet.held.amount,
        withdrawing_balance=view.wallet.withdrawing.amount,
        pending_balance=view.incoming.amount,
    )


def deposit(intent: PaymentIntent) -> Deposit:
    return Deposit(
        payment_intent_id=intent.id,
        status=intent.status,
        amount=intent.amount.amount,
        pay_url=intent.pay_url,
        expires_at=local(intent.expires_at),
    )


def paid(payment: Payment) -> Paid:
    intent = payment.intent
    return Paid(
        booking_id=payment.booking_id,
        status=payment.status,
        pay_url=intent.pay_url if intent else None,
        payment_intent_id=intent.id if intent else None,
    )


def payment_return(view: ReturnView) -> PaymentReturn:
    return PaymentReturn(status=view.status, amount=view.amount.amount, booking_id=view.reference)


def escrow_decision(decision: Decision) -> EscrowDecision:
    escrow, shares = decision.escrow, decision.shares
    return EscrowDecision(
        escrow_id=escrow.id,
        booking_id=escrow.reference,
        amount=escrow.amount.amount,
        settlement="done" if decision.settled else "pending",
        waits_for_second_person=decision.waits_for_second_person,
        division=Division(
            payer=shares.payer.amount,
            partner=shares.payee.amount,
            service_fee=shares.fee.amount,
            vat=shares.vat.amount,
            pit=shares.pit.amount,
        ),
    )


def escrow_file(view: EscrowView) -> EscrowFile:
    return EscrowFile(
        escrow_id=view.escrow.id,
        booking_id=view.escrow.reference,
        amount=view.escrow.amount.amount,
        status=view.escrow.status,
        due_at=local_or_none(view.escrow.due_at),
        freezes=[
            Freeze(
                id=each.id,
                cause=each.cause,
                reason=each.reason,
                opened_at=local(each.opened_at),
                opened_by=each.opened_by,
            )
            for each in view.freezes
        ],
        audit=[audit_entry(each) for each in view.audit],
    )


def audit_entry(record: AuditRecord) -> AuditEntry:
    return AuditEntry(
        at=local(record.at),
        actor_id=record.actor_id,
        action=record.action,
        reason=record.reason,
    )


def verified_partner(partner: Partner) -> VerifiedPartner:
    return VerifiedPartner(
        partner_id=partner.id,
        is_verified=partner.is_verified,
        verified_at=local_or_none(partner.verified_at),
    )
