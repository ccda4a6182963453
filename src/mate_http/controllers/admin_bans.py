"""`/admin`: bans of people, and what they say against them."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.moderation.ports import BansShown
from mate_core.shared.ids import UserId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import moderation as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.moderation import Ban, BanAppealDecision, BanBody, BanProposals, Bans

STAFF: Final = Access.STAFF
ERRORS: Final = (404, 409)
UserPath = FromPath[UUID]


class AdminBansController(Controller):
    path = "/admin"
    tags = ("Admin",)

    @get("/bans", **route(STAFF, "listBans", "Bans, newest first"))
    async def bans(
        self,
        request: ApiRequest,
        *,
        show: Annotated[
            BansShown,
            QueryParameter(description="`appealed` and `watched` are what waits for staff."),
        ] = BansShown.IN_FORCE,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> Bans:
        found = await request.use_cases.staff_bans.page(
            request.user, show, after=cursors.read(cursor), limit=limit
        )
        return Bans(
            items=[present.ban(each) for each in found.items],
            next_cursor=cursors.written(found.next),
        )

    @get("/bans/proposals", **route(STAFF, "listBanProposals", "Bans that wait for a second one"))
    async def proposals(self, request: ApiRequest) -> BanProposals:
        waiting = await request.use_cases.staff_bans.proposals(request.user)
        return BanProposals(items=[present.proposal(each) for each in waiting])

    @get(
        "/users/{user_id:uuid}/bans",
        **route(STAFF, "listBansOfUser", "Every ban of a person", errors=(404,)),
    )
    async def of(self, request: ApiRequest, user_id: UserPath) -> Bans:
        """Oldest first."""
        bans = await request.use_cases.staff_bans.of(request.user, UserId(user_id))
        return Bans(items=[present.ban(each) for each in bans], next_cursor=None)

    @post(
        "/users/{user_id:uuid}/ban",
        **route(STAFF, "banUser", "Ban a person", status=201, body=True, errors=ERRORS),
    )
    async def ban(self, request: ApiRequest, user_id: UserPath, data: RequestBody[BanBody]) -> Ban:
        """A partner is banned by two: 409 until a second member of staff has done the same."""
        return present.ban(
            await request.use_cases.staff_bans.ban(
                request.user, UserId(user_id), present.terms(data), reason=data.reason
            )
        )

    @post(
        "/users/{user_id:uuid}/unban",
        **route(STAFF, "unbanUser", "Lift a ban", body=True, errors=ERRORS),
    )
    async def unban(
        self, request: ApiRequest, user_id: UserPath, data: RequestBody[ReasonBody]
    ) -> Ban:
        """Nothing that the ban has ended comes back."""
        return present.ban(
            await request.use_cases.staff_bans.unban(
                request.user, UserId(user_id), reason=data.reason
            )
        )

    @post(
        "/users/{user_id:uuid}/ban/appeal",
        **route(STAFF, "decideBanAppeal", "Decide about an appeal", body=True, errors=ERRORS),
    )
    async def decide(
        self, request: ApiRequest, user_id: UserPath, data: RequestBody[BanAppealDecision]
    ) -> Ban:
        """By somebody who did not ban the person; granting lifts the ban."""
        return present.ban(
            await request.use_cases.staff_bans.decide(
                request.user, UserId(user_id), data.answer, granted=data.grant
            )
        )
