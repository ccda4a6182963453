"""What staff make of reports, and what becomes of the thing, its owner and the reporters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.media.model import MediaKind
from mate_core.moderation.bans import BanTerms
from mate_core.moderation.desk_errors import CaseClaimed, CaseDecided, OwnModerationCase
from mate_core.moderation.errors import SecondStaffNeeded
from mate_core.moderation.reports.errors import (
    OutcomeImpossible,
)
from mate_core.moderation.reports.events import ReportDecided
from mate_core.moderation.reports.model import OUTCOMES, Outcome, ReportedKind, ReportReason
from mate_core.moderation.reports.views import ReportStatus
from mate_core.moderation.screening.events import SuspensionProposed
from mate_core.partners.model import ListingStatus
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.ids import MediaId, UserId
from tests.unit.media.test_intake import received
from tests.unit.moderation.desk import reported, status_of
from tests.unit.world import HOUR, World

USER, LISTING, BOOKING = ReportedKind.USER, ReportedKind.LISTING, ReportedKind.BOOKING
SPAM, FRAUD = ReportReason.SPAM, ReportReason.FRAUD


async def report(
    world: World, who: Actor, partner: UserId, reason: ReportReason = SPAM
) -> ReportStatus:
    made = await world.app.user_reports.report(who, LISTING, partner, reason)
    return made.status


class TestDeciding:
    async def test_reporters_are_told_the_same_whatever_was_decided(
        self, world: World, partner: Actor
    ) -> None:
        phone, staff = world.new_phone(), await world.support()
        reporter = await world.user(phone)
        heard = []
        for outcome in Outcome:
            await report(world, reporter, partner.user_id)
            (case,) = await reported(world, staff)
            await world.app.staff_user_reports.decide(staff, case.id, outcome, note="seen")
            heard.append((await world.texts_to(phone))[-1])
            if outcome is Outcome.REMOVED:
                async with world.store.open_uow() as uow:
                    taken = await uow.partners.get_for_change(partner.user_id)
                    await uow.partners.save(replace(taken, listing=ListingStatus.APPROVED))
                    await uow.commit()
        assert len(set(heard)) == 1
        assert "da xem xet bao cao" in heard[0]
        mine = (await world.app.user_reports.mine(reporter, after=None, limit=9)).items
        assert {each.status for each in mine} == {ReportStatus.CLOSED}
        assert len(world.events(ReportDecided)) == len(Outcome)

    async def test_removed_listing_is_taken_down(self, world: World, partner: Actor) -> None:
        staff = await world.support()
        await report(world, await world.user(), partner.user_id)
        (case,) = await reported(world, staff)
        await world.app.staff_user_reports.decide(staff, case.id, Outcome.REMOVED, note="sells")

        assert await status_of(world, partner) is ListingStatus.REJECTED
        with pytest.raises(NotFound):
            await world.app.partners.public(await world.user(), partner.user_id)

    async def test_removed_picture_is_taken_down(self, world: World, user: Actor) -> None:
        media = await received(world, user, MediaKind.AVATAR)
        staff = await world.support()
        await world.app.user_reports.report(
            await world.user(), ReportedKind.MEDIA, media.id, ReportReason.HATE
        )
        (case,) = await reported(world, staff)
        assert case.owner_id == user.user_id
        await world.app.staff_user_reports.decide(staff, case.id, Outcome.REMOVED, note="insult")
        async with world.store.open_read() as uow:
            assert not (await uow.media.get(MediaId(media.id))).is_shown
        with pytest.raises(NotFound):
            await world.app.user_reports.report(
                await world.user(), ReportedKind.MEDIA, media.id, SPAM
            )

    async def test_warned_owner_is_told_without_naming_anybody(self, world: World) -> None:
        phone, staff = world.new_phone(), await world.support()
        person, reporter = await world.user(phone), await world.user()
        await world.app.user_reports.report(reporter, USER, person.user_id, SPAM)
        (case,) = await reported(world, staff)
        await world.app.staff_user_reports.decide(staff, case.id, Outcome.WARNED, note="rude")
        assert "nhac nho" in (await world.texts_to(phone))[-1]

    async def test_rule_16_suspended_partner_is_banned_by_a_second_person(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        one, other = await world.support(), await world.support()
        await report(world, user, partner.user_id)
        (case,) = await reported(world, one)
        await world.app.staff_user_reports.decide(one, case.id, Outcome.SUSPENDED, note="fraud")
        (proposal,) = await world.app.staff_bans.proposals(other)
        assert (proposal.user_id, proposal.proposed_by) == (partner.user_id, one.user_id)
        assert str(case.id) in proposal.reason

        bans = world.app.staff_bans
        with pytest.raises(SecondStaffNeeded):
            await bans.ban(one, partner.user_id, BanTerms(), reason="fraud")
        ban = await bans.ban(other, partner.user_id, BanTerms(), reason="fraud")
        assert (ban.banned_by, ban.seconded_by) == (one.user_id, other.user_id)
        with pytest.raises(NotFound):
            await report(world, user, partner.user_id)

    async def test_nobody_of_staff_and_nobody_banned_is_proposed(self, world: World) -> None:
        staff, accused = await world.support(), await world.support()
        await world.app.user_reports.report(await world.user(), USER, accused.user_id, SPAM)
        (case,) = await reported(world, staff)
        await world.app.staff_user_reports.decide(staff, case.id, Outcome.SUSPENDED, note="rude")
        assert list(await world.app.staff_bans.proposals(staff)) == []

    async def test_suspended_is_a_proposal_that_others_decide(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        staff = await world.support()
        await world.app.user_reports.report(partner, USER, user.user_id, FRAUD)
        (case,) = await reported(world, staff)
        await world.app.staff_user_reports.decide(staff, case.id, Outcome.SUSPENDED, note="fraud")
        (proposed,) = world.events(SuspensionProposed)
        assert (proposed.user_id, proposed.cause) == (user.user_id, "report.user")
        assert proposed.proposed_by == staff.user_id

    @pytest.mark.parametrize("kind", [USER, BOOKING])
    def test_people_and_bookings_cannot_be_removed(self, kind: ReportedKind) -> None:
        assert Outcome.REMOVED not in OUTCOMES[kind]

    async def test_impossible_outcome_and_empty_note_change_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        staff = await world.support()
        await world.app.user_reports.report(user, USER, partner.user_id, SPAM)
        (case,) = await reported(world, staff)
        decide = world.app.staff_user_reports.decide
        with pytest.raises(OutcomeImpossible):
            await decide(staff, case.id, Outcome.REMOVED, note="away")
        with pytest.raises(InvalidInput):
            await decide(staff, case.id, Outcome.WARNED, note=" ")
        await decide(staff, case.id, Outcome.WARNED, note="rude", dry_run=True)
        assert await reported(world, staff) == [case]

    async def test_once_and_by_whoever_claimed_it(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        one, other = await world.support(), await world.support()
        await report(world, user, partner.user_id)
        (case,) = await reported(world, one)
        staff = world.app.staff_user_reports
        await staff.claim(one, case.id)
        with pytest.raises(CaseClaimed):
            await staff.decide(other, case.id, Outcome.NO_ACTION, note="harmless")
        await staff.decide(one, case.id, Outcome.NO_ACTION, note="harmless")
        with pytest.raises(CaseDecided):
            await staff.decide(one, case.id, Outcome.WARNED, note="after all")

    async def test_rule_16_neither_owner_nor_reporter_decides(
        self, world: World, partner: Actor
    ) -> None:
        staff, colleague = await world.support(), await world.support()
        await report(world, staff, partner.user_id)
        await world.app.user_reports.report(await world.user(), USER, staff.user_id, SPAM)
        for case in await reported(world, colleague):
            with pytest.raises(OwnModerationCase):
                await world.app.staff_user_reports.claim(staff, case.id)
            with pytest.raises(OwnModerationCase):
                await world.app.staff_user_reports.decide(
                    staff, case.id, Outcome.NO_ACTION, note="harmless"
                )

    async def test_only_staff(self, world: World, user: Actor, partner: Actor) -> None:
        await report(world, user, partner.user_id)
        (case,) = await reported(world, await world.admin())
        staff = world.app.staff_user_reports
        for refused in (
            staff.queue(user, after=None, limit=5),
            staff.show(partner, case.id),
            staff.claim(user, case.id),
            staff.decide(user, case.id, Outcome.WARNED, note="rude"),
            staff.count_overdue(partner),
        ):
            with pytest.raises(Forbidden):
                await refused

    async def test_overdue_ones_are_counted_and_decided_ones_listed(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        staff, desk = await world.support(), world.app.staff_user_reports
        await report(world, user, partner.user_id)
        world.pass_time(24 * HOUR)
        assert await desk.count_overdue(staff) == 1
        (case,) = await reported(world, staff)
        decided = await desk.decide(staff, case.id, Outcome.NO_ACTION, note="harmless")
        assert await desk.count_overdue(staff) == 0
        page = await desk.queue(staff, LISTING, decided=True, after=None, limit=5)
        assert [each.id for each in page.items] == [decided.id]
