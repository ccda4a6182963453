"""Anything that one sees can be reported; staff look within a day, and tell that they did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.moderation.reports.errors import (
    OwnObjectReported,
    TooManyReports,
)
from mate_core.moderation.reports.model import Outcome, ReportedKind, ReportReason
from mate_core.moderation.reports.personal_data import ReportData
from mate_core.moderation.reports.views import ReportStatus
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import UserId
from tests.unit.moderation.desk import DOUBTFUL, partner_with, reported
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


async def test_own_reports_are_exported_without_what_became_of_the_other(
    world: World, user: Actor, partner: Actor
) -> None:
    await report(world, user, partner.user_id)
    (kept,) = ReportData(world.store.open_read).collect(user.user_id)
    rows = [row async for row in kept.rows]
    assert [row["status"] for row in rows] == [ReportStatus.IN_REVIEW]
    (of_partner,) = ReportData(world.store.open_read).collect(partner.user_id)
    assert [row async for row in of_partner.rows] == []
