"""The activity catalogue. To change it, add an edition with a later `since`; never edit one that
holds.

Hours say when two strangers may meet at such a place, which is narrower than when it is open. Bars
end at 02:00, as Decree 54/2019/ND-CP closes dance halls until 08:00; everything else ends by
midnight, but for the last film. A station is never closed: trains and buses leave at night.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from mate_core.partners.activities import (
    Activity,
    ActivityBook,
    ActivityEdition,
    Hours,
    Names,
    Venue,
)
from mate_core.partners.model import ServiceType as S
from mate_core.partners.model import VenueClass as V


def _venues(*venues: Venue) -> Mapping[V, Venue]:
    return MappingProxyType({venue.venue_class: venue for venue in venues})


def _activities(*activities: Activity) -> Mapping[S, Activity]:
    return MappingProxyType({each.service_type: each for each in activities})


# fmt: off
FIRST: Final = ActivityEdition(
    version=1,
    since=date(2026, 1, 1),
    venues=_venues(
        Venue(V.OUTDOORS, Names("ngoài trời", "outdoors"), Hours.between("05:00", "23:00")),
        Venue(V.CAFE, Names("quán cà phê", "café"), Hours.between("06:00", "00:00")),
        Venue(V.RESTAURANT, Names("nhà hàng", "restaurant"), Hours.between("06:00", "00:00")),
        Venue(V.CINEMA, Names("rạp chiếu phim", "cinema"), Hours.between("08:00", "01:00")),
        Venue(V.MALL, Names("trung tâm thương mại", "shopping mall"),
              Hours.between("08:00", "23:00")),
        Venue(V.EVENT_VENUE, Names("địa điểm sự kiện", "event venue"),
              Hours.between("06:00", "00:00")),
        Venue(V.SPORTS_VENUE, Names("sân thể thao", "sports venue"),
              Hours.between("05:00", "23:00")),
        Venue(V.TRANSPORT_HUB, Names("bến xe, nhà ga, sân bay", "station or airport"),
              Hours.between("00:00", "00:00")),
        Venue(V.BAR, Names("quán bar", "bar"), Hours.between("16:00", "02:00")),
    ),
    activities=_activities(
        Activity(S.WALKING, Names("đi dạo", "walk"), (V.OUTDOORS, V.CAFE, V.MALL)),
        Activity(S.MOVIE, Names("xem phim", "film"), (V.CINEMA, V.MALL)),
        Activity(S.COFFEE, Names("cà phê", "coffee"), (V.CAFE, V.MALL, V.RESTAURANT)),
        Activity(S.DINING, Names("ăn uống", "meal"), (V.RESTAURANT, V.CAFE, V.MALL)),
        Activity(S.PARTY, Names("dự tiệc", "party"), (V.RESTAURANT, V.EVENT_VENUE, V.BAR)),
        Activity(S.EVENT, Names("sự kiện", "event"),
                 (V.EVENT_VENUE, V.OUTDOORS, V.RESTAURANT, V.MALL, V.SPORTS_VENUE)),
        Activity(S.SHOPPING, Names("mua sắm", "shopping"), (V.MALL, V.OUTDOORS)),
        Activity(S.SPORT, Names("thể thao", "sport"), (V.SPORTS_VENUE, V.OUTDOORS)),
        Activity(S.TRAVEL, Names("du lịch", "trip"),
                 (V.TRANSPORT_HUB, V.OUTDOORS, V.CAFE, V.RESTAURANT, V.MALL), takes_days=True),
    ),
)
# fmt: on

ACTIVITIES: Final = ActivityBook((FIRST,))
