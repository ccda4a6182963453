"""What several commands do alike with reviews, inside somebody else's transaction.

Lock order: booking → its reviews, the one about the partner first → partner → summaries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import Party
from mate_core.identity.standing import tell
from mate_core.moderation.screening.extortion import joins_money_and_rating
from mate_core.moderation.screening.screen import is_forbidden
from mate_core.moderation.texts import report_closed_text
from mate_core.partners.steps import count_review
from mate_core.reviews.events import ReviewAnswered, ReviewFlagged, ReviewHidden, ReviewRevealed
from mate_core.reviews.model import FlagCause, Part, Review
from mate_core.reviews.policies import ReviewPolicy
from mate_core.reviews.ports import ReviewsUow
from mate_core.reviews.ratings import ReviewType
from mate_core.reviews.reports import ReportOutcome
from mate_core.reviews.states import ReviewState
from mate_core.reviews.window import Meeting
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId, IdGenerator, ReviewId, UserId


@dataclass(frozen=True, slots=True)
class Exchange:
    """A meeting, locked, with what both sides have written about it so far."""

    meeting: Meeting
    reviews: tuple[Review, ...]

    def of_type(self, review_type: ReviewType) -> Review | None:
        return next((each for each in self.reviews if each.review_type is review_type), None)

    def by_id(self, review_id: ReviewId) -> Review:
        """Raises NotFound."""
        for each in self.reviews:
            if each.id == review_id:
                return each
        raise NotFound

    def other(self, review: Review) -> Review | None:
        """What the other side has written."""
        return self.of_type(review.review_type.other)


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """What the services of reviews share."""

    ids: IdGenerator
    policy: ReviewPolicy

    async def exchange(self, uow: ReviewsUow, booking_id: BookingId) -> Exchange:
        """Everything about the meeting under the lock of its booking; raises NotFound."""
        booking = await uow.bookings.get_for_change(booking_id)
        report, dispute, reviews = await uow.together(
            uow.no_shows.of_booking(booking_id),
            uow.disputes.of_booking(booking_id),
            uow.reviews.of_booking_for_change(booking_id),
        )
        return Exchange(Meeting(booking, report, dispute), tuple(reviews))

    async def exchange_of(self, uow: ReviewsUow, review_id: ReviewId) -> Exchange:
        """The same, named by one of its reviews; raises NotFound."""
        seen = await uow.reviews.get(review_id)
        return await self.exchange(uow, seen.booking_id)

    def found_in(self, *texts: str | None) -> FlagCause | None:
        """Why staff should read these texts before anybody else does."""
        for text in filter(None, texts):
            if joins_money_and_rating(text):
                return FlagCause.EXTORTION
            if is_forbidden(text):
                return FlagCause.TERMS
        return None

    def is_ready(self, exchange: Exchange, review: Review, *, at: datetime) -> bool:
        """Whether `review` may be published, given what the other side has written."""
        if review.state is not ReviewState.SEALED:
            return False
        other = exchange.other(review)
        others_waits = other is not None and other.state is ReviewState.SEALED
        was_read = any(each and each.published_at for each in (review, other))
        return others_waits or was_read or exchange.meeting.is_closed(self.policy, at=at)

    async def reveal(
        self, uow: ReviewsUow, exchange: Exchange, review: Review, *, at: datetime
    ) -> Review:
        """Publish `review`, which is ready, and the other side's, where that waits.

        Both appear in the same instant, so that nobody writes after he has read.
        """
        other = exchange.other(review)
        pair = [review, other] if other and other.state is ReviewState.SEALED else [review]
        published = [
            await self._publish(uow, each, at=at)
            for each in sorted(pair, key=lambda it: it.review_type is ReviewType.PARTNER_TO_USER)
        ]
        return next(each for each in published if each.id == review.id)

    async def settle(
        self, uow: ReviewsUow, exchange: Exchange, review: Review, *, at: datetime
    ) -> Review:
        """Save `review` as it is now, published where it is ready."""
        until = exchange.meeting.looked_at_again(self.policy, at=at)
        review = review.reschedule(until)
        if self.is_ready(exchange, review, at=at):
            return await self.reveal(uow, exchange, review, at=at)
        return await self.save(uow, review)

    async def hide(self, uow: ReviewsUow, review: Review, note: str, *, at: datetime) -> Review:
        """Raises ReviewMoveRefused."""
        hidden = await self.save(uow, review.hidden(note, at=at))
        if review.is_visible:
            await self._count(uow, review, -1, at=at)
        await uow.publish(
            ReviewHidden(
                review_id=review.id,
                reviewer_id=review.reviewer_id,
                reviewee_id=review.reviewee_id,
                was_visible=review.is_visible,
                at=at,
            )
        )
        return hidden

    async def close_reports(
        self, uow: ReviewsUow, review: Review, removed: Part | None, *, at: datetime
    ) -> None:
        """Whoever reported it hears that it was looked at; `removed` None is nothing."""
        for report in await uow.review_reports.of_review(review.id):
            if not report.is_open:
                continue
            gone = removed is report.part or removed is Part.REVIEW
            outcome = ReportOutcome.REMOVED if gone else ReportOutcome.KEPT
            await uow.review_reports.save(report.closed(outcome, at=at))
            await tell(
                uow,
                await uow.users.get(report.reporter_id),
                report_closed_text(),
                ids=self.ids,
                lifetime=self.policy.told_within,
                at=at,
            )

    async def save(self, uow: ReviewsUow, review: Review) -> Review:
        """The review as it is stored from now on."""
        await uow.reviews.save(review)
        return replace(review, version=review.version + 1)

    async def tell_flagged(self, uow: ReviewsUow, review: Review, *, at: datetime) -> None:
        """Staff hear of what waits for them since this instant."""
        if review.flag is not None and review.flag.since == at:
            cause = review.flag.cause.value
            await uow.publish(ReviewFlagged(review_id=review.id, reason=cause, at=at))

    async def tell_answered(self, uow: ReviewsUow, review: Review, *, at: datetime) -> None:
        """The answer can be read from now on, where it can."""
        if review.is_visible and review.shown_response is not None:
            await uow.publish(
                ReviewAnswered(
                    review_id=review.id,
                    reviewer_id=review.reviewer_id,
                    reviewee_id=review.reviewee_id,
                    at=at,
                )
            )

    async def _publish(self, uow: ReviewsUow, review: Review, *, at: datetime) -> Review:
        published = await self.save(uow, review.published(at=at))
        await self._count(uow, published, 1, at=at)
        await uow.publish(
            ReviewRevealed(
                review_id=review.id,
                booking_id=review.booking_id,
                reviewer_id=review.reviewer_id,
                reviewee_id=review.reviewee_id,
                review_type=review.review_type.value,
                at=at,
            )
        )
        return published

    async def _count(self, uow: ReviewsUow, review: Review, times: int, *, at: datetime) -> None:
        """Ratings follow what can be read: called where a review becomes visible, or ceases to."""
        person, ratings = review.reviewee_id, review.ratings
        if review.review_type is ReviewType.USER_TO_PARTNER:
            stars = times * ratings.overall
            await count_review(uow, person, stars=stars, reviews=times, at=at)
        await uow.rating_summaries.count(person, review.review_type, ratings, times)


def type_by(booking: Booking, reviewer: UserId) -> ReviewType:
    """What that person writes about this booking; raises NotFound for strangers."""
    match booking.party_of(reviewer):
        case Party.USER:
            return ReviewType.USER_TO_PARTNER
        case Party.PARTNER:
            return ReviewType.PARTNER_TO_USER
        case _:
            raise NotFound
