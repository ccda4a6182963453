"""Money that a vendor took back (MONEY, "chargeback after release")."""

from __future__ import annotations

import pytest

from mate_core.payments.errors import (
    ChargebackAboveCaptured,
    ChargebackRecorded,
    ChargebackWrittenOff,
    RefundAboveCaptured,
    SecondPersonNeeded,
)
from mate_core.payments.events import ChargebackTaken, ReceivableWrittenOff
from mate_core.payments.intent import PaymentIntent
from mate_core.payments.refunds.chargeback import Chargeback
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput
from mate_core.shared.money import ZERO, Vnd
from tests.unit.payments.books import entry
from tests.unit.world import DAY, TOTAL, World


@pytest.fixture
async def finance(world: World) -> Actor:
    return await world.support(Capability.FINANCE)


@pytest.fixture
async def spent(world: World, user: Actor, partner: Actor) -> PaymentIntent:
    """804,997 VND came, were held and released; U has 100,000 VND of another payment."""
    intent = await world.fund(user, TOTAL)
    booking = await world.confirmed(user, partner)
    await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
    await world.fund(user, Vnd(100_000))
    return intent


async def record(
    world: World,
    finance: Actor,
    intent: PaymentIntent,
    amount: Vnd | None = None,
    *,
    reference: str = "CB-1",
    dry_run: bool = False,
) -> Chargeback:
    return await world.app.chargebacks.record(
        finance,
        intent.id,
        vendor_reference=reference,
        amount=amount,
        reason="the bank's letter",
        dry_run=dry_run,
    )


async def test_chargeback_takes_the_wallet_first_and_the_rest_is_owed(
    world: World, user: Actor, spent: PaymentIntent, finance: Actor
) -> None:
    chargeback = await record(world, finance, spent)

    assert await entry(world, spent.id, f"chargeback:{chargeback.id}") == [
        ("gateway", 804_997),
        ("available", -100_000),
        ("receivable", -704_997),
    ]
    assert chargeback.owed == Vnd(704_997)
    wallet = await world.wallet(user)
    assert wallet == Wallet(user.user_id, held=TOTAL, receivable=Vnd(-704_997))
    assert [event.owed for event in world.events(ChargebackTaken)] == [Vnd(704_997)]
    await world.assert_books_are_clean()


async def test_written_off_it_is_the_platforms_loss(
    world: World, user: Actor, spent: PaymentIntent, finance: Actor
) -> None:
    chargeback = await record(world, finance, spent)
    await world.app.chargebacks.write_off(finance, chargeback.id, reason="gone abroad")

    assert await entry(world, spent.id, f"chargeback:{chargeback.id}:write-off") == [
        ("receivable", 704_997),
        ("loss", -704_997),
    ]
    assert (await world.wallet(user)).receivable == ZERO
    assert len(world.events(ReceivableWrittenOff)) == 1
    with pytest.raises(ChargebackWrittenOff):
        await world.app.chargebacks.write_off(finance, chargeback.id, reason="again")
    await world.assert_books_are_clean()


async def test_wallet_that_holds_enough_owes_nothing(
    world: World, user: Actor, finance: Actor
) -> None:
    intent = await world.fund(user, TOTAL)
    chargeback = await record(world, finance, intent)

    assert await world.wallet(user) == Wallet(user.user_id)
    with pytest.raises(ChargebackWrittenOff):
        await world.app.chargebacks.write_off(finance, chargeback.id, reason="nothing")
    await world.assert_books_are_clean()


async def test_empty_wallet_owes_everything(
    world: World, user: Actor, partner: Actor, finance: Actor
) -> None:
    intent = await world.fund(user, TOTAL)
    booking = await world.confirmed(user, partner)
    await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
    chargeback = await record(world, finance, intent)

    assert chargeback.owed == TOTAL
    await world.assert_books_are_clean()


async def test_one_reference_of_the_vendor_is_recorded_once(
    world: World, spent: PaymentIntent, finance: Actor
) -> None:
    await record(world, finance, spent, Vnd(100))
    with pytest.raises(ChargebackRecorded):
        await record(world, finance, spent, Vnd(100))
    await record(world, finance, spent, Vnd(100), reference="CB-2")
    await world.assert_books_are_clean()


async def test_rule_08_refund_and_chargeback_together_never_exceed_what_came(
    world: World, user: Actor, finance: Actor
) -> None:
    intent = await world.fund(user, TOTAL)
    await world.app.refunds.request(user, intent.id, Vnd(500_000), world.key(user))
    with pytest.raises(ChargebackAboveCaptured) as refused:
        await record(world, finance, intent, Vnd(304_998))
    await record(world, finance, intent)

    assert refused.value.facts == {"refundable": 304_997}
    with pytest.raises(RefundAboveCaptured):
        await world.app.refunds.request(user, intent.id, Vnd(1), world.key(user))
    await world.pump()
    await world.assert_books_are_clean()


async def test_dry_run_changes_nothing(
    world: World, user: Actor, spent: PaymentIntent, finance: Actor
) -> None:
    before = await world.wallet(user)
    assert (await record(world, finance, spent, dry_run=True)).owed == Vnd(704_997)

    assert await world.wallet(user) == before


async def test_list_shows_what_is_still_owed(
    world: World, user: Actor, spent: PaymentIntent, finance: Actor
) -> None:
    small = await record(world, finance, spent, Vnd(1))
    world.pass_time(DAY)
    large = await record(world, finance, spent, reference="CB-2")

    async def listed(*, owed_only: bool) -> list[Chargeback]:
        page = await world.app.chargebacks.page(finance, owed_only=owed_only, after=None, limit=10)
        return list(page.items)

    assert await listed(owed_only=False) == [large, small]
    assert await listed(owed_only=True) == [large]


async def test_rule_16_nobody_records_one_of_his_own(
    world: World, user: Actor, spent: PaymentIntent, finance: Actor
) -> None:
    himself = Actor(user.user_id, (await world.admin()).role)
    with pytest.raises(Forbidden):
        await record(world, himself, spent)
    with pytest.raises(Forbidden):
        await record(world, await world.support(), spent)
    with pytest.raises(InvalidInput):
        await record(world, finance, spent, reference=" ")


async def test_rule_16_above_five_million_a_second_person_must_agree(
    world: World, user: Actor, finance: Actor
) -> None:
    large = Vnd(6_000_000)
    intent = await world.fund(user, large)
    with pytest.raises(SecondPersonNeeded):
        await record(world, finance, intent)
    assert (await world.wallet(user)).available == large
    chargeback = await record(world, await world.support(Capability.FINANCE), intent)

    assert chargeback.amount == large
    assert (await world.wallet(user)).available == ZERO
    await world.assert_books_are_clean()
