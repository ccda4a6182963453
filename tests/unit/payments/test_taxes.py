"""Withholding: dated rates by residency, a report that equals the ledger, remitted once (M31)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.payments.books.taxes import TaxKind
from mate_core.payments.errors import MonthNotOver, NothingToRemit, TaxRemitted
from mate_core.payments.ledger import AccountKind
from mate_core.payments.policies import (
    NO_TAX,
    NON_RESIDENT,
    RESIDENT,
    PaymentPolicy,
    Residency,
    StaffLimits,
    TaxPolicy,
    TaxRates,
)
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.money import ZERO, Vnd, total
from mate_core.shared.months import Month
from tests.unit.payments.payouts import colleague_of_admin
from tests.unit.world import DAY, HOUR, World

IN_FORCE = datetime(2025, 7, 1, tzinfo=UTC)
WITHHOLDING = Policies(
    payments=PaymentPolicy(tax=TaxPolicy(((IN_FORCE, RESIDENT),), ((IN_FORCE, NON_RESIDENT),)))
)


@pytest.fixture
def world() -> World:
    return World(WITHHOLDING)


async def settled(world: World, partner: Actor | None = None) -> Actor:
    """A completed booking whose money was released, 199,999 VND an hour for 3.5 hours."""
    partner = partner or await world.partner()
    await world.completed(await world.user(), partner)
    world.pass_time(25 * HOUR)
    await world.pump()
    return partner


async def posted(world: World) -> dict[str, int]:
    books = await world.store.auditor.books()
    return dict(books.accounts)


class TestRates:
    def test_no_tax_before_the_first_row(self) -> None:
        policy = TaxPolicy(((IN_FORCE, RESIDENT),), ((IN_FORCE, NON_RESIDENT),))

        for residency in Residency:
            assert policy.rates_at(IN_FORCE - DAY, residency) == NO_TAX

    def test_the_newest_row_in_force_counts_for_each_residency(self) -> None:
        later, other = IN_FORCE + DAY, TaxRates(vat=8, pit=3)
        policy = TaxPolicy(((IN_FORCE, RESIDENT), (later, other)), ((IN_FORCE, NON_RESIDENT),))

        assert policy.rates_at(IN_FORCE) == RESIDENT
        assert policy.rates_at(later) == other
        assert policy.rates_at(later, Residency.NON_RESIDENT) == NON_RESIDENT

    def test_without_rates_of_their_own_non_residents_pay_as_residents(self) -> None:
        policy = TaxPolicy(((IN_FORCE, RESIDENT),))

        assert policy.rates_at(IN_FORCE, Residency.NON_RESIDENT) == RESIDENT


class TestResidency:
    async def test_everybody_is_a_resident_until_told_otherwise(self, world: World) -> None:
        partner = await settled(world)

        assert (await world.wallet(partner)).available == Vnd(650_997)

    async def test_non_resident_pays_five_and_five(self, world: World) -> None:
        partner = await world.partner()
        await world.app.taxes.record_residency(
            await world.admin(),
            partner.user_id,
            Residency.NON_RESIDENT,
            since=world.now,
            reason="passport seen",
        )
        await settled(world, partner)

        report = await world.app.taxes.report(await world.admin(), Month.of(world.now))
        (row,) = report.partners
        assert (row.gross, row.vat, row.pit) == (Vnd(699_997), Vnd(35_000), Vnd(35_000))
        assert (await world.wallet(partner)).available == Vnd(629_997)
        await world.assert_books_are_clean()

    async def test_record_counts_from_its_day_on(self, world: World) -> None:
        partner = await world.partner(open_days=56)
        await settled(world, partner)
        await world.app.taxes.record_residency(
            await world.admin(),
            partner.user_id,
            Residency.NON_RESIDENT,
            since=world.now + 60 * DAY,
            reason="moves abroad",
        )
        await settled(world, partner)

        assert (await world.wallet(partner)).available == Vnd(2 * 650_997)

    async def test_staff_see_beforehand_what_a_non_resident_will_get(self, world: World) -> None:
        partner = await world.partner()
        await world.app.taxes.record_residency(
            await world.admin(),
            partner.user_id,
            Residency.NON_RESIDENT,
            since=world.now,
            reason="passport seen",
        )
        booking = await world.completed(await world.user(), partner)

        decision = await world.app.staff_bookings.release(
            await world.admin(), booking.id, reason="asked", dry_run=True
        )
        assert (decision.shares.vat, decision.shares.pit) == (Vnd(35_000), Vnd(35_000))

    async def test_it_leaves_an_audit_record(self, world: World) -> None:
        partner, admin = await world.partner(), await world.admin()
        await world.app.taxes.record_residency(
            admin, partner.user_id, Residency.RESIDENT, since=world.now, reason="lives in Huế"
        )

        async with world.store.open_read() as uow:
            record = (await uow.audit.about(partner.user_id))[-1]
        assert (record.action, record.actor_id, record.reason) == (
            "tax.residency",
            admin.user_id,
            "lives in Huế",
        )

    async def test_nobody_has_no_residency(self, world: World) -> None:
        with pytest.raises(NotFound):
            await world.app.taxes.record_residency(
                await world.admin(),
                UserId(world.parts.application.registration.ids.uuid()),
                Residency.RESIDENT,
                since=world.now,
                reason="who?",
            )


class TestReport:
    async def test_m31_report_equals_the_ledger(self, world: World) -> None:
        random = Random(31)
        world.meet_at_any_hour()
        partners = [await world.partner(open_days=56) for _ in range(3)]
        for partner in partners[:1]:
            await world.app.taxes.record_residency(
                await world.admin(),
                partner.user_id,
                Residency.NON_RESIDENT,
                since=world.now,
                reason="passport seen",
            )
        months = {Month.of(world.now)}
        for _ in range(8):
            await settled(world, random.choice(partners))
            months.add(Month.of(world.now))

        admin = await world.admin()
        reports = [await world.app.taxes.report(admin, month) for month in sorted(months)]

        assert all(report.equals_ledger for report in reports)
        owed = (await posted(world))[AccountKind.TAX_PAYABLE]
        assert total(report.vat + report.pit for report in reports) == Vnd(owed)
        assert total(report.gross for report in reports) == Vnd(8 * 699_997)

    async def test_month_without_settlements_is_empty(self, world: World) -> None:
        report = await world.app.taxes.report(await world.admin(), Month.of(world.now))

        assert (report.partners, report.gross, report.equals_ledger) == ([], ZERO, True)

    async def test_full_refund_withholds_nothing(self, world: World) -> None:
        user, partner = await world.user(), await world.partner()
        booking = await world.paid(user, partner)
        await world.app.meetings.cancel(partner, booking.id, "a cold")
        world.pass_time(25 * HOUR)
        await world.pump()

        report = await world.app.taxes.report(await world.admin(), Month.of(world.now))
        assert report.partners == []

    async def test_it_needs_finance(self, world: World) -> None:
        with pytest.raises(Forbidden):
            await world.app.taxes.report(await world.support(), Month.of(world.now))


class TestRemitting:
    async def test_month_is_paid_on_once_for_each_kind(self, world: World) -> None:
        await settled(world)
        month = Month.of(world.now)
        world.clock.set(month.period.end)
        admin, taxes = await world.admin(), world.app.taxes

        vat = await taxes.remit(admin, month, TaxKind.VAT, reason="transfer 1")
        pit = await taxes.remit(admin, month, TaxKind.PIT, reason="transfer 2")

        assert (vat.amount, vat.reference) == (Vnd(35_000), f"tax:{month}:VAT")
        assert (pit.amount, pit.reference) == (Vnd(14_000), f"tax:{month}:PIT")
        accounts = await posted(world)
        assert (accounts["tax_payable"], accounts["bank"]) == (0, 49_000)
        with pytest.raises(TaxRemitted):
            await taxes.remit(admin, month, TaxKind.VAT, reason="again")
        await world.assert_books_are_clean()

    async def test_report_still_equals_the_ledger_afterwards(self, world: World) -> None:
        await settled(world)
        month = Month.of(world.now)
        world.clock.set(month.period.end)
        admin = await world.admin()
        await world.app.taxes.remit(admin, month, TaxKind.VAT, reason="transfer 1")

        assert (await world.app.taxes.report(admin, month)).equals_ledger

    async def test_dry_run_changes_nothing(self, world: World) -> None:
        await settled(world)
        month = Month.of(world.now)
        world.clock.set(month.period.end)
        before = await posted(world)

        planned = await world.app.taxes.remit(
            await world.admin(), month, TaxKind.VAT, reason="to see", dry_run=True
        )
        assert planned.amount == Vnd(35_000)
        assert await posted(world) == before

    async def test_rule_16_much_tax_is_paid_on_by_two_people(self) -> None:
        limits = StaffLimits(alone_at_once=Vnd(20_000), alone_a_day=Vnd(30_000))
        world = World(Policies(payments=replace(WITHHOLDING.payments, staff=limits)))
        await settled(world)
        month = Month.of(world.now)
        world.clock.set(month.period.end)
        first, second = await world.admin(), await colleague_of_admin(world)
        taxes = world.app.taxes

        for _ in range(2):  # one person stays one person
            vat = await taxes.remit(first, month, TaxKind.VAT, reason="transfer 1")
            assert vat.waits_for_second_person
        (proposal,) = (await world.app.approvals.waiting(second, after=None, limit=9)).items
        assert (proposal.action, proposal.terms, proposal.beneficiary) == (
            "tax.remit",
            f"tax:{month}:VAT",
            None,
        )
        assert (await posted(world))["tax_payable"] == 49_000
        vat = await taxes.remit(second, month, TaxKind.VAT, reason="yes")
        assert not vat.waits_for_second_person
        assert (await posted(world))["tax_payable"] == 14_000

        # 14,000 VND would be free, were it not for the 35,000 VND of the same day
        pit = await taxes.remit(second, month, TaxKind.PIT, reason="transfer 2")
        assert pit.waits_for_second_person
        await world.assert_books_are_clean()

    async def test_running_month_is_refused(self, world: World) -> None:
        await settled(world)
        with pytest.raises(MonthNotOver):
            await world.app.taxes.remit(
                await world.admin(), Month.of(world.now), TaxKind.VAT, reason="early"
            )

    async def test_month_without_tax_is_refused(self, world: World) -> None:
        month = Month.of(world.now)
        world.clock.set(month.period.end)
        with pytest.raises(NothingToRemit):
            await world.app.taxes.remit(await world.admin(), month, TaxKind.PIT, reason="none")

    async def test_it_needs_finance_and_a_reason(self, world: World) -> None:
        month = Month.of(world.now)
        with pytest.raises(Forbidden):
            await world.app.taxes.remit(await world.support(), month, TaxKind.VAT, reason="help")
        finance = await world.support(Capability.FINANCE)
        with pytest.raises(InvalidInput):
            await world.app.taxes.remit(finance, month, TaxKind.VAT, reason=" ")
