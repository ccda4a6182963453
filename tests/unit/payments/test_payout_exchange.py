"""Files to the bank and back (RULES 20)."""

from __future__ import annotations

import hashlib

import pytest

from mate_core.payments.errors import OwnCase
from mate_core.payments.payouts.errors import NothingToExport
from mate_core.payments.payouts.withdrawal import PayoutResult, Withdrawal, WithdrawalStatus
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput
from mate_core.shared.money import Vnd
from tests.unit.payments.payouts import (
    DETAILS,
    EARNED,
    approved,
    colleague_of_admin,
    earner,
    exported,
    requested,
)
from tests.unit.world import DAY, PASSWORD, World

DONE, KNOWN, WAITS, REFUSED = "done", "known", "waits", "refused"


async def taken_in(world: World, actor: Actor, *results: PayoutResult) -> list[str]:
    raw = world.parts.bank.answer(results)
    lines = await world.app.payout_exchange.take_results(actor, raw, reason="statement")
    outcomes = []
    for line in lines:
        if line.refusal is not None:
            outcomes.append(f"{REFUSED} {line.refusal.code}")
        elif line.ruling is None:
            outcomes.append(KNOWN)
        else:
            outcomes.append(WAITS if line.ruling.waits_for_second_person else DONE)
    return outcomes


def said(withdrawal: Withdrawal, *, paid: bool = True, amount: int = 600_000) -> PayoutResult:
    return PayoutResult(withdrawal.id, Vnd(amount), paid, "FT1" if paid else "RT9")


class TestExport:
    async def test_everything_approved_goes_into_one_file_oldest_first(self, world: World) -> None:
        first = await approved(world, await earner(world))
        second = await approved(world, await earner(world))
        waiting = await requested(world, await earner(world))
        admin = await world.admin()
        file = await world.app.payout_exchange.export(admin, reason="daily run")

        assert [each.id for each in world.parts.bank.orders[file.order.id]] == [first.id, second.id]
        assert (file.order.count, file.order.total) == (2, Vnd(1_200_000))
        assert file.order.digest == hashlib.sha256(file.content).hexdigest()
        statuses = [
            (await world.app.payout_desk.show(admin, each.id)).withdrawal.status
            for each in (first, second, waiting)
        ]
        assert statuses == ["EXPORTED", "EXPORTED", "REQUESTED"]

    async def test_rule_20_the_same_withdrawal_is_never_in_two_files(self, world: World) -> None:
        await exported(world, await earner(world))

        with pytest.raises(NothingToExport):
            await world.app.payout_exchange.export(await world.admin(), reason="again")

    async def test_download_gives_the_same_bytes_and_is_audited(self, world: World) -> None:
        await approved(world, await earner(world))
        admin, exchange = await world.admin(), world.app.payout_exchange
        file = await exchange.export(admin, reason="daily run")
        world.pass_time(DAY)

        assert await exchange.file(admin, file.order.id) == file
        assert list((await exchange.orders(admin, after=None, limit=5)).items) == [file.order]
        async with world.store.open_read() as uow:
            records = await uow.audit.about(file.order.id)
        assert [record.action for record in records] == [
            "withdrawal.export",
            "withdrawal.download",
        ]

    async def test_dry_run_exports_nothing(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await approved(world, partner)
        await world.app.payout_exchange.export(await world.admin(), reason="try", dry_run=True)

        shown = await world.app.withdrawals.show(partner, withdrawal.id)
        assert shown.status is WithdrawalStatus.APPROVED

    async def test_money_of_staff_waits_for_a_colleague(self, world: World) -> None:
        partner = await earner(world)
        await approved(world, partner)
        promoted = Actor(partner.user_id, (await world.admin()).role)

        with pytest.raises(NothingToExport):
            await world.app.payout_exchange.export(promoted, reason="mine")
        await world.app.payout_exchange.export(await world.admin(), reason="his")


class TestImport:
    async def test_paid_line_pays_and_again_is_known(self, world: World) -> None:
        withdrawal = await exported(world, await earner(world))
        admin = await world.admin()

        assert await taken_in(world, admin, said(withdrawal)) == [DONE]
        assert await taken_in(world, admin, said(withdrawal)) == [KNOWN]
        await world.assert_books_are_clean()

    async def test_paid_line_is_still_known_after_the_money_came_back(self, world: World) -> None:
        withdrawal = await exported(world, await earner(world))
        admin = await world.admin()
        await taken_in(world, admin, said(withdrawal))
        for one in (admin, await colleague_of_admin(world)):
            await world.app.payout_desk.returned(
                one, withdrawal.id, bank_reference="RT9", reason="came back"
            )

        assert await taken_in(world, admin, said(withdrawal)) == [KNOWN]
        await world.assert_books_are_clean()

    async def test_rule_20_failed_line_waits_for_a_second_person(self, world: World) -> None:
        partner = await earner(world)
        failed = said(await exported(world, partner), paid=False)
        admin = await world.admin()

        assert await taken_in(world, admin, failed) == [WAITS]
        assert await taken_in(world, admin, failed) == [WAITS]
        assert await taken_in(world, await colleague_of_admin(world), failed) == [DONE]
        assert (await world.wallet(partner)).available == EARNED

    async def test_line_that_contradicts_changes_nothing(self, world: World) -> None:
        withdrawal = await exported(world, await earner(world))
        admin = await world.admin()
        wrong = await taken_in(world, admin, said(withdrawal, amount=600_001))
        await taken_in(world, admin, said(withdrawal))
        later = await taken_in(world, admin, said(withdrawal, paid=False))

        assert wrong == later == ["refused withdrawal.result_mismatch"]
        await world.assert_books_are_clean()

    async def test_line_about_what_the_bank_never_had_is_refused_and_the_rest_goes_on(
        self, world: World
    ) -> None:
        early = await requested(world, await earner(world))
        withdrawal = await exported(world, await earner(world))

        assert await taken_in(world, await world.admin(), said(early), said(withdrawal)) == [
            "refused withdrawal.move_refused",
            DONE,
        ]

    async def test_unreadable_file_counts_for_nothing(self, world: World) -> None:
        with pytest.raises(InvalidInput):
            await world.app.payout_exchange.take_results(
                await world.admin(), b"?", reason="statement"
            )


class TestRights:
    async def test_rule_16_withdrawals_need_the_finance_capability(self, world: World) -> None:
        withdrawal = await requested(world, await earner(world))
        desk, exchange = world.app.payout_desk, world.app.payout_exchange
        for actor in (await world.support(), await world.support(Capability.KYC)):
            with pytest.raises(Forbidden):
                await desk.approve(actor, withdrawal.id, reason="r")
            with pytest.raises(Forbidden):
                await exchange.export(actor, reason="r")
            with pytest.raises(Forbidden):
                await desk.page(actor, status=None, after=None, limit=5)

    async def test_rule_16_nobody_rules_on_his_own_withdrawal(self, world: World) -> None:
        partner = await earner(world)
        withdrawal = await requested(world, partner)
        promoted = Actor(partner.user_id, (await world.admin()).role)

        with pytest.raises(OwnCase):
            await world.app.payout_desk.approve(promoted, withdrawal.id, reason="mine")

    async def test_rule_16_nor_on_that_of_somebody_with_the_same_bank_account(
        self, world: World
    ) -> None:
        withdrawal = await requested(world, await earner(world))
        cousin = await world.partner()
        await world.app.bank_accounts.change(cousin, DETAILS, password=PASSWORD)
        promoted = Actor(cousin.user_id, (await world.admin()).role)

        with pytest.raises(OwnCase):
            await world.app.payout_desk.approve(promoted, withdrawal.id, reason="ours")

    async def test_every_ruling_is_audited_with_its_reason(self, world: World) -> None:
        withdrawal = await exported(world, await earner(world))
        admin = await world.admin()
        await world.app.payout_desk.paid(
            admin, withdrawal.id, bank_reference="FT1", reason="statement"
        )
        audit = (await world.app.payout_desk.show(admin, withdrawal.id)).audit

        assert [(record.action, record.reason) for record in audit] == [
            ("withdrawal.approve", "looks right"),
            ("withdrawal.paid", "statement"),
        ]
        assert audit[-1].facts == {"amount": "600000", "bankReference": "FT1"}
