"""`/admin/refunds`: what staff do with money that did not get back to its source."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.refunds.model import RefundStatus
from mate_core.shared.ids import RefundId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import refunds as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.refunds import (
    RefundDossier,
    RefundPayout,
    RefundPayoutBody,
    StaffRefund,
    StaffRefunds,
)

STAFF = Access.STAFF
ERRORS = (404, 409)
RefundPath = FromPath[UUID]
Status = Annotated[RefundStatus | None, QueryParameter(description="Only those in that state.")]
Waiting = Annotated[
    bool, QueryParameter(name="needsStaff", description="Only those that wait for a person.")
]


class AdminRefundsController(Controller):
    path = "/admin/refunds"
    tags = ("Admin",)

    @get("/", **route(STAFF, "listRefunds", "Everyone's refunds"))
    async def listing(
        self,
        request: ApiRequest,
        status: Status = None,
        waiting: Waiting = False,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> StaffRefunds:
        """Newest first; needs the capability `finance`."""
        return present.staff_refunds(
            await request.use_cases.refunds.page(
                request.user,
                status=status,
                staff_only=waiting,
                after=cursors.read(cursor),
                limit=limit,
            )
        )

    @get(
        "/{refund_id:uuid}",
        **route(STAFF, "getRefundAsStaff", "One refund with its records", errors=(404,)),
    )
    async def show(self, request: ApiRequest, refund_id: RefundPath) -> RefundDossier:
        return present.dossier(
            await request.use_cases.refunds.show(request.user, RefundId(refund_id))
        )

    @post(
        "/{refund_id:uuid}/retry",
        **route(STAFF, "retryRefund", "Call the payment service now", body=True, errors=ERRORS),
    )
    async def retry(
        self, request: ApiRequest, refund_id: RefundPath, data: RequestBody[ReasonBody]
    ) -> StaffRefund:
        """It is asked what became of the refund before anything is sent again."""
        return present.staff_refund(
            await request.use_cases.refunds.retry(
                request.user, RefundId(refund_id), reason=data.reason
            )
        )

    @post(
        "/{refund_id:uuid}/pay",
        **route(STAFF, "payRefund", "Pay it to the payer's bank account", body=True,
                errors=ERRORS),
    )  # fmt: skip
    async def pay(
        self, request: ApiRequest, refund_id: RefundPath, data: RequestBody[RefundPayoutBody]
    ) -> RefundPayout:
        """Only what the payment service refused, whole, and to an account in the payer's name.

        It becomes a withdrawal that waits for approval.
        """
        details = AccountDetails.parse(data.bank_code, data.account_number, data.account_name)
        return present.payout(
            await request.use_cases.refund_payouts.pay_out(
                request.user, RefundId(refund_id), details, reason=data.reason
            )
        )
