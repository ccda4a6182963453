"""`/search`: partners near a place."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import QueryParameter, RequestBody

from mate_core.search.criteria import Criteria, Sort
from mate_core.search.model import PageWish
from mate_core.shared.geo import Coordinates
from mate_http import search_cursors
from mate_http.access import Access
from mate_http.cursors import CursorText
from mate_http.presenters import search as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.partners import SearchResult
from mate_http.schemas.search import SearchBody


class SearchController(Controller):
    path = "/search"
    tags = ("Search",)

    @post("/partners", **route(Access.USER, "searchPartners", "Partners who fit", body=True))
    async def partners(self, request: ApiRequest, data: RequestBody[SearchBody]) -> SearchResult:
        """Verified and available, and nobody who is blocked in either direction.

        Distances are bands around a 1 km cell. The best come first by a rating in which few
        reviews count for little; nobody can pay for a place.
        """
        wish = present.page_wish(data)
        found = await request.use_cases.search.find(request.user, present.criteria(data), wish)
        sort = present.cursor_sort(present.sort_of(data), text=data.q)
        return present.search_result(found, page=data.page, limit=data.limit, sort=sort)

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
        cursor: CursorText = None,
    ) -> SearchResult:
        """Verified and available, nearest first; distances are bands around a 1 km cell.

        `cursor` goes on behind a page, also beyond page 10.
        """
        after = search_cursors.read(cursor, Sort.DISTANCE)
        found = await request.use_cases.search.find(
            request.user,
            Criteria(Coordinates(lat, lng), radius_km),
            PageWish(limit=limit, number=page, after=after),
        )
        return present.search_result(found, page=page, limit=limit, sort=Sort.DISTANCE)
