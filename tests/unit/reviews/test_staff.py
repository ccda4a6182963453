"""Staff hide, restore, release; the queue and its clock; ratings follow (FEATURES 98, 101)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from mate_core.bookings.model import Booking
from mate_core.reviews.errors import NothingToDecide, ReviewMoveRefused, ReviewOwnCase
from mate_core.reviews.events import ReviewDecisionOverdue, ReviewHidden
from mate_core.reviews.model import Part, ResponseState, Review
from mate_core.reviews.ports import ReviewFilter
from mate_core.reviews.reports import ReportOutcome, ReportReason
from mate_core.reviews.states import ReviewState
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Forbidden, InvalidInput
from tests.unit.reviews.house import (
    THREAT,
    both_written,
    content,
    mine,
    profile_numbers,
    read,
    shown_about,
    write,
)
from tests.unit.world import DAY, HOUR, World

WHY = "names the street she lives in"


@pytest.fixture
async def staff(world: World) -> Actor:
    return await world.support()


@pytest.fixture
async def met(world: World, user: Actor, partner: Actor) -> Booking:
    return await world.completed(user, partner)


@pytest.fixture
async def published(world: World, user: Actor, partner: Actor, met: Booking) -> Review:
    """Four stars for the partner."""
    return (await both_written(world, user, partner, met, 4))[0]


class TestHiding:
    async def test_hidden_review_is_read_by_its_author_alone_and_does_not_count(
        self, world: World, user: Actor, partner: Actor, staff: Actor, published: Review
    ) -> None:
        await world.app.staff_reviews.hide(staff, published.id, reason=WHY)
        assert await shown_about(world, partner, partner) == []
        assert await profile_numbers(world, partner) == (0, 0)
        assert [own.review.state for own in await mine(world, user)] == [ReviewState.HIDDEN]
        assert [event.was_visible for event in world.events(ReviewHidden)] == [True]

    async def test_restored_review_counts_again_where_it_stood(
        self, world: World, partner: Actor, staff: Actor, published: Review
    ) -> None:
        await world.app.staff_reviews.hide(staff, published.id, reason=WHY)
        world.pass_time(DAY)
        restored = await world.app.staff_reviews.restore(staff, published.id, reason="a mistake")
        assert restored.published_at == published.published_at
        assert await profile_numbers(world, partner) == (1, 4)
        assert await world.app.staff_reviews.verify() == []

    async def test_what_was_hidden_before_it_could_be_read_is_sealed_again(
        self, world: World, user: Actor, partner: Actor, staff: Actor, met: Booking
    ) -> None:
        """Or a restore would show it to the other side, who may still write."""
        held = await write(world, user, met, 1, THREAT)
        await world.app.staff_reviews.hide(staff, held.id, reason=WHY)
        restored = await world.app.staff_reviews.restore(staff, held.id, reason="a quote")
        assert restored.state is ReviewState.SEALED
        world.pass_time(14 * DAY)
        await world.pump()
        assert (await read(world, held.id)).state is ReviewState.VISIBLE

    async def test_sealed_review_is_nothing_that_staff_hide(
        self, world: World, user: Actor, staff: Actor, met: Booking
    ) -> None:
        sealed = await write(world, user, met)
        with pytest.raises(ReviewMoveRefused):
            await world.app.staff_reviews.hide(staff, sealed.id, reason=WHY)
        with pytest.raises(NothingToDecide):
            await world.app.staff_reviews.release(staff, sealed.id, reason=WHY)

    async def test_dry_run_changes_nothing(
        self, world: World, partner: Actor, staff: Actor, published: Review
    ) -> None:
        told = await world.app.staff_reviews.hide(staff, published.id, reason=WHY, dry_run=True)
        assert told.state is ReviewState.HIDDEN
        assert (await read(world, published.id)) == published
        assert await profile_numbers(world, partner) == (1, 4)

    async def test_the_answer_alone_can_be_taken_away_and_put_back(
        self, world: World, partner: Actor, staff: Actor, published: Review
    ) -> None:
        await world.app.review_responses.respond(partner, published.id, "Bạn ở số 5 Hàng Bông")
        hide, restore = world.app.staff_reviews.hide, world.app.staff_reviews.restore
        hidden = await hide(staff, published.id, reason=WHY, part=Part.RESPONSE)
        assert hidden.is_visible
        assert hidden.response is not None
        assert hidden.response.state is ResponseState.HIDDEN
        assert await profile_numbers(world, partner) == (1, 4)
        restored = await restore(staff, published.id, reason="no address", part=Part.RESPONSE)
        assert restored.shown_response is not None


class TestWho:
    @pytest.mark.parametrize(
        "act",
        [
            lambda world, actor, review: world.app.staff_reviews.hide(actor, review.id, reason=WHY),
            lambda world, actor, review: world.app.staff_reviews.restore(
                actor, review.id, reason=WHY
            ),
            lambda world, actor, review: world.app.staff_reviews.release(
                actor, review.id, reason=WHY
            ),
            lambda world, actor, review: world.app.staff_reviews.show(actor, review.id),
        ],
    )
    async def test_parties_decide_nothing(
        self,
        world: World,
        user: Actor,
        published: Review,
        act: Callable[[World, Actor, Review], Awaitable[object]],
    ) -> None:
        with pytest.raises(Forbidden):
            await act(world, user, published)

    async def test_staff_decide_nothing_that_concerns_them(
        self, world: World, staff: Actor, published: Review
    ) -> None:
        await world.app.review_responses.report(staff, published.id, ReportReason.SPAM)
        with pytest.raises(ReviewOwnCase):
            await world.app.staff_reviews.hide(staff, published.id, reason=WHY)

    async def test_every_decision_needs_a_reason_and_is_audited(
        self, world: World, staff: Actor, published: Review
    ) -> None:
        with pytest.raises(InvalidInput):
            await world.app.staff_reviews.hide(staff, published.id, reason=" ")
        await world.app.staff_reviews.hide(staff, published.id, reason=WHY)
        file = await world.app.staff_reviews.show(staff, published.id)
        assert [(each.action, each.reason) for each in file.audit] == [("review.hide", WHY)]
        async with world.store.open_read() as uow:
            actions = [each.action for each in await uow.audit.about(published.id)]
        assert actions == ["review.hide", "review.read"]


class TestQueue:
    async def test_held_and_reported_reviews_wait_the_most_urgent_first(
        self, world: World, user: Actor, partner: Actor, staff: Actor, published: Review
    ) -> None:
        await world.app.review_responses.report(partner, published.id, ReportReason.UNTRUE)
        world.pass_time(HOUR)
        held = await write(world, user, await world.completed(user, partner), 1, THREAT)
        assert await listed(world, staff, ReviewFilter.WAITING) == [published.id, held.id]
        assert await listed(world, staff, ReviewFilter.HELD) == [held.id]
        assert await listed(world, staff, ReviewFilter.REPORTED) == [published.id]

    async def test_staff_who_are_late_are_told_once(
        self, world: World, partner: Actor, staff: Actor, published: Review
    ) -> None:
        await world.app.review_responses.report(partner, published.id, ReportReason.UNTRUE)
        assert await listed(world, staff, ReviewFilter.OVERDUE) == []
        world.pass_time(24 * HOUR)
        await world.pump()
        world.pass_time(24 * HOUR)
        await world.pump()
        assert [each.review_id for each in world.events(ReviewDecisionOverdue)] == [published.id]
        assert await listed(world, staff, ReviewFilter.OVERDUE) == [published.id]

    async def test_a_report_without_cause_leaves_the_review_alone(
        self, world: World, partner: Actor, staff: Actor, published: Review
    ) -> None:
        await world.app.review_responses.report(partner, published.id, ReportReason.UNTRUE)
        kept = await world.app.staff_reviews.release(staff, published.id, reason="an opinion")
        assert (kept.state, kept.flag) == (ReviewState.VISIBLE, None)
        [report] = (await world.app.staff_reviews.show(staff, published.id)).reports
        assert report.outcome is ReportOutcome.KEPT
        assert await listed(world, staff, ReviewFilter.WAITING) == []

    async def test_one_decision_ends_every_report(
        self, world: World, user: Actor, partner: Actor, staff: Actor, published: Review
    ) -> None:
        await world.app.review_responses.respond(partner, published.id, "Bạn nói dối")
        report = world.app.review_responses.report
        await report(partner, published.id, ReportReason.UNTRUE)
        await report(user, published.id, ReportReason.OFFENSIVE, part=Part.RESPONSE)
        await world.app.staff_reviews.hide(staff, published.id, reason=WHY, part=Part.RESPONSE)
        reports = (await world.app.staff_reviews.show(staff, published.id)).reports
        assert [(each.part, each.outcome) for each in reports] == [
            (Part.REVIEW, ReportOutcome.KEPT),
            (Part.RESPONSE, ReportOutcome.REMOVED),
        ]

    async def test_safety_note_is_for_staff_alone(
        self, world: World, user: Actor, partner: Actor, staff: Actor, met: Booking
    ) -> None:
        """FEATURES 100."""
        noted = content(5, "vui", note="anh ấy đi theo tôi về nhà")
        own = await world.app.reviews.write(user, met.id, noted)
        await write(world, partner, met)
        assert await listed(world, staff, ReviewFilter.NOTED) == [own.review.id]
        file = await world.app.staff_reviews.show(staff, own.review.id)
        assert file.review.content.safety_note == "anh ấy đi theo tôi về nhà"


async def listed(world: World, staff: Actor, wanted: ReviewFilter) -> list[object]:
    page = await world.app.staff_reviews.listed(staff, wanted, after=None, limit=50)
    return [review.id for review in page.items]
