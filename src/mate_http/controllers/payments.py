"""The wallet, and paying for bookings."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, RequestBody

from mate_core.payments.ledger import Provider
from mate_core.shared.ids import BookingId, EntryId
from mate_core.shared.money import Vnd
from mate_http import cursors
from mate_http.access import Access
from mate_http.idempotency import Key, idempotency_key
from mate_http.presenters import payments as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.payments import (
    Deposit,
    DepositBody,
    Paid,
    PayBody,
    Transaction,
    Transactions,
    Wallet,
)


class PaymentsController(Controller):
    path = "/"
    tags = ("Payments",)

    @get("/wallet", **route(Access.USER, "getWallet", "My wallet"))
    async def wallet(self, request: ApiRequest) -> Wallet:
        return present.wallet(await request.use_cases.payments.wallet(request.user))

    @post(
        "/wallet/deposit",
        **route(Access.USER, "deposit", "Top up my wallet", status=201, body=True, errors=(409,)),
    )
    async def deposit(
        self, request: ApiRequest, data: RequestBody[DepositBody], idempotency: Key
    ) -> Deposit:
        intent = await request.use_cases.payments.deposit(
            request.user,
            Vnd(data.amount),
            data.method,
            payer_ip=request.caller_address,
            key=idempotency_key(request, idempotency, data),
        )
        return present.deposit(intent)

    @get("/transactions", **route(Access.USER, "listTransactions", "What moved in my wallet"))
    async def transactions(
        self, request: ApiRequest, cursor: cursors.CursorText = None, limit: cursors.Limit = 20
    ) -> Transactions:
        """Newest first."""
        page = await request.use_cases.payments.transactions(
            request.user, after=cursors.read(cursor), limit=limit
        )
        items = [present.transaction(each) for each in page.items]
        return Transactions(items=items, next_cursor=cursors.written(page.next))

    @get(
        "/transactions/{transaction_id:uuid}",
        **route(Access.USER, "getTransaction", "One movement", errors=(404,)),
    )
    async def transaction(self, request: ApiRequest, transaction_id: FromPath[UUID]) -> Transaction:
        entry_id = EntryId(transaction_id)
        return present.transaction(
            await request.use_cases.payments.transaction(request.user, entry_id)
        )

    @post(
        "/payments/pay",
        **route(Access.USER, "payBooking", "Pay a confirmed booking", body=True,
                errors=(404, 409)),
    )  # fmt: skip
    async def pay(self, request: ApiRequest, data: RequestBody[PayBody], idempotency: Key) -> Paid:
        """From the wallet at once, or by a page of the gateway: send the browser to `payUrl`."""
        booking_id = BookingId(data.booking_id)
        key = idempotency_key(request, idempotency, data)
        checkout = request.use_cases.checkout
        if data.method == "wallet":
            return present.paid(await checkout.pay_from_wallet(request.user, booking_id, key))
        return present.paid(
            await checkout.pay_by_gateway(
                request.user,
                booking_id,
                Provider(data.method),
                payer_ip=request.caller_address,
                key=key,
            )
        )
