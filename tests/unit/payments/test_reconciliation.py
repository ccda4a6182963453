"""Three ways side by side: every kind of gap is injected and named (FEATURES 65, RULES 19)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mate_core.payments.books.reconciliation import (
    Difference,
    DifferenceKind,
    Reconciliation,
    RowStatus,
    Source,
)
from mate_core.payments.books.reconciliation_service import AskVendor, ReconciliationService
from mate_core.payments.errors import BatchImported, GatewayUnavailable
from mate_core.payments.events import ReconciliationDiffered
from mate_core.payments.intent import NoticeResult, PaymentIntent, PaymentNotice
from mate_core.payments.ledger import Provider
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.time import local_day, to_local
from tests.unit.world import DAY, HOUR, TOTAL, World

FEE = Vnd(8_855)
"""1.1 % of `TOTAL`, as in MONEY."""
STATUSES = {RowStatus.PAID: "00", RowStatus.REFUNDED: "05", RowStatus.FAILED: "02"}


class Vendor:
    """VNPay's settlement file in the making, and its answers to questions."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: list[str] = []

    def settles(
        self,
        transaction: str,
        amount: Vnd = TOTAL,
        fee: Vnd = FEE,
        status: RowStatus = RowStatus.PAID,
        *,
        ago: timedelta = timedelta(),
    ) -> None:
        paid = to_local(self.world.now - ago)
        self.lines.append(
            f"B1,{transaction},ref-{transaction},{amount.amount},{fee.amount},"
            f"{STATUSES[status]},{paid:%Y%m%d%H%M%S}"
        )

    def file(self, batch: str = "B1") -> bytes:
        head = "SettlementBatch,TransactionNo,TxnRef,Amount,Fee,TransactionStatus,PayDate"
        lines = [line.replace("B1", batch, 1) for line in self.lines]
        return "\r\n".join([head, *lines, ""]).encode()


@pytest.fixture
def vendor(world: World) -> Vendor:
    return Vendor(world)


async def paid(world: World, transaction: str, amount: Vnd = TOTAL) -> PaymentIntent:
    """A deposit that arrived under the vendor's name `transaction`."""
    user = await world.user()
    intent = await world.app.payments.deposit(
        user, amount, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
    )
    await world.notify(intent, transaction=transaction)
    return intent


async def imported(world: World, raw: bytes) -> None:
    await world.app.reconciliation.import_file(
        await world.admin(), Provider.VNPAY, raw, name="settled.csv"
    )


async def compared(
    world: World, *, after: timedelta = 3 * DAY, ask: AskVendor | None = None
) -> Reconciliation:
    """A run for the day that it is then; by default everything should be settled by now."""
    world.pass_time(after)
    service = world.app.reconciliation
    if ask is not None:
        service = replace(service, ask=ask)
    return await service.run(await world.admin(), Provider.VNPAY, local_day(world.now))


def told(outcome: Reconciliation) -> Sequence[tuple[Any, ...]]:
    return [
        (each.kind, each.source, each.vendor_transaction, each.ours, each.theirs)
        for each in outcome.differences
    ]


async def test_books_that_agree_have_no_difference_and_raise_no_alarm(
    world: World, vendor: Vendor
) -> None:
    await paid(world, "T1")
    vendor.settles("T1")
    await imported(world, vendor.file())

    outcome = await compared(world)

    assert (outcome.ok, outcome.difference, outcome.arrivals, outcome.rows) == (True, ZERO, 1, 1)
    assert world.events(ReconciliationDiffered) == []


async def test_money_that_the_vendor_settled_and_we_never_booked_is_missing_here(
    world: World, vendor: Vendor
) -> None:
    vendor.settles("LOST")
    await imported(world, vendor.file())

    outcome = await compared(world)

    assert told(outcome) == [(DifferenceKind.MISSING_HERE, Source.FILE, "LOST", None, TOTAL)]
    assert outcome.difference == -TOTAL


async def test_money_that_we_booked_and_the_vendor_never_settled_is_missing_there(
    world: World,
) -> None:
    await paid(world, "T1")

    assert told(await compared(world)) == [
        (DifferenceKind.MISSING_THERE, Source.FILE, "T1", TOTAL, None)
    ]


async def test_money_of_today_may_still_be_settled(world: World) -> None:
    await paid(world, "T1")

    assert (await compared(world, after=HOUR)).ok


async def test_other_amount_is_named_with_both_sums(world: World, vendor: Vendor) -> None:
    await paid(world, "T1")
    vendor.settles("T1", TOTAL + Vnd(1))
    await imported(world, vendor.file())

    assert told(await compared(world)) == [
        (DifferenceKind.AMOUNT_DIFFERS, Source.FILE, "T1", TOTAL, TOTAL + Vnd(1))
    ]


async def test_payment_settled_twice_is_a_difference_of_amounts(
    world: World, vendor: Vendor
) -> None:
    await paid(world, "T1")
    vendor.settles("T1")
    vendor.settles("T1")
    await imported(world, vendor.file())

    (difference,) = (await compared(world)).differences
    assert difference == Difference(
        DifferenceKind.AMOUNT_DIFFERS,
        Source.FILE,
        "T1",
        TOTAL,
        TOTAL + TOTAL,
        "settled 2 times",
    )


async def test_other_fee_than_agreed_is_named(world: World, vendor: Vendor) -> None:
    await paid(world, "T1")
    vendor.settles("T1", fee=FEE + Vnd(100))
    await imported(world, vendor.file())

    assert told(await compared(world)) == [
        (DifferenceKind.FEE_DIFFERS, Source.FILE, "T1", FEE, FEE + Vnd(100))
    ]


async def test_payment_that_failed_there_and_was_booked_here_differs_in_status(
    world: World, vendor: Vendor
) -> None:
    await paid(world, "T1")
    vendor.settles("T1", fee=ZERO, status=RowStatus.FAILED)
    await imported(world, vendor.file())

    assert told(await compared(world)) == [
        (DifferenceKind.STATUS_DIFFERS, Source.FILE, "T1", TOTAL, None)
    ]


async def test_rule_19_gap_of_seven_days_ago_is_still_seen_and_an_older_one_no_more(
    world: World,
) -> None:
    await paid(world, "OLD")
    world.pass_time(6 * DAY)

    assert [each.vendor_transaction for each in (await compared(world, after=HOUR)).differences]
    assert (await compared(world, after=3 * DAY)).ok


async def test_several_gaps_are_named_one_by_one(world: World, vendor: Vendor) -> None:
    for transaction in ("A", "B", "C"):
        await paid(world, transaction)
    vendor.settles("A")
    vendor.settles("B", fee=ZERO)
    vendor.settles("D")
    await imported(world, vendor.file())

    outcome = await compared(world)

    assert [(each.vendor_transaction, each.kind) for each in outcome.differences] == [
        ("B", DifferenceKind.FEE_DIFFERS),
        ("C", DifferenceKind.MISSING_THERE),
        ("D", DifferenceKind.MISSING_HERE),
    ]


async def test_difference_raises_the_alarm(world: World) -> None:
    await paid(world, "T1")
    outcome = await compared(world)

    (alarm,) = world.events(ReconciliationDiffered)
    assert (alarm.provider, alarm.day, alarm.differences, alarm.amount) == (
        "vnpay",
        outcome.day,
        1,
        TOTAL,
    )


def answering(
    result: NoticeResult, *, amount: Vnd = TOTAL, transaction: str = "T1"
) -> Callable[[PaymentIntent], Awaitable[PaymentNotice | None]]:
    async def ask(intent: PaymentIntent) -> PaymentNotice | None:
        code = "00" if result is NoticeResult.SUCCEEDED else "24"
        return PaymentNotice(intent.merchant_reference, transaction, amount, result, code)

    return ask


class TestAsking:
    async def test_the_gateway_itself_is_asked_about_every_attempt(self, world: World) -> None:
        """It was paid there, and its callback never came."""
        user = await world.user()
        intent = await world.app.payments.deposit(
            user, TOTAL, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
        )
        world.gateway.notice(intent.merchant_reference, TOTAL, transaction="SILENT")

        assert told(await compared(world, after=HOUR)) == [
            (DifferenceKind.MISSING_HERE, Source.VENDOR, "SILENT", None, TOTAL)
        ]

    async def test_payment_that_only_the_vendor_knows_of_is_missing_here(
        self, world: World
    ) -> None:
        """Its callback never came."""
        user = await world.user()
        await world.app.payments.deposit(
            user, TOTAL, Provider.VNPAY, payer_ip="203.0.113.7", key=world.key(user)
        )
        outcome = await compared(world, ask=answering(NoticeResult.SUCCEEDED))

        assert outcome.asked == 1
        assert told(outcome) == [(DifferenceKind.MISSING_HERE, Source.VENDOR, "T1", None, TOTAL)]

    async def test_vendor_that_answers_another_amount_differs(
        self, world: World, vendor: Vendor
    ) -> None:
        await paid(world, "T1")
        vendor.settles("T1")
        await imported(world, vendor.file())
        outcome = await compared(world, ask=answering(NoticeResult.SUCCEEDED, amount=Vnd(500_000)))

        assert told(outcome) == [
            (DifferenceKind.AMOUNT_DIFFERS, Source.VENDOR, "T1", TOTAL, Vnd(500_000))
        ]

    async def test_vendor_that_answers_failure_differs_in_status(
        self, world: World, vendor: Vendor
    ) -> None:
        await paid(world, "T1")
        vendor.settles("T1")
        await imported(world, vendor.file())
        outcome = await compared(world, ask=answering(NoticeResult.FAILED))

        assert told(outcome) == [(DifferenceKind.STATUS_DIFFERS, Source.VENDOR, "T1", TOTAL, None)]

    async def test_all_three_agreeing_is_silence(self, world: World, vendor: Vendor) -> None:
        await paid(world, "T1")
        vendor.settles("T1")
        await imported(world, vendor.file())

        assert (await compared(world, ask=answering(NoticeResult.SUCCEEDED))).ok

    async def test_vendor_that_is_away_is_asked_another_time(self, world: World) -> None:
        await paid(world, "T1")

        async def away(intent: PaymentIntent) -> PaymentNotice | None:
            raise GatewayUnavailable

        outcome = await compared(world, after=HOUR, ask=away)
        assert (outcome.ok, outcome.asked) == (True, 0)


class TestImporting:
    async def test_batch_is_booked_net_of_the_vendors_fee(
        self, world: World, vendor: Vendor
    ) -> None:
        await paid(world, "T1")
        vendor.settles("T1")
        await imported(world, vendor.file("2026-11"))

        accounts = dict((await world.store.auditor.books()).accounts)
        assert (accounts["gateway:vnpay"], accounts["bank"], accounts["fees_paid"]) == (
            0,
            -796_142,
            -8_855,
        )
        async with world.store.open_read() as uow:
            assert await uow.journal.has("settlement:vnpay:2026-11")
        await world.assert_books_are_clean()

    async def test_refunds_are_taken_off_and_failures_move_nothing(
        self, world: World, vendor: Vendor
    ) -> None:
        vendor.settles("T1", Vnd(1_000_000), Vnd(11_000))
        vendor.settles("T2", Vnd(300_000), ZERO, RowStatus.REFUNDED)
        vendor.settles("T3", Vnd(700_000), ZERO, RowStatus.FAILED)
        await imported(world, vendor.file())

        accounts = dict((await world.store.auditor.books()).accounts)
        assert (accounts["gateway:vnpay"], accounts["bank"]) == (700_000, -689_000)

    async def test_same_file_again_changes_nothing(self, world: World, vendor: Vendor) -> None:
        vendor.settles("T1")
        await imported(world, vendor.file())
        before = await world.store.auditor.books()

        again = await world.app.reconciliation.import_file(
            await world.admin(), Provider.VNPAY, vendor.file(), name="renamed.csv"
        )
        assert (again.fresh, again.file.name) == (False, "settled.csv")
        assert await world.store.auditor.books() == before

    async def test_other_file_for_the_same_batch_is_refused(
        self, world: World, vendor: Vendor
    ) -> None:
        vendor.settles("T1")
        await imported(world, vendor.file())
        vendor.settles("T2")
        with pytest.raises(BatchImported):
            await imported(world, vendor.file())

    async def test_unreadable_file_changes_nothing(self, world: World) -> None:
        before = await world.store.auditor.books()
        with pytest.raises(InvalidInput):
            await imported(world, b"a,b\r\n1,2\r\n")
        assert await world.store.auditor.books() == before

    async def test_rule_16_it_needs_finance(self, world: World, vendor: Vendor) -> None:
        vendor.settles("T1")
        staff: Actor = await world.support()
        service: ReconciliationService = world.app.reconciliation
        with pytest.raises(Forbidden):
            await service.import_file(staff, Provider.VNPAY, vendor.file(), name="f")
        with pytest.raises(Forbidden):
            await service.run(staff, Provider.VNPAY, local_day(world.now))
        finance = await world.support(Capability.FINANCE)
        assert (await service.import_file(finance, Provider.VNPAY, vendor.file(), name="f")).fresh
