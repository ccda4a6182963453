"""Roles, the first administrator, and the last one."""

from __future__ import annotations

import pytest

from mate_core.identity.errors import LastAdministrator
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from tests.unit.world import World

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

    assert await make(world, admin, admin, Role.USER) is Role.USER


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
