"""What people booked and how they found it, in memory."""

from __future__ import annotations

from collections import Counter

from mate_adapters.memory.bookings import BookingTables
from mate_adapters.memory.reviews import ReviewTables
from mate_adapters.memory.transaction import Transaction
from mate_adapters.memory.trends import TAKES_PLACE
from mate_core.reviews.ratings import ReviewType
from mate_core.search.suggestions.model import Taste
from mate_core.shared.ids import UserId


class MemoryTastes:
    def __init__(
        self, bookings: BookingTables, reviews: ReviewTables, transaction: Transaction
    ) -> None:
        self._tables = bookings
        self._review_tables = reviews
        self._bookings = transaction.view(bookings.bookings)
        self._reviews = transaction.view(reviews.reviews)

    async def of(self, person: UserId, *, last: int) -> Taste:
        booked = [row.booking for row in self._bookings.where(self._tables.by_person, person)]
        paid = [
            booking
            for booking in sorted(booked, key=lambda each: (each.created_at, each.id), reverse=True)
            if booking.user_id == person
            and booking.paid_at is not None
            and booking.status in TAKES_PLACE
        ][:last]
        return Taste(
            services=Counter(booking.service_type for booking in paid),
            rates=tuple(booking.terms.hourly_rate for booking in paid),
            ratings=self._ratings(person, last),
        )

    def _ratings(self, person: UserId, last: int) -> dict[UserId, int]:
        written = sorted(
            (
                review
                for review in self._reviews.where(self._review_tables.by, person)
                if review.review_type is ReviewType.USER_TO_PARTNER
            ),
            key=lambda review: (review.created_at, review.id),
        )
        # Later ones overwrite earlier ones of the same partner.
        return {review.reviewee_id: review.ratings.overall for review in written[-last:]}
