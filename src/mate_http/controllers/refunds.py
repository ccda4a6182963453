"""Money back to where it came from, at the payer's wish."""

from __future__ import annotations

from typing import Final

from litestar import Controller, post
from litestar.params import RequestBody

from mate_core.shared.ids import IntentId
from mate_core.shared.money import Vnd
from mate_http.access import Access
from mate_http.idempotency import Key, idempotency_key
from mate_http.presenters import refunds as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.refunds import Refund, RefundBody

RESTRICTED: Final = Access.RESTRICTED


class RefundsController(Controller):
    path = "/wallet"
    tags = ("Payments",)

    @post(
        "/refund",
        **route(
            RESTRICTED,
            "refundToSource",
            "Send money back to where it came from",
            status=201,
            body=True,
            errors=(404,),
        ),
    )
    async def refund(
        self, request: ApiRequest, data: RequestBody[RefundBody], idempotency: Key
    ) -> Refund:
        """Money of a payment service goes back only to its source, and needs no identity check.

        It leaves the wallet at once; how it goes on is told in the list of transactions.
        """
        amount = None if data.amount is None else Vnd(data.amount)
        return present.refund(
            await request.use_cases.refunds.request(
                request.user,
                IntentId(data.payment_intent_id),
                amount,
                idempotency_key(request, idempotency, data),
            )
        )
