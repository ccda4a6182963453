"""What every repository of reports about reviews, and of the numbers they come to, must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.reviews.model import (
    Part,
)
from mate_core.reviews.ports import RatingMismatch
from mate_core.reviews.ratings import (
    NO_RATINGS,
    SubRating,
    Tally,
    summary_of,
)
from mate_core.reviews.reports import ReportOutcome
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import UserId
from tests.contract.makers import HOUR, NOW, a_booking, a_partner, a_user, new_id
from tests.contract.review_makers import (
    FULL,
    OF_PARTNER,
    OF_USER,
    a_review,
    a_visible_review,
    counted,
    new_report,
)
from tests.contract.stores import Store, StoreContract, committed


class TestReports(StoreContract):
    async def test_reports_come_back_oldest_first(self, store: Store) -> None:
        review, reporter = await a_visible_review(store), await a_user(store)
        first = new_report(review, reporter.id)
        second = new_report(
            review, reporter.id, part=Part.RESPONSE, reported_at=NOW + HOUR, details=""
        )
        await committed(
            store,
            lambda uow: uow.review_reports.add(second),
            lambda uow: uow.review_reports.add(first),
        )
        async with store.open_read() as uow:
            assert await uow.review_reports.of_review(review.id) == [first, second]
            assert await uow.review_reports.by(reporter.id) == [first, second]
            assert await uow.review_reports.by(review.reviewer_id) == []
            assert await uow.review_reports.since(reporter.id, NOW + HOUR) == [NOW + HOUR]

    async def test_one_person_reports_a_part_once(self, store: Store) -> None:
        review, reporter = await a_visible_review(store), await a_user(store)
        await committed(store, lambda uow: uow.review_reports.add(new_report(review, reporter.id)))
        with pytest.raises(ConcurrencyConflict):
            await committed(
                store, lambda uow: uow.review_reports.add(new_report(review, reporter.id))
            )

    async def test_outcome_is_kept(self, store: Store) -> None:
        review, reporter = await a_visible_review(store), await a_user(store)
        report = new_report(review, reporter.id)
        await committed(store, lambda uow: uow.review_reports.add(report))
        closed = replace(report.closed(ReportOutcome.KEPT, at=NOW + HOUR), details="")
        await committed(store, lambda uow: uow.review_reports.save(closed))
        async with store.open_read() as uow:
            assert await uow.review_reports.of_review(review.id) == [closed]


class TestSummaries(StoreContract):
    async def test_nobody_has_zeros(self, store: Store) -> None:
        async with store.open_read() as uow:
            assert await uow.rating_summaries.get(UserId(new_id()), OF_USER) == NO_RATINGS

    async def test_ratings_are_added_and_taken_back(self, store: Store) -> None:
        first = await a_visible_review(store, content=FULL)
        booking = await a_booking(store, partner_id=first.reviewee_id)
        second = await a_visible_review(store, booking, stars=2)
        async with store.open_read() as uow:
            summary = await uow.rating_summaries.get(first.reviewee_id, OF_PARTNER)
            partner = await uow.partners.get(first.reviewee_id)
        assert summary == summary_of([first.ratings, second.ratings])
        assert summary.parts[SubRating.SERVICE_QUALITY] == Tally(1, 5)
        assert (partner.total_reviews, partner.rating_sum) == (2, 6)
        assert partner.average_rating == 3
        await counted(store, first, -1)
        async with store.open_read() as uow:
            summary = await uow.rating_summaries.get(first.reviewee_id, OF_PARTNER)
            partner = await uow.partners.get(first.reviewee_id)
        assert summary == summary_of([second.ratings])
        assert (partner.total_reviews, partner.rating_sum) == (1, 2)

    async def test_r4_saving_a_partner_leaves_his_ratings_alone(self, store: Store) -> None:
        review = await a_visible_review(store, stars=4)
        async with store.open_uow() as uow:
            partner = await uow.partners.get(review.reviewee_id)
            await uow.partners.save(replace(partner, total_reviews=99, rating_sum=99))
            await uow.commit()
        async with store.open_read() as uow:
            partner = await uow.partners.get(review.reviewee_id)
        assert (partner.total_reviews, partner.rating_sum) == (1, 4)

    async def test_all_is_well_when_numbers_are_those_of_visible_reviews(
        self, store: Store
    ) -> None:
        await a_visible_review(store, content=FULL)
        await a_visible_review(store, kind=OF_USER, stars=3)
        await a_review(store)
        async with store.open_read() as uow:
            assert await uow.rating_summaries.mismatches() == []

    @pytest.mark.parametrize("times", [1, -1])
    async def test_numbers_that_differ_are_named(self, store: Store, times: int) -> None:
        review = await a_visible_review(store, stars=3)
        kept = summary_of([review.ratings] * (1 + times))
        async with store.open_uow() as uow:
            await uow.rating_summaries.count(review.reviewee_id, OF_PARTNER, review.ratings, times)
            await uow.commit()
        async with store.open_read() as uow:
            assert await uow.rating_summaries.mismatches() == [
                RatingMismatch(
                    review.reviewee_id, OF_PARTNER, kept, (1, 3), summary_of([review.ratings])
                )
            ]

    async def test_a_profile_that_differs_is_named(self, store: Store) -> None:
        partner = await a_partner(store)
        await committed(
            store, lambda uow: uow.partners.count_review(partner.id, stars=5, reviews=1)
        )
        async with store.open_read() as uow:
            assert await uow.rating_summaries.mismatches() == [
                RatingMismatch(partner.id, OF_PARTNER, NO_RATINGS, (1, 5), NO_RATINGS)
            ]
