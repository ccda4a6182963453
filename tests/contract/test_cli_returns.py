"""Refunds, suspense and chargebacks at the command line: lists, decisions, refusals, audit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.runtime import Runtime
from mate_core.payments.intent import NoticeResult, PaymentIntent, PaymentNotice
from mate_core.payments.ledger import Provider
from mate_core.payments.refunds.model import Refund
from mate_core.payments.vendor import RefundAnswer, RefundState
from mate_core.shared.money import Vnd
from mate_core.shared.ports import IdempotencyKey
from tests.contract.cli_world import FINANCE, USER, CliWorld, actor_of, make_world

pytestmark = pytest.mark.postgres
BY_FINANCE = ("--as", FINANCE)
WHY = ("--reason", "ticket 4711", "--json")
AMOUNT = Vnd(500_000)


@pytest_asyncio.fixture
async def world(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[CliWorld]:
    yield await make_world(postgres_server, tmp_path)


async def came(
    runtime: Runtime, result: NoticeResult = NoticeResult.SUCCEEDED, *, amount: Vnd = AMOUNT
) -> PaymentIntent:
    """A top-up of 500,000 VND, and what the gateway says of it."""
    user, application = await actor_of(runtime, USER), runtime.application
    key = IdempotencyKey(user.user_id, "deposit", str(uuid4()), "same")
    intent = await application.payments.deposit(
        user, AMOUNT, Provider.VNPAY, payer_ip="127.0.0.1", key=key
    )
    notice = PaymentNotice(intent.merchant_reference, uuid4().hex, amount, result, "00")
    async with runtime.store.open_uow() as uow:
        taker = application.callbacks.taker
        await taker.take(uow, Provider.VNPAY, notice, at=runtime.clock.now())
        await uow.commit()
    return intent


async def asked_back(runtime: Runtime, intent: PaymentIntent) -> Refund:
    user = await actor_of(runtime, USER)
    key = IdempotencyKey(user.user_id, "refund", str(uuid4()), "same")
    return await runtime.application.refunds.request(user, intent.id, None, key)


async def available(world: CliWorld) -> int:
    async with world.inside() as runtime:
        user = await actor_of(runtime, USER)
        return (await runtime.application.payments.wallet(user)).wallet.available.amount


async def test_refund_is_listed_shown_and_sent_again(world: CliWorld) -> None:
    async with world.inside() as runtime:
        refund = await asked_back(runtime, await came(runtime))
    listed = await world.mate("refund", "list", *BY_FINANCE, "--status", "REQUESTED", "--json")
    assert [each["refundId"] for each in listed.document["items"]] == [str(refund.id)]
    waiting = await world.mate("refund", "list", *BY_FINANCE, "--staff", "--json")
    assert waiting.document["items"] == []

    command = ("refund", "retry", str(refund.id), *BY_FINANCE, *WHY)
    unasked = await world.mate(*command)
    assert (unasked.code, unasked.error["code"]) == (2, "confirmation.missing")
    tried = await world.mate(*command, "--dry-run")
    assert (tried.code, tried.document["dryRun"]) == (0, True)
    assert (await world.mate(*command, "--yes")).code == 0

    shown = await world.mate("refund", "show", str(refund.id), *BY_FINANCE, "--json")
    assert shown.document["amount"] == 500_000
    assert [each["action"] for each in shown.document["audit"]] == ["refund.retry"]
    told = await world.mate("refund", "show", str(refund.id), *BY_FINANCE)
    assert refund.reference in told.out
    assert (await world.mate("ledger", "verify")).code == 0


async def test_rule_08_refused_refund_is_paid_to_the_payers_account(world: CliWorld) -> None:
    async with world.inside() as runtime:
        refund = await asked_back(runtime, await came(runtime))
        no = RefundAnswer(RefundState.REFUSED, "", "95")
        async with runtime.store.open_uow() as uow:
            now, sender = runtime.clock.now(), runtime.application.refund_sender
            policy = runtime.application.refund_sender.policy.refunds
            seen = (await uow.refunds.get_for_change(refund.id)).attempted(policy, at=now)
            await sender.refunder.answered(uow, seen, no, at=now)
            name = (await uow.profiles.get(refund.payer)).full_name
            await uow.commit()
    account = ("--bank-code", "VCB", "--account-number", "0123 456 789", "--account-name")
    command = ("refund", "pay", str(refund.id), *BY_FINANCE, *WHY, *account)
    other = await world.mate(*command, "Somebody Else", "--yes")
    assert (other.code, other.error["code"]) == (1, "refund.name_mismatch")
    tried = await world.mate(*command, name, "--dry-run")
    assert (tried.document["dryRun"], tried.document["refund"]["status"]) == (True, "BY_BANK")

    paid = await world.mate(*command, name, "--yes")
    assert paid.code == 0, paid.error
    withdrawal = paid.document["withdrawal"]
    assert (withdrawal["refundId"], withdrawal["status"]) == (str(refund.id), "REQUESTED")
    assert withdrawal["accountNumber"] == "•••• 6789"
    again = await world.mate(*command, name, "--yes")
    assert (again.code, again.error["code"]) == (1, "refund.closed")
    told = await world.mate("withdrawals", "show", withdrawal["withdrawalId"], *BY_FINANCE)
    assert str(refund.id) in told.out
    assert (await world.mate("ledger", "verify")).code == 0


async def test_unknown_refund_is_not_found_and_no_id_is_bad_usage(world: CliWorld) -> None:
    missing = await world.mate("refund", "show", str(uuid4()), *BY_FINANCE, "--json")
    assert (missing.code, missing.error["code"]) == (3, "not_found")
    garbled = await world.mate("refund", "show", "R1", *BY_FINANCE, "--json")
    assert (garbled.code, garbled.error["code"]) == (2, "usage")


async def test_suspected_money_is_tried_cleared_once_and_then_closed(world: CliWorld) -> None:
    before = await available(world)
    async with world.inside() as runtime:
        await came(runtime, NoticeResult.SUSPECTED)
    listed = await world.mate("suspense", "list", *BY_FINANCE, "--json")
    (item,) = listed.document["items"]
    assert (item["cause"], item["owner"], item["amount"]) == (
        "SUSPECTED_FRAUD",
        "finance",
        500_000,
    )
    command = ("suspense", "clear", item["id"], *BY_FINANCE, *WHY)
    tried = await world.mate(*command, "--dry-run")
    assert tried.document["closedAt"] is not None
    assert await available(world) == before

    assert (await world.mate(*command, "--yes")).code == 0
    assert await available(world) == before + 500_000
    again = await world.mate(*command, "--yes")
    assert (again.code, again.error["code"]) == (1, "suspense.closed")
    shown = await world.mate("suspense", "show", item["id"], *BY_FINANCE, "--json")
    assert [each["action"] for each in shown.document["audit"]] == ["suspense.clear"]
    assert (await world.mate("ledger", "verify")).code == 0


async def test_suspected_money_is_sent_back(world: CliWorld) -> None:
    async with world.inside() as runtime:
        await came(runtime, NoticeResult.SUSPECTED)
    item = (await world.mate("suspense", "list", *BY_FINANCE, "--json")).document["items"][0]
    returned = await world.mate("suspense", "return", item["id"], *BY_FINANCE, *WHY, "--yes")

    assert returned.document["refund"]["status"] == "REQUESTED"
    early = await world.mate("suspense", "clear", item["id"], *BY_FINANCE, *WHY, "--yes")
    assert (early.code, early.error["code"]) == (1, "suspense.return_under_way")
    told = await world.mate("suspense", "show", item["id"], *BY_FINANCE)
    assert returned.document["refund"]["refundId"] in told.out


async def test_chargeback_is_recorded_listed_and_written_off(world: CliWorld) -> None:
    async with world.inside() as runtime:
        intent = await came(runtime)
    before = await available(world)
    command = ("chargeback", "record", str(intent.id), "--vendor-reference", "CB-17")
    tried = await world.mate(*command, *BY_FINANCE, *WHY, "--dry-run")
    assert (tried.document["amount"], tried.document["owed"]) == (500_000, 0)
    done = await world.mate(*command, *BY_FINANCE, *WHY, "--yes", "--amount", "200000")
    assert (done.code, done.document["amount"]) == (0, 200_000)
    assert await available(world) == before - 200_000
    again = await world.mate(*command, *BY_FINANCE, *WHY, "--yes")
    assert (again.code, again.error["code"]) == (1, "chargeback.recorded")

    listed = await world.mate("chargeback", "list", *BY_FINANCE, "--json")
    assert [each["vendorReference"] for each in listed.document["items"]] == ["CB-17"]
    owed = await world.mate("chargeback", "list", *BY_FINANCE, "--owed", "--json")
    assert owed.document["items"] == []
    written_off = await world.mate(
        "chargeback", "write-off", done.document["chargebackId"], *BY_FINANCE, *WHY, "--yes"
    )
    assert (written_off.code, written_off.error["code"]) == (1, "chargeback.nothing_owed")
    assert (await world.mate("ledger", "verify")).code == 0


async def test_money_that_goes_back_needs_the_capability(world: CliWorld) -> None:
    for command in (("refund", "list"), ("suspense", "list"), ("chargeback", "list")):
        ended = await world.mate(*command, "--as", USER, "--json")
        assert (ended.code, ended.error["code"]) == (4, "acting.not_staff")
