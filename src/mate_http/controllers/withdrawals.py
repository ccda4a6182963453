"""`/wallet`: the bank account of a partner, and earnings on their way to it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec
from litestar import Controller, get, post, put
from litestar.params import FromPath, RequestBody

from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.shared.ids import WithdrawalId
from mate_core.shared.money import Vnd
from mate_http import cursors
from mate_http.access import Access
from mate_http.idempotency import Key, idempotency_key
from mate_http.presenters import payouts as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.payouts import (
    BankAccount,
    BankAccountBody,
    Withdrawal,
    Withdrawals,
    WithdrawBody,
)

RESTRICTED: Final = Access.RESTRICTED


class WithdrawalsController(Controller):
    path = "/wallet"
    tags = ("Payments",)

    @get(
        "/bank-account",
        **route(RESTRICTED, "getBankAccount", "Where my earnings go", errors=(404,)),
    )
    async def bank_account(self, request: ApiRequest) -> BankAccount:
        return present.bank_account(await request.use_cases.bank_accounts.mine(request.user))

    @put(
        "/bank-account",
        **route(RESTRICTED, "changeBankAccount", "Send my earnings elsewhere", body=True),
    )
    async def change_bank_account(
        self, request: ApiRequest, data: RequestBody[BankAccountBody]
    ) -> BankAccount:
        """In the verified name only; withdrawals then wait for 24 hours."""
        details = AccountDetails.parse(data.bank_code, data.account_number, data.account_name)
        return present.bank_account(
            await request.use_cases.bank_accounts.change(
                request.user, details, password=data.password
            )
        )

    @post(
        "/withdraw",
        **route(RESTRICTED, "withdraw", "Withdraw earnings", status=201, body=True,
                errors=(409,)),
    )  # fmt: skip
    async def withdraw(
        self, request: ApiRequest, data: RequestBody[WithdrawBody], idempotency: Key
    ) -> Withdrawal:
        """To the registered bank account; staff approve, the bank pays."""
        details = AccountDetails.parse(data.bank_code, data.account_number, data.account_name)
        # no digest of a password is kept with the key
        wish = msgspec.structs.replace(data, password=None)
        return present.withdrawal(
            await request.use_cases.withdrawals.request(
                request.user,
                Vnd(data.amount),
                details,
                password=data.password,
                key=idempotency_key(request, idempotency, wish),
            )
        )

    @get("/withdrawals", **route(RESTRICTED, "listWithdrawals", "My withdrawals"))
    async def mine(
        self, request: ApiRequest, cursor: cursors.CursorText = None, limit: cursors.Limit = 20
    ) -> Withdrawals:
        """Newest first, with what may still be withdrawn."""
        service = request.use_cases.withdrawals
        page = await service.mine(request.user, after=cursors.read(cursor), limit=limit)
        return present.withdrawals(page, await service.withdrawable(request.user))

    @get(
        "/withdrawals/{withdrawal_id:uuid}",
        **route(RESTRICTED, "getWithdrawal", "One withdrawal", errors=(404,)),
    )
    async def show(self, request: ApiRequest, withdrawal_id: FromPath[UUID]) -> Withdrawal:
        return present.withdrawal(
            await request.use_cases.withdrawals.show(request.user, WithdrawalId(withdrawal_id))
        )

    @post(
        "/withdrawals/{withdrawal_id:uuid}/cancel",
        **route(RESTRICTED, "cancelWithdrawal", "Keep the money", errors=(404, 409)),
    )
    async def cancel(self, request: ApiRequest, withdrawal_id: FromPath[UUID]) -> Withdrawal:
        """Possible until the bank has the order."""
        return present.withdrawal(
            await request.use_cases.withdrawals.cancel(request.user, WithdrawalId(withdrawal_id))
        )
