"""Search for partners: which way to go, and what the rows mean."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any, Final

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.repositories.search_rows import (
    COLUMNS,
    entry_of_row,
    service_bits,
)
from mate_adapters.postgres.search_statements import ALIKE, KNOWN, Form, Way, statement_of
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement, query
from mate_core.partners.weekly_hours import days_reaching
from mate_core.search.cells import centre_of
from mate_core.search.criteria import Sort
from mate_core.search.model import PageWish, PartnerCard, Place, SearchPage
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.search.query import FreePeriod, SearchQuery
from mate_core.search.terms import Term, TermGroup, TermKnowledge
from mate_core.search.text import has_alikes
from mate_core.shared.geo import KM_PER_DEGREE, Coordinates, distance_band_km
from mate_core.shared.ids import UserId
from mate_core.shared.time import from_local

_CARD: Final = 4
"""Where the columns of the entry begin in a row, behind total, km, match and completed bookings."""
_FIRST_RING_KM: Final = 10
"""Looked at first: in a town that is more than anybody reads, and far fewer cells."""
_RARE: Final = 5_000
_RARE_WITH_TIME: Final = 500
"""Of how many partners it is quicker to look at each than to walk until enough are met."""
_ANY_RATE: Final = 2**31 - 1
_TIDY: Final = tuple(
    Statement(query(f"VACUUM (ANALYZE) {table}"))
    for table in ("partner_search", "search_cells", "search_terms")
)


class PostgresDirectory:
    """For places away from the poles and the date line, such as Viet Nam."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    async def known(self, terms: Sequence[Term]) -> Sequence[TermKnowledge]:
        values = {
            "terms": [term.text for term in terms],
            "prefixes": [term.is_prefix for term in terms],
        }
        counts = [int(row[0]) for row in await self._rows(KNOWN, values)]
        asked = zip(terms, counts, strict=True)
        unknown = sorted({term.text for term, n in asked if not n and has_alikes(term.text)})
        alike: dict[str, list[str]] = {}
        for place, word in await self._rows(ALIKE, {"terms": unknown}) if unknown else ():
            alike.setdefault(unknown[place - 1], []).append(word)
        return [
            TermKnowledge(partners, () if partners else tuple(alike.get(term.text, ())))
            for term, partners in zip(terms, counts, strict=True)
        ]

    async def find(self, viewer: UserId, query: SearchQuery, page: PageWish) -> SearchPage:
        form = form_of(query, page)
        values = values_of_search(viewer, query, page, form)
        for radius_km in _rings(query, form, page):
            rows = await self._rows(
                statement_of(form), values | box_around(query.criteria.origin, radius_km)
            )
            total = int(rows[0][0])
            # Whoever is farther than the ring comes behind everybody in it.
            if total > TOTAL_COUNTED and len(rows) > page.limit:
                break
        hits = [row for row in rows if row[1] is not None]
        shown = hits[: page.limit]
        return SearchPage(
            [_card(row) for row in shown],
            min(total, TOTAL_COUNTED),
            total > TOTAL_COUNTED,
            _place(query.sort, shown[-1]) if len(hits) > page.limit else None,
        )

    async def tidy(self) -> None:
        for statement in _TIDY:
            await self._rows(statement, {})

    async def _rows(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        session = Session(self._pool, read_only=True)
        await session.open()
        try:
            return await session.rows(statement, values)
        finally:
            await session.close()


def form_of(query: SearchQuery, page: PageWish) -> Form:
    form = Form(
        Way.TILES,
        query.sort,
        has_terms=bool(query.groups),
        has_time=query.free is not None,
        is_behind=page.after is not None,
    )
    rarest = min((group.partners for group in query.groups), default=_ANY_RATE)
    rare = _RARE_WITH_TIME if form.has_time else _RARE
    if query.sort is Sort.RELEVANCE or rarest <= rare:
        return replace(form, way=Way.TERMS, has_terms=False)
    return replace(form, way=Way.CELLS) if query.sort is Sort.DISTANCE else form


def _rings(query: SearchQuery, form: Form, page: PageWish) -> Iterator[int]:
    radius_km = query.criteria.radius_km
    if form.way is Way.CELLS and radius_km > _FIRST_RING_KM:
        yield _FIRST_RING_KM
    yield radius_km


def box_around(origin: Coordinates, radius_km: int) -> dict[str, Any]:
    """Around the circle, and a little more; the exact distance decides."""
    high = radius_km / KM_PER_DEGREE + 0.001
    farthest = min(89.0, abs(origin.latitude) + high)
    wide = min(360.0, high / math.cos(math.radians(farthest)))
    return {
        "radius": float(radius_km),
        "south": origin.latitude - high,
        "north": origin.latitude + high,
        "west": origin.longitude - wide,
        "east": origin.longitude + wide,
    }


def values_of_search(
    viewer: UserId, query: SearchQuery, page: PageWish, form: Form
) -> dict[str, Any]:
    wish = query.criteria
    enough = page.end + 1
    walked = form.way is Way.CELLS and not form.is_behind
    return {
        "viewer": viewer,
        "lat": wish.origin.latitude,
        "lng": wish.origin.longitude,
        "min_rate": 0 if wish.min_rate is None else min(wish.min_rate.amount, _ANY_RATE),
        "max_rate": _ANY_RATE if wish.max_rate is None else min(wish.max_rate.amount, _ANY_RATE),
        "min_rating": 0 if wish.min_rating is None else math.ceil(100 * wish.min_rating),
        "services": service_bits(wish.service_types),
        "gender": wish.gender,
        "terms": _tsquery(query.groups),
        "name_terms": _tsquery([group for group in query.groups if group.is_word], weight="A"),
        "whole_name": query.whole_name,
        "wanted": max(TOTAL_COUNTED + 1, enough) if walked else enough,  # it is counted too
        "first": page.first,
        "limit": page.limit + 1,
        **_time(query.free),
        **_after(query.sort, page.after),
    }


def _time(free: FreePeriod | None) -> Mapping[str, Any]:
    """With the first day whose weekly hours can reach into the meeting."""
    if free is None:
        return {}
    first_day, _ = days_reaching(free.meeting(0))
    return {
        "starts": free.start,
        "half_hours": free.half_hours,
        "first_day": first_day,
        "first_midnight": from_local(first_day, time()),
    }


def _after(sort: Sort, place: Place | None) -> Mapping[str, Any]:
    if place is None:
        return {}
    *first, rank = place.values
    values: dict[str, Any] = {"after_rank": rank, "after_id": place.partner_id}
    if sort is Sort.DISTANCE:
        centre = centre_of(first[0])
        return values | {"after_lat": centre.latitude, "after_lng": centre.longitude}
    return values | ({"after_first": first[0]} if first else {})


def _tsquery(groups: Sequence[TermGroup], *, weight: str = "") -> str:
    """Terms hold letters, digits, spaces and slashes only, so nothing needs escaping."""

    def one(term: Term) -> str:
        marks = ("*" if term.is_prefix else "") + weight
        return f"'{term.text}'" + (f":{marks}" if marks else "")

    return " & ".join(f"({' | '.join(map(one, group.terms))})" for group in groups)


def _place(sort: Sort, row: Row) -> Place:
    match, kept = row[2], dict(zip(COLUMNS, row[_CARD:], strict=True))
    first: dict[Sort, tuple[int, ...]] = {
        Sort.DISTANCE: (kept["cell"],),
        Sort.RATING: (),
        Sort.PRICE: (kept["hourly_rate"],),
        Sort.RELEVANCE: (match,),
    }
    return Place((*first[sort], kept["rank"]), kept["partner_id"])


def _card(row: Row) -> PartnerCard:
    km, completed_bookings = row[1], row[3]
    entry = entry_of_row(row[_CARD:])
    return PartnerCard(
        partner_id=entry.partner_id,
        display_name=entry.display_name,
        avatar_url=entry.avatar_url,
        bio=entry.bio,
        city=entry.city,
        hourly_rate=entry.hourly_rate,
        average_rating=entry.average_rating,
        total_reviews=entry.total_reviews,
        completed_bookings=completed_bookings,
        is_verified=True,
        service_types=entry.service_types,
        distance_km=distance_band_km(km),
    )
