"""`/search/suggestions` and `/search/trending`: partners before anybody searches."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get
from litestar.params import QueryParameter

from mate_http.access import Access
from mate_http.presenters import discovery as present
from mate_http.problems.languages import preferred
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.discovery import Suggestions, Trending


class DiscoveryController(Controller):
    path = "/search"
    tags = ("Search",)

    @get(
        "/suggestions",
        **route(Access.USER, "getSuggestions", "Partners whom I might like", errors=(422,)),
    )
    async def suggestions(
        self, request: ApiRequest, *, limit: Annotated[int, QueryParameter(ge=1, le=50)] = 10
    ) -> Suggestions:
        """By my bookings, my reviews, my profile and my place. Every reason is told."""
        found = await request.use_cases.suggestions.suggestions(request.user, limit=limit)
        language = preferred(request.headers.get("accept-language", ""))
        return present.suggestions(found, language)

    @get(
        "/trending",
        **route(Access.USER, "getTrending", "Partners on the rise", errors=(422,)),
    )
    async def trending(
        self,
        request: ApiRequest,
        *,
        city: Annotated[
            str | None,
            QueryParameter(
                min_length=1, max_length=100, description="A province or city, in any spelling."
            ),
        ] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=50)] = 20,
    ) -> Trending:
        """Booked and looked at most lately, as of the last ten minutes."""
        found = await request.use_cases.trends.trending(request.user, city=city, limit=limit)
        return present.trending(found)
