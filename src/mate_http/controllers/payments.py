"""The wallet, and paying for bookings."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, QueryParameter, RequestBody
from litestar.response import Stream

from mate_core.payments.books.statements import EARLIEST, LATEST, StatementWish
from mate_core.payments.ledger import Provider
from mate_core.payments.transactions import TransactionType
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import BookingId, EntryId
from mate_core.shared.money import Vnd
from mate_core.shared.months import Month
from mate_http import cursors
from mate_http.access import Access
from mate_http.idempotency import Key, idempotency_key
from mate_http.presenters import payments as present
from mate_http.presenters import statement_rows, statements
from mate_http.requests import ApiRequest
from mate_http.routes import answering, route
from mate_http.schemas.payments import (
    Deposit,
    DepositBody,
    MonthlyStatement,
    Paid,
    PayBody,
    Transaction,
    Transactions,
    Wallet,
)
from mate_http.times import days_period

RESTRICTED: Final = Access.RESTRICTED
CSV_TYPE: Final = "text/csv"
CSV_HEADERS: Final = {"Content-Disposition": 'attachment; filename="transactions.csv"'}


class PaymentsController(Controller):
    path = "/"
    tags = ("Payments",)

    @get("/wallet", **route(RESTRICTED, "getWallet", "My wallet"))
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

    @get(
        "/wallet/statement",
        **route(RESTRICTED, "getWalletStatement", "One month of my wallet", errors=(422,)),
    )
    async def statement(
        self,
        request: ApiRequest,
        month: Annotated[
            str, QueryParameter(max_length=7, description="A month of Viet Nam, YYYY-MM.")
        ],
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> MonthlyStatement:
        """Balances and sums of the whole month; its movements in pages, newest first."""
        return statements.month(
            await request.use_cases.statements.of_month(
                request.user, Month.parsed(month), after=cursors.read(cursor), limit=limit
            )
        )

    @get(
        "/transactions",
        **answering(
            Transactions,
            route(RESTRICTED, "listTransactions", "What moved in my wallet", errors=(422,)),
        ),
    )
    async def transactions(
        self,
        request: ApiRequest,
        *,
        type_: Annotated[
            TransactionType | None, QueryParameter(name="type", description="Only these.")
        ] = None,
        from_day: Annotated[
            dt.date | None, QueryParameter(name="from", description="First day, in Viet Nam.")
        ] = None,
        to_day: Annotated[
            dt.date | None, QueryParameter(name="to", description="Last day, inclusive.")
        ] = None,
        format_: Annotated[
            Literal["json", "csv"],
            QueryParameter(name="format", description="`csv` gives all of it as one file."),
        ] = "json",
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> Response[Any]:
        """Newest first. `format=csv` is UTF-8 with a byte order mark and ignores the page."""
        wish = _wish(type_, from_day, to_day)
        asked = request.use_cases.statements
        if format_ == "csv":
            lines = statement_rows.csv_lines(asked.my_lines(request.user, wish))
            return Stream(lines, media_type=CSV_TYPE, headers=dict(CSV_HEADERS))
        page = await asked.mine(request.user, wish, after=cursors.read(cursor), limit=limit)
        return Response(statements.transactions(page))

    @get(
        "/transactions/{transaction_id:uuid}",
        **route(RESTRICTED, "getTransaction", "One movement", errors=(404,)),
    )
    async def transaction(self, request: ApiRequest, transaction_id: FromPath[UUID]) -> Transaction:
        entry_id = EntryId(transaction_id)
        return statement_rows.transaction(
            await request.use_cases.statements.one(request.user, entry_id)
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


def _wish(
    type_: TransactionType | None, from_day: dt.date | None, to_day: dt.date | None
) -> StatementWish:
    """Whole days in Viet Nam, the last one inclusive."""
    since = days_period(from_day, from_day).start if from_day else EARLIEST
    until = days_period(to_day, to_day).end if to_day else LATEST
    if until <= since:
        raise InvalidInput("to", "period.reversed", "The last day must not be before the first.")
    return StatementWish(frozenset({type_} if type_ else ()), since, until)
