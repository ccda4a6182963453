"""The JSON twins of the pages: camelCase, whole dong, RFC 3339."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from mate_adapters.sandbox.gateways.model import Delivery, Fault, PaymentRow, PayPage, PayResult
from mate_adapters.sandbox.messages import SandboxMessage
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
        "vendor": found.vendor,
        "to": found.recipient,
        "subject": found.subject,
        "text": found.body,
        "reference": found.reference,
        "sentAt": found.sent_at.isoformat(),
    }


def payment(found: PaymentRow) -> Json:
    return {
        "provider": found.provider,
        "reference": found.reference,
        "amount": found.amount,
        "orderInfo": found.info,
        "outcome": found.outcome,
        "createdAt": found.opened_at.isoformat(),
        "heldBack": found.held_back,
        "refunded": found.refunded,
        "answers": found.answers,
    }


def pay_page(page: PayPage) -> Json:
    return {"fields": dict(page.fields), "faults": faults(page.faults)}


def pay_result(result: PayResult) -> Json:
    return {
        "outcome": result.outcome,
        "reference": result.reference,
        "amount": result.amount,
        "returnUrl": result.return_url,
        "deliveries": deliveries(result.deliveries),
    }


def deliveries(made: Sequence[Delivery]) -> list[Json]:
    return [
        {"answer": each.answer, "message": each.message, "httpStatus": each.http_status}
        for each in made
    ]


def faults(found: Sequence[Fault]) -> list[Json]:
    return [{"field": fault.field, "detail": fault.detail} for fault in found]
