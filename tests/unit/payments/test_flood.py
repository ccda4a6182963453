"""RULES 7: the inbox of callbacks cannot be filled by a stranger."""

from __future__ import annotations

from datetime import timedelta

from mate_adapters.composition.memory_world import MemoryWorld, memory_world
from mate_core.payments.flood import FloodGuard
from mate_core.payments.ledger import Provider
from mate_core.shared.money import Vnd

FORGED = b'{"reference": "x"}.wrong'


async def deliver(world: MemoryWorld, raw: bytes, source: str) -> bytes:
    answer = await world.application.callbacks.receive(Provider.VNPAY, raw, source=source)
    return answer.body


async def stored(world: MemoryWorld) -> int:
    async with world.store.open_uow() as uow:
        later = world.clock.now() + timedelta(days=30)
        return await uow.callbacks.purge_unverified(before=later)


async def test_rule_7_forgeries_beyond_the_limit_are_answered_but_not_stored() -> None:
    world = memory_world()
    for number in range(100):
        answer = await deliver(world, FORGED + str(number).encode(), "203.0.113.9")
        assert b"forged" in answer

    assert await stored(world) == 60


async def test_rule_7_a_genuine_callback_from_a_flooding_address_is_still_taken() -> None:
    world = memory_world()
    for number in range(61):
        await deliver(world, FORGED + str(number).encode(), "203.0.113.9")

    unknown_but_genuine = world.gateway.notice("no-such-order", Vnd(10_000))

    assert b"unknown_order" in await deliver(world, unknown_but_genuine, "203.0.113.9")


def test_rule_7_a_flood_is_forgotten_after_its_window() -> None:
    guard, start = FloodGuard(limit=2, window=timedelta(minutes=10)), memory_world().clock.now()
    for _ in range(2):
        guard.count("203.0.113.9", at=start)

    assert guard.is_flooding("203.0.113.9", at=start)
    assert not guard.is_flooding("203.0.113.10", at=start)
    assert not guard.is_flooding("203.0.113.9", at=start + timedelta(minutes=10))
