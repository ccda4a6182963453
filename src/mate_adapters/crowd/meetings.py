"""Meetings of the past, each with the review that was written about the partner.

They are over for good: completed, beyond every window, without any money in the books. What they
are there for is that ratings are those of reviews which can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from mate_adapters.crowd.chance import pick
from mate_adapters.crowd.numbers import CodeBook, Thing, id_of
from mate_adapters.crowd.opinions import MOST, stars_of, words_of
from mate_core.bookings.eligibility import Wish, terms_for
from mate_core.bookings.model import Booking, MeetingPlace
from mate_core.bookings.policies import BookingPolicy
from mate_core.bookings.transitions import BookingStatus
from mate_core.partners.model import Partner, ServiceType, VenueClass
from mate_core.reviews.model import Content, Review
from mate_core.reviews.policies import ReviewPolicy
from mate_core.reviews.ratings import Ratings, ReviewType, SubRating
from mate_core.reviews.states import ReviewState
from mate_core.shared.ids import BookingId, ReviewId, UserId
from mate_core.shared.time import Period, from_local, local_day

_PLACES: Final[Mapping[ServiceType, MeetingPlace]] = {
    ServiceType.WALKING: MeetingPlace(VenueClass.OUTDOORS),
    ServiceType.MOVIE: MeetingPlace(VenueClass.CINEMA),
    ServiceType.COFFEE: MeetingPlace(VenueClass.CAFE),
    ServiceType.DINING: MeetingPlace(VenueClass.RESTAURANT),
    ServiceType.PARTY: MeetingPlace(VenueClass.EVENT_VENUE),
    ServiceType.EVENT: MeetingPlace(VenueClass.EVENT_VENUE),
    ServiceType.SHOPPING: MeetingPlace(VenueClass.MALL),
    ServiceType.SPORT: MeetingPlace(VenueClass.SPORTS_VENUE),
    ServiceType.TRAVEL: MeetingPlace(VenueClass.TRANSPORT_HUB),
}
_STARTS: Final = (time(9), time(10), time(14), time(15), time(16))
_LATEST_DAYS: Final = 16
"""So long ago at least, that the window of reviews has closed."""
_EARLIEST_DAYS: Final = 400
_FIRST_DAYS: Final = 3
"""Nobody asks sooner after a partner has registered."""
_NEWCOMER_DAYS: Final = 20
"""Who registered later has met nobody yet."""
_WITH_PARTS: Final = 0.4
"""The share of reviews that rate punctuality and the like too."""
_BOOKINGS: Final = BookingPolicy()
_REVIEWS: Final = ReviewPolicy()


@dataclass(frozen=True, slots=True)
class PastMeeting:
    booking: Booking
    review: Review


@dataclass(frozen=True, slots=True)
class Past:
    """What a seed's meetings have in common: so many users take part in them.

    With `is_left_out` there are ratings, but no meetings that they come from: for measuring what
    looks at the numbers alone.
    """

    seed: int
    users: int
    codes: CodeBook
    at: datetime
    is_left_out: bool = False

    def stars(self, chance: Random, since: datetime) -> Sequence[int]:
        """Of the reviews about somebody who is there since then; none where nobody could write."""
        is_newcomer = self.at - since < timedelta(days=_NEWCOMER_DAYS)
        return () if is_newcomer or not self.users else stars_of(chance)

    def meetings(
        self, chance: Random, number: int, partner: Partner, stars: Sequence[int]
    ) -> Sequence[PastMeeting]:
        """One for every review of the partner so numbered."""
        if self.is_left_out:
            return ()
        return [
            self._meeting(chance, number * MOST + place, partner, each)
            for place, each in enumerate(stars)
        ]

    def _meeting(self, chance: Random, number: int, partner: Partner, stars: int) -> PastMeeting:
        known_days = (self.at - partner.created_at).days
        earliest = min(known_days - _FIRST_DAYS, _EARLIEST_DAYS)
        days_ago = _LATEST_DAYS + int(chance.random() * (earliest - _LATEST_DAYS))
        start = from_local(local_day(self.at) - timedelta(days=days_ago), pick(chance, _STARTS))
        user_id = UserId(id_of(self.seed, Thing.USER, int(chance.random() * self.users)))
        period = Period.of_half_hours(start, partner.minimum_half_hours)
        booking = self._booking(chance, number, partner, user_id, period)
        return PastMeeting(booking, self._review(chance, number, booking, stars))

    def _booking(
        self, chance: Random, number: int, partner: Partner, user_id: UserId, period: Period
    ) -> Booking:
        asked = period.start - timedelta(hours=30)
        wish = Wish(partner.id, period.start, partner.minimum_half_hours)
        service = pick(chance, sorted(partner.service_types))
        return Booking(
            id=BookingId(id_of(self.seed, Thing.BOOKING, number)),
            code=self.codes.code(number),
            user_id=user_id,
            partner_id=partner.id,
            service_type=service,
            period=period,
            travel_buffer=partner.travel_buffer,
            terms=terms_for(wish, partner, _BOOKINGS, at=asked),
            place=_PLACES[service],
            created_at=asked,
            updated_at=period.end,
            status=BookingStatus.COMPLETED,
            confirmed_at=asked + timedelta(hours=1),
            paid_at=asked + timedelta(hours=2),
            started_at=period.start,
            user_completed_at=period.end,
            partner_completed_at=period.end,
            completed_at=period.end,
        )

    def _review(self, chance: Random, number: int, booking: Booking, stars: int) -> Review:
        written = booking.period.end + timedelta(hours=1 + chance.random() * 60)
        closes_at = booking.period.end + _REVIEWS.window
        parts: Mapping[SubRating, int] = {}
        if chance.random() < _WITH_PARTS:
            parts = {part: _near(chance, stars) for part in SubRating}
        return Review(
            id=ReviewId(id_of(self.seed, Thing.REVIEW, number)),
            booking_id=booking.id,
            reviewer_id=booking.user_id,
            reviewee_id=booking.partner_id,
            review_type=ReviewType.USER_TO_PARTNER,
            content=Content(Ratings(stars, parts), words_of(chance, stars)),
            created_at=written,
            updated_at=written,
            closes_at=closes_at,
            state=ReviewState.VISIBLE,
            published_at=closes_at,
        )


def _near(chance: Random, stars: int) -> int:
    """Within a star of the whole."""
    return max(1, min(5, stars + int(chance.random() * 3) - 1))
