"""Roles, the first administrator, and the last one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.identity.errors import (
    LastAdministrator,
    OwnRole,
    SecondAdministratorNeeded,
    SessionEnded,
)
from mate_core.identity.events import RoleProposed
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from tests.unit.world import DAY, PASSWORD, World

NOTHING: frozenset[Capability] = frozenset()


async def make(world: World, by: Actor | None, who: Actor, role: Role) -> Role:
    user = await world.app.staff_accounts.change_role(by, who.user_id, role, NOTHING, reason="r")
    return user.role


async def test_first_administrator_is_made_without_one(world: World, user: Actor) -> None:
    assert await make(world, None, user, Role.ADMIN) is Role.ADMIN


async def test_bootstrap_is_over_once_there_is_an_administrator(world: World, user: Actor) -> None:
    await world.admin()

    with pytest.raises(Forbidden):
        await make(world, None, user, Role.ADMIN)


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.USER])
async def test_only_administrators_change_roles(world: World, user: Actor, role: Role) -> None:
    await world.admin()
    person = await world.support() if role is Role.SUPPORT else await world.user()

    with pytest.raises(Forbidden):
        await make(world, person, user, Role.ADMIN)


async def test_last_administrator_cannot_lose_the_role(world: World, user: Actor) -> None:
    admin = await world.admin()
    with pytest.raises(LastAdministrator):
        await make(world, admin, admin, Role.USER)
    await make(world, admin, user, Role.ADMIN)
    with pytest.raises(SecondAdministratorNeeded):
        await make(world, admin, admin, Role.USER)

    other = replace(user, role=Role.ADMIN)
    assert await make(world, other, admin, Role.USER) is Role.USER


class TestTwoAdministrators:
    """RULES 16."""

    @pytest.fixture
    async def admins(self, world: World) -> tuple[Actor, Actor]:
        first, second = await world.admin(), await world.user()
        await make(world, first, second, Role.ADMIN)  # the one alone names the second
        return first, replace(second, role=Role.ADMIN)

    async def test_rule_16_one_proposes_and_another_one_does_it(
        self, world: World, admins: tuple[Actor, Actor], user: Actor
    ) -> None:
        first, second = admins
        for _ in range(2):
            with pytest.raises(SecondAdministratorNeeded):
                await make(world, first, user, Role.SUPPORT)
        assert await make(world, second, user, Role.SUPPORT) is Role.SUPPORT
        actions = [
            (each.actor_id, each.action)
            for each in await world.app.staff_accounts.audit_of(first, user.user_id)
        ]

        assert actions == [(first.user_id, "user.role.propose"), (second.user_id, "user.role")]
        assert len(world.events(RoleProposed)) == 1

    async def test_rule_16_another_wish_is_another_proposal(
        self, world: World, admins: tuple[Actor, Actor], user: Actor
    ) -> None:
        first, second = admins
        with pytest.raises(SecondAdministratorNeeded):
            await make(world, first, user, Role.SUPPORT)
        with pytest.raises(SecondAdministratorNeeded):
            await make(world, second, user, Role.ADMIN)

        assert await make(world, first, user, Role.ADMIN) is Role.ADMIN

    async def test_proposal_lapses_after_a_day(
        self, world: World, admins: tuple[Actor, Actor], user: Actor
    ) -> None:
        first, second = admins
        with pytest.raises(SecondAdministratorNeeded):
            await make(world, first, user, Role.SUPPORT)
        world.pass_time(DAY)
        with pytest.raises(SecondAdministratorNeeded):
            await make(world, second, user, Role.SUPPORT)

    async def test_nobody_gives_himself_a_role(
        self, world: World, admins: tuple[Actor, Actor]
    ) -> None:
        first, _ = admins
        with pytest.raises(OwnRole):
            await make(world, first, first, Role.SUPPORT)

    async def test_between_users_and_partners_one_is_enough(
        self, world: World, admins: tuple[Actor, Actor], user: Actor
    ) -> None:
        assert await make(world, admins[0], user, Role.PARTNER) is Role.PARTNER


class TestSessions:
    async def test_support_logs_a_person_out_and_his_alarm_lives_on(self, world: World) -> None:
        phone = world.new_phone()
        person = await world.user(phone)
        tokens = [await world.app.login.login(phone.e164, PASSWORD) for _ in range(3)]
        staff, accounts = await world.support(), world.app.staff_accounts
        first, *_ = await accounts.sessions_of(staff, person.user_id)
        assert await accounts.end_sessions(staff, person.user_id, first.id, reason="lost") == 1
        assert await accounts.end_sessions(staff, person.user_id, None, reason="lost") == 2
        assert await accounts.end_sessions(staff, person.user_id, None, reason="lost") == 0

        for each in tokens:
            with pytest.raises(SessionEnded):
                await world.app.sessions.authenticate(each.access_token)
            assert await world.app.devices.alarm_caller(each.sos_token) == person.user_id

    async def test_staff_are_logged_out_by_administrators(self, world: World) -> None:
        staff, other = await world.support(), await world.support()
        accounts = world.app.staff_accounts
        with pytest.raises(Forbidden):
            await accounts.end_sessions(staff, other.user_id, None, reason="r")

        assert (
            await accounts.end_sessions(await world.admin(), other.user_id, None, reason="r") == 0
        )

    async def test_session_of_another_person_is_not_found(self, world: World) -> None:
        phone = world.new_phone()
        person, other = await world.user(phone), await world.user()
        await world.app.login.login(phone.e164, PASSWORD)
        staff = await world.support()
        (session,) = await world.app.staff_accounts.sessions_of(staff, person.user_id)
        with pytest.raises(NotFound):
            await world.app.staff_accounts.end_sessions(
                staff, other.user_id, session.id, reason="r"
            )


async def test_capabilities_are_for_staff_only(world: World, user: Actor) -> None:
    with pytest.raises(InvalidInput):
        await world.app.staff_accounts.change_role(
            await world.admin(), user.user_id, Role.USER, frozenset({Capability.KYC}), reason="r"
        )


async def test_change_of_role_is_audited_with_its_reason(world: World, user: Actor) -> None:
    admin = await world.admin()
    await make(world, admin, user, Role.SUPPORT)
    (record,) = await world.app.staff_accounts.audit_of(admin, user.user_id)

    assert (record.actor_id, record.action, record.reason) == (admin.user_id, "user.role", "r")
    assert record.facts == {"from": "USER", "to": "SUPPORT"}


async def test_audit_is_for_staff(world: World, user: Actor) -> None:
    with pytest.raises(Forbidden):
        await world.app.staff_accounts.audit_of(user, user.user_id)


async def test_person_is_found_by_id_and_by_verified_phone(world: World) -> None:
    phone = world.new_phone()
    person = await world.user(phone)
    spelled = "0" + phone.e164.removeprefix("+84")

    for identifier in (str(person.user_id), phone.e164, spelled):
        assert (await world.app.staff_accounts.find(identifier)).id == person.user_id


async def test_unknown_person_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        await world.app.staff_accounts.find(world.new_phone().e164)
