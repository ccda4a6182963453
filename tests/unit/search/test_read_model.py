"""The read model says what is true after every path that changes who is found or what is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.profiles.service import ProfileChanges
from mate_core.search.entry import SearchEntry
from mate_core.shared.actor import Actor
from mate_core.shared.geo import Coordinates
from mate_core.shared.money import Vnd
from tests.unit.world import BEN_THANH, PASSWORD, RATE, World

HANOI = Coordinates(21.0285, 105.8542)


async def entry_of(world: World, partner: Actor) -> SearchEntry | None:
    async with world.store.open_read() as uow:
        found = await uow.search_entries.of(partner.user_id)
    return found[0] if found else None


async def shown(world: World, partner: Actor) -> SearchEntry:
    entry = await entry_of(world, partner)
    assert entry is not None
    return entry


async def assert_true(world: World) -> None:
    verified = await world.app.search_index.verify()
    assert verified.is_clean, verified


CHANGES: list[tuple[Offer | ProfileChanges, dict[str, Any]]] = [
    (Offer(hourly_rate=Vnd(250_000)), {"hourly_rate": Vnd(250_000)}),
    (Offer(minimum_half_hours=8), {"minimum_half_hours": 8}),
    (
        Offer(service_types=frozenset({ServiceType.PARTY})),
        {"service_types": frozenset({ServiceType.PARTY})},
    ),
    (Offer(bio="Xin chào"), {"bio": "Xin chào"}),
    (Offer(city="Hà Nội"), {"city": "Hà Nội", "province_code": "01"}),
    (Offer(base_area=HANOI), {"base_area": HANOI.snapped()}),
    (ProfileChanges(display_name="Mây"), {"display_name": "Mây"}),
    (ProfileChanges(full_name="Trần Thị Mai"), {"display_name": "Mai"}),
    (ProfileChanges(bio="Của hồ sơ"), {"bio": "Của hồ sơ"}),
    (ProfileChanges(city="Hà Nội"), {"city": "Hà Nội", "province_code": "01"}),
    (ProfileChanges(languages=("vi", "en")), {"languages": ("vi", "en")}),
    (ProfileChanges(interests=("cà phê",)), {"interests": ("cà phê",)}),
]


@pytest.mark.parametrize(("change", "wanted"), CHANGES, ids=lambda each: type(each).__name__)
async def test_change_is_seen_at_once(
    world: World, partner: Actor, change: Offer | ProfileChanges, wanted: dict[str, Any]
) -> None:
    before = await shown(world, partner)
    if isinstance(change, Offer):
        await world.app.partners.change(partner, change)
    else:
        await world.app.profiles.change(partner, change)

    after = await shown(world, partner)
    assert after == replace(before, **wanted) != before
    await assert_true(world)


Deed = Callable[[World, Actor], Awaitable[object]]


async def switch(world: World, partner: Actor, *, on: bool) -> None:
    await world.app.partners.change(partner, Offer(is_available=on))


async def close(world: World, partner: Actor) -> None:
    await world.app.closing.close(partner, PASSWORD)


async def reopen(world: World, partner: Actor) -> None:
    async with world.store.open_read() as uow:
        phone = (await uow.users.get(partner.user_id)).phone
    assert phone is not None
    await world.app.closing.reopen(phone.e164, PASSWORD)


async def test_switched_off_and_on_again(world: World, partner: Actor) -> None:
    await switch(world, partner, on=False)
    assert await entry_of(world, partner) is None
    await assert_true(world)

    await switch(world, partner, on=True)
    assert await entry_of(world, partner) is not None
    await assert_true(world)


async def test_account_that_closes_is_gone_at_once_and_back_when_reopened(
    world: World, partner: Actor
) -> None:
    await close(world, partner)
    assert await entry_of(world, partner) is None
    await assert_true(world)

    await reopen(world, partner)
    assert await entry_of(world, partner) is not None
    await assert_true(world)


async def test_closed_account_leaves_no_word_of_its_own(world: World, partner: Actor) -> None:
    await world.app.profiles.change(partner, ProfileChanges(display_name="Thiênthanh"))
    await close(world, partner)
    await world.pump()

    await assert_true(world)
    assert "thienthanh" not in world.store.tables.search.by_term.keys


async def test_partner_is_found_from_the_verification_on(world: World) -> None:
    person = await world.user()
    offer = Offer(RATE, service_types=frozenset({ServiceType.WALKING}), base_area=BEN_THANH)
    await world.app.partners.register(person, offer)
    assert await entry_of(world, person) is None

    await world.app.partners.verify(await world.admin(), person.user_id, reason="card seen")
    assert await entry_of(world, person) is not None
    await assert_true(world)


async def test_partner_without_a_base_area_is_not_found(world: World) -> None:
    person = await world.partner(
        Offer(RATE, service_types=frozenset({ServiceType.WALKING})), open_days=0
    )

    assert await entry_of(world, person) is None
    await assert_true(world)


async def test_rebuilding_finds_nothing_to_change_and_mends_what_is_wrong(world: World) -> None:
    partners = [await world.partner(open_days=0) for _ in range(3)]
    entry = await shown(world, partners[0])
    async with world.store.open_uow() as uow:
        await uow.search_entries.put(replace(entry, display_name="Ai đó"))
        await uow.search_entries.remove(partners[1].user_id)
        await uow.commit()
    found = await world.app.search_index.verify()
    told = [each async for each in world.app.search_index.rebuild()]

    assert set(found.stale) == {partners[0].user_id, partners[1].user_id}
    assert (told[-1].partners, told[-1].entries) == (3, 3)
    await assert_true(world)


async def test_verification_tells_of_entries_that_ought_to_be_gone(
    world: World, partner: Actor
) -> None:
    entry = await shown(world, partner)
    await switch(world, partner, on=False)
    async with world.store.open_uow() as uow:
        await uow.search_entries.put(entry)
        await uow.commit()

    assert (await world.app.search_index.verify()).left_over == (partner.user_id,)
