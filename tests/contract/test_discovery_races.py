"""Trends and suggestions on PostgreSQL, also while others write."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mate_adapters.postgres.pool import ConnectionPool
from mate_core.partners.model import Partner
from mate_core.partners.service import Offer
from mate_core.search.suggestions.model import ReasonCode
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.contract.makers import a_user
from tests.contract.test_races import PRICE, Town, actor, open_town

pytestmark = pytest.mark.postgres


@pytest.fixture
def town(postgres_pool: ConnectionPool) -> Town:
    return open_town(postgres_pool)


async def found_partner(town: Town) -> Partner:
    """As search knows him: the maker writes past the events."""
    partner = await town.partner()
    await town.app.partners.change(actor(partner.id), Offer(hourly_rate=Vnd(199_999)))
    return partner


async def trending(town: Town, viewer: UserId) -> list[UserId]:
    return [entry.partner_id for entry in await town.app.trends.trending(actor(viewer))]


async def test_booked_and_looked_at_they_rise(town: Town) -> None:
    booked, looked_at, _ = [await found_partner(town) for _ in range(3)]
    user = await town.user_with(PRICE)
    await town.paid(user, booked)
    town.app.views.note(actor(user.id), looked_at.id)
    assert await town.app.views.write_down() == 1
    assert await town.app.trends.recompute() == 2
    assert await trending(town, user.id) == [booked.id, looked_at.id]


async def test_computed_by_several_workers_at_once_it_comes_to_the_same(town: Town) -> None:
    partners = [await found_partner(town) for _ in range(7)]
    users = [(await a_user(town.store)).id for _ in range(7)]
    for number, partner in enumerate(partners):
        for user in users[number:]:
            town.app.views.note(actor(user), partner.id)
    service = replace(town.app.trends, policy=replace(town.app.trends.policy, partners_at_once=2))
    await asyncio.gather(
        *(service.recompute() for _ in range(4)), *(town.app.views.write_down() for _ in range(3))
    )
    await service.recompute()
    assert await trending(town, users[0]) == [partner.id for partner in partners]


async def test_more_is_read_in_place_of_those_who_may_not_be_shown(town: Town) -> None:
    partners = [await found_partner(town) for _ in range(5)]
    viewer, *others = [(await a_user(town.store)).id for _ in range(6)]
    for number, partner in enumerate(partners):
        for user in others[number:]:
            town.app.views.note(actor(user), partner.id)
    await town.app.views.write_down()
    await town.app.trends.recompute()
    for partner in partners[:3]:
        await town.app.blocks.block(actor(viewer), partner.id)
    service = replace(town.app.trends, policy=replace(town.app.trends.policy, read_at_once=2))
    shown = await service.trending(actor(viewer), limit=2)
    assert [entry.partner_id for entry in shown] == [partners[3].id, partners[4].id]


async def test_suggestions_come_from_the_past_of_the_seeker(town: Town) -> None:
    partner, user = await found_partner(town), await town.user_with(PRICE)
    await town.paid(user, partner)
    (suggestion,) = await town.app.suggestions.suggestions(actor(user.id))
    codes = {reason.code for reason in suggestion.reasons}
    assert suggestion.entry.partner_id == partner.id
    assert {ReasonCode.USUAL_SERVICE, ReasonCode.USUAL_PRICE} <= codes
