"""What must hold of accounts when many ask at once, on PostgreSQL."""

from __future__ import annotations

import pytest

from mate_core.identity.errors import (
    CodeInvalid,
    CredentialsInvalid,
    SecondAdministratorNeeded,
    SecondStepNeeded,
    TooManyTries,
)
from mate_core.identity.origin import Origin
from mate_core.identity.second_factor import SecondFactor
from mate_core.identity.totp import code_of, step_at
from mate_core.shared.actor import Actor, Role
from tests.contract.makers import NOW, a_user
from tests.contract.test_races import Town, outcomes, town

__all__ = ["town"]  # the fixture
pytestmark = pytest.mark.postgres

PASSWORD = "mưa rơi trên phố cổ"
SECRET = b"12345678901234567890"


async def test_of_30_guesses_at_once_five_are_looked_at(town: Town) -> None:
    origin = Origin(address="203.0.113.7")
    guess = town.app.login.login

    counted = await outcomes(*(guess("0901234567", f"guess {n}", origin) for n in range(30)))

    assert counted == {CredentialsInvalid.__name__: 5, TooManyTries.__name__: 25}


async def test_of_10_logins_with_one_code_one_succeeds(town: Town) -> None:
    """Each from an address of its own, so that no limit decides."""
    password_hash = await town.app.login.passwords.hash(PASSWORD)
    user = await a_user(town.store, password_hash=password_hash, second_factor_at=NOW)
    async with town.store.open_uow() as uow:
        await uow.second_factors.put(SecondFactor(user.id, SECRET, NOW, confirmed_at=NOW))
        await uow.commit()
    with pytest.raises(SecondStepNeeded) as needed:
        await town.app.login.login(str(user.phone), PASSWORD)
    step, code = needed.value.step_token, code_of(SECRET, step_at(town.clock.now()))

    counted = await outcomes(
        *(town.app.login.finish(step, code, Origin(f"203.0.113.{n}")) for n in range(10))
    )

    assert counted == {"done": 1, CodeInvalid.__name__: 9}


async def test_one_administrator_at_once_is_still_one(town: Town) -> None:
    admins = [await a_user(town.store, role=Role.ADMIN) for _ in range(2)]
    person = await a_user(town.store)
    first = Actor(admins[0].id, Role.ADMIN)

    async def promote(actor: Actor) -> object:
        return await town.app.staff_accounts.change_role(
            actor, person.id, Role.SUPPORT, frozenset(), reason="hired"
        )

    assert await outcomes(*(promote(first) for _ in range(10))) == {
        SecondAdministratorNeeded.__name__: 10
    }
    assert await outcomes(promote(Actor(admins[1].id, Role.ADMIN))) == {"done": 1}
