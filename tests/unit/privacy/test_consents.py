"""Consents: versioned texts, an append-only ledger, withdrawal that holds at once."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import pytest

from mate_core.privacy.consents import TEXTS, Language, Purpose
from mate_core.privacy.errors import ConsentIndispensable, ConsentTextOutdated
from mate_core.privacy.events import ConsentChanged
from mate_core.privacy.steps import has_consent
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Forbidden, NotFound
from mate_core.shared.ids import UserId
from tests.unit.world import World


async def agrees(world: World, person: Actor, purpose: Purpose) -> bool:
    async with world.store.open_read() as uow:
        return await has_consent(uow, person.user_id, purpose)


async def grant(world: World, person: Actor, purpose: Purpose) -> None:
    await world.app.consents.grant(
        person, purpose, version=TEXTS[purpose].version, language=Language.VI
    )


def test_every_purpose_has_a_text_in_both_languages() -> None:
    assert set(TEXTS) == set(Purpose)
    for text in TEXTS.values():
        assert all(text.words[language] for language in Language)


async def test_nobody_has_agreed_to_anything_before_he_says_so(world: World, user: Actor) -> None:
    assert not any([await agrees(world, user, purpose) for purpose in Purpose])
    assert [state.granted for state in await world.app.consents.mine(user)] == [False] * 6


async def test_withdrawal_holds_for_the_very_next_command(world: World, user: Actor) -> None:
    await grant(world, user, Purpose.LOCATION)
    assert await agrees(world, user, Purpose.LOCATION)

    await world.app.consents.withdraw(user, Purpose.LOCATION)

    assert not await agrees(world, user, Purpose.LOCATION)  # no time has passed


async def test_one_purpose_says_nothing_of_another(world: World, user: Actor) -> None:
    await grant(world, user, Purpose.LOCATION)

    assert not await agrees(world, user, Purpose.MARKETING)


async def test_the_ledger_keeps_every_change_with_the_digest_of_what_was_shown(
    world: World, user: Actor
) -> None:
    await grant(world, user, Purpose.MARKETING)
    await grant(world, user, Purpose.MARKETING)  # again: nothing new to record
    await world.app.consents.withdraw(user, Purpose.MARKETING)

    history = await world.app.consents.of(await world.support(), user.user_id)
    assert [row.granted for row in history] == [True, False]
    shown = TEXTS[Purpose.MARKETING].words[Language.VI]
    assert history[0].digest == hashlib.sha256(shown.encode()).hexdigest()
    assert [event.granted for event in world.events(ConsentChanged)] == [True, False]


async def test_consent_to_another_version_is_refused(world: World, user: Actor) -> None:
    with pytest.raises(ConsentTextOutdated):
        await world.app.consents.grant(user, Purpose.LOCATION, version=99, language=Language.EN)


async def test_terms_are_left_by_closing_the_account(world: World, user: Actor) -> None:
    with pytest.raises(ConsentIndispensable):
        await world.app.consents.withdraw(user, Purpose.TERMS)


async def test_the_ledger_of_nobody_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        await world.app.consents.of(await world.support(), UserId(uuid4()))


async def test_only_staff_read_somebody_elses_ledger(world: World, user: Actor) -> None:
    with pytest.raises(Forbidden):
        await world.app.consents.of(user, user.user_id)
