"""Human codes and the order of locks."""

from __future__ import annotations

from uuid import UUID

import pytest

from mate_adapters.memory.random import SeededRandom, SequentialIds
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.errors import Forbidden
from mate_core.shared.ids import (
    CODE_ALPHABET,
    UserId,
    booking_code,
    digits,
    sorted_ids,
    transaction_code,
)

USER = UserId(UUID(int=1))


def test_m10_codes_drawn_in_one_instant_are_distinct() -> None:
    random = SeededRandom(7)
    codes = {transaction_code(random) for _ in range(20_000)}

    assert len(codes) == 20_000


def test_b11_codes_cannot_be_guessed_from_one_another() -> None:
    random = SeededRandom(7)
    code = booking_code(random)

    assert code.startswith("MATE-")
    assert len(code) == len("MATE-") + 8
    assert set(code.removeprefix("MATE-")) <= set(CODE_ALPHABET)


def test_alphabet_has_no_signs_that_people_mistake() -> None:
    assert len(CODE_ALPHABET) == len(set(CODE_ALPHABET)) == 32
    assert not set("01OI") & set(CODE_ALPHABET)


def test_secret_keeps_leading_zeros() -> None:
    random = SeededRandom(1)

    assert {len(digits(random, 4)) for _ in range(1_000)} == {4}


def test_persons_are_locked_in_one_order_and_once() -> None:
    ids = SequentialIds()
    first, second = UserId(ids.uuid()), UserId(ids.uuid())

    assert list(sorted_ids(second, first, second)) == [first, second]


@pytest.mark.parametrize("role", [Role.USER, Role.PARTNER])
@pytest.mark.parametrize("capability", Capability)
def test_capability_without_a_staff_role_opens_nothing(role: Role, capability: Capability) -> None:
    actor = Actor(USER, role, frozenset({capability}))

    with pytest.raises(Forbidden):
        actor.require(capability)
    with pytest.raises(Forbidden):
        actor.require_staff()


def test_support_needs_the_very_capability() -> None:
    actor = Actor(USER, Role.SUPPORT, frozenset({Capability.KYC}))
    actor.require(Capability.KYC)

    with pytest.raises(Forbidden):
        actor.require(Capability.FINANCE)


@pytest.mark.parametrize("capability", Capability)
def test_administrator_has_every_capability(capability: Capability) -> None:
    Actor(USER, Role.ADMIN).require(capability)
