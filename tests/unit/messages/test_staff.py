"""Support looks into what became of a code."""

from __future__ import annotations

import pytest

from mate_adapters.memory.messages import DeliveryTrouble
from mate_core.messages.attempt import MessageChannel
from mate_core.messages.errors import NotSuppressed
from mate_core.shared.errors import Forbidden, InvalidInput
from tests.unit.world import World


@pytest.fixture
def world() -> World:
    return World()


async def test_support_sees_attempts_by_any_spelling_of_the_number(world: World) -> None:
    phone = world.new_phone()
    await world.user(phone)
    support = await world.support()

    view = await world.app.staff_messages.trace(support, f"0{phone.e164.removeprefix('+84')}")

    assert [(each.template, each.status) for each in view.attempts] == [("code", "ACCEPTED")]
    assert view.suppressions == []


async def test_an_address_that_opted_out_can_be_written_to_again(world: World) -> None:
    support = await world.support()
    wish = world.registration()
    assert wish.phone is not None
    world.parts.sms.meets(DeliveryTrouble.OPTED_OUT)
    await world.app.registration.register(wish)
    await world.deliver()
    staff, number = world.app.staff_messages, wish.phone.e164

    planned = await staff.lift(support, number, reason="asked by phone", dry_run=True)
    assert [each.channel for each in planned] == [MessageChannel.SMS]
    assert len((await staff.trace(support, number)).suppressions) == 1
    await staff.lift(support, number, reason="asked by phone")

    assert (await staff.trace(support, number)).suppressions == []
    (record,) = [
        each
        for each in world.store.tables.records.audit.rows.values()
        if each.action == "message.unsuppress"
    ]
    assert record.facts == {"SMS": "OPTED_OUT"}
    assert number not in repr(record)
    await world.app.registration.register(wish)
    await world.deliver()
    assert len(world.parts.sms.to(number)) == 1


async def test_nobody_else_may_look_or_lift(world: World) -> None:
    person, support = await world.user(), await world.support()
    with pytest.raises(Forbidden):
        await world.app.staff_messages.trace(person, "0912345678")
    with pytest.raises(Forbidden):
        await world.app.staff_messages.lift(person, "0912345678", reason="why")
    with pytest.raises(NotSuppressed):
        await world.app.staff_messages.lift(support, "0912345678", reason="why")
    with pytest.raises(InvalidInput):
        await world.app.staff_messages.lift(support, "0912345678", reason=" ")
    with pytest.raises(InvalidInput):
        await world.app.staff_messages.trace(support, "nobody")
