"""The private address of one's meetings for calendar programs, and what is behind it."""

from __future__ import annotations

from typing import Final

from litestar import Controller, Response, delete, get, post
from litestar.params import FromPath

from mate_core.shared.errors import NotFound
from mate_http.access import Access
from mate_http.icalendar import calendar_text
from mate_http.options import HttpOptions
from mate_http.presenters import calendars as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.calendars import FeedLink, FeedState
from mate_http.times import local_or_none

MEDIA_TYPE: Final = "text/calendar"
_HEADERS: Final = {"Content-Disposition": 'inline; filename="mate-social.ics"'}


class OwnFeedController(Controller):
    path = "/users/me/calendar-feed"
    tags = ("Calendar",)

    @get("/", **route(Access.USER, "getMyCalendarFeed", "Whether I have a calendar feed"))
    async def state(self, request: ApiRequest) -> FeedState:
        since = await request.use_cases.calendar_feeds.since(request.user)
        return FeedState(is_on=since is not None, created_at=local_or_none(since))

    @post(
        "/",
        **route(Access.USER, "renewMyCalendarFeed", "A new address for my calendar", status=201),
    )
    async def renew(self, request: ApiRequest) -> FeedLink:
        """For calendar programs. The address before, if there was one, leads nowhere any more."""
        options: HttpOptions = request.app.state.options
        link = await request.use_cases.calendar_feeds.renew(request.user)
        return present.feed_link(link, public_url=options.public_url)

    @delete("/", **route(Access.USER, "deleteMyCalendarFeed", "No feed any more", status=204))
    async def revoke(self, request: ApiRequest) -> None:
        await request.use_cases.calendar_feeds.revoke(request.user)


class FeedController(Controller):
    path = "/calendar"
    tags = ("Calendar",)

    @get(
        "/{file_name:str}",
        media_type=MEDIA_TYPE,
        **route(Access.PUBLIC, "readCalendarFeed", "The feed behind an address", errors=(404,)),
    )
    async def read(self, request: ApiRequest, file_name: FromPath[str]) -> Response[str]:
        """iCalendar (RFC 5545): busy times with the codes of bookings; neither names nor places."""
        token = file_name.removesuffix(present.FEED_SUFFIX)
        if token == file_name:
            raise NotFound
        feed = await request.use_cases.calendar_feeds.read(token)
        return Response(calendar_text(feed), media_type=MEDIA_TYPE, headers=_HEADERS)
