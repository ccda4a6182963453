"""`/activities`: what people may meet for, where, and at what hours."""

from __future__ import annotations

from litestar import Controller, Response, get

from mate_http.access import Access
from mate_http.caching import cacheable
from mate_http.presenters import activities as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.activities import Activities


class ActivitiesController(Controller):
    path = "/activities"
    tags = ("Partners",)

    @get("/", **route(Access.PUBLIC, "listActivities", "The catalogue of activities"))
    async def all(self, request: ApiRequest) -> Response[Activities]:
        """Dated and numbered; the same for a day, with an `ETag`."""
        core = request.use_cases
        edition = core.activities.at(core.clock.now())
        return cacheable(
            request, f"activities-{edition.version}", lambda: present.activities(edition)
        )
