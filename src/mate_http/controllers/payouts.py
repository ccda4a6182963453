"""`/admin/withdrawals`: staff approve, tell the bank, and write down what it says."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.payments.payouts.withdrawal import WithdrawalStatus
from mate_core.shared.ids import PayoutFileId, WithdrawalId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import payouts as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.payouts import (
    BankWordBody,
    PayoutFile,
    PayoutFiles,
    StaffWithdrawal,
    StaffWithdrawals,
    WithdrawalDossier,
)

STAFF = Access.STAFF
ERRORS = (404, 409)
WithdrawalPath = FromPath[UUID]
Status = Annotated[WithdrawalStatus | None, QueryParameter(description="Only those in that state.")]


class PayoutsController(Controller):
    path = "/admin/withdrawals"
    tags = ("Admin",)

    @get("/", **route(STAFF, "listAllWithdrawals", "Everyone's withdrawals"))
    async def listing(
        self,
        request: ApiRequest,
        status: Status = None,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> StaffWithdrawals:
        """Newest first."""
        return present.staff_withdrawals(
            await request.use_cases.payout_desk.page(
                request.user, status=status, after=cursors.read(cursor), limit=limit
            )
        )

    @get(
        "/{withdrawal_id:uuid}",
        **route(STAFF, "getWithdrawalAsStaff", "One withdrawal with its records", errors=(404,)),
    )
    async def show(self, request: ApiRequest, withdrawal_id: WithdrawalPath) -> WithdrawalDossier:
        return present.dossier(
            await request.use_cases.payout_desk.show(request.user, WithdrawalId(withdrawal_id))
        )

    @post(
        "/{withdrawal_id:uuid}/approve",
        **route(STAFF, "approveWithdrawal", "Let it go to the bank", body=True, errors=ERRORS),
    )
    async def approve(
        self, request: ApiRequest, withdrawal_id: WithdrawalPath, data: RequestBody[ReasonBody]
    ) -> StaffWithdrawal:
        """By two people above the limits of one."""
        return present.ruling(
            await request.use_cases.payout_desk.approve(
                request.user, WithdrawalId(withdrawal_id), reason=data.reason
            )
        )

    @post(
        "/{withdrawal_id:uuid}/reject",
        **route(STAFF, "rejectWithdrawal", "Give it back to the owner", body=True, errors=ERRORS),
    )
    async def reject(
        self, request: ApiRequest, withdrawal_id: WithdrawalPath, data: RequestBody[ReasonBody]
    ) -> StaffWithdrawal:
        """Possible until the bank has the order."""
        return present.ruling(
            await request.use_cases.payout_desk.reject(
                request.user, WithdrawalId(withdrawal_id), reason=data.reason
            )
        )

    @post(
        "/{withdrawal_id:uuid}/paid",
        **route(STAFF, "withdrawalPaid", "The bank has paid", body=True, errors=ERRORS),
    )
    async def paid(
        self, request: ApiRequest, withdrawal_id: WithdrawalPath, data: RequestBody[BankWordBody]
    ) -> StaffWithdrawal:
        return present.ruling(
            await request.use_cases.payout_desk.paid(
                request.user,
                WithdrawalId(withdrawal_id),
                bank_reference=data.bank_reference,
                reason=data.reason,
            )
        )

    @post(
        "/{withdrawal_id:uuid}/failed",
        **route(STAFF, "withdrawalFailed", "The bank refused it", body=True, errors=ERRORS),
    )
    async def failed(
        self, request: ApiRequest, withdrawal_id: WithdrawalPath, data: RequestBody[BankWordBody]
    ) -> StaffWithdrawal:
        """Always by two people, with the bank's reference of the return."""
        return present.ruling(
            await request.use_cases.payout_desk.failed(
                request.user,
                WithdrawalId(withdrawal_id),
                bank_reference=data.bank_reference,
                reason=data.reason,
            )
        )

    @post(
        "/{withdrawal_id:uuid}/returned",
        **route(STAFF, "withdrawalReturned", "It came back after all", body=True, errors=ERRORS),
    )
    async def returned(
        self, request: ApiRequest, withdrawal_id: WithdrawalPath, data: RequestBody[BankWordBody]
    ) -> StaffWithdrawal:
        """After it was paid; by two people."""
        return present.ruling(
            await request.use_cases.payout_desk.returned(
                request.user,
                WithdrawalId(withdrawal_id),
                bank_reference=data.bank_reference,
                reason=data.reason,
            )
        )

    @post(
        "/export",
        **route(STAFF, "exportWithdrawals", "Write the bank's file", status=201, body=True,
                errors=(409,)),
    )  # fmt: skip
    async def export(self, request: ApiRequest, data: RequestBody[ReasonBody]) -> PayoutFile:
        """Everything approved becomes one order; nobody can call it back."""
        exchange = request.use_cases.payout_exchange
        return present.payout_file((await exchange.export(request.user, reason=data.reason)).order)

    @get("/files", **route(STAFF, "listPayoutFiles", "Files for the bank"))
    async def files(
        self, request: ApiRequest, cursor: cursors.CursorText = None, limit: cursors.Limit = 20
    ) -> PayoutFiles:
        """Newest first."""
        return present.payout_files(
            await request.use_cases.payout_exchange.orders(
                request.user, after=cursors.read(cursor), limit=limit
            )
        )

    @get(
        "/files/{file_id:uuid}",
        media_type="text/csv",
        **route(STAFF, "downloadPayoutFile", "The bytes for the bank", errors=(404,)),
    )
    async def download(self, request: ApiRequest, file_id: FromPath[UUID]) -> Response[bytes]:
        """The same bytes however often; every look is audited, for it shows account numbers."""
        file = await request.use_cases.payout_exchange.file(request.user, PayoutFileId(file_id))
        return Response(
            file.content,
            media_type="text/csv",
            headers={
                "Content-Disposition": f'attachment; filename="{file.order.name}"',
                "Cache-Control": "no-store",
            },
        )
