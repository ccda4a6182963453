"""The row that search keeps of a partner who can be found: all that it may know, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from mate_core.identity.model import User, UserStatus
from mate_core.partners.model import Partner, ServiceType
from mate_core.partners.policies import RELIABILITY
from mate_core.partners.reliability import NOTHING_COUNTED
from mate_core.profiles.model import Gender, Profile
from mate_core.search.cells import cell_of, centre_of
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """`base_area` is the centre of the 1 km cell that the partner chose (RULES 25)."""

    partner_id: UserId
    display_name: str
    avatar_url: str | None
    bio: str | None
    city: str | None
    province_code: str | None
    base_area: Coordinates
    hourly_rate: Vnd
    minimum_half_hours: int
    travel_buffer: timedelta
    service_types: frozenset[ServiceType]
    gender: Gender | None
    languages: tuple[str, ...]
    interests: tuple[str, ...]
    total_reviews: int
    rating_sum: int
    reliability: int = NOTHING_COUNTED.grade(RELIABILITY)
    """How he deals with requests, 0 to 100 in steps; newcomers have a credit."""

    @property
    def cell(self) -> int:
        return cell_of(self.base_area)

    @property
    def average_rating(self) -> Fraction:
        """0 without reviews."""
        return Fraction(self.rating_sum, self.total_reviews) if self.total_reviews else Fraction(0)

    @property
    def rating_hundredths(self) -> int:
        """The average in full hundredths of a star: enough to compare with a wish."""
        return int(100 * self.average_rating)


def entry_of(partner: Partner, profile: Profile, user: User) -> SearchEntry | None:
    """What search shows of the partner; None while he is not to be found."""
    if not partner.is_bookable or partner.base_area is None or user.status is not UserStatus.ACTIVE:
        return None
    here = partner.city is not None
    address = partner.address if here else profile.address
    return SearchEntry(
        partner_id=partner.id,
        display_name=profile.shown_name,
        avatar_url=profile.avatar_url,
        bio=partner.bio or profile.bio,
        city=partner.city if here else profile.city,
        province_code=address.province.code if address else None,
        base_area=centre_of(cell_of(partner.base_area)),
        hourly_rate=partner.hourly_rate,
        minimum_half_hours=partner.minimum_half_hours,
        travel_buffer=partner.travel_buffer,
        service_types=partner.service_types,
        gender=profile.gender,
        languages=profile.languages,
        interests=profile.interests,
        total_reviews=partner.total_reviews,
        rating_sum=partner.rating_sum,
        reliability=partner.reliability.grade(RELIABILITY),
    )
