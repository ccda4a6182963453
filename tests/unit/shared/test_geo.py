"""Places, distances, and how little of a place anyone learns (RULES 25)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.shared.geo import (
    BANDS_KM,
    CELL_KM,
    KM_PER_DEGREE,
    Coordinates,
    distance_band_km,
)

in_vietnam = st.builds(Coordinates, st.floats(8.2, 23.4), st.floats(102.1, 109.5))
anywhere = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))
homes = st.tuples(st.floats(-0.49, 0.49), st.floats(-0.49, 0.49))


def in_the_cell_of(place: Coordinates, east: float, north: float) -> Coordinates:
    """A home in the same cell, `east` and `north` being parts of a cell from its centre."""
    centre = place.snapped()
    north_degrees = CELL_KM / KM_PER_DEGREE
    east_degrees = north_degrees / math.cos(math.radians(centre.latitude))
    return Coordinates(
        centre.latitude + north * north_degrees, centre.longitude + east * east_degrees
    )


class TestSnapping:
    @given(in_vietnam)
    def test_cell_is_about_a_kilometre_wide(self, home: Coordinates) -> None:
        assert home.distance_km(home.snapped()) <= CELL_KM * math.sqrt(2) / 2 + 0.01

    @given(in_vietnam)
    def test_snapping_a_centre_changes_nothing(self, home: Coordinates) -> None:
        assert home.snapped().snapped() == home.snapped()

    @given(anywhere)
    def test_every_place_on_earth_has_a_cell(self, place: Coordinates) -> None:
        centre = place.snapped()

        assert -90 <= centre.latitude <= 90
        assert -180 <= centre.longitude <= 180

    @given(in_vietnam, homes, st.lists(in_vietnam, min_size=1, max_size=30))
    def test_rule_25_many_origins_cannot_narrow_a_home_below_its_cell(
        self, place: Coordinates, offset: tuple[float, float], origins: list[Coordinates]
    ) -> None:
        """Whoever asks from everywhere hears the same of every home in the cell."""
        home, other = place.snapped(), in_the_cell_of(place, *offset)
        heard = [distance_band_km(origin.distance_km(home.snapped())) for origin in origins]

        assert heard == [
            distance_band_km(origin.distance_km(other.snapped())) for origin in origins
        ]


class TestDistance:
    @given(anywhere)
    def test_q4_distance_to_oneself_is_zero(self, place: Coordinates) -> None:
        assert place.distance_km(place) == 0

    @given(anywhere, anywhere)
    def test_it_is_the_same_both_ways_and_at_most_half_the_earth(
        self, one: Coordinates, other: Coordinates
    ) -> None:
        assert one.distance_km(other) == pytest.approx(other.distance_km(one), abs=1e-6)
        assert 0 <= one.distance_km(other) <= math.pi * 6371.0088 + 1e-6

    def test_saigon_to_hanoi(self) -> None:
        saigon, hanoi = Coordinates(10.7769, 106.7009), Coordinates(21.0278, 105.8342)

        assert saigon.distance_km(hanoi) == pytest.approx(1_144, abs=3)

    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1), (math.nan, 0), (0, math.inf)],
    )
    def test_impossible_places_are_refused(self, latitude: float, longitude: float) -> None:
        with pytest.raises(ValueError, match="no such place"):
            Coordinates(latitude, longitude)


class TestBands:
    @pytest.mark.parametrize(
        ("distance_km", "band_km"),
        [(0, 2), (1.99, 2), (2, 5), (4.99, 5), (5, 10), (10, 20), (19.9, 20), (3_000, 20_038)],
    )
    def test_rule_25_distance_is_shown_as_the_end_of_its_band(
        self, distance_km: float, band_km: int
    ) -> None:
        assert distance_band_km(distance_km) == band_km

    @given(st.floats(0, 20_037))
    def test_band_is_never_nearer_than_the_partner(self, distance_km: float) -> None:
        assert distance_band_km(distance_km) > distance_km
        assert distance_band_km(distance_km) in (*BANDS_KM, 20_038)
