"""Who is struck when: drawn from the seed before anything starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

PROGRAMS: Final = 2
"""So many API processes, and so many workers."""
_FIRST_S: Final = 0.5
_BETWEEN_S: Final = (1.0, 3.0)
_PAUSE_S: Final = (0.0, 1.5)
_AFTER_THE_DATABASE_S: Final = 2.0
"""Everybody waits for it, so that more time is needed until something is under way again."""


class Victim(StrEnum):
    API = "api"
    WORKER = "worker"
    DATABASE_RESTART = "databaseRestart"
    DATABASE = "database"


_WEIGHTS: Final = {
    Victim.API: 4,
    Victim.WORKER: 3,
    Victim.DATABASE_RESTART: 1,
    Victim.DATABASE: 1,
}
_OF_THE_DATABASE: Final = frozenset({Victim.DATABASE_RESTART, Victim.DATABASE})


@dataclass(frozen=True, slots=True)
class Blow:
    """At `at_s` seconds of the run program `number` is killed, and comes back after `pause_s`."""

    at_s: float
    victim: Victim
    number: int
    pause_s: float


def blows(seed: int, seconds: float) -> Sequence[Blow]:
    """All that happen within `seconds`; one of each kind first, in any order, then by weight."""
    random = Random(f"blows {seed}")
    first = list(Victim)
    random.shuffle(first)
    drawn: list[Blow] = []
    at_s = _FIRST_S
    while at_s < seconds:
        victim = first.pop() if first else _any_of(random)
        drawn.append(Blow(at_s, victim, random.randrange(PROGRAMS), random.uniform(*_PAUSE_S)))
        at_s += random.uniform(*_BETWEEN_S)
        if victim in _OF_THE_DATABASE:
            at_s += _AFTER_THE_DATABASE_S
    return drawn


def _any_of(random: Random) -> Victim:
    return random.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]
