"""The books of one day (FEATURES 72)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.payments.books.reader import EscrowTally
from mate_core.payments.books.report_service import DailyReport
from mate_core.shared.actor import Capability
from mate_core.shared.errors import Forbidden
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.months import day_period
from mate_core.shared.time import local_day
from tests.unit.world import HOUR, TAXED, TOTAL, World


async def report_of(world: World) -> DailyReport:
    return await world.app.reports.daily(await world.admin(), local_day(world.now))


def sums(report: DailyReport, name: str) -> tuple[Vnd, Vnd, Vnd, Vnd]:
    (account,) = [each for each in report.accounts if each.name == name]
    return account.opening, account.plus, account.minus, account.closing


async def test_every_platform_account_is_shown_even_if_it_never_moved(world: World) -> None:
    report = await report_of(world)

    names = [account.name for account in report.accounts]
    assert names[:7] == [
        "revenue",
        "tax_payable",
        "suspense",
        "unclaimed",
        "fees_paid",
        "loss",
        "bank",
    ]
    assert "gateway:vnpay" in names
    assert sums(report, "revenue") == (ZERO, ZERO, ZERO, ZERO)
    assert report.ok


async def test_closing_of_a_day_is_the_opening_of_the_next() -> None:
    world = World(TAXED)
    await world.completed(await world.user(), await world.partner())
    world.pass_time(25 * HOUR)
    await world.pump()

    today = await report_of(world)
    assert sums(today, "revenue") == (ZERO, Vnd(105_000), ZERO, Vnd(105_000))
    assert sums(today, "tax_payable")[1] == Vnd(49_000)

    world.clock.set(day_period(today.day).end)
    tomorrow = await report_of(world)
    for before, after in zip(today.accounts, tomorrow.accounts, strict=True):
        assert (after.name, after.opening, after.plus, after.minus) == (
            before.name,
            before.closing,
            ZERO,
            ZERO,
        )


async def test_what_people_have_and_what_is_held_stands_beside_it(world: World) -> None:
    user, partner = await world.user(), await world.partner()
    await world.paid(user, partner)
    await world.fund(user, Vnd(30_000))

    standing = (await report_of(world)).standing
    assert (standing.available, standing.held) == (Vnd(30_000), TOTAL)
    assert standing.open_escrows == EscrowTally(1, TOTAL)
    assert standing.due_soon == EscrowTally(0, ZERO)


async def test_escrow_goes_from_due_to_overdue_to_frozen(world: World) -> None:
    booking = await world.completed(await world.user(), await world.partner())
    one = EscrowTally(1, TOTAL)

    assert (await report_of(world)).standing.due_soon == one
    world.pass_time(25 * HOUR)
    late = await report_of(world)
    assert (late.standing.overdue, late.ok) == (one, False)

    await world.app.staff_bookings.freeze(await world.admin(), booking.id, reason="a question")
    frozen = await report_of(world)
    assert (frozen.standing.overdue.count, frozen.standing.frozen) == (0, one)
    assert frozen.ok


async def test_suspense_is_shown_with_its_age(world: World) -> None:
    user = await world.user()
    intent = await world.fund(user, Vnd(50_000))
    await world.notify(intent, amount=Vnd(60_000), transaction="odd")
    world.pass_time(timedelta(hours=7, minutes=30))

    report = await report_of(world)
    (item,) = report.suspense
    assert (item.amount, report.made_at - item.opened_at) == (Vnd(60_000), 7.5 * HOUR)


async def test_it_needs_finance(world: World) -> None:
    with pytest.raises(Forbidden):
        await world.app.reports.daily(await world.support(), local_day(world.now))
    finance = await world.support(Capability.FINANCE)
    assert (await world.app.reports.daily(finance, local_day(world.now))).ok
