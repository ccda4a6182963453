"""`/search`: partners near a place."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get
from litestar.params import QueryParameter

from mate_core.shared.geo import Coordinates
from mate_http.access import Access
from mate_http.presenters import partners as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.partners import SearchResult


class SearchController(Controller):
    path = "/search"
    tags = ("Search",)

    @get("/nearby", **route(Access.USER, "searchNearby", "Partners near a place", errors=(422,)))
    async def nearby(
        self,
        request: ApiRequest,
        *,
        lat: Annotated[float, QueryParameter(ge=-90, le=90)],
        lng: Annotated[float, QueryParameter(ge=-180, le=180)],
        radius_km: Annotated[int, QueryParameter(name="radiusKm", ge=1, le=100)] = 10,
        page: Annotated[int, QueryParameter(ge=1, le=10)] = 1,
        limit: Annotated[int, QueryParameter(ge=1, le=50)] = 20,
    ) -> SearchResult:
        """Verified and available, nearest first; distances are bands around a 1 km cell."""
        found = await request.use_cases.search.nearby(
            request.user, Coordinates(lat, lng), radius_km=radius_km, page=page, limit=limit
        )
        return present.search_result(found, page=page, limit=limit)
