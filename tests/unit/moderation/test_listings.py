"""Nothing is public before it is screened; what is doubtful waits for staff, with a clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.moderation.desk_errors import CaseClaimed, CaseDecided, OwnModerationCase
from mate_core.moderation.screening.case import ListingCaseState, ListingCause
from mate_core.moderation.screening.errors import TextRefused
from mate_core.moderation.screening.events import ListingHeld
from mate_core.moderation.screening.model import Category
from mate_core.partners.model import ListingStatus
from mate_core.partners.service import Offer
from mate_core.profiles.service import ProfileChanges
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Forbidden, InvalidInput
from tests.unit.moderation.desk import (
    CLEAN,
    DOUBTFUL,
    FORBIDDEN,
    is_found,
    offer,
    partner_with,
    status_of,
    the_case,
    waiting,
    write,
)
from tests.unit.world import HOUR, MINUTE, World

PENDING, APPROVED, REJECTED = ListingStatus.PENDING, ListingStatus.APPROVED, ListingStatus.REJECTED
LODGING, SEXUAL = Category.PRIVATE_LODGING, Category.SEXUAL_SERVICE


class TestWriting:
    async def test_clean_listing_is_public_at_once(self, world: World) -> None:
        partner = await partner_with(world, CLEAN)
        assert await status_of(world, partner) is APPROVED
        assert await is_found(world, partner)
        assert await waiting(world, await world.admin()) == []

    async def test_doubtful_listing_waits_and_is_shown_to_nobody(self, world: World) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        case = await the_case(world, staff)

        assert await status_of(world, partner) is PENDING
        assert not await is_found(world, partner)
        assert (case.partner_id, case.cause) == (partner.user_id, ListingCause.FINDINGS)
        assert case.due_at == case.opened_at + timedelta(hours=24)
        assert case.texts["bio"] == DOUBTFUL
        assert len(world.events(ListingHeld)) == 1

    async def test_forbidden_words_are_refused_by_field_and_nothing_changes(
        self, world: World
    ) -> None:
        partner = await partner_with(world, CLEAN)
        with pytest.raises(TextRefused) as refused:
            await world.app.partners.change(partner, Offer(bio=FORBIDDEN))
        assert refused.value.field == "bio"
        assert (await world.app.partners.mine(partner)).partner.bio == CLEAN
        with pytest.raises(TextRefused):
            await world.app.partners.register(await world.user(), offer(FORBIDDEN))

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("displayName", ProfileChanges(display_name="Linh zalo: linh_95")),
            ("bio", ProfileChanges(bio="Gọi 0901 234 567 nhé")),
            ("interests", ProfileChanges(interests=("phim", "s3x"))),
            ("talents", ProfileChanges(talents=("massage yoni",))),
        ],
    )
    async def test_profiles_of_everybody_are_refused_the_same(
        self, world: World, field: str, changes: ProfileChanges
    ) -> None:
        for person in (await world.user(), await partner_with(world, CLEAN)):
            with pytest.raises(TextRefused) as refused:
                await world.app.profiles.change(person, changes)
            assert refused.value.field == field
            assert (await world.app.profiles.me(person)).profile.bio is None

    async def test_doubtful_profile_hides_the_listing_of_a_partner(self, world: World) -> None:
        partner, user = await partner_with(world, CLEAN), await world.user()
        for person in (partner, user):
            await world.app.profiles.change(person, ProfileChanges(interests=("casino",)))

        assert await status_of(world, partner) is PENDING
        assert not await is_found(world, partner)
        case = await the_case(world, await world.support())
        assert [each.field for each in case.findings] == ["interests"]

    async def test_who_mends_his_words_is_public_without_staff(self, world: World) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        case = await the_case(world, staff)
        assert await write(world, partner, CLEAN) is APPROVED

        assert await is_found(world, partner)
        assert await waiting(world, staff) == []
        found = await world.app.listings.show(staff, case.id)
        assert found.case.state is ListingCaseState.CLEARED
        assert found.case.texts["bio"] == DOUBTFUL, "what was once there stays evidence"

    async def test_other_doubtful_words_do_not_turn_the_clock_back(self, world: World) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        first = await the_case(world, staff)
        world.pass_time(20 * HOUR)
        assert await write(world, partner, "Có bóng cười") is PENDING

        second = await the_case(world, staff)
        assert (second.id != first.id, second.due_at) == (True, first.due_at)
        earlier = (await world.app.listings.show(staff, second.id)).earlier
        assert [each.state for each in earlier] == [ListingCaseState.SUPERSEDED]

    async def test_a_change_of_the_price_makes_no_case(self, world: World) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        case = await the_case(world, staff)
        await world.app.partners.change(partner, Offer(is_available=False))
        assert await the_case(world, staff) == case


class TestDeciding:
    async def test_approved_listing_is_public_and_the_partner_is_told(self, world: World) -> None:
        phone = world.new_phone()
        partner, staff = await world.user(phone), await world.support()
        await world.app.partners.register(partner, offer(DOUBTFUL))
        case = await the_case(world, staff)
        approved = await world.app.listings.approve(staff, case.id, reason="a tour with a hostel")

        assert approved.state is ListingCaseState.APPROVED
        assert await status_of(world, partner) is APPROVED
        assert "duoc duyet" in (await world.texts_to(phone))[-1]
        async with world.store.open_read() as uow:
            (record,) = await uow.audit.about(partner.user_id)
        assert (record.action, record.actor_id) == ("listing.approve", staff.user_id)

    async def test_approved_words_are_not_asked_about_again(self, world: World) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        case = await the_case(world, staff)
        await world.app.listings.approve(staff, case.id, reason="fine")

        assert await write(world, partner, f"{DOUBTFUL} {CLEAN}") is APPROVED
        assert await write(world, partner, f"{DOUBTFUL} Có bóng cười.") is PENDING

    async def test_rejected_listing_stays_hidden_and_new_words_wait_for_staff(
        self, world: World
    ) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        case = await the_case(world, staff)
        await world.app.listings.reject(staff, case.id, LODGING, reason="sells the night")
        assert await status_of(world, partner) is REJECTED
        told = await world.app.listings.mine(partner)
        assert (told.status, told.categories, told.words) == (REJECTED, (LODGING,), ("qua đêm",))

        await world.app.partners.change(partner, Offer(is_available=False))
        assert await status_of(world, partner) is REJECTED, "nothing new was written"
        assert await write(world, partner, CLEAN) is PENDING
        again = await the_case(world, staff)
        assert again.cause is ListingCause.AFTER_REJECTION
        assert await write(world, partner, f"{CLEAN} Rất vui.") is PENDING
        last = await the_case(world, staff)
        await world.app.listings.approve(staff, last.id, reason="clean now")
        assert await status_of(world, partner) is APPROVED

    async def test_a_case_is_decided_once(self, world: World) -> None:
        await partner_with(world, DOUBTFUL)
        staff = await world.support()
        case = await the_case(world, staff)
        await world.app.listings.approve(staff, case.id, reason="fine")
        for refused in (
            world.app.listings.reject(staff, case.id, LODGING, reason="no"),
            world.app.listings.approve(staff, case.id, reason="again"),
            world.app.listings.claim(staff, case.id),
        ):
            with pytest.raises(CaseDecided):
                await refused

    async def test_claim_keeps_colleagues_away_for_half_an_hour(self, world: World) -> None:
        await partner_with(world, DOUBTFUL)
        one, other = await world.support(), await world.support()
        case = await the_case(world, one)
        await world.app.listings.claim(one, case.id)
        for refused in (
            world.app.listings.claim(other, case.id),
            world.app.listings.approve(other, case.id, reason="fine"),
        ):
            with pytest.raises(CaseClaimed):
                await refused
        world.pass_time(30 * MINUTE)
        approved = await world.app.listings.approve(other, case.id, reason="fine")
        assert approved.claim is None

    async def test_rule_16_nobody_decides_his_own_listing(self, world: World) -> None:
        person = await partner_with(world, DOUBTFUL)
        user = await world.app.staff_accounts.change_role(
            await world.admin(),
            person.user_id,
            (await world.support()).role,
            frozenset(),
            reason="hired",
        )
        staff = user.as_actor()
        case = await the_case(world, staff)
        for refused in (
            world.app.listings.approve(staff, case.id, reason="fine"),
            world.app.listings.reject(staff, case.id, LODGING, reason="no"),
            world.app.listings.take_down(staff, person.user_id, LODGING, reason="no"),
            world.app.listings.claim(staff, case.id),
        ):
            with pytest.raises(OwnModerationCase):
                await refused

    async def test_everybody_else_is_refused(self, world: World, user: Actor) -> None:
        partner = await partner_with(world, DOUBTFUL)
        case = await the_case(world, await world.support())
        for refused in (
            world.app.listings.queue(user, after=None, limit=5),
            world.app.listings.show(partner, case.id),
            world.app.listings.claim(user, case.id),
            world.app.listings.approve(partner, case.id, reason="mine"),
            world.app.listings.reject(user, case.id, LODGING, reason="no"),
            world.app.listings.take_down(user, partner.user_id, LODGING, reason="no"),
            world.app.listings.count_overdue(user),
        ):
            with pytest.raises(Forbidden):
                await refused

    async def test_dry_run_and_empty_reason_change_nothing(self, world: World) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        case = await the_case(world, staff)
        tried = await world.app.listings.reject(staff, case.id, LODGING, reason="no", dry_run=True)
        assert tried.state is ListingCaseState.REJECTED
        with pytest.raises(InvalidInput):
            await world.app.listings.approve(staff, case.id, reason=" ")
        assert await the_case(world, staff) == case
        assert await status_of(world, partner) is PENDING

    async def test_overdue_cases_stand_first_and_are_counted(self, world: World) -> None:
        staff = await world.support()
        first = await partner_with(world, DOUBTFUL)
        world.pass_time(23 * HOUR)
        second = await partner_with(world, DOUBTFUL)
        world.pass_time(HOUR)

        assert [case.partner_id for case in await waiting(world, staff)] == [
            first.user_id,
            second.user_id,
        ]
        assert await world.app.listings.count_overdue(staff) == 1

    async def test_the_look_is_audited(self, world: World) -> None:
        partner, staff = await partner_with(world, DOUBTFUL), await world.support()
        await world.app.listings.show(staff, (await the_case(world, staff)).id)
        async with world.store.open_read() as uow:
            records = await uow.audit.about(partner.user_id)
        assert records[-1].action == "listing.read"
