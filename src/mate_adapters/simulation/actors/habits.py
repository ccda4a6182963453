"""When people are free, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from mate_core.partners.activity_table import ACTIVITIES
from mate_core.partners.model import ServiceType, VenueClass
from mate_core.shared.time import HALF_HOUR, Period, from_local, to_local

_HOUR_WEIGHTS_WEEKDAY: Final = (
    1,
    0,
    0,
    0,
    0,
    0,
    1,
    2,
    3,
    3,
    3,
    5,
    6,
    4,
    3,
    3,
    4,
    6,
    9,
    12,
    14,
    13,
    9,
    4,
)
_HOUR_WEIGHTS_WEEKEND: Final = (
    2,
    1,
    0,
    0,
    0,
    0,
    1,
    2,
    5,
    8,
    9,
    9,
    8,
    8,
    9,
    9,
    9,
    9,
    11,
    13,
    14,
    13,
    10,
    5,
)
"""How many people look at the app in each hour of the day in Viet Nam."""
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Area:
    """A quarter by name, with the share of all people who live around it."""

    city: str
    name: str
    latitude: float
    longitude: float
    weight: int


AREAS: Final = (
    Area("Hà Nội", "Hoàn Kiếm", 21.0287, 105.8524, 9),
    Area("Hà Nội", "Ba Đình", 21.0341, 105.8142, 8),
    Area("Hà Nội", "Tây Hồ", 21.0708, 105.8188, 7),
    Area("Hà Nội", "Cầu Giấy", 21.0362, 105.7906, 9),
    Area("Hà Nội", "Đống Đa", 21.0181, 105.8297, 8),
    Area("Thành phố Hồ Chí Minh", "Bến Thành", 10.7721, 106.6983, 14),
    Area("Thành phố Hồ Chí Minh", "Xuân Hòa", 10.7843, 106.6844, 10),
    Area("Thành phố Hồ Chí Minh", "Tân Hưng", 10.7340, 106.7218, 9),
    Area("Thành phố Hồ Chí Minh", "Bình Thạnh", 10.8106, 106.7091, 11),
    Area("Thành phố Hồ Chí Minh", "Thủ Đức", 10.8497, 106.7537, 15),
)


def some_area(rng: Random) -> Area:
    """By weight."""
    return AREAS[_drawn(rng, [area.weight for area in AREAS])]


def _drawn(rng: Random, weights: Sequence[int]) -> int:
    """A place in `weights`, each with the chance that it says."""
    left = rng.random() * sum(weights)
    for place, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return place
    return len(weights) - 1


def near(rng: Random, area: Area) -> tuple[float, float]:
    """A point within some two kilometres."""
    return (
        round(area.latitude + (rng.random() - 0.5) * 0.03, 5),
        round(area.longitude + (rng.random() - 0.5) * 0.03, 5),
    )


def minutes(rng: Random, least: float, most: float) -> timedelta:
    return timedelta(seconds=int((least + rng.random() * (most - least)) * 60))


def next_visit(rng: Random, now: datetime, per_week: float) -> datetime:
    """The next time that somebody opens the app: `per_week` on average, mostly in the evening."""
    day = to_local(now + timedelta(days=rng.expovariate(per_week / 7)))
    weights = _HOUR_WEIGHTS_WEEKEND if day.weekday() >= _SATURDAY else _HOUR_WEIGHTS_WEEKDAY
    at = day.replace(
        hour=_drawn(rng, weights), minute=int(rng.random() * 60), second=int(rng.random() * 60)
    )
    instant = now + (at - to_local(now))
    return instant if instant > now else now + minutes(rng, 20, 400)


def some_start(
    rng: Random, free: list[tuple[datetime, datetime]], half_hours: int
) -> datetime | None:
    """A start on the half hour inside one of the free periods, mostly in the evening."""
    fitting = [
        (start, end) for start, end in free if end - start >= half_hours * HALF_HOUR + HALF_HOUR
    ]
    if not fitting:
        return None
    start, end = fitting[int(rng.random() * len(fitting))]
    local = to_local(start)
    first = from_local(local.date(), local.time().replace(minute=0, second=0, microsecond=0))
    room = int((end - half_hours * HALF_HOUR - first) / HALF_HOUR)
    chosen = first + HALF_HOUR * (1 + int(rng.random() ** 0.6 * room))
    return chosen if start <= chosen and chosen + half_hours * HALF_HOUR <= end else None


def some_occasion(
    rng: Random, services: Sequence[ServiceType], meeting: Period
) -> tuple[ServiceType, VenueClass]:
    """What to do there and where to meet; at hours when nothing is open, to be refused."""
    edition = ACTIVITIES.at(meeting.start)
    named = [
        (service, venue)
        for service in services
        for venue in edition.activities[service].venue_classes
    ]
    possible = [each for each in named if edition.is_open(*each, meeting)] or named
    return possible[int(rng.random() * len(possible))]
