"""The JSON twins of the pages: camelCase, whole dong, RFC 3339."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from mate_adapters.sandbox.messages import SandboxMessage
from mate_adapters.sandbox.vnpay import PayResult
from mate_adapters.sandbox.vnpay_protocol import Fault, PayRequest
from mate_adapters.sandbox.vnpay_store import Delivery, PaymentRow
from mate_core.shared.time import to_local

Json = dict[str, Any]


def clock(now: datetime, offset: timedelta) -> Json:
    return {
        "now": now.isoformat(),
        "local": to_local(now).isoformat(),
        "offsetSeconds": int(offset.total_seconds()),
    }


def message(found: SandboxMessage) -> Json:
    return {
        "id": found.id,
        "channel": found.channel,
        "to": found.recipient,
        "subject": found.subject,
        "text": found.body,
        "reference": found.reference,
        "sentAt": found.sent_at.isoformat(),
    }


def payment(found: PaymentRow) -> Json:
    return {
        "txnRef": found.txn_ref,
        "amount": found.amount_dong,
        "orderInfo": found.order_info,
        "outcome": found.outcome,
        "createdAt": found.created_at.isoformat(),
        "heldBack": found.held_back,
        "rspCodes": found.rsp_codes,
    }


def pay_page(request: PayRequest) -> Json:
    return {"fields": dict(request.fields), "faults": faults(request.faults)}


def pay_result(result: PayResult) -> Json:
    return {
        "outcome": result.outcome,
        "txnRef": result.txn_ref,
        "amount": result.amount_dong,
        "returnUrl": result.return_url,
        "deliveries": deliveries(result.deliveries),
    }


def deliveries(made: Sequence[Delivery]) -> list[Json]:
    return [
        {"rspCode": each.rsp_code, "message": each.message, "httpStatus": each.http_status}
        for each in made
    ]


def faults(found: Sequence[Fault]) -> list[Json]:
    return [{"field": fault.field, "detail": fault.detail} for fault in found]
