"""Bodies of `/activities`."""

from __future__ import annotations

import datetime as dt

from mate_core.partners.model import ServiceType, VenueClass
from mate_http.schemas.base import Output


class Names(Output, frozen=True):
    vi: str
    en: str


class Activity(Output, frozen=True):
    """What people may meet for. One with `tripFromHours` may be so long or longer, and then only
    begins and ends while the place is open."""

    service_type: ServiceType
    name: Names
    venue_classes: list[VenueClass]
    trip_from_hours: int | None


class Venue(Output, frozen=True):
    """A kind of public place, and when people may meet there: HH:MM in Viet Nam, every day."""

    venue_class: VenueClass
    name: Names
    opens_at: str
    closes_at: str
    closes_next_day: bool


class Activities(Output, frozen=True):
    """The whole catalogue, closed: what is not in it cannot be offered or booked."""

    version: int
    since: dt.date
    activities: list[Activity]
    venues: list[Venue]
