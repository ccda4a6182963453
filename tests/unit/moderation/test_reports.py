"""Anything that one sees can be reported; staff look within a day, and tell that they did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.media.model import MediaKind
from mate_core.moderation.bans import BanTerms
from mate_core.moderation.desk_errors import CaseClaimed, CaseDecided, OwnModerationCase
from mate_core.moderation.errors import SecondStaffNeeded
from mate_core.moderation.reports.errors import (
    OutcomeImpossible,
    OwnObjectReported,
    TooManyReports,
)
from mate_core.moderation.reports.events import ReportDecided
from mate_core.moderation.reports.model import OUTCOMES, Outcome, ReportedKind, ReportReason
from mate_core.moderation.reports.personal_data import ReportData
from mate_core.moderation.reports.views import ReportStatus
from mate_core.moderation.screening.events import SuspensionProposed
from mate_core.partners.model import ListingStatus
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.ids import MediaId, UserId
from tests.unit.media.test_intake import received
from tests.unit.moderation.desk import DOUBTFUL, partner_with, reported, status_of
from tests.unit.world import DAY, HOUR, MINUTE, World

USER, LISTING, BOOKING = ReportedKind.USER, ReportedKind.LISTING, ReportedKind.BOOKING
SPAM, FRAUD = ReportReason.SPAM, ReportReason.FRAUD


async def report(
    world: World, who: Actor, partner: UserId, reason: ReportReason = SPAM
) -> ReportStatus:
    made = await world.app.user_reports.report(who, LISTING, partner, reason)
    return made.status


class TestSight:
    async def test_people_listings_and_the_other_side_of_a_booking(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        app, staff = world.app.user_reports, await world.support()
        await app.report(user, USER, partner.user_id, SPAM)
        await app.report(user, LISTING, partner.user_id, SPAM)
        await app.report(user, BOOKING, booking.id, FRAUD, "Đòi thêm tiền mặt.")
        await app.report(partner, USER, user.user_id, SPAM)
        cases = await reported(world, staff)
        assert {(case.kind, case.owner_id) for case in cases} == {
            (USER, partner.user_id),
            (LISTING, partner.user_id),
            (BOOKING, partner.user_id),
            (USER, user.user_id),
        }

    async def test_what_one_cannot_see_is_not_there(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        hidden = await partner_with(world, DOUBTFUL)
        stranger, app = await world.user(), world.app.user_reports
        nobody = UserId(booking.id)
        for kind, object_id in (
            (BOOKING, booking.id),
            (LISTING, hidden.user_id),
            (LISTING, user.user_id),
            (USER, nobody),
            (ReportedKind.MEDIA, booking.id),
            (ReportedKind.MESSAGE, booking.id),
        ):
            with pytest.raises(NotFound):
                await app.report(stranger, kind, object_id, SPAM)

    async def test_one_does_not_report_oneself(self, world: World, partner: Actor) -> None:
        with pytest.raises(OwnObjectReported):
            await report(world, partner, partner.user_id)

    async def test_rule_15_who_is_blocked_sees_nobody_and_who_blocks_may_report(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.app.blocks.block(partner, user.user_id, None)
        for kind in (USER, LISTING):
            with pytest.raises(NotFound):
                await world.app.user_reports.report(user, kind, partner.user_id, SPAM)
        await world.app.user_reports.report(partner, USER, user.user_id, SPAM)


class TestJoining:
    async def test_several_people_make_one_case_and_the_first_starts_the_clock(
        self, world: World, partner: Actor
    ) -> None:
        staff = await world.support()
        await report(world, await world.user(), partner.user_id)
        world.pass_time(HOUR)
        await report(world, await world.user(), partner.user_id, FRAUD)
        (case,) = await reported(world, staff)
        assert case.reports == 2
        assert case.due_at == world.now - HOUR + timedelta(hours=24)
        found = await world.app.staff_user_reports.show(staff, case.id)
        assert [each.reason for each in found.reports] == [SPAM, FRAUD]

    async def test_the_same_person_joins_only_once(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        app = world.app.user_reports
        first = await app.report(user, LISTING, partner.user_id, SPAM, " một\r\n\r\n\r\nhai ")
        assert await app.report(user, LISTING, partner.user_id, FRAUD) == first
        assert first.details == "một\n\nhai"
        (case,) = await reported(world, await world.support())
        assert case.reports == 1

    async def test_after_a_verdict_a_new_report_is_a_new_case(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        staff = await world.support()
        await report(world, user, partner.user_id)
        (case,) = await reported(world, staff)
        await world.app.staff_user_reports.decide(
            staff, case.id, Outcome.NO_ACTION, note="harmless"
        )
        await report(world, user, partner.user_id)
        (again,) = await reported(world, staff)
        assert again.id != case.id

    async def test_twenty_a_day_and_no_more(self, world: World, user: Actor) -> None:
        others = [await world.user() for _ in range(21)]
        for other in others[:20]:
            await world.app.user_reports.report(user, USER, other.user_id, SPAM)
        with pytest.raises(TooManyReports) as refused:
            await world.app.user_reports.report(user, USER, others[20].user_id, SPAM)
        assert refused.value.retry_at == world.now + DAY
        await world.app.user_reports.report(user, USER, others[0].user_id, SPAM)
        world.pass_time(DAY + MINUTE)
        await world.app.user_reports.report(user, USER, others[20].user_id, SPAM)

    async def test_too_many_words_are_refused_by_field(self, world: World, user: Actor) -> None:
        other = await world.user()
        with pytest.raises(InvalidInput) as refused:
            await world.app.user_reports.report(user, USER, other.user_id, SPAM, "x" * 1_001)
        assert refused.value.field == "details"


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


async def test_own_reports_are_exported_without_what_became_of_the_other(
    world: World, user: Actor, partner: Actor
) -> None:
    await report(world, user, partner.user_id)
    (kept,) = ReportData(world.store.open_read).collect(user.user_id)
    rows = [row async for row in kept.rows]
    assert [row["status"] for row in rows] == [ReportStatus.IN_REVIEW]
    (of_partner,) = ReportData(world.store.open_read).collect(partner.user_id)
    assert [row async for row in of_partner.rows] == []
