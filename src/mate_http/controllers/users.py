"""`/users`: one's own profile, and what others show."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Controller, get, put
from litestar.params import FromPath, RequestBody

from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from mate_http.access import Access
from mate_http.presenters import users as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.users import LocationBody, MyUser, ProfileBody, PublicUser

RESTRICTED: Final = Access.RESTRICTED


class UsersController(Controller):
    path = "/users"
    tags = ("Users",)

    @get("/me", **route(RESTRICTED, "getMe", "My account and profile"))
    async def me(self, request: ApiRequest) -> MyUser:
        return present.me(await request.use_cases.profiles.me(request.user))

    @put("/me", **route(Access.USER, "changeMe", "Change my profile", body=True))
    async def change(self, request: ApiRequest, data: RequestBody[ProfileBody]) -> MyUser:
        changes = present.changes(data)
        return present.me(await request.use_cases.profiles.change(request.user, changes))

    @put(
        "/me/location",
        **route(Access.USER, "moveMe", "Where I am now", status=204, body=True, errors=(409,)),
    )
    async def move(self, request: ApiRequest, data: RequestBody[LocationBody]) -> None:
        place = Coordinates(data.latitude, data.longitude)
        await request.use_cases.profiles.move(request.user, place)

    @get("/{user_id:uuid}", **route(Access.USER, "getUser", "Somebody's profile", errors=(404,)))
    async def public(self, request: ApiRequest, user_id: FromPath[UUID]) -> PublicUser:
        profile = await request.use_cases.profiles.public(request.user, UserId(user_id))
        return present.public_user(profile)
