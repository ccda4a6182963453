"""Extensions, as one of the parties may read them."""

from __future__ import annotations

from mate_core.bookings.extensions.service import ExtensionPayment
from mate_core.bookings.views import ExtensionView
from mate_core.payments.ledger import Provider
from mate_http.schemas.extensions import ExtendBody, Extension, ExtensionPage
from mate_http.times import hours, local, local_or_none


def provider(body: ExtendBody) -> Provider | None:
    """None stands for the wallet."""
    return None if body.method == "wallet" else Provider(body.method)


def extension(view: ExtensionView) -> Extension:
    it = view.extension
    return Extension(
        id=it.id,
        booking_id=it.booking_id,
        hours=hours(it.half_hours),
        subtotal=it.price.subtotal.amount,
        service_fee=it.price.service_fee.amount,
        total_amount=it.price.total.amount,
        method=it.provider or "wallet",
        status=view.status,
        proposed_at=local(it.proposed_at),
        expires_at=local(it.expires_at),
        accepted_at=local_or_none(it.accepted_at),
    )


def page(payment: ExtensionPayment) -> ExtensionPage:
    return ExtensionPage(
        extension=extension(payment.view),
        payment_intent_id=payment.intent.id,
        pay_url=payment.intent.pay_url,
    )
