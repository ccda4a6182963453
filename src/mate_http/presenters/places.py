"""Pairs of coordinates on the wire."""

from __future__ import annotations

from mate_core.shared.errors import InvalidInput
from mate_core.shared.geo import Coordinates


def coordinates(
    latitude: float | None, longitude: float | None, *, fields: tuple[str, str]
) -> Coordinates | None:
    """None when both are missing; raises InvalidInput, naming the one that is missing alone."""
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        missing = fields[0] if latitude is None else fields[1]
        remedy = "Give both latitude and longitude, or neither."
        raise InvalidInput(missing, "coordinates.incomplete", remedy)
    return Coordinates(latitude, longitude)
