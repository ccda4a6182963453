"""Reading, answering, reporting (R5; FEATURES 101; RULES 15)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.bookings.model import Booking
from mate_core.reviews.errors import ResponseExists, TooManyReports
from mate_core.reviews.events import ReviewAnswered, ReviewFlagged
from mate_core.reviews.model import FlagCause, Part, ResponseState, Review
from mate_core.reviews.ratings import SubRating
from mate_core.reviews.reports import ReportReason
from mate_core.reviews.views import SOMEBODY
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import ReviewId
from tests.unit.reviews.house import (
    THREAT,
    both_written,
    content,
    page_of,
    page_of_user,
    read,
    write,
)
from tests.unit.world import DAY, HOUR, World

UNTRUE = ReportReason.UNTRUE


@pytest.fixture
async def met(world: World, user: Actor, partner: Actor) -> Booking:
    return await world.completed(user, partner)


@pytest.fixture
async def published(world: World, user: Actor, partner: Actor, met: Booking) -> Review:
    """About the partner."""
    return (await both_written(world, user, partner, met))[0]


class TestReading:
    async def test_page_has_reviews_numbers_and_means(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        rated = content(4, "vui", punctuality=5, attitude=3)
        await world.app.reviews.write(user, met.id, rated)
        await write(world, partner, met)
        page = await page_of(world, await world.user(), partner)
        [item] = page.page.items
        assert (item.review.content.comment, item.author.display_name) == ("vui", "An")
        assert page.summary.by_stars == (0, 0, 0, 1, 0)
        assert page.summary.overall.mean == 4
        assert page.summary.parts[SubRating.PUNCTUALITY].mean == 5
        assert page.summary.parts[SubRating.APPEARANCE].mean is None

    async def test_pages_follow_each_other_newest_first(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        written = []
        for _ in range(3):
            met = await world.completed(user, partner)
            written.append((await both_written(world, user, partner, met))[0].id)
        viewer, after, seen = await world.user(), None, []
        for _ in range(3):
            page = await world.app.review_pages.of_partner(
                viewer, partner.user_id, after=after, limit=1
            )
            seen += [item.review.id for item in page.page.items]
            after = page.page.next
        assert (seen, after) == (written[::-1], None)

    async def test_a_partner_who_is_not_verified_has_no_page_but_for_himself(
        self, world: World, partner: Actor, published: Review
    ) -> None:
        async with world.store.open_uow() as uow:
            found = await uow.partners.get(partner.user_id)
            await uow.partners.save(replace(found, verified_at=None))
            await uow.commit()
        with pytest.raises(NotFound):
            await page_of(world, await world.user(), partner)
        assert len((await page_of(world, partner, partner)).page.items) == 1

    async def test_rule_15_a_block_hides_names_and_pages_but_no_review(
        self, world: World, user: Actor, partner: Actor, published: Review
    ) -> None:
        viewer = await world.user()
        await world.app.blocks.block(viewer, user.user_id)
        [item] = (await page_of(world, viewer, partner)).page.items
        assert (item.review.id, item.author.display_name) == (published.id, SOMEBODY)
        assert item.author.avatar_url is None
        with pytest.raises(NotFound):
            await page_of_user(world, viewer, user)
        await world.app.blocks.block(viewer, partner.user_id)
        with pytest.raises(NotFound):
            await world.app.review_responses.report(viewer, published.id, UNTRUE)

    async def test_users_have_pages_without_sub_ratings(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            await world.app.reviews.write(partner, met.id, content(5, punctuality=5))
        assert refused.value.field == "punctualityRating"
        await both_written(world, user, partner, met)
        assert (await page_of_user(world, partner, user)).summary.overall.count == 1


class TestAnswering:
    async def test_the_reviewed_person_answers_once(
        self, world: World, partner: Actor, published: Review
    ) -> None:
        own = await world.app.review_responses.respond(partner, published.id, " Cảm ơn bạn! ")
        assert own.response.text == "Cảm ơn bạn!"
        [item] = (await page_of(world, await world.user(), partner)).page.items
        assert item.review.shown_response == own.response
        assert [event.review_id for event in world.events(ReviewAnswered)] == [published.id]
        with pytest.raises(ResponseExists):
            await world.app.review_responses.respond(partner, published.id, "Và nữa")

    async def test_r5_nobody_else_answers(
        self, world: World, user: Actor, published: Review
    ) -> None:
        for stranger in (user, await world.user()):
            with pytest.raises(NotFound):
                await world.app.review_responses.respond(stranger, published.id, "Sai rồi")

    async def test_nobody_answers_what_cannot_be_read(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        sealed = await write(world, user, met)
        for review_id in (sealed.id, ReviewId(met.id)):
            with pytest.raises(NotFound):
                await world.app.review_responses.respond(partner, review_id, "Sao?")

    async def test_rule_28_an_answer_that_threatens_waits_for_staff(
        self, world: World, partner: Actor, published: Review
    ) -> None:
        own = await world.app.review_responses.respond(partner, published.id, THREAT)
        assert own.response.state is ResponseState.HELD
        review = await read(world, published.id)
        assert review.is_visible
        assert review.shown_response is None
        assert review.flag is not None
        assert review.flag.cause is FlagCause.EXTORTION
        released = await world.app.staff_reviews.release(
            await world.support(), published.id, reason="a joke among friends"
        )
        assert released.shown_response is not None
        assert [event.review_id for event in world.events(ReviewAnswered)] == [published.id]


class TestReporting:
    async def test_report_waits_for_staff_for_a_day(self, world: World, published: Review) -> None:
        reporter = await world.user()
        receipt = await world.app.review_responses.report(reporter, published.id, UNTRUE)
        assert receipt.decide_by == world.now + 24 * HOUR
        review = await read(world, published.id)
        assert review.is_visible
        assert review.flag is not None
        assert [event.reason for event in world.events(ReviewFlagged)] == ["reported"]

    async def test_reporting_again_changes_nothing(self, world: World, published: Review) -> None:
        reporter = await world.user()
        first = await world.app.review_responses.report(reporter, published.id, UNTRUE)
        world.pass_time(HOUR)
        assert await world.app.review_responses.report(reporter, published.id, UNTRUE) == first

    async def test_r5_its_author_reports_the_answer_but_not_himself(
        self, world: World, user: Actor, partner: Actor, published: Review
    ) -> None:
        report = world.app.review_responses.report
        with pytest.raises(NotFound):
            await report(user, published.id, UNTRUE)
        with pytest.raises(NotFound):  # there is no answer yet
            await report(user, published.id, UNTRUE, part=Part.RESPONSE)
        await world.app.review_responses.respond(partner, published.id, "Bạn nói dối")
        await report(user, published.id, UNTRUE, part=Part.RESPONSE)
        with pytest.raises(NotFound):
            await report(partner, published.id, UNTRUE, part=Part.RESPONSE)
        await report(partner, published.id, UNTRUE)

    async def test_what_cannot_be_read_cannot_be_reported(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        sealed = await write(world, user, met)
        for reporter in (partner, await world.user()):
            with pytest.raises(NotFound):
                await world.app.review_responses.report(reporter, sealed.id, UNTRUE)

    async def test_reports_of_a_day_are_counted(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        policy = replace(world.app.review_responses.desk.policy, reports_per_day=1)
        desk = replace(world.app.review_responses.desk, policy=policy)
        service = replace(world.app.review_responses, desk=desk)
        reviews = [
            (await both_written(world, user, partner, await world.completed(user, partner)))[0]
            for _ in range(2)
        ]
        reporter = await world.user()
        await service.report(reporter, reviews[0].id, UNTRUE)
        with pytest.raises(TooManyReports):
            await service.report(reporter, reviews[1].id, UNTRUE)
        world.pass_time(DAY)
        await service.report(reporter, reviews[1].id, UNTRUE)

    async def test_the_reporter_hears_what_became_of_it(
        self, world: World, published: Review
    ) -> None:
        phone = world.new_phone()
        reporter = await world.user(phone)
        await world.app.review_responses.report(reporter, published.id, UNTRUE)
        staff = await world.support()
        await world.app.staff_reviews.hide(staff, published.id, reason="never met")
        assert "xem xet bao cao" in (await world.texts_to(phone))[-1]
