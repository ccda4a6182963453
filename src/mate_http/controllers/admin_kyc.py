"""`/admin/kyc`: identity checks as staff decide them; the core audits looks and decisions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.kyc.views import KycFilter
from mate_core.shared.ids import UserId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import kyc as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.kyc import KycCase, KycCases, KycFile, KycPictures, RejectKycBody

STAFF = Access.STAFF
UserPath = FromPath[UUID]
Reasoned = RequestBody[ReasonBody]
ERRORS = (404, 409)


class AdminKycController(Controller):
    path = "/admin/kyc"
    tags = ("Admin",)

    @get("/", **route(STAFF, "listKycCases", "Identity checks, newest first"))
    async def page(
        self,
        request: ApiRequest,
        *,
        wanted: Annotated[
            KycFilter, QueryParameter(name="filter", description="Which of them.")
        ] = KycFilter.WAITING,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> KycCases:
        """Without `filter` those that wait for staff."""
        found = await request.use_cases.staff_kyc.listed(
            request.user, wanted, after=cursors.read(cursor), limit=limit
        )
        items = [present.case(each) for each in found.items]
        return KycCases(items=items, next_cursor=cursors.written(found.next))

    @get("/{user_id:uuid}", **route(STAFF, "getKycFile", "A person's newest case", errors=(404,)))
    async def one(self, request: ApiRequest, user_id: UserPath) -> KycFile:
        """With the log of decisions; the look is audited."""
        return present.file(await request.use_cases.staff_kyc.show(request.user, UserId(user_id)))

    @post(
        "/{user_id:uuid}/pictures",
        **route(STAFF, "lookAtKycPictures", "Links to the pictures", body=True, errors=ERRORS),
    )
    async def pictures(self, request: ApiRequest, user_id: UserPath, data: Reasoned) -> KycPictures:
        """They work for two minutes; the look is audited with its reason."""
        links = await request.use_cases.staff_kyc.look(
            request.user, UserId(user_id), reason=data.reason
        )
        return present.pictures(links)

    @post(
        "/{user_id:uuid}/approve",
        **route(STAFF, "approveKyc", "Verified", body=True, errors=ERRORS),
    )
    async def approve(self, request: ApiRequest, user_id: UserPath, data: Reasoned) -> KycCase:
        """What was rejected needs a second person: 409 until he has done the same."""
        ruling = await request.use_cases.staff_kyc.approve(
            request.user, UserId(user_id), reason=data.reason
        )
        return present.case(ruling.case)

    @post(
        "/{user_id:uuid}/reject",
        **route(STAFF, "rejectKyc", "Not verified", body=True, errors=ERRORS),
    )
    async def reject(
        self, request: ApiRequest, user_id: UserPath, data: RequestBody[RejectKycBody]
    ) -> KycCase:
        """The person may try again; the pictures stay 30 days for an appeal."""
        ruling = await request.use_cases.staff_kyc.reject(
            request.user, UserId(user_id), data.reasons, note=data.note
        )
        return present.case(ruling.case)

    @post(
        "/{user_id:uuid}/retry",
        **route(STAFF, "retryKyc", "Ask the vendors again", body=True, errors=ERRORS),
    )
    async def retry(self, request: ApiRequest, user_id: UserPath, data: Reasoned) -> KycCase:
        """Such as after they were down."""
        ruling = await request.use_cases.staff_kyc.retry(
            request.user, UserId(user_id), reason=data.reason
        )
        return present.case(ruling.case)

    @post(
        "/{user_id:uuid}/revoke",
        **route(STAFF, "revokeKyc", "Verified no longer", body=True, errors=ERRORS),
    )
    async def revoke(self, request: ApiRequest, user_id: UserPath, data: Reasoned) -> KycCase:
        """Needs a second person: 409 until he has done the same."""
        ruling = await request.use_cases.staff_kyc.revoke(
            request.user, UserId(user_id), reason=data.reason
        )
        return present.case(ruling.case)
