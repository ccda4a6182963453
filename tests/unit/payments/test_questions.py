"""Attempts whose callback does not come are asked for (FEATURES 64, DEFECTS M26)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble
from mate_core.payments.intent import IntentStatus, NoticeOutcome, NoticeResult, PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.shared.actor import Actor
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.ports import DueKind
from tests.unit.payments.books import captures, status_of, the_item
from tests.unit.world import HOUR, MINUTE, TOTAL, World


async def opened(world: World, user: Actor, provider: Provider = Provider.VNPAY) -> PaymentIntent:
    return await world.app.payments.deposit(
        user, TOTAL, provider, payer_ip="203.0.113.7", key=world.key(user)
    )


@pytest.fixture
async def attempt(world: World, user: Actor) -> PaymentIntent:
    return await opened(world, user)


def paid_in_silence(
    world: World,
    attempt: PaymentIntent,
    result: NoticeResult = NoticeResult.SUCCEEDED,
    *,
    amount: Vnd = TOTAL,
) -> bytes:
    """The vendor knows of it and its callback does not reach us."""
    return world.gateways[attempt.provider].notice(attempt.merchant_reference, amount, result)


async def test_m26_it_is_asked_for_at_1_5_15_and_60_minutes_and_then_no_more(
    world: World, attempt: PaymentIntent
) -> None:
    asked_at: list[timedelta] = []
    for _ in range(24 * 60):
        world.pass_time(MINUTE)
        if DueKind.QUESTION in await world.overdue():
            asked_at.append(world.now - attempt.created_at)
        await world.pump()

    assert asked_at == [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]
    assert await status_of(world, attempt) is IntentStatus.EXPIRED


@pytest.mark.parametrize("provider", Provider)
async def test_paid_attempt_is_found_within_a_minute(
    world: World, user: Actor, provider: Provider
) -> None:
    attempt = await opened(world, user, provider)
    paid_in_silence(world, attempt)
    world.pass_time(MINUTE)
    await world.pump()

    assert (await world.wallet(user)).available == TOTAL
    assert await status_of(world, attempt) is IntentStatus.SUCCEEDED
    assert await world.overdue() == []


async def test_rule_19_callback_after_the_answer_changes_nothing(
    world: World, user: Actor, attempt: PaymentIntent
) -> None:
    raw = paid_in_silence(world, attempt)
    world.pass_time(MINUTE)
    await world.pump()

    assert "already_recorded" in await world.receive(raw)
    assert (await world.wallet(user)).available == TOTAL
    assert len(await captures(world, attempt)) == 1


async def test_rule_19_closed_attempt_is_still_asked_for(
    world: World, user: Actor, attempt: PaymentIntent
) -> None:
    world.pass_time(20 * MINUTE)
    await world.pump()
    assert await status_of(world, attempt) is IntentStatus.EXPIRED
    paid_in_silence(world, attempt)
    world.pass_time(40 * MINUTE)
    await world.pump()

    assert (await world.wallet(user)).available == TOTAL


async def test_vendor_that_is_down_costs_one_question(
    world: World, user: Actor, attempt: PaymentIntent
) -> None:
    paid_in_silence(world, attempt)
    world.gateway_meets(GatewayTrouble.REQUEST_LOST, call=GatewayCall.QUERY)
    world.pass_time(MINUTE)
    await world.pump()
    assert (await world.wallet(user)).available == ZERO
    assert await world.overdue() == []
    world.pass_time(4 * MINUTE)
    await world.pump()

    assert (await world.wallet(user)).available == TOTAL


async def test_failure_that_was_not_told_closes_the_attempt(
    world: World, attempt: PaymentIntent
) -> None:
    paid_in_silence(world, attempt, NoticeResult.FAILED)
    world.pass_time(MINUTE)
    await world.pump()

    assert await status_of(world, attempt) is IntentStatus.FAILED


async def test_answer_of_a_wrong_amount_goes_to_suspense_as_a_callback_would(
    world: World, attempt: PaymentIntent
) -> None:
    paid_in_silence(world, attempt, amount=Vnd(800_000))
    world.pass_time(MINUTE)
    outcome = await world.app.questions.ask(attempt.id)

    assert outcome is NoticeOutcome.WRONG_AMOUNT
    assert (await the_item(world)).amount == Vnd(800_000)


async def test_question_is_asked_once_when_several_look(
    world: World, attempt: PaymentIntent
) -> None:
    paid_in_silence(world, attempt)
    world.pass_time(MINUTE)

    assert await world.app.questions.ask(attempt.id) is NoticeOutcome.RECORDED
    assert await world.app.questions.ask(attempt.id) is None
