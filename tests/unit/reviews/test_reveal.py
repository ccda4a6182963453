"""Blind until both have written or the window closes (RULES 28; R3, R4; FEATURES 96, 98)."""

from __future__ import annotations

import pytest

from mate_core.bookings.disputes.model import DisputeReason
from mate_core.bookings.model import Booking
from mate_core.partners.events import PartnerRated
from mate_core.reviews.errors import ReviewPublished, ReviewWindowClosed
from mate_core.reviews.events import ReviewRevealed
from mate_core.reviews.model import FlagCause, Review
from mate_core.reviews.states import ReviewState
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.ports import DueKind
from tests.unit.reviews.house import (
    THREAT,
    both_written,
    content,
    mine,
    page_of,
    page_of_user,
    profile_numbers,
    read,
    shown_about,
    user_numbers,
    write,
)
from tests.unit.reviews.test_window import close
from tests.unit.world import DAY, HOUR, World


@pytest.fixture
async def met(world: World, user: Actor, partner: Actor) -> Booking:
    return await world.completed(user, partner)


class TestBlind:
    async def test_r3_nobody_reads_a_review_while_the_other_side_may_write(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        written = await write(world, user, met, 1)
        for viewer in (user, partner, await world.user()):
            page = await page_of(world, viewer, partner)
            assert (page.page.items, page.summary.overall.count) == ([], 0)
        assert (await read(world, written.id)).state is ReviewState.SEALED
        assert await profile_numbers(world, partner) == (0, 0)
        assert world.events(PartnerRated) == []

    async def test_both_appear_in_the_same_instant(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        of_partner = await write(world, user, met, 4)
        world.pass_time(DAY)
        of_user = await write(world, partner, met, 2)
        of_partner = await read(world, of_partner.id)
        assert of_user.state is of_partner.state is ReviewState.VISIBLE
        assert of_user.published_at == of_partner.published_at == world.now
        assert await profile_numbers(world, partner) == (1, 4)
        assert await user_numbers(world, user) == (1, 2)
        revealed = {event.review_id for event in world.events(ReviewRevealed)}
        assert revealed == {of_partner.id, of_user.id}
        assert [event.partner_id for event in world.events(PartnerRated)] == [partner.user_id]

    async def test_one_alone_appears_when_the_window_closes(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        written = await write(world, user, met, 3)
        world.pass_time(14 * DAY)
        await world.pump()
        assert (await read(world, written.id)).published_at == world.now
        assert await profile_numbers(world, partner) == (1, 3)
        with pytest.raises(ReviewWindowClosed):
            await write(world, partner, met)

    async def test_rule_28_no_answer_tells_whether_the_other_side_has_written(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """The same questions of two worlds that differ in nothing else get the same answers."""
        answers = []
        for others_write in (False, True):
            booking = await world.completed(user, partner)
            mark = world.now
            if others_write:
                await write(world, user, booking, 1)
            seen = await everything_the_partner_sees(world, partner, user, booking)
            answers.append(seen)
            world.clock.set(max(world.now, mark))
        assert answers[0] == answers[1]

    async def test_a_dispute_keeps_the_blind_down(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        written = await write(world, user, met)
        await world.app.disputes.open(partner, met.id, DisputeReason.OTHER, "what was paid")
        for _ in range(14):
            world.pass_time(DAY)
            await world.app.review_timers.act(written.id)
        assert (await read(world, written.id)).state is ReviewState.SEALED
        await world.pump()  # nobody decided: the default is executed, and three days are left
        world.pass_time(2 * DAY)
        await world.pump()
        assert (await read(world, written.id)).state is ReviewState.SEALED
        answer = await write(world, partner, met)
        assert answer.state is ReviewState.VISIBLE

    async def test_nothing_is_due_once_both_can_be_read(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        await both_written(world, user, partner, met)
        world.pass_time(30 * DAY)
        assert DueKind.REVIEW not in await world.overdue()


class TestEditing:
    async def test_author_changes_what_is_hidden(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        written = await write(world, user, met, 1, "vội quá")
        await world.app.reviews.edit(user, written.id, content(4, "  nghĩ lại\n\n\n\nthì vui "))
        await write(world, partner, met)
        published = await read(world, written.id)
        assert published.content.comment == "nghĩ lại\n\nthì vui"
        assert await profile_numbers(world, partner) == (1, 4)

    async def test_rule_28_no_edit_after_reveal(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        of_partner, of_user = await both_written(world, user, partner, met)
        with pytest.raises(ReviewPublished):
            await world.app.reviews.edit(user, of_partner.id, content(1))
        with pytest.raises(ReviewPublished):
            await world.app.reviews.edit(partner, of_user.id, content(1))

    async def test_no_edit_after_the_window_even_when_the_clock_is_late(
        self, world: World, user: Actor, met: Booking
    ) -> None:
        written = await write(world, user, met)
        world.pass_time(14 * DAY)
        with pytest.raises(ReviewPublished):
            await world.app.reviews.edit(user, written.id, content(1))

    async def test_others_reviews_are_not_there_to_be_edited(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        written = await write(world, user, met)
        for stranger in (partner, await world.user()):
            with pytest.raises(NotFound):
                await world.app.reviews.edit(stranger, written.id, content(1))


class TestHeld:
    async def test_rule_28_a_threat_is_held_and_counts_as_unwritten(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        held = await write(world, user, met, 1, THREAT)
        sealed = await write(world, partner, met)
        assert held.state is ReviewState.HELD
        assert sealed.state is ReviewState.SEALED
        assert await profile_numbers(world, partner) == (0, 0)

        await world.app.staff_reviews.release(await world.support(), held.id, reason="a quote")
        assert [(await read(world, each.id)).state for each in (held, sealed)] == [
            ReviewState.VISIBLE,
            ReviewState.VISIBLE,
        ]

    @pytest.mark.parametrize("comment", ["Gọi mình số 0912 345 678 nhé", "có massage kích dục"])
    async def test_what_listings_may_not_say_is_held_too(
        self, world: World, user: Actor, met: Booking, comment: str
    ) -> None:
        held = await write(world, user, met, 5, comment)
        assert held.state is ReviewState.HELD
        assert held.flag is not None
        assert held.flag.cause is FlagCause.TERMS

    async def test_what_is_held_at_the_end_of_the_window_does_not_hold_up_the_other(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        held = await write(world, user, met, 1, THREAT)
        sealed = await write(world, partner, met)
        world.pass_time(14 * DAY)
        await world.pump()
        assert (await read(world, held.id)).state is ReviewState.HELD
        assert (await read(world, sealed.id)).state is ReviewState.VISIBLE
        with pytest.raises(ReviewPublished):
            await world.app.reviews.edit(user, held.id, content(1))
        released = await world.app.staff_reviews.release(
            await world.support(), held.id, reason="a quote"
        )
        assert released.state is ReviewState.VISIBLE

    async def test_editing_lifts_no_hold(self, world: World, user: Actor, met: Booking) -> None:
        held = await write(world, user, met, 1, THREAT)
        edited = await world.app.reviews.edit(user, held.id, content(1, "không vui"))
        assert edited.review.state is ReviewState.HELD

    async def test_a_threat_that_comes_with_an_edit_is_held(
        self, world: World, user: Actor, met: Booking
    ) -> None:
        sealed = await write(world, user, met)
        edited = await world.app.reviews.edit(user, sealed.id, content(1, THREAT))
        assert edited.review.state is ReviewState.HELD


class TestAfterAClosing:
    async def test_a_review_of_somebody_who_left_is_revealed_all_the_same(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        await write(world, user, met, 5)
        await close(world, user)
        world.pass_time(14 * DAY)
        await world.pump()
        assert len(await shown_about(world, await world.user(), partner)) == 1

    async def test_the_page_of_an_account_that_is_not_active_is_not_there(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        await both_written(world, user, partner, met)
        await close(world, partner)
        viewer = await world.user()
        for person in (partner, Actor(UserId(met.id))):
            with pytest.raises(NotFound):
                await page_of(world, viewer, person)


async def everything_the_partner_sees(
    world: World, partner: Actor, user: Actor, booking: Booking
) -> list[object]:
    """Pages, numbers, his own list, and what becomes of a wrong step."""
    seen: list[object] = []
    for page in (await page_of(world, partner, partner), await page_of_user(world, partner, user)):
        seen += [len(page.page.items), page.summary]
    seen += [await profile_numbers(world, partner), len(await mine(world, partner))]
    view = await world.app.bookings.get(partner, booking.id)
    seen += [view.booking.status, view.booking.version, view.viewer]
    seen += [sorted(type(event).__name__ for event in reviews_told(world, partner))]
    return seen


def reviews_told(world: World, partner: Actor) -> list[Review | object]:
    """Events about reviews that concern this person."""
    return [event for event in world.events(ReviewRevealed) if event.reviewee_id == partner.user_id]


async def test_hours_do_not_matter_to_the_pump(world: World, user: Actor, partner: Actor) -> None:
    """A pump that was down reveals when it is back, and once."""
    met = await world.completed(user, partner)
    written = await write(world, user, met)
    world.pass_time(14 * DAY + 5 * HOUR)
    await world.pump()
    await world.pump()
    assert (await read(world, written.id)).state is ReviewState.VISIBLE
    assert await profile_numbers(world, partner) == (1, 5)
