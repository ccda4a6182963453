"""Identifiers and choices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.random import SeededRandom, SequentialIds
from mate_adapters.system import SecretsRandom, UuidV7Generator
from mate_core.shared.ids import IdGenerator, Random

START = datetime(2026, 1, 5, 2, 0, 0, 123000, tzinfo=UTC)


def milliseconds_of(identifier: UUID) -> int:
    return identifier.int >> 80


def generators(clock: VirtualClock) -> list[IdGenerator]:
    return [UuidV7Generator(clock), SequentialIds(clock)]


@pytest.mark.parametrize("which", [0, 1], ids=["system", "memory"])
class TestIdentifiers:
    def test_they_are_version_7_with_the_time_of_the_clock(self, which: int) -> None:
        identifier = generators(VirtualClock(START))[which].uuid()

        assert identifier.version == 7
        assert identifier.variant == "specified in RFC 4122"
        assert milliseconds_of(identifier) == int(START.timestamp() * 1000)

    def test_later_ones_sort_after_earlier_ones_while_the_clock_stands(self, which: int) -> None:
        ids = generators(VirtualClock(START))[which]

        made = [ids.uuid() for _ in range(2_000)]

        assert all(earlier < later for earlier, later in pairwise(made))

    def test_later_ones_sort_after_earlier_ones_while_the_clock_moves(self, which: int) -> None:
        clock = VirtualClock(START)
        ids = generators(clock)[which]

        made = []
        for _ in range(200):
            made.append(ids.uuid())
            clock.advance(timedelta(microseconds=300))

        assert all(earlier < later for earlier, later in pairwise(made))


class JumpyClock:
    """A clock that breaks its promise and goes back."""

    def __init__(self, *instants: datetime) -> None:
        self._instants = list(instants)

    def now(self) -> datetime:
        return self._instants.pop(0)


def test_identifiers_still_rise_when_the_clock_goes_back() -> None:
    ids = UuidV7Generator(JumpyClock(START, START - timedelta(hours=1), START))

    made = [ids.uuid() for _ in range(3)]

    assert made == sorted(made)
    assert len(set(made)) == 3


def test_two_processes_do_not_make_the_same_identifier_in_one_millisecond() -> None:
    clock = VirtualClock(START)
    one, other = UuidV7Generator(clock), UuidV7Generator(clock)

    made = [ids.uuid() for ids in (one, other) for _ in range(500)]

    assert len(set(made)) == 1_000


@pytest.mark.parametrize("random", [SecretsRandom(), SeededRandom(7)], ids=["system", "memory"])
class TestRandom:
    def test_a_choice_has_the_length_and_the_signs_asked_for(self, random: Random) -> None:
        chosen = random.choice_of("ab7", 400)

        assert len(chosen) == 400
        assert set(chosen) == set("ab7")

    def test_two_choices_differ(self, random: Random) -> None:
        assert random.choice_of("0123456789", 30) != random.choice_of("0123456789", 30)


def test_the_same_seed_repeats_the_same_choices() -> None:
    assert SeededRandom(3).choice_of("0123456789", 40) == SeededRandom(3).choice_of(
        "0123456789", 40
    )
    assert SeededRandom(3).choice_of("0123456789", 40) != SeededRandom(4).choice_of(
        "0123456789", 40
    )
