"""The list of devices, remote logout, and the alarm that only its owner takes away (RULES 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.identity.device_service import Device
from mate_core.identity.errors import SessionEnded
from mate_core.identity.model import UserStatus
from mate_core.identity.origin import Origin
from mate_core.identity.ports import IdentityUow
from mate_core.identity.session_tokens import Tokens
from mate_core.shared.actor import Actor
from mate_core.shared.contact import PhoneNumber
from mate_core.shared.errors import NotAuthenticated, NotFound, StorageUnavailable
from mate_core.shared.ids import SessionId
from tests.unit.world import DAY, MINUTE, PASSWORD, World

SECOND = timedelta(seconds=1)


@pytest.fixture
def phone(world: World) -> PhoneNumber:
    return world.new_phone()


@pytest.fixture
async def telephone(world: World, phone: PhoneNumber) -> Tokens:
    await world.user(phone)
    return await world.app.login.login(phone.e164, PASSWORD, Origin(device="Điện thoại"))


@pytest.fixture
async def browser(world: World, telephone: Tokens, phone: PhoneNumber) -> Tokens:
    world.pass_time(5 * MINUTE)
    return await world.app.login.login(phone.e164, PASSWORD, Origin(device="Firefox"))


async def actor_of(world: World, tokens: Tokens) -> Actor:
    return await world.app.sessions.authenticate(tokens.access_token)


async def device_of(world: World, tokens: Tokens) -> SessionId:
    actor = await actor_of(world, tokens)
    assert actor.session_id is not None
    return actor.session_id


async def listed(world: World, actor: Actor) -> list[Device]:
    return list(await world.app.devices.mine(actor))


class TestList:
    async def test_devices_come_last_used_first_with_the_current_one_marked(
        self, world: World, telephone: Tokens, browser: Tokens
    ) -> None:
        actor = await actor_of(world, browser)
        world.pass_time(5 * MINUTE)
        await world.app.sessions.refresh(telephone.refresh_token)
        seen = await listed(world, actor)

        assert [each.session.device for each in seen] == ["Điện thoại", "Firefox"]
        assert [each.is_current for each in seen] == [False, True]
        assert seen[0].last_used_at == world.now
        assert seen[0].session.created_at == world.now - 10 * MINUTE

    async def test_other_people_s_devices_are_not_listed(
        self, world: World, browser: Tokens
    ) -> None:
        assert await listed(world, await world.user()) == []

    async def test_logged_out_device_is_listed_while_it_may_raise_an_alarm(
        self, world: World, telephone: Tokens, browser: Tokens
    ) -> None:
        actor, lost = await actor_of(world, browser), await device_of(world, telephone)
        await world.app.sessions.logout(replace(actor, session_id=lost))
        (gone,) = [each for each in await listed(world, actor) if each.session.id == lost]
        assert (gone.is_open, gone.can_raise_alarm) == (False, True)
        await world.app.devices.remove(actor, lost)

        assert [each.session.id for each in await listed(world, actor)] == [actor.session_id]


class TestRemove:
    async def test_device_is_logged_out_within_a_second(
        self, world: World, telephone: Tokens, browser: Tokens
    ) -> None:
        lost = await device_of(world, telephone)
        await world.app.devices.remove(await actor_of(world, browser), lost)
        world.pass_time(SECOND)

        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(telephone.access_token)
        with pytest.raises(SessionEnded):
            await world.app.sessions.refresh(telephone.refresh_token)
        assert await world.app.sessions.authenticate(browser.access_token)

    async def test_other_people_s_and_unknown_devices_are_not_found(
        self, world: World, telephone: Tokens
    ) -> None:
        stranger, foreign = await world.user(), await device_of(world, telephone)
        for wanted in (foreign, SessionId(stranger.user_id)):
            with pytest.raises(NotFound):
                await world.app.devices.remove(stranger, wanted)

        assert await world.app.sessions.authenticate(telephone.access_token)


class TestAlarm:
    async def test_rule_3_it_survives_logout_ban_and_change_of_password(
        self, world: World, telephone: Tokens, browser: Tokens
    ) -> None:
        actor = await actor_of(world, telephone)
        await world.app.passwords.change(actor, PASSWORD, "mưa rơi trên phố cổ")
        await world.app.sessions.logout(actor)
        async with world.store.open_uow() as uow:
            account = await uow.users.get_for_change(actor.user_id)
            await uow.users.save(replace(account, status=UserStatus.BANNED))
            await uow.commit()
        world.pass_time(60 * DAY)
        await world.app.housekeeping.purge()

        for tokens in (telephone, browser):
            assert await world.app.devices.alarm_caller(tokens.sos_token) == actor.user_id

    async def test_rule_3_the_owner_takes_it_away_from_one_device(
        self, world: World, telephone: Tokens, browser: Tokens
    ) -> None:
        lost = await device_of(world, telephone)
        actor = await actor_of(world, browser)
        await world.app.devices.remove(actor, lost)
        world.pass_time(60 * DAY)
        await world.app.housekeeping.purge()  # forgets the session, not that

        with pytest.raises(NotAuthenticated):
            await world.app.devices.alarm_caller(telephone.sos_token)
        assert await world.app.devices.alarm_caller(browser.sos_token) == actor.user_id

    async def test_renewed_session_brings_the_credential_again(
        self, world: World, telephone: Tokens
    ) -> None:
        renewed = await world.app.sessions.refresh(telephone.refresh_token)

        assert await world.app.devices.alarm_caller(renewed.sos_token) == telephone.user.id

    async def test_access_token_is_none(self, world: World, telephone: Tokens) -> None:
        with pytest.raises(NotAuthenticated):
            await world.app.devices.alarm_caller(telephone.access_token)

    async def test_signature_counts_alone_while_the_store_is_away(
        self, world: World, telephone: Tokens
    ) -> None:
        devices = replace(world.app.devices, open_read=_away())

        assert await devices.alarm_caller(telephone.sos_token) == telephone.user.id


def _away() -> Callable[[], IdentityUow]:
    def refuse() -> IdentityUow:
        raise StorageUnavailable

    return refuse
