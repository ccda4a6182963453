"""`/blacklist`: people whom one does not want to meet."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.params import FromPath, RequestBody

from mate_core.shared.ids import UserId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import moderation as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.moderation import Block, BlockBody, Blocks

USER: Final = Access.USER


class BlacklistController(Controller):
    path = "/blacklist"
    tags = ("Blacklist",)

    @get("/", **route(USER, "listBlocks", "Whom I block, newest first"))
    async def mine(
        self,
        request: ApiRequest,
        *,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> Blocks:
        """Names are those of the moment of the block. Nobody learns who blocks him."""
        found = await request.use_cases.blocks.mine(
            request.user, after=cursors.read(cursor), limit=limit
        )
        return Blocks(
            items=[present.block(each) for each in found.items],
            next_cursor=cursors.written(found.next),
        )

    @post(
        "/",
        **route(USER, "blockUser", "Block somebody", status=201, body=True, errors=(404, 409)),
    )
    async def block(self, request: ApiRequest, data: RequestBody[BlockBody]) -> Block:
        """The two no longer see each other, and requests that are not paid yet close.

        Paid bookings go on. The other one is not told. A second time answers as the first.
        """
        return present.block(
            await request.use_cases.blocks.block(request.user, UserId(data.user_id), data.reason)
        )

    @delete(
        "/{user_id:uuid}",
        **route(USER, "unblockUser", "Unblock somebody", status=204, errors=(404,)),
    )
    async def unblock(self, request: ApiRequest, user_id: FromPath[UUID]) -> None:
        """Repeating it changes nothing."""
        await request.use_cases.blocks.unblock(request.user, UserId(user_id))
