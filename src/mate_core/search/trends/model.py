"""What happened around a partner lately, and what it is worth by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mate_core.search.entry import SearchEntry
from mate_core.search.terms import CITY, PROVINCE, value
from mate_core.search.trends.policies import TrendPolicy
from mate_core.shared.addresses import AddressBook
from mate_core.shared.ids import UserId
from mate_core.shared.time import from_local


@dataclass(frozen=True, slots=True)
class ProfileView:
    """Somebody looked at a partner on a day (of Viet Nam): once, however often he looked.

    `viewer` is a keyed digest over viewer, partner and day. The same person has another one for
    every partner and every day, so that rows tell how many looked, and never who.
    """

    partner_id: UserId
    day: date
    viewer: str


@dataclass(frozen=True, slots=True)
class Activity:
    """Of one partner: when each person who booked him last paid, and how many looked on a day."""

    partner_id: UserId
    paid_at: Sequence[datetime] = ()
    views: Sequence[tuple[date, int]] = ()

    def score(self, policy: TrendPolicy, *, at: datetime) -> int:
        """Points by exponential decay; 0 when nothing of it counts any more.

        One person's bookings count once, by the last of them: nobody trends by one friend.
        """
        bookings = sum(
            policy.booking_points * _left_of(at - paid_at, policy.booking_half_life)
            for paid_at in self.paid_at
            if at - paid_at <= policy.window
        )
        looks = sum(
            policy.view_points
            * seen
            * _left_of(at - from_local(day, time()), policy.view_half_life)
            for day, seen in self.views
        )
        return round(bookings + looks)


def _left_of(age: timedelta, half_life: timedelta) -> float:
    return float(0.5 ** (max(age, timedelta(0)) / half_life))


@dataclass(frozen=True, slots=True)
class Trend:
    """`place` is the term of the province where one is known, else of the city; may be empty."""

    partner_id: UserId
    place: str
    score: int


def place_of(entry: SearchEntry) -> str:
    """Where an entry trends."""
    if entry.province_code is not None:
        return PROVINCE + entry.province_code
    return value(CITY, entry.city) if entry.city is not None else ""


def places_meant(city: str, book: AddressBook) -> frozenset[str]:
    """The places that a text can mean: provinces of today, and the same text as a city."""
    provinces = (PROVINCE + province.code for province in book.resolve(city))
    return frozenset({*provinces, value(CITY, city)})
