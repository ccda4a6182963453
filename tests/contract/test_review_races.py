"""Many at once on PostgreSQL about one meeting: one reveal, right numbers, nobody twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable

import psycopg
import pytest

from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.reviews.errors import ReviewExists, ReviewMoveRefused, ReviewWindowClosed
from mate_core.reviews.model import Content
from mate_core.reviews.ratings import Ratings
from mate_core.reviews.reports import ReportReason
from mate_core.reviews.states import ReviewState
from mate_core.shared.actor import Actor, Role
from mate_core.shared.errors import Refusal
from mate_core.shared.ids import ReviewId, UserId
from tests.contract.makers import DAY, NOW, a_booking, a_partner, a_user
from tests.contract.test_races import Town, actor, town

__all__ = ["town"]  # the fixture

pytestmark = pytest.mark.postgres
FOUR = Content(Ratings(4))
VISIBLE = ReviewState.VISIBLE


async def met(town: Town, partner_id: UserId | None = None) -> Booking:
    """Over since just now."""
    return await a_booking(
        town.store,
        partner_id=partner_id,
        status=BookingStatus.COMPLETED,
        started_at=NOW,
        completed_at=NOW,
    )


async def published(town: Town, booking: Booking) -> ReviewId:
    """Both have written; the one about the partner."""
    own = await town.app.reviews.write(actor(booking.user_id), booking.id, FOUR)
    await town.app.reviews.write(actor(booking.partner_id), booking.id, FOUR)
    return own.review.id


async def outcomes(attempts: Iterable[Awaitable[object]]) -> Counter[type[Refusal] | None]:
    """None for those that went well; anything but a refusal is raised."""
    found = await asyncio.gather(*attempts, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException) and not isinstance(each, Refusal):
            raise each
    return Counter(type(each) if isinstance(each, Refusal) else None for each in found)


async def states_of(town: Town, booking: Booking) -> list[ReviewState]:
    async with town.store.open_uow() as uow:
        return [each.state for each in await uow.reviews.of_booking_for_change(booking.id)]


async def numbers(town: Town, partner_id: UserId) -> tuple[int, int]:
    """As the profile has them; and all numbers of everybody are right."""
    async with town.store.open_read() as uow:
        assert await uow.rating_summaries.mismatches() == []
        partner = await uow.partners.get(partner_id)
    return partner.total_reviews, partner.rating_sum


def times_told(dsn: str, kind: str) -> int:
    """How often that event was published."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM outbox WHERE type = %s", [kind]).fetchone()
    assert row is not None
    return int(row[0])


async def test_rule_28_both_sides_at_once_reveal_once(town: Town, empty_database: str) -> None:
    """Twenty meetings of one partner, all forty reviews in the same moment."""
    partner = await a_partner(town.store)
    bookings = [await met(town, partner.id) for _ in range(20)]
    done = await outcomes(
        town.app.reviews.write(actor(person), booking.id, FOUR)
        for booking in bookings
        for person in (booking.user_id, booking.partner_id)
    )
    assert done == {None: 40}
    for booking in bookings:
        assert await states_of(town, booking) == [VISIBLE, VISIBLE]
    assert await numbers(town, partner.id) == (20, 80)
    assert times_told(empty_database, "ReviewRevealed") == 40


async def test_r2_a_double_tap_writes_one_review(town: Town) -> None:
    booking = await met(town)
    done = await outcomes(
        town.app.reviews.write(actor(booking.user_id), booking.id, FOUR) for _ in range(8)
    )
    assert done == {None: 1, ReviewExists: 7}
    assert await states_of(town, booking) == [ReviewState.SEALED]


async def test_the_clock_and_a_late_writer_do_not_both_win(town: Town, empty_database: str) -> None:
    """The window closes while the other side presses the button."""
    booking = await met(town)
    own = await town.app.reviews.write(actor(booking.user_id), booking.id, FOUR)
    town.clock.set(NOW + 14 * DAY)
    done = await outcomes(
        [
            town.app.review_timers.act(own.review.id),
            town.app.reviews.write(actor(booking.partner_id), booking.id, FOUR),
            town.app.review_timers.act(own.review.id),
        ]
    )
    assert done == {None: 2, ReviewWindowClosed: 1}
    assert await states_of(town, booking) == [VISIBLE]
    assert await numbers(town, booking.partner_id) == (1, 4)
    assert times_told(empty_database, "ReviewRevealed") == 1


async def test_two_of_staff_hide_it_once(town: Town) -> None:
    booking = await met(town)
    review_id = await published(town, booking)
    staff = [
        Actor((await a_user(town.store, role=Role.SUPPORT)).id, Role.SUPPORT) for _ in range(4)
    ]
    done = await outcomes(
        town.app.staff_reviews.hide(each, review_id, reason="an address") for each in staff
    )
    assert done == {None: 1, ReviewMoveRefused: 3}
    assert await numbers(town, booking.partner_id) == (0, 0)


async def test_reports_and_a_decision_at_once_lose_nothing(town: Town) -> None:
    """Every report ends decided or open with the review flagged; none hangs in between."""
    booking = await met(town)
    review_id = await published(town, booking)
    readers = [actor((await a_user(town.store)).id) for _ in range(6)]
    staff = Actor((await a_user(town.store, role=Role.SUPPORT)).id, Role.SUPPORT)
    report = town.app.review_responses.report
    await report(readers[0], review_id, ReportReason.SPAM)
    await outcomes(
        [
            *(report(each, review_id, ReportReason.SPAM) for each in readers[1:]),
            town.app.staff_reviews.release(staff, review_id, reason="an opinion"),
            report(readers[1], review_id, ReportReason.SPAM),
        ]
    )
    file = await town.app.staff_reviews.show(staff, review_id)
    assert len(file.reports) == len(readers)
    assert any(each.is_open for each in file.reports) is (file.review.flag is not None)


async def test_pages_of_a_partner_do_not_wait_for_writers(town: Town) -> None:
    """Reading takes no lock."""
    booking = await met(town)
    viewer = actor((await a_user(town.store)).id)
    async with town.store.open_uow() as uow:
        await uow.bookings.get_for_change(booking.id)
        await uow.reviews.of_booking_for_change(booking.id)
        async with asyncio.timeout(10):
            page = await town.app.review_pages.of_partner(
                viewer, booking.partner_id, after=None, limit=20
            )
    assert page.page.items == []
