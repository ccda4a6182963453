"""Places on earth, and the two ways in which we blur them (RULES 25)."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

EARTH_RADIUS_KM: Final = 6371.0088
KM_PER_DEGREE: Final = 111.195  # of latitude, and of longitude at the equator
CELL_KM: Final = 1.0
BANDS_KM: Final = (2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
"""Upper ends of the distance bands that a searcher may learn."""


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Latitude and longitude in degrees (WGS 84)."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):  # also refuses NaN
            raise ValueError(f"no such place: {self.latitude}, {self.longitude}")

    def snapped(self) -> Coordinates:
        """The centre of the 1 km cell around this point: all that search ever knows of a partner.

        Rows of cells are 1 km apart in latitude; within a row, columns are 1 km apart at the
        latitude of the row's centre, so that cells stay about square everywhere.
        """
        row_step = CELL_KM / KM_PER_DEGREE
        latitude = (math.floor(self.latitude / row_step) + 0.5) * row_step
        latitude = max(-90.0, min(90.0, latitude))
        column_step = row_step / max(math.cos(math.radians(latitude)), 0.01)
        longitude = (math.floor(self.longitude / column_step) + 0.5) * column_step
        return Coordinates(round(latitude, 6), round(max(-180.0, min(180.0, longitude)), 6))

    def distance_km(self, other: Coordinates) -> float:
        """Great-circle distance by the haversine formula, safe for equal points."""
        lat1, lat2 = math.radians(self.latitude), math.radians(other.latitude)
        half_dlat = (lat2 - lat1) / 2
        half_dlng = math.radians(other.longitude - self.longitude) / 2
        a = math.sin(half_dlat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_dlng) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, a)))


def distance_band_km(distance_km: float) -> int:
    """The upper end, in kilometres, of the band that holds `distance_km` (2, 5, 10, 20 …)."""
    band = bisect_right(BANDS_KM, distance_km)
    return BANDS_KM[band] if band < len(BANDS_KM) else 20_038
