"""Two changes of one partner at once: the read model says both, and counts every word once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mate_core.partners.events import PartnerChanged
from mate_core.profiles.events import ProfileChanged
from mate_core.search.steps import refresh_partner, refresh_person
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.contract.makers import NOW
from tests.contract.search_makers import a_listed
from tests.contract.stores import MakeStore, Store

pytestmark = pytest.mark.postgres
ROUNDS = 15


@pytest.fixture
def store(make_postgres_store: MakeStore) -> Store:
    return make_postgres_store(
        in_transaction={PartnerChanged: (refresh_partner,), ProfileChanged: (refresh_person,)}
    )


async def raise_rate(store: Store, partner_id: UserId, rate: int) -> None:
    async with store.open_uow() as uow:
        partner = await uow.partners.get(partner_id)
        await uow.partners.save(replace(partner, hourly_rate=Vnd(rate)))
        await uow.publish(PartnerChanged(partner_id=partner_id, at=NOW))
        await uow.commit()


async def rename(store: Store, user_id: UserId, name: str) -> None:
    async with store.open_uow() as uow:
        profile = await uow.profiles.get(user_id)
        await uow.profiles.save(replace(profile, display_name=name))
        await uow.publish(ProfileChanged(user_id=user_id, at=NOW))
        await uow.commit()


async def test_changes_at_once_are_both_in_the_entry(store: Store) -> None:
    partner = await a_listed(store)
    for number in range(ROUNDS):
        name, rate = f"Linh {number}", 100_000 + number
        await asyncio.gather(raise_rate(store, partner.id, rate), rename(store, partner.id, name))
        async with store.open_read() as uow:
            (entry,) = await uow.search_entries.of(partner.id)
        assert (entry.display_name, entry.hourly_rate) == (name, Vnd(rate))

    async with store.open_read() as uow:
        assert await uow.search_entries.miscounted_terms() == 0


async def test_people_who_share_words_do_not_wait_in_a_ring(store: Store) -> None:
    partners = [await a_listed(store) for _ in range(10)]
    names = ("Linh Chi An", "An Linh Chi", "Chi An Mai", "Mai Linh")

    async def go_on(partner_id: UserId) -> None:
        for number in range(ROUNDS):
            await rename(store, partner_id, names[(number + partner_id.int) % len(names)])

    async with asyncio.timeout(60):
        ended = await asyncio.gather(
            *(go_on(partner.id) for partner in partners), return_exceptions=True
        )

    assert [each for each in ended if isinstance(each, ConcurrencyConflict)] == []
    assert ended == [None] * len(partners)
    async with store.open_read() as uow:
        assert await uow.search_entries.miscounted_terms() == 0
