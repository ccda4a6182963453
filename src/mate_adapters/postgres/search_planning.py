"""From a search to statements: which way each goes, and with what values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any, Final

from mate_adapters.postgres.repositories.search_rows import service_bits, value_bits
from mate_adapters.postgres.search_statements import Form, Order, Way
from mate_core.partners.weekly_hours import days_reaching
from mate_core.search.cells import centre_of
from mate_core.search.criteria import Sort
from mate_core.search.model import PageWish, Place
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.search.query import FreePeriod, SearchQuery
from mate_core.search.terms import Term, TermGroup
from mate_core.shared.geo import KM_PER_DEGREE, Coordinates
from mate_core.shared.ids import UserId
from mate_core.shared.time import from_local

_FIRST_RING_KM: Final = 10
"""Looked at first: in a town that is more than anybody reads, and far fewer cells."""
_RARE_VALUE, _RARE_WITH_TIME = 2_000, 500
_ANY_RATE: Final = 2**31 - 1
_ORDERS: Final = {
    Sort.DISTANCE: Order.DISTANCE,
    Sort.RATING: Order.RANK,
    Sort.PRICE: Order.RATE,
    Sort.RELEVANCE: Order.RANK,
}


@dataclass(frozen=True, slots=True)
class Plan:
    form: Form
    values: Mapping[str, Any]
    radii_km: Sequence[int]
    """Tried one after the other, until whoever is farther cannot matter any more."""


def plan_of(viewer: UserId, query: SearchQuery, page: PageWish) -> Plan:
    by_match = query.sort is Sort.RELEVANCE and query.is_telling
    form = Form(
        way=Way.TERMS if by_match or _is_rare(query) else Way.TILES,
        order=Order.MATCH if by_match else _ORDERS[query.sort],
        has_terms=bool(query.groups),
        has_time=query.free is not None,
        is_behind=page.after is not None,
    )
    radius_km = query.criteria.radius_km
    radii_km: Sequence[int] = (radius_km,)
    if form.order is Order.DISTANCE and form.way is Way.TILES:
        form = replace(form, way=Way.CELLS)
        radii_km = sorted({min(_FIRST_RING_KM, radius_km), radius_km})
    return Plan(form, _values(viewer, query, page, form), radii_km)


def _is_rare(query: SearchQuery) -> bool:
    """Whether it is quicker to look at each who has the rarest term than to walk.

    The walk leaves out by their bits nearly all who lack a value; of words it has to look at the
    terms of everybody whom it meets.
    """
    if query.free is not None:
        return any(group.partners <= _RARE_WITH_TIME for group in query.groups)
    values = (group.partners for group in query.groups if not group.is_word)
    return query.is_telling or min(values, default=_RARE_VALUE + 1) <= _RARE_VALUE


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


def _values(viewer: UserId, query: SearchQuery, page: PageWish, form: Form) -> dict[str, Any]:
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
        "wanted": max(TOTAL_COUNTED + 1, enough) if walked else enough,  # it is counted too
        "first": page.first,
        "limit": page.limit + 1,  # one more tells whether there are more
        "terms": tsquery(query.groups),
        "called": tsquery([TermGroup((query.called,))] if query.called else []),
        "named": tsquery(query.named),
        **_bits(query.groups),
        **_time(query.free),
        **_after(query.sort, page.after),
    }


def _bits(groups: Sequence[TermGroup]) -> dict[str, int]:
    """Of each choice of values the bits of which one at least is needed; 0 asks for none."""
    masks = [value_bits(term.text for term in each.terms) for each in groups if not each.is_word]
    return {f"values_{n}": mask for n, mask in enumerate((*masks, 0, 0, 0)[:3], start=1)}


def _time(free: FreePeriod | None) -> dict[str, Any]:
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


def _after(sort: Sort, place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    *first, rank = place.values
    values: dict[str, Any] = {"after_rank": rank, "after_id": place.partner_id}
    if sort is Sort.DISTANCE:
        centre = centre_of(first[0])
        values |= {"after_lat": centre.latitude, "after_lng": centre.longitude}
    elif sort is Sort.PRICE:
        values["after_rate"] = first[0]
    elif sort is Sort.RELEVANCE:
        values["after_match"] = first[0]
    return values


def tsquery(groups: Sequence[TermGroup]) -> str:
    """Terms hold letters, digits, spaces and slashes only, so nothing needs escaping."""

    def one(term: Term) -> str:
        return f"'{term.text}'" + (":*" if term.is_prefix else "")

    return " & ".join(f"({' | '.join(map(one, group.terms))})" for group in groups)
