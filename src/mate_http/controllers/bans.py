"""`/bans`: what a banned person reads of his ban, and says against it."""

from __future__ import annotations

from typing import Final

from litestar import Controller, get, post
from litestar.params import RequestBody

from mate_http.access import Access
from mate_http.presenters import moderation as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.moderation import BanAppealBody, MyBan

RESTRICTED: Final = Access.RESTRICTED


class BansController(Controller):
    path = "/bans"
    tags = ("Bans",)

    @get("/me", **route(RESTRICTED, "getMyBan", "Why I am banned, and until when", errors=(404,)))
    async def mine(self, request: ApiRequest) -> MyBan:
        """The ban that holds, else the last one."""
        return present.my_ban(await request.use_cases.bans.mine(request.user))

    @post(
        "/appeal",
        **route(RESTRICTED, "appealBan", "Say why not", status=201, body=True, errors=(409,)),
    )
    async def appeal(self, request: ApiRequest, data: RequestBody[BanAppealBody]) -> MyBan:
        """Once for each ban; somebody who did not ban you answers."""
        return present.my_ban(await request.use_cases.bans.appeal(request.user, data.text))
