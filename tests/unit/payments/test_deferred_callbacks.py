"""Callbacks that are stored but not understood at once: told apart, and looked at again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from mate_core.payments.callback_service import CallbackService
from mate_core.payments.intent import NoticeOutcome, PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.payments.ports import PaymentsUow
from mate_core.shared.actor import Actor
from mate_core.shared.errors import StorageUnavailable
from mate_core.shared.money import ZERO
from tests.unit.world import MINUTE, TOTAL, World


@pytest.fixture(params=Provider)
async def attempt(request: pytest.FixtureRequest, world: World, user: Actor) -> PaymentIntent:
    return await world.app.payments.deposit(
        user, TOTAL, request.param, payer_ip="203.0.113.7", key=world.key(user)
    )


def with_storage_that_answers(world: World, times: int) -> CallbackService:
    """Our inbox, whose storage goes away after so many transactions."""
    opened = 0

    def open_uow() -> PaymentsUow:
        nonlocal opened
        opened += 1
        if opened > times:
            raise StorageUnavailable("gone")
        return world.store.open_uow()

    return replace(world.app.callbacks, open_uow=open_uow)


def outcome(body: bytes) -> NoticeOutcome:
    return NoticeOutcome(json.loads(body)["outcome"])


@asynccontextmanager
async def no_time_left() -> AsyncIterator[None]:
    yield
    raise TimeoutError


async def test_a_callback_that_cannot_even_be_stored_is_trouble(
    world: World, attempt: PaymentIntent
) -> None:
    raw = world.gateways[attempt.provider].notice(attempt.merchant_reference, TOTAL)

    answer = await with_storage_that_answers(world, 0).receive(attempt.provider, raw)

    assert outcome(answer.body) is NoticeOutcome.TROUBLE


async def test_a_stored_callback_that_meets_trouble_is_deferred_and_taken_by_the_pump(
    world: World, user: Actor, attempt: PaymentIntent
) -> None:
    raw = world.gateways[attempt.provider].notice(attempt.merchant_reference, TOTAL)

    answer = await with_storage_that_answers(world, 1).receive(attempt.provider, raw)

    assert outcome(answer.body) is NoticeOutcome.DEFERRED
    assert (await world.wallet(user)).available == ZERO
    world.pass_time(MINUTE)
    await world.pump()
    assert (await world.wallet(user)).available == TOTAL
    await world.assert_books_are_clean()


async def test_a_forgery_is_never_deferred(world: World, attempt: PaymentIntent) -> None:
    raw = world.gateways[attempt.provider].notice(attempt.merchant_reference, TOTAL) + b"0"

    answer = await with_storage_that_answers(world, 1).receive(attempt.provider, raw)

    assert outcome(answer.body) is NoticeOutcome.FORGED


async def test_a_callback_that_takes_too_long_is_deferred(
    world: World, attempt: PaymentIntent
) -> None:
    raw = world.gateways[attempt.provider].notice(attempt.merchant_reference, TOTAL)

    answer = await world.app.callbacks.receive(attempt.provider, raw, limit=no_time_left())

    assert outcome(answer.body) is NoticeOutcome.DEFERRED
