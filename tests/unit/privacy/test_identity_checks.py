"""Identity checks in the copy of one's data, and at the end of an account."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

from mate_core.identity.model import UserStatus
from mate_core.shared.actor import Actor
from tests.unit.kyc.house import DECLARED, NUMBER, case_of, checked, submit, work
from tests.unit.world import PASSWORD, World


async def test_what_was_declared_is_in_the_copy_while_it_is_kept(world: World, user: Actor) -> None:
    await submit(world, user)
    link = await world.app.exports.request(user)
    raw = b"".join([piece async for piece in await world.app.exports.open(link.token)])

    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        (case,) = json.loads(packed.read("identity-checks.json"))
        assert (case["declaredName"], case["declaredNumber"]) == (DECLARED.full_name, NUMBER)
        assert len([name for name in packed.namelist() if name.startswith("files/kyc_")]) == 3


async def test_rule_18_verified_name_goes_with_the_account(world: World, user: Actor) -> None:
    await checked(world, user)
    assert (await case_of(world, user)).verified_name is not None
    await world.app.closing.close(user, PASSWORD)
    await world.pump()

    case = await case_of(world, user)
    assert (case.verified_name, case.declared) == (None, None)


async def test_rule_18_check_that_has_begun_is_waited_for(world: World, user: Actor) -> None:
    await submit(world, user)
    await world.app.closing.close(user, PASSWORD)
    await world.pump()
    async with world.store.open_read() as uow:
        assert (await uow.users.get(user.user_id)).status is UserStatus.CLOSING

    await work(world)
    world.pass_time(timedelta(hours=2))
    await world.pump()
    async with world.store.open_read() as uow:
        assert (await uow.users.get(user.user_id)).status is UserStatus.CLOSED
