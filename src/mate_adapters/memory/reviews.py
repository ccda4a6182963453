"""Reviews, reports about them, and the numbers they come to, in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_adapters.memory.pages import newest_first, soonest_first
from mate_adapters.memory.partners import PartnerTables
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.media.addresses import PublicAddresses
from mate_core.reviews.errors import ReviewExists
from mate_core.reviews.model import FlagCause, Review
from mate_core.reviews.ports import RatingMismatch, ReviewFilter
from mate_core.reviews.ratings import NO_RATINGS, Ratings, RatingSummary, ReviewType, summary_of
from mate_core.reviews.reports import ReviewReport
from mate_core.reviews.states import ReviewState
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import BookingId, ReviewId, UserId
from mate_core.shared.pages import Cursor, Page

_SummaryKey = tuple[UserId, ReviewType]


@dataclass(frozen=True, slots=True)
class _Kept:
    person_id: UserId
    review_type: ReviewType
    summary: RatingSummary


class ReviewTables:
    def __init__(self) -> None:
        self.reviews = Table[ReviewId, Review]()
        index = self.reviews.index
        self.of_booking = index(lambda review: (review.booking_id,))
        self.by = index(lambda review: (review.reviewer_id,))
        self.about = index(lambda review: (review.reviewee_id,))
        self.due = self.reviews.due_index(lambda review: review.due_at, lambda key: key)
        self.reports = Table[UUID, ReviewReport]()
        self.reports_of = self.reports.index(lambda report: (report.review_id,))
        self.reports_by = self.reports.index(lambda report: (report.reporter_id,))
        self.summaries = Table[_SummaryKey, _Kept]()


_FILTERS: Final[Mapping[ReviewFilter, Callable[[Review], bool]]] = MappingProxyType(
    {
        ReviewFilter.WAITING: lambda review: review.flag is not None,
        ReviewFilter.OVERDUE: lambda review: review.flag is not None,
        ReviewFilter.HELD: lambda review: review.state is ReviewState.HELD,
        ReviewFilter.REPORTED: lambda review: (
            review.flag is not None and review.flag.cause is FlagCause.REPORTED
        ),
        ReviewFilter.HIDDEN: lambda review: review.state is ReviewState.HIDDEN,
        ReviewFilter.NOTED: lambda review: review.content.safety_note is not None,
        ReviewFilter.ALL: lambda review: True,
    }
)
_URGENT: Final = frozenset(
    {ReviewFilter.WAITING, ReviewFilter.OVERDUE, ReviewFilter.HELD, ReviewFilter.REPORTED}
)


def _created(review: Review) -> tuple[datetime, UUID]:
    return review.created_at, review.id


def _decided(review: Review) -> tuple[datetime, UUID]:
    return review.flag.decide_by if review.flag else review.created_at, review.id


def _published(review: Review) -> tuple[datetime, UUID]:
    return review.published_at or review.created_at, review.id


class MemoryReviews:
    def __init__(self, tables: ReviewTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._reviews = transaction.view(tables.reviews)

    async def add(self, review: Review) -> None:
        await self._transaction.lock()
        others = self._reviews.where(self._tables.of_booking, review.booking_id)
        if any(
            other.reviewer_id == review.reviewer_id or other.review_type is review.review_type
            for other in others
        ):
            raise ReviewExists
        self._reviews.put(review.id, review)

    async def get(self, review_id: ReviewId) -> Review:
        review = self._reviews.get(review_id)
        if review is None:
            raise NotFound
        return review

    async def get_for_change(self, review_id: ReviewId) -> Review:
        await self._transaction.lock()
        return await self.get(review_id)

    async def of_booking_for_change(self, booking_id: BookingId) -> Sequence[Review]:
        await self._transaction.lock()
        found = self._reviews.where(self._tables.of_booking, booking_id)
        return sorted(found, key=lambda it: it.review_type is ReviewType.PARTNER_TO_USER)

    async def save(self, review: Review) -> None:
        await self._transaction.lock()
        stored = self._reviews.get(review.id)
        if stored is None or stored.version != review.version:
            raise ConcurrencyConflict
        self._reviews.put(review.id, replace(review, version=review.version + 1))

    async def published(
        self,
        reviewee_id: UserId,
        review_type: ReviewType,
        *,
        after: Cursor | None,
        limit: int,
    ) -> Page[Review]:
        found = [
            review
            for review in self._reviews.where(self._tables.about, reviewee_id)
            if review.is_visible and review.review_type is review_type
        ]
        return newest_first(found, _published, after=after, limit=limit)

    async def by(self, reviewer_id: UserId, *, after: Cursor | None, limit: int) -> Page[Review]:
        found = self._reviews.where(self._tables.by, reviewer_id)
        return newest_first(found, _created, after=after, limit=limit)

    async def about(self, reviewee_id: UserId, *, after: Cursor | None, limit: int) -> Page[Review]:
        found = self._reviews.where(self._tables.about, reviewee_id)
        return newest_first(found, _created, after=after, limit=limit)

    async def showing(self, reviewer_id: UserId, media_key: str) -> Sequence[Review]:
        found = [
            review
            for review in self._reviews.where(self._tables.by, reviewer_id)
            if media_key in map(PublicAddresses.key_of, review.content.photo_urls)
        ]
        return sorted(found, key=_created)

    async def queue(
        self, wanted: ReviewFilter, *, at: datetime, after: Cursor | None, limit: int
    ) -> Page[Review]:
        found = list(filter(_FILTERS[wanted], self._reviews.all()))
        if wanted is ReviewFilter.OVERDUE:
            found = [each for each in found if each.flag and each.flag.decide_by <= at]
        if wanted in _URGENT:
            return soonest_first(found, _decided, after=after, limit=limit)
        return newest_first(found, _created, after=after, limit=limit)


class MemoryReviewReports:
    def __init__(self, tables: ReviewTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._reports = transaction.view(tables.reports)

    async def add(self, report: ReviewReport) -> None:
        await self._transaction.lock()
        earlier = self._reports.where(self._tables.reports_of, report.review_id)
        who = (report.reporter_id, report.part)
        if any((each.reporter_id, each.part) == who for each in earlier):
            raise ConcurrencyConflict
        self._reports.put(report.id, report)

    async def of_review(self, review_id: ReviewId) -> Sequence[ReviewReport]:
        found = self._reports.where(self._tables.reports_of, review_id)
        return sorted(found, key=_reported)

    async def by(self, reporter_id: UserId) -> Sequence[ReviewReport]:
        found = self._reports.where(self._tables.reports_by, reporter_id)
        return sorted(found, key=_reported)

    async def since(self, reporter_id: UserId, since: datetime) -> Sequence[datetime]:
        found = await self.by(reporter_id)
        return [report.reported_at for report in found if report.reported_at >= since]

    async def save(self, report: ReviewReport) -> None:
        await self._transaction.lock()
        if self._reports.get(report.id) is None:
            raise ConcurrencyConflict
        self._reports.put(report.id, report)


def _reported(report: ReviewReport) -> tuple[datetime, UUID]:
    return report.reported_at, report.id


class MemoryRatingSummaries:
    def __init__(
        self, tables: ReviewTables, partners: PartnerTables, transaction: Transaction
    ) -> None:
        self._transaction = transaction
        self._reviews = transaction.view(tables.reviews)
        self._summaries = transaction.view(tables.summaries)
        self._partners = transaction.view(partners.partners)

    async def get(self, person_id: UserId, review_type: ReviewType) -> RatingSummary:
        kept = self._summaries.get((person_id, review_type))
        return NO_RATINGS if kept is None else kept.summary

    async def count(
        self, person_id: UserId, review_type: ReviewType, ratings: Ratings, times: int
    ) -> None:
        await self._transaction.lock()
        summary = (await self.get(person_id, review_type)).counted(ratings, times)
        self._summaries.put((person_id, review_type), _Kept(person_id, review_type, summary))

    async def mismatches(self) -> Sequence[RatingMismatch]:
        visible: dict[_SummaryKey, list[Ratings]] = {}
        for review in self._reviews.all():
            if review.is_visible:
                key = (review.reviewee_id, review.review_type)
                visible.setdefault(key, []).append(review.ratings)
        kept = {(each.person_id, each.review_type) for each in self._summaries.all()}
        shown = {(each.id, ReviewType.USER_TO_PARTNER) for each in self._partners.all()}
        found = []
        for person_id, review_type in sorted({*visible, *kept, *shown}):
            counted = summary_of(visible.get((person_id, review_type), ()))
            mismatch = await self._mismatch(person_id, review_type, counted)
            if mismatch is not None:
                found.append(mismatch)
        return found

    async def _mismatch(
        self, person_id: UserId, review_type: ReviewType, counted: RatingSummary
    ) -> RatingMismatch | None:
        kept = await self.get(person_id, review_type)
        partner = self._partners.get(person_id)
        profile = None
        if partner is not None and review_type is ReviewType.USER_TO_PARTNER:
            profile = (partner.total_reviews, partner.rating_sum)
        truth = (counted.overall.count, counted.overall.sum)
        if kept == counted and profile in (None, truth):
            return None
        return RatingMismatch(person_id, review_type, kept, profile, counted)
