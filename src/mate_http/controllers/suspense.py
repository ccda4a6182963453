"""`/admin/suspense`: money that came and has no place yet."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, RequestBody

from mate_http.access import Access
from mate_http.presenters import refunds as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.refunds import SuspendedPayments, SuspenseFile

STAFF = Access.STAFF
ItemPath = FromPath[UUID]
Reasoned = RequestBody[ReasonBody]


class SuspenseController(Controller):
    path = "/admin/suspense"
    tags = ("Admin",)

    @get("/", **route(STAFF, "listSuspense", "Money without a place"))
    async def listing(self, request: ApiRequest) -> SuspendedPayments:
        """Everything that is open, oldest first; needs the capability `finance`."""
        items = await request.use_cases.suspense.open_items(request.user)
        return SuspendedPayments(items=[present.suspended(item) for item in items])

    @get("/{item_id:uuid}", **route(STAFF, "getSuspense", "One sum in suspense", errors=(404,)))
    async def show(self, request: ApiRequest, item_id: ItemPath) -> SuspenseFile:
        return present.suspense_file(await request.use_cases.suspense.show(request.user, item_id))

    @post(
        "/{item_id:uuid}/clear",
        **route(STAFF, "clearSuspense", "Credit it to the payer", body=True, errors=(404, 409)),
    )
    async def clear(self, request: ApiRequest, item_id: ItemPath, data: Reasoned) -> SuspenseFile:
        """A booking that still waits for the money is paid; else it goes back to its source."""
        return present.suspense_file(
            await request.use_cases.suspense.clear(request.user, item_id, reason=data.reason)
        )

    @post(
        "/{item_id:uuid}/return",
        **route(STAFF, "returnSuspense", "Send it back", body=True, errors=(404, 409)),
    )
    async def give_back(
        self, request: ApiRequest, item_id: ItemPath, data: Reasoned
    ) -> SuspenseFile:
        """To where it came from; what the vendor refuses is credited to the payer."""
        return present.suspense_file(
            await request.use_cases.suspense.give_back(request.user, item_id, reason=data.reason)
        )
