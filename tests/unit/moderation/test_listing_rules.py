"""Listings taken down, rejected again, looked at by hand; and what outlives an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.moderation.desk_errors import CaseDecided
from mate_core.moderation.reports.model import Outcome
from mate_core.moderation.screening.case import ListingCaseState, ListingCause
from mate_core.moderation.screening.events import SuspensionProposed
from mate_core.moderation.screening.model import Category
from mate_core.moderation.screening.personal_data import ScreeningData
from mate_core.moderation.screening.policies import ScreeningPolicy
from mate_core.partners.model import ListingStatus
from mate_core.partners.service import Offer
from mate_core.profiles.service import ProfileChanges
from mate_core.shared.actor import Actor
from tests.unit.moderation.desk import (
    CLEAN,
    DOUBTFUL,
    is_found,
    partner_with,
    reported,
    status_of,
    the_case,
    waiting,
    write,
)
from tests.unit.world import DAY, World

PENDING, APPROVED, REJECTED = ListingStatus.PENDING, ListingStatus.APPROVED, ListingStatus.REJECTED
LODGING, SEXUAL = Category.PRIVATE_LODGING, Category.SEXUAL_SERVICE


@pytest.fixture
def by_hand() -> World:
    return World(Policies(screening=ScreeningPolicy(approve_all_by_hand=True)))


class TestTakingDown:
    async def test_public_listing_is_hidden_and_meetings_stand(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        staff = await world.support()
        case = await world.app.listings.take_down(
            staff, partner.user_id, SEXUAL, reason="says so in person"
        )

        assert (case.cause, case.state) == (ListingCause.TAKEN_DOWN, ListingCaseState.REJECTED)
        assert not await is_found(world, partner)
        assert (await world.read(booking.id)).status == booking.status
        with pytest.raises(CaseDecided):
            await world.app.listings.take_down(staff, partner.user_id, SEXUAL, reason="again")

    async def test_what_waits_is_decided_with_it_whoever_looks_at_it(self, world: World) -> None:
        partner, one = await partner_with(world, DOUBTFUL), await world.support()
        case = await the_case(world, one)
        await world.app.listings.claim(one, case.id)
        taken = await world.app.listings.take_down(
            await world.support(), partner.user_id, SEXUAL, reason="seen elsewhere"
        )
        assert (taken.id, taken.claim) == (case.id, None)
        assert await waiting(world, one) == []


class TestRepeating:
    async def test_third_rejection_for_sexual_services_proposes_a_suspension(
        self, world: World
    ) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        for number in range(3):
            assert world.events(SuspensionProposed) == []
            case = await the_case(world, staff)
            await world.app.listings.reject(staff, case.id, SEXUAL, reason="again")
            if number < 2:
                await write(world, partner, f"{DOUBTFUL} {number}")
        (proposed,) = world.events(SuspensionProposed)
        assert (proposed.user_id, proposed.cause) == (partner.user_id, "repeated_rejections")
        assert proposed.proposed_by is None
        (about,) = await reported(world, staff)
        assert (about.owner_id, about.reports) == (partner.user_id, 0)
        assert about.due_at == world.now + timedelta(hours=24)
        decided = await world.app.staff_user_reports.decide(
            staff, about.id, Outcome.SUSPENDED, note="three times"
        )
        assert not decided.is_open

    async def test_other_categories_and_old_rejections_do_not_count(self, world: World) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        for number, category in enumerate((SEXUAL, LODGING, SEXUAL, SEXUAL)):
            case = await the_case(world, staff)
            await world.app.listings.reject(staff, case.id, category, reason="again")
            await write(world, partner, f"{DOUBTFUL} {number}")
            world.pass_time((181 if number == 0 else 1) * DAY)
        assert world.events(SuspensionProposed) == []


class TestByHand:
    async def test_every_listing_waits_for_staff(self, by_hand: World) -> None:
        partner, staff = await partner_with(by_hand, CLEAN), await by_hand.support()
        case = await the_case(by_hand, staff)
        assert (case.cause, case.findings) == (ListingCause.BY_HAND, ())
        await by_hand.app.listings.approve(staff, case.id, reason="fine")
        assert await is_found(by_hand, partner)

    async def test_what_staff_have_seen_is_not_asked_about_again(self, by_hand: World) -> None:
        partner, staff = await partner_with(by_hand, CLEAN), await by_hand.support()
        case = await the_case(by_hand, staff)
        await by_hand.app.listings.approve(staff, case.id, reason="fine")

        await by_hand.app.partners.change(partner, Offer(is_available=False))
        assert await status_of(by_hand, partner) is APPROVED
        assert await write(by_hand, partner, f"{CLEAN} Rất vui.") is PENDING

    async def test_a_new_picture_is_a_change_of_the_listing(self, by_hand: World) -> None:
        partner, staff = await partner_with(by_hand, CLEAN), await by_hand.support()
        case = await the_case(by_hand, staff)
        await by_hand.app.listings.approve(staff, case.id, reason="fine")
        async with by_hand.store.open_uow() as uow:
            profile = await uow.profiles.get(partner.user_id)
            shown = replace(profile, avatar_url="https://media/x.webp")
            await uow.profiles.save(shown)
            await uow.commit()
        await by_hand.app.profiles.change(partner, ProfileChanges(height_cm=170))
        assert await status_of(by_hand, partner) is PENDING


async def test_an_account_that_ended_keeps_only_rejected_texts(world: World) -> None:
    partner, staff = await partner_with(world, DOUBTFUL), await world.support()
    case = await the_case(world, staff)
    await world.app.listings.reject(staff, case.id, LODGING, reason="no")
    await write(world, partner, f"{CLEAN} Có bóng cười.")
    data = ScreeningData(world.store.open_read)
    async with world.store.open_uow() as uow:
        await data.erase(uow, partner.user_id, at=world.now)
        await uow.commit()

    (kept,) = data.collect(partner.user_id)
    rows = [row async for row in kept.rows]
    assert [(row["state"], bool(row["texts"])) for row in rows] == [
        (ListingCaseState.REJECTED, True),
        (ListingCaseState.CLEARED, False),
    ]
