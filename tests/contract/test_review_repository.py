"""What every repository of reviews, of reports about them and of their numbers must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from mate_core.reviews.errors import ReviewExists
from mate_core.reviews.model import (
    Content,
    Flag,
    FlagCause,
    Part,
    ResponseState,
)
from mate_core.reviews.ports import RatingMismatch, ReviewFilter
from mate_core.reviews.ratings import (
    NO_RATINGS,
    Ratings,
    SubRating,
    Tally,
    summary_of,
)
from mate_core.reviews.reports import ReportOutcome
from mate_core.reviews.states import ReviewState
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import BookingId, ReviewId, UserId
from mate_core.shared.pages import Cursor
from mate_core.shared.ports import DueKind
from tests.contract.makers import DAY, HOUR, NOW, a_booking, a_partner, a_user, new_id
from tests.contract.review_makers import (
    FULL,
    OF_PARTNER,
    OF_USER,
    POLICY,
    a_review,
    a_visible_review,
    counted,
    new_report,
    new_response,
)
from tests.contract.stores import Store, StoreContract, assert_locks, committed


class TestReviews(StoreContract):
    async def test_review_comes_back_with_every_field(self, store: Store) -> None:
        review = await a_review(
            store,
            content=FULL,
            state=ReviewState.HELD,
            flag=Flag(FlagCause.EXTORTION, NOW, NOW + DAY, NOW + 2 * DAY),
            staff_note="asked her",
        )
        async with store.open_read() as uow:
            assert await uow.reviews.get(review.id) == review

    async def test_saved_review_comes_back_with_its_answer(self, store: Store) -> None:
        review = await a_visible_review(store)
        answered = review.answered(new_response(review, state=ResponseState.HELD))
        answered = answered.flagged(FlagCause.EXTORTION, POLICY, at=NOW)
        await committed(store, lambda uow: uow.reviews.save(answered))
        shown = replace(answered.with_response(ResponseState.SHOWN, "fine"), version=1)
        await committed(store, lambda uow: uow.reviews.save(shown))
        async with store.open_read() as uow:
            assert await uow.reviews.get(review.id) == replace(shown, version=2)

    async def test_unknown_review_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.reviews.get(ReviewId(new_id()))
            with pytest.raises(NotFound):
                await uow.reviews.get_for_change(ReviewId(new_id()))
            assert await uow.reviews.of_booking_for_change(BookingId(new_id())) == []

    async def test_r2_each_side_of_a_booking_writes_once(self, store: Store) -> None:
        booking = await a_booking(store)
        await a_review(store, booking)
        with pytest.raises(ReviewExists):
            await a_review(store, booking)
        await a_review(store, booking, OF_USER)

    async def test_both_sides_come_together_the_one_about_the_partner_first(
        self, store: Store
    ) -> None:
        booking = await a_booking(store)
        of_user = await a_review(store, booking, OF_USER)
        of_partner = await a_review(store, booking)
        async with store.open_uow() as uow:
            both = await uow.reviews.of_booking_for_change(booking.id)
        assert both == [of_partner, of_user]

    async def test_saving_is_guarded_by_the_version(self, store: Store) -> None:
        review = await a_review(store)
        moved = review.reschedule(NOW + 15 * DAY)
        await committed(store, lambda uow: uow.reviews.save(moved))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.reviews.save(moved))

    async def test_reviews_asked_for_to_change_are_locked(self, store: Store) -> None:
        review = await a_review(store)
        await assert_locks(store, lambda uow: uow.reviews.get_for_change(review.id))
        await assert_locks(store, lambda uow: uow.reviews.of_booking_for_change(review.booking_id))

    async def test_sealed_review_is_due_when_its_window_closes(self, store: Store) -> None:
        review = await a_review(store)
        await a_visible_review(store)
        assert await due(store, NOW + 14 * DAY - timedelta(seconds=1)) == []
        assert await due(store, NOW + 14 * DAY) == [review.id]

    async def test_flagged_review_is_due_until_staff_were_told(self, store: Store) -> None:
        review = await a_visible_review(store, flag=Flag(FlagCause.REPORTED, NOW, NOW + DAY))
        assert await due(store, NOW + DAY) == [review.id]
        await committed(store, lambda uow: uow.reviews.save(review.overdue(at=NOW + DAY)))
        assert await due(store, NOW + 9 * DAY) == []

    async def test_page_of_a_person_has_what_can_be_read_of_him_in_that_role(
        self, store: Store
    ) -> None:
        partner = await a_partner(store)
        bookings = [await a_booking(store, partner_id=partner.id) for _ in range(5)]
        old = await a_visible_review(store, bookings[0], published_at=NOW)
        new = await a_visible_review(store, bookings[1], published_at=NOW + HOUR)
        await a_review(store, bookings[2])
        await a_review(store, bookings[3], state=ReviewState.HIDDEN, published_at=NOW)
        as_user = await a_booking(store, user_id=partner.id)
        await a_visible_review(store, as_user, OF_USER)
        async with store.open_read() as uow:
            first = await uow.reviews.published(partner.id, OF_PARTNER, after=None, limit=1)
            assert (first.items, first.next) == ([new], Cursor(NOW + HOUR, new.id))
            second = await uow.reviews.published(partner.id, OF_PARTNER, after=first.next, limit=1)
            assert (second.items, second.next) == ([old], None)

    async def test_lists_by_and_about_a_person_hold_everything(self, store: Store) -> None:
        user = await a_user(store)
        written, received = [], []
        for hour in range(3):
            booking = await a_booking(store, user_id=user.id)
            at = NOW + hour * HOUR
            written.append(await a_review(store, booking, created_at=at))
            received.append(await a_review(store, booking, OF_USER, created_at=at))
        async with store.open_read() as uow:
            by = await uow.reviews.by(user.id, after=None, limit=2)
            assert by.items == written[:0:-1]
            assert (await uow.reviews.by(user.id, after=by.next, limit=2)).items == written[:1]
            about = await uow.reviews.about(user.id, after=None, limit=5)
            assert (about.items, about.next) == (received[::-1], None)

    async def test_review_is_found_by_the_picture_that_it_shows(self, store: Store) -> None:
        key = "a" * 26
        shown = Content(Ratings(5), photo_urls=("/media/" + "b" * 26, f"/media/{key}"))
        review = await a_review(store, content=shown)
        await a_review(store, await a_booking(store, user_id=review.reviewer_id))
        async with store.open_read() as uow:
            assert await uow.reviews.showing(review.reviewer_id, key) == [review]
            assert await uow.reviews.showing(review.reviewee_id, key) == []

    async def test_queue_of_staff_by_filter(self, store: Store) -> None:
        late = Flag(FlagCause.REPORTED, NOW, NOW + HOUR)
        soon = Flag(FlagCause.EXTORTION, NOW, NOW + DAY)
        reported = await a_visible_review(store, flag=late, created_at=NOW)
        held = await a_review(store, state=ReviewState.HELD, flag=soon, created_at=NOW + HOUR)
        hidden = await a_review(store, state=ReviewState.HIDDEN, created_at=NOW + 2 * HOUR)
        noted = await a_review(store, content=FULL, created_at=NOW + 3 * HOUR)
        expected = {
            ReviewFilter.WAITING: [reported, held],
            ReviewFilter.OVERDUE: [reported],
            ReviewFilter.HELD: [held],
            ReviewFilter.REPORTED: [reported],
            ReviewFilter.HIDDEN: [hidden],
            ReviewFilter.NOTED: [noted],
            ReviewFilter.ALL: [noted, hidden, held, reported],
        }
        async with store.open_read() as uow:
            for wanted in ReviewFilter:
                page = await uow.reviews.queue(wanted, at=NOW + 2 * HOUR, after=None, limit=9)
                assert page.items == expected[wanted], wanted
            first = await uow.reviews.queue(ReviewFilter.WAITING, at=NOW, after=None, limit=1)
            assert first.next == Cursor(NOW + HOUR, reported.id)
            rest = await uow.reviews.queue(ReviewFilter.WAITING, at=NOW, after=first.next, limit=1)
            assert (rest.items, rest.next) == ([held], None)


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


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("overall_rating = 6", "reviews_overall_rating"),
        ("overall_rating = 0", "reviews_overall_rating"),
        ("attitude_rating = 100", "reviews_sub_ratings"),
        ("review_type = 'partner_to_user'", "reviews_sub_ratings_of_partners"),
        ("reviewee_id = reviewer_id", "reviews_of_others"),
        ("state = 'HIDDEN'", "reviews_visible"),
        ("published_at = NULL", "reviews_published"),
        ("state = 'HELD', is_visible = false", "reviews_held"),
        ("is_flagged = true", "reviews_flag"),
    ],
)
async def test_r1_the_database_refuses_what_cannot_be(
    postgres_store: Store, empty_database: str, change: str, constraint: str
) -> None:
    review = await a_visible_review(postgres_store, content=FULL)
    with (
        psycopg.connect(empty_database) as connection,
        pytest.raises(psycopg.errors.CheckViolation) as refused,
    ):
        connection.execute(f"UPDATE reviews SET {change} WHERE id = %s", [review.id])
    assert refused.value.diag.constraint_name == constraint


async def due(store: Store, at: Any) -> list[UUID]:
    async with store.due_rows.claim(DueKind.REVIEW, at=at, limit=9) as ids:
        return list(ids)
