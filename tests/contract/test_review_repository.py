"""What every repository of reviews must do."""

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
    ResponseState,
)
from mate_core.reviews.ports import ReviewFilter
from mate_core.reviews.ratings import (
    Ratings,
)
from mate_core.reviews.states import ReviewState
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import BookingId, ReviewId
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
