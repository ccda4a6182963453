"""Bookings for machines and for people."""

from __future__ import annotations

from collections.abc import Sequence

from mate_cli.commands import escrow_views
from mate_cli.tables import local, money, pairs, rfc3339, table
from mate_core.bookings.model import Booking, HistoryEntry
from mate_core.bookings.views import BookingView, ExtensionView
from mate_core.payments.escrow import Escrow

Json = dict[str, object]


def booking(found: Booking) -> Json:
    ended = found.cancellation
    return {
        "bookingId": str(found.id),
        "bookingCode": found.code,
        "userId": str(found.user_id),
        "partnerId": str(found.partner_id),
        "serviceType": found.service_type.value,
        "status": found.status.value,
        "startsAt": rfc3339(found.period.start),
        "endsAt": rfc3339(found.period.end),
        "subtotal": found.subtotal.amount,
        "serviceFee": found.service_fee.amount,
        "totalAmount": found.total.amount,
        "extendedHours": found.added.half_hours / 2,
        "refundPolicy": found.terms.refund_policy.value,
        "createdAt": rfc3339(found.created_at),
        "paidAt": rfc3339(found.paid_at),
        "startedAt": rfc3339(found.started_at),
        "completedAt": rfc3339(found.completed_at),
        "cancellation": None
        if ended is None
        else {
            "by": ended.by.value,
            "code": ended.code.value,
            "reason": ended.reason,
            "refundPercent": ended.refund_percent,
            "at": rfc3339(ended.at),
        },
    }


def booking_table(found: Sequence[Booking], *, more: bool) -> list[str]:
    rows = [
        (
            each.code,
            each.status,
            local(each.period.start),
            local(each.period.end),
            each.service_type,
            money(each.total),
            each.id,
        )
        for each in found
    ]
    headers = ("CODE", "STATUS", "START", "END", "SERVICE", "TOTAL", "ID")
    return [*table(headers, rows, right=(5,)), *(["… and more; raise --limit."] if more else [])]


def booking_lines(found: Booking, escrow: Escrow | None = None) -> list[str]:
    ended = found.cancellation
    items: list[tuple[str, object]] = [
        ("booking", f"{found.code} ({found.id})"),
        ("status", found.status),
        ("time", f"{local(found.period.start)} to {local(found.period.end)}"),
        ("service", found.service_type),
        ("user", found.user_id),
        ("partner", found.partner_id),
        ("total", f"{money(found.total)} VND"),
        ("  subtotal", money(found.subtotal)),
        ("  service fee", money(found.service_fee)),
        ("refund policy", found.terms.refund_policy),
        ("requested", local(found.created_at)),
        ("paid", local(found.paid_at)),
        ("started", local(found.started_at)),
        ("completed", local(found.completed_at)),
    ]
    if ended is not None:
        percent = "nothing held" if ended.refund_percent is None else f"{ended.refund_percent} %"
        items.append(("cancelled", f"{local(ended.at)} by {ended.by} ({ended.code}), {percent}"))
    if escrow is not None:
        items.append(("escrow", f"{escrow.status}, {money(escrow.amount)} VND ({escrow.id})"))
    return pairs(items)


def view(seen: BookingView) -> Json:
    return booking(seen.booking) | {
        "statusHistory": [_history(each) for each in seen.history],
        "escrow": escrow_views.escrow(seen.escrow) if seen.escrow else None,
        "extensions": [_extension(each) for each in seen.extensions],
    }


def view_lines(seen: BookingView) -> list[str]:
    lines = booking_lines(seen.booking, seen.escrow)
    rows = [
        (local(each.at), each.from_status, each.to_status, each.party, each.reason)
        for each in seen.history
    ]
    history = table(("AT", "FROM", "TO", "BY", "REASON"), rows)
    return [*lines, "", *_extension_table(seen.extensions), *history]


def _extension_table(found: Sequence[ExtensionView]) -> list[str]:
    """With an empty line behind it; nothing when nobody ever wanted to go on."""
    rows = [
        (
            local(each.extension.proposed_at),
            f"+{each.extension.half_hours / 2:g}",
            each.status,
            money(each.extension.price.total),
            each.extension.provider or "wallet",
        )
        for each in found
    ]
    if not rows:
        return []
    return [*table(("EXTENSION", "HOURS", "STATUS", "TOTAL", "FROM"), rows, right=(1, 3)), ""]


def _extension(seen: ExtensionView) -> Json:
    it = seen.extension
    return {
        "extensionId": str(it.id),
        "hours": it.half_hours / 2,
        "subtotal": it.price.subtotal.amount,
        "serviceFee": it.price.service_fee.amount,
        "totalAmount": it.price.total.amount,
        "method": it.provider.value if it.provider else "wallet",
        "status": seen.status.value,
        "proposedAt": rfc3339(it.proposed_at),
        "expiresAt": rfc3339(it.expires_at),
        "acceptedAt": rfc3339(it.accepted_at),
        "closedAt": rfc3339(it.closed_at),
    }


def _history(entry: HistoryEntry) -> Json:
    return {
        "at": rfc3339(entry.at),
        "from": entry.from_status.value if entry.from_status else None,
        "to": entry.to_status.value,
        "action": entry.action.value,
        "by": entry.party.value,
        "actorId": str(entry.actor_id) if entry.actor_id else None,
        "reason": entry.reason,
    }
