"""Reviews in the copy of one's data, and what becomes of them when somebody leaves (RULES 18)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.bookings.model import Booking
from mate_core.profiles.personal_data import NOBODY
from mate_core.reviews.reports import ReportReason
from mate_core.shared.actor import Actor
from tests.unit.privacy.test_closing import closed
from tests.unit.privacy.test_exports import exported
from tests.unit.reviews.house import (
    a_picture,
    both_written,
    content,
    page_of,
    profile_numbers,
    read,
    url_of,
    write,
)
from tests.unit.world import DAY, World


@pytest.fixture
async def met(world: World, user: Actor, partner: Actor) -> Booking:
    """Over, and its money settled, so that nothing keeps an account open."""
    booking = await world.completed(user, partner)
    world.pass_time(2 * DAY)
    await world.pump()
    return booking


class TestCopy:
    async def test_author_finds_all_that_he_wrote(
        self, world: World, user: Actor, met: Booking
    ) -> None:
        await world.app.reviews.write(user, met.id, content(4, "vui", note="lái xe ẩu"))
        [row] = (await exported(world, user))["reviews-written.json"]
        assert (row["stars"], row["comment"], row["safetyNote"]) == (4, "vui", "lái xe ẩu")
        assert (row["about"], row["state"]) == ("An", "SEALED")

    async def test_rule_28_the_copy_does_not_lift_the_blind(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        await write(world, user, met, 1, "tệ")
        assert (await exported(world, partner))["reviews-received.json"] == []

    async def test_reviewed_person_finds_what_he_could_read_without_safety_notes(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        own = await world.app.reviews.write(user, met.id, content(4, "vui", note="lái xe ẩu"))
        await write(world, partner, met)
        await world.app.review_responses.respond(partner, own.review.id, "Cảm ơn")
        [row] = (await exported(world, partner))["reviews-received.json"]
        assert (row["by"], row["comment"], row["ownAnswer"]) == ("An", "vui", "Cảm ơn")
        assert "ẩu" not in str(row)

    async def test_reporter_finds_his_reports(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        of_partner, _ = await both_written(world, user, partner, met)
        await world.app.review_responses.report(
            partner, of_partner.id, ReportReason.UNTRUE, details="never met"
        )
        [row] = (await exported(world, partner))["review-reports.json"]
        assert (row["reason"], row["details"], row["outcome"]) == ("untrue", "never met", None)


class TestLeaving:
    async def test_a_review_stays_when_its_author_leaves_without_his_name_and_pictures(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        picture = await a_picture(world, user)
        shown = replace(content(4, "vui"), photo_urls=(url_of(picture),))
        await world.app.reviews.write(user, met.id, shown)
        await write(world, partner, met)
        await closed(world, user)
        [item] = (await page_of(world, await world.user(), partner)).page.items
        assert item.author.display_name == NOBODY
        assert item.review.content.comment == "vui"
        assert item.review.content.photo_urls == ()
        assert await profile_numbers(world, partner) == (1, 4)

    async def test_what_was_written_about_somebody_who_leaves_loses_its_words(
        self, world: World, user: Actor, partner: Actor, met: Booking
    ) -> None:
        noted = content(4, "vui", note="lái xe ẩu")
        own = await world.app.reviews.write(user, met.id, noted)
        await write(world, partner, met)
        await world.app.review_responses.respond(partner, own.review.id, "Cảm ơn")
        await closed(world, partner)
        review = await read(world, own.review.id)
        assert review.content.comment is None
        assert review.response is not None
        assert review.response.text == ""
        assert review.content.safety_note == "lái xe ẩu"
        assert await world.app.staff_reviews.verify() == []
