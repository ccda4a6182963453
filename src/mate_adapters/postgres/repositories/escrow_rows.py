"""Escrows as rows, and back. Lines come as one array of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mate_adapters.postgres.connection import Row
from mate_core.payments.escrow import (
    Escrow,
    EscrowLine,
    EscrowStatus,
    Freeze,
    FreezeCause,
    Instruction,
    SettlementKind,
    Shares,
)
from mate_core.shared.money import Vnd


def escrow_of(row: Row) -> Escrow:
    (
        id_,
        reference,
        payer,
        payee,
        _amount,
        _platform_fee,
        status,
        kind,
        due_at,
        refund_percent,
        partner_amount,
        amount_paid,
        amount_refunded,
        fee_kept,
        tax_vat,
        tax_pit,
        settled_at,
        created_at,
        version,
        lines,
    ) = row
    return Escrow(
        id=id_,
        reference=reference,
        payer=payer,
        payee=payee,
        lines=tuple(EscrowLine(Vnd(subtotal), Vnd(fee)) for subtotal, fee in lines),
        created_at=created_at,
        status=EscrowStatus(status),
        instruction=(
            None
            if kind is None
            else Instruction(SettlementKind(kind), due_at, refund_percent, Vnd(partner_amount))
        ),
        settled=(
            None
            if settled_at is None
            else Shares(
                payer=Vnd(amount_refunded),
                payee=Vnd(amount_paid),
                fee=Vnd(fee_kept),
                vat=Vnd(tax_vat),
                pit=Vnd(tax_pit),
            )
        ),
        settled_at=settled_at,
        version=version,
    )


def changing_values(escrow: Escrow) -> dict[str, Any]:
    told, shares = escrow.instruction, escrow.settled
    return {
        "id": escrow.id,
        "version": escrow.version,
        "amount": escrow.amount.amount,
        "platform_fee": escrow.service_fee.amount,
        "status": escrow.status,
        "settlement_kind": told and told.kind,
        "release_scheduled_at": told and told.due_at,
        "refund_percent": told and told.refund_percent,
        "partner_amount": told and told.partner_amount.amount,
        "amount_paid": shares and shares.payee.amount,
        "amount_refunded": shares and shares.payer.amount,
        "fee_kept": shares and shares.fee.amount,
        "tax_vat": shares and shares.vat.amount,
        "tax_pit": shares and shares.pit.amount,
        "released_at": escrow.settled_at,
    }


def settled_values(escrows: Sequence[Escrow]) -> dict[str, Any]:
    """What a settlement changes, by column; raises ValueError for an escrow that is not settled."""
    outcomes = [(escrow, escrow.settled) for escrow in escrows if escrow.settled is not None]
    if len(outcomes) != len(escrows):
        raise ValueError("an escrow without an outcome cannot be saved as settled")
    return {
        "ids": [escrow.id for escrow in escrows],
        "versions": [escrow.version for escrow in escrows],
        "statuses": [escrow.status for escrow in escrows],
        "paid": [shares.payee.amount for _, shares in outcomes],
        "refunded": [shares.payer.amount for _, shares in outcomes],
        "fees": [shares.fee.amount for _, shares in outcomes],
        "vats": [shares.vat.amount for _, shares in outcomes],
        "pits": [shares.pit.amount for _, shares in outcomes],
        "instants": [escrow.settled_at for escrow in escrows],
        "expected": len(escrows),
    }


def all_values(escrow: Escrow) -> dict[str, Any]:
    return changing_values(escrow) | {
        "booking_id": escrow.reference,
        "payer_id": escrow.payer,
        "payee_id": escrow.payee,
        "created_at": escrow.created_at,
    }


def line_values(escrow: Escrow) -> dict[str, Any]:
    return {
        "id": escrow.id,
        "subtotals": [line.subtotal.amount for line in escrow.lines],
        "service_fees": [line.service_fee.amount for line in escrow.lines],
    }


def freeze_of(row: Row) -> Freeze:
    id_, escrow_id, cause, reason, opened_at, opened_by, lifted_at = row
    return Freeze(id_, escrow_id, FreezeCause(cause), reason, opened_at, opened_by, lifted_at)


def freeze_values(freeze: Freeze) -> dict[str, Any]:
    return {
        "id": freeze.id,
        "escrow_id": freeze.escrow_id,
        "cause": freeze.cause,
        "reason": freeze.reason,
        "opened_at": freeze.opened_at,
        "opened_by": freeze.opened_by,
        "lifted_at": freeze.lifted_at,
    }
