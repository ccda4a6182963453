"""What somebody looks for, and the pages of what is found."""

from __future__ import annotations

from fractions import Fraction

from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.model import PageWish, SearchPage
from mate_core.shared.geo import Coordinates
from mate_core.shared.money import Vnd
from mate_http import search_cursors
from mate_http.presenters.partners import card
from mate_http.schemas.partners import SearchResult
from mate_http.schemas.search import FreeAtBody, SearchBody
from mate_http.times import half_hours, instant


def criteria(body: SearchBody) -> Criteria:
    """Raises InvalidInput off the half-hour and for absurd dates."""
    return Criteria(
        origin=Coordinates(body.lat, body.lng),
        radius_km=body.radius_km,
        text=body.q,
        min_rate=None if body.min_rate is None else Vnd(body.min_rate),
        max_rate=None if body.max_rate is None else Vnd(body.max_rate),
        service_types=frozenset(body.service_types or ()),
        min_rating=None if body.min_rating is None else _hundredths(body.min_rating),
        gender=body.gender,
        languages=frozenset(body.languages or ()),
        interests=frozenset(body.interests or ()),
        city=body.city,
        free_at=None if body.free_at is None else _free_at(body.free_at),
        sort=sort_of(body),
    )


def sort_of(body: SearchBody) -> Sort:
    return body.sort or (Sort.DISTANCE if body.q is None else Sort.RELEVANCE)


def page_wish(body: SearchBody) -> PageWish:
    """Raises BodyMalformed for a cursor of another search."""
    after = search_cursors.read(body.cursor, cursor_sort(sort_of(body), text=body.q))
    return PageWish(limit=body.limit, number=body.page, after=after)


def cursor_sort(sort: Sort, *, text: str | None) -> Sort:
    """Without a text the most relevant are the best."""
    return Sort.RATING if sort is Sort.RELEVANCE and text is None else sort


def search_result(found: SearchPage, *, page: int, limit: int, sort: Sort) -> SearchResult:
    return SearchResult(
        items=[card(each) for each in found.items],
        page=page,
        limit=limit,
        total=found.total,
        total_is_more=found.total_is_more,
        next_cursor=search_cursors.written(found.next, sort),
    )


def _hundredths(stars: float) -> Fraction:
    return Fraction(round(stars * 100), 100)


def _free_at(body: FreeAtBody) -> FreeAt:
    return FreeAt(
        start=instant(body.date, body.start_time, field="freeAt.date"),
        half_hours=half_hours(body.duration_hours, field="freeAt.durationHours"),
    )
