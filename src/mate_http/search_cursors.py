"""Where a page of a search ended, as opaque text.

It says what the order compares and no more: of a place the cell of 1 km, which is as near as
anybody can come (RULES 25).
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from uuid import UUID

from mate_core.search.cells import LAST_CELL, centre_of
from mate_core.search.criteria import Sort
from mate_core.search.model import Place
from mate_core.shared.ids import UserId
from mate_http.problems.malformed import BodyMalformed

_VALUES: Final = {Sort.DISTANCE: 2, Sort.RATING: 1, Sort.PRICE: 2, Sort.RELEVANCE: 2}
_HIGHEST: Final = 2**31 - 1


def written(place: Place | None, sort: Sort) -> str | None:
    if place is None:
        return None
    parts = (sort.value, *map(str, place.values), str(place.partner_id))
    return urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")


def read(text: str | None, sort: Sort) -> Place | None:
    """Raises BodyMalformed for what we never wrote, or wrote for another order."""
    if text is None:
        return None
    try:
        order, *values, partner_id = (
            urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        )
        place = Place(tuple(map(int, values)), UserId(UUID(partner_id)))
        if order != sort or len(place.values) != _VALUES[sort]:
            raise ValueError("a cursor belongs to its order")
        _require_sense(place, sort)
    except ValueError as malformed:
        remedy = "Use nextCursor of the page before as it is."
        raise BodyMalformed("cursor", "cursor.malformed", remedy) from malformed
    return place


def _require_sense(place: Place, sort: Sort) -> None:
    """Raises ValueError for numbers that no row can have."""
    first, *_ = place.values
    if sort is Sort.DISTANCE:
        centre_of(first)
    highest = LAST_CELL if sort is Sort.DISTANCE else _HIGHEST
    if not (0 <= first <= highest and 0 <= place.values[-1] <= _HIGHEST):
        raise ValueError("out of range")
