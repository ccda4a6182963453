"""Reviews: who may write, when they can be read, and what they come to; all a second time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.world import World
from mate_core.bookings.disputes.model import DisputeReason, DisputeStatus
from mate_core.bookings.model import Booking
from mate_core.bookings.no_shows.model import ReportStatus
from mate_core.bookings.transitions import BookingStatus
from mate_core.partners.model import Partner
from mate_core.reviews.model import Review
from mate_core.reviews.ratings import ReviewType
from mate_core.reviews.states import ReviewState
from mate_core.shared.ids import ReviewId, UserId

_S = ReviewState
_WINDOW: Final = timedelta(days=14)
_AFTER_DISPUTE: Final = timedelta(days=3)
_ABSENCE: Final = frozenset({DisputeReason.NO_SHOW, DisputeReason.CODE_REFUSED})
_UNREAD: Final = frozenset({_S.SEALED, _S.HELD})

Person = tuple[UserId, ReviewType]
"""Somebody in one of the two roles that people are reviewed in."""


class ReviewWatch:
    """`visible` is what can be read of each person, newest last as it appeared."""

    def __init__(self, world: World) -> None:
        tables = world.tables
        self._bookings = tables.bookings.bookings.rows
        self._disputes = tables.disputes.disputes.rows
        self._no_shows = tables.disputes.reports.rows
        self._partners = tables.partners.partners.rows
        self._summaries = tables.reviews.summaries.rows
        self._audited = tables.records.audit_by_subject.keys
        self._known: dict[ReviewId, Review] = {}
        self._of_meeting: dict[UUID, dict[UserId, ReviewId]] = {}
        self.visible: dict[Person, dict[ReviewId, Review]] = {}
        self._sums: dict[Person, tuple[int, int]] = {}
        self._sealed: list[tuple[datetime, int, ReviewId]] = []
        self._entered = 0
        self._touched_meetings: dict[UUID, None] = {}
        self._touched_people: dict[Person, None] = {}

    def author_of(self, review_id: ReviewId) -> UserId:
        return self._known[review_id].reviewer_id

    # Fed with commits

    def reviews(self, changes: Mapping[Any, Review | None]) -> None:
        changed: list[tuple[Review | None, Review]] = []
        for review_id, review in changes.items():
            if review is None:
                raise Violated("no review disappears", "its row was removed", review_id)
            changed.append((self._known.get(review_id), review))
            self._known[review_id] = review
        read_before = {now.id for before, now in changed if before and before.published_at}
        for before, now in changed:
            if before is None:
                self._written(now, read_before)
            else:
                self._changed(before, now, read_before)
            if now.published_at is not None and (before is None or before.published_at is None):
                self._look_at_reveal(now, now.published_at)
            if now.state is _S.SEALED and (before is None or before.state is not _S.SEALED):
                self._wait(now.id, self.closes_at(now) or now.updated_at)
            self._count(before, now)
            self._touched_meetings[now.booking_id] = None

    def partners(self, changes: Mapping[Any, Partner | None]) -> None:
        for partner_id in changes:
            self._touched_people[partner_id, ReviewType.USER_TO_PARTNER] = None

    def summaries(self, changes: Mapping[Any, object]) -> None:
        self._touched_people.update(dict.fromkeys(changes))

    def _written(self, review: Review, read_before: set[ReviewId]) -> None:
        booking = self._booking(review)
        parties = {
            ReviewType.USER_TO_PARTNER: (booking.user_id, booking.partner_id),
            ReviewType.PARTNER_TO_USER: (booking.partner_id, booking.user_id),
        }
        if (review.reviewer_id, review.reviewee_id) != parties[review.review_type]:
            raise Violated("the two of a meeting review each other", "a stranger", review.id)
        ours = self._of_meeting.setdefault(booking.id, {})
        if ours.setdefault(review.reviewer_id, review.id) != review.id:
            raise Violated("one review a side", "a second one", booking.id)
        if not self._is_eligible(booking):
            raise Violated("only what took place is reviewed", f"{booking.status}", booking.id)
        self._look_at_time(review, review.created_at, read_before, is_new=True)

    def _changed(self, before: Review, now: Review, read_before: set[ReviewId]) -> None:
        if _said(before) == _said(now) and before.reviewee_id == now.reviewee_id:
            if before.is_visible and not now.is_visible:
                self._look_at_disappearance(now)
            return
        if before.published_at is not None or before.state not in _UNREAD:
            raise Violated("no review changes once it was read", f"{before.state}", now.booking_id)
        self._look_at_time(now, now.updated_at, read_before, is_new=False)

    def _look_at_time(
        self, review: Review, at: datetime, read_before: set[ReviewId], *, is_new: bool
    ) -> None:
        """When somebody writes, the window is open, and he has read nothing of the other's.

        What was written before a dispute may be changed while it lasts.
        """
        closes_at = self.closes_at(review)
        if (closes_at is None and is_new) or (closes_at is not None and at >= closes_at):
            raise Violated(
                "reviews are written in their time",
                f"at {at}, until {closes_at}",
                review.booking_id,
            )
        other = self._other(review)
        if other is not None and (other.id in read_before or self._was_read(other, review)):
            raise Violated("nobody writes what he has read an answer to", "", review.booking_id)

    def _was_read(self, other: Review, review: Review) -> bool:
        """Before this commit, which may publish both."""
        return other.published_at is not None and other.published_at != review.published_at

    def _look_at_reveal(self, review: Review, at: datetime) -> None:
        other = self._other(review)
        if other is not None and other.published_at is not None:
            return
        closes_at = self.closes_at(review)
        if closes_at is None or at < closes_at:
            raise Violated(
                "reviews appear together or when their time is over",
                f"{review.review_type} at {at}, until {closes_at}",
                review.booking_id,
            )

    def _look_at_disappearance(self, review: Review) -> None:
        """Whatever blocks and bans there are, only staff take away what can be read."""
        if review.state is not _S.HIDDEN or review.id not in self._audited:
            raise Violated("only staff take reviews away", f"{review.state}", review.booking_id)

    def _count(self, before: Review | None, now: Review) -> None:
        person = now.reviewee_id, now.review_type
        self._touched_people[person] = None
        was, is_ = before is not None and before.is_visible, now.is_visible
        if is_:
            self.visible.setdefault(person, {})[now.id] = now
        if was == is_:
            return
        count, stars = self._sums.get(person, (0, 0))
        sign = 1 if is_ else -1
        self._sums[person] = count + sign, stars + sign * now.ratings.overall
        if not is_:
            del self.visible[person][now.id]

    # What the rules say of one meeting

    def _booking(self, review: Review) -> Booking:
        return self._bookings[review.booking_id].booking

    def _other(self, review: Review) -> Review | None:
        """What the other side has written."""
        other = self._of_meeting.get(review.booking_id, {}).get(review.reviewee_id)
        return self._known[other] if other is not None else None

    def _is_eligible(self, booking: Booking) -> bool:
        """The code was entered, or a no-show is settled (RULES 28)."""
        report, dispute = self._no_shows.get(booking.id), self._disputes.get(booking.id)
        return (
            booking.started_at is not None
            or (report is not None and report.status is ReportStatus.SETTLED)
            or (
                dispute is not None
                and dispute.status is DisputeStatus.EXECUTED
                and dispute.reason in _ABSENCE
            )
        )

    def closes_at(self, review: Review) -> datetime | None:
        """When the window of its meeting closes, by MONEY; None while it is not over."""
        booking, dispute = self._booking(review), self._disputes.get(review.booking_id)
        if booking.status is BookingStatus.COMPLETED:
            over = booking.completed_at
        elif booking.status is BookingStatus.CANCELLED and booking.cancellation is not None:
            over = booking.cancellation.at
        else:
            return None
        if over is None:
            return None
        closed_at = dispute.closed_at if dispute is not None else None
        closes_at = over + _WINDOW
        return closes_at if closed_at is None else max(closes_at, closed_at + _AFTER_DISPUTE)

    # Asked after a command, after a while, and at the end

    def look_at_touched(self) -> None:
        for booking_id in self._touched_meetings:
            self._look_at_meeting(booking_id)
        self._touched_meetings.clear()
        for person in self._touched_people:
            self._look_at_numbers(person)
        self._touched_people.clear()

    def _look_at_meeting(self, booking_id: UUID) -> None:
        """Nothing waits that could be read."""
        both = [self._known[each] for each in self._of_meeting[booking_id].values()]
        sealed = [each for each in both if each.state is _S.SEALED]
        if len(sealed) == 2 or (sealed and any(each.published_at for each in both)):
            raise Violated("what both have written can be read", "still sealed", booking_id)
        for each in both:
            if each.is_visible and each.published_at is None:
                raise Violated("what can be read says since when", "no instant", booking_id)

    def _look_at_numbers(self, person: Person) -> None:
        counted = self._sums.get(person, (0, 0))
        kept = self._summaries.get(person)
        overall = kept.summary.overall if kept is not None else None
        shown = [(overall.count, overall.sum) if overall is not None else (0, 0)]
        partner = self._partners.get(person[0])
        if partner is not None and person[1] is ReviewType.USER_TO_PARTNER:
            shown.append((partner.total_reviews, partner.rating_sum))
        if any(each != counted for each in shown):
            raise Violated(
                "ratings equal their visible reviews",
                f"{shown} instead of {counted} as {person[1]}",
                person[0],
            )

    def _wait(self, review_id: ReviewId, until: datetime) -> None:
        self._entered += 1
        heapq.heappush(self._sealed, (until, self._entered, review_id))

    def all_are_revealed(self, since: datetime) -> None:
        """Whatever had its time over by `since`; raises Violated."""
        sealed = self._sealed
        while sealed and sealed[0][0] <= since:
            _, _, review_id = heapq.heappop(sealed)
            review = self._known[review_id]
            if review.state is not _S.SEALED:
                continue
            closes_at = self.closes_at(review)
            if closes_at is not None and closes_at <= since:
                raise Violated(
                    "reviews appear when their time is over", f"{closes_at}", review.booking_id
                )
            self._wait(review_id, closes_at or since + timedelta(days=1))

    def audit(self, mismatches: Callable[[], object]) -> None:
        """Everything counted afresh, and the application's own proof; raises Violated."""
        for person in [*self._sums, *self._summaries]:
            reviews = self.visible.get(person, {}).values()
            afresh = len(reviews), sum(each.ratings.overall for each in reviews)
            if self._sums.get(person, (0, 0)) != afresh:
                raise Violated("ratings equal their visible reviews", f"{afresh}", person[0])
            self._look_at_numbers(person)
        if found := mismatches():
            raise Violated("ratings verify", f"{found}")

    def none_is_sealed(self) -> None:
        """When time went on, everything was revealed, except for what waits for staff."""
        for review in self._known.values():
            if review.state is _S.SEALED:
                raise Violated("every review is revealed", "still sealed", review.booking_id)


def _said(review: Review) -> tuple[object, ...]:
    return review.ratings, review.content.comment
