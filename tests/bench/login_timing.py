"""Whether the time of an answer tells known names from unknown ones: it must not (RULES 24).

The same command is given for somebody known and for nobody, in random order, on the real services
with PostgreSQL and argon2id. The Mann-Whitney U test asks whether one kind of answer tends to come
later; the share of pairs in which it does (0.5 is a coin) says how much an observer could learn.
"""

from __future__ import annotations

import asyncio
import math
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg
import uvloop

from mate_adapters.crypto.passwords import Argon2Hasher
from mate_adapters.runtime import Runtime, open_runtime
from mate_core.identity.errors import CredentialsInvalid
from mate_core.identity.service import Registration
from mate_core.shared.contact import PhoneNumber
from tests.bench import stages
from tests.load.people import populate
from tests.load.place import SERVED, Place

KEY: Final = "login-timing"
PASSWORD: Final = "mưa rơi trên phố cổ"
FULL: Final = 600
QUICK: Final = 150
SIGNIFICANT: Final = 0.01
"""Below this the difference is no accident ..."""
TELLING: Final = 0.07
"""... and beyond that distance from a coin it would be worth an observer's while."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Milliseconds of one command for known and unknown names."""

    command: str
    known: Sequence[float]
    unknown: Sequence[float]

    @property
    def share_later(self) -> float:
        """In how many pairs the answer for the known name came later."""
        return superiority(self.known, self.unknown)

    @property
    def p_value(self) -> float:
        return mann_whitney_p(self.known, self.unknown)

    @property
    def tells(self) -> bool:
        return self.p_value < SIGNIFICANT and abs(self.share_later - 0.5) > TELLING

    def figures(self) -> dict[str, Any]:
        return {
            "eachKind": len(self.known),
            "medianKnownMs": round(statistics.median(self.known), 3),
            "medianUnknownMs": round(statistics.median(self.unknown), 3),
            "shareKnownLater": round(self.share_later, 3),
            "p": round(self.p_value, 4),
            "tells": self.tells,
        }

    def line(self) -> str:
        told = self.figures()
        verdict = "TELLS KNOWN NAMES APART" if self.tells else "tells nothing"
        return (
            f"  {self.command:<16} known {told['medianKnownMs']:8.3f} ms,"
            f" unknown {told['medianUnknownMs']:8.3f} ms (medians of {told['eachKind']}),"
            f" known later in {told['shareKnownLater']:.1%} of pairs, p = {told['p']:.3f}:"
            f" {verdict}"
        )


@dataclass(frozen=True, slots=True)
class Timing:
    comparisons: Sequence[Comparison]

    @property
    def tells(self) -> bool:
        return any(each.tells for each in self.comparisons)

    def figures(self) -> dict[str, Any]:
        return {each.command: each.figures() for each in self.comparisons}

    def page(self) -> str:
        return "\n".join(
            ["Known and unknown names by the time of the answer:"]
            + [each.line() for each in self.comparisons]
        )


def measure_timing(place: Place, each_kind: int) -> Timing:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        _, now = runner.run(stages.prepare(place))
        populate(place.postgres.dsn(SERVED), each_kind, at=now)
        password_hash = runner.run(Argon2Hasher().hash("somebody else's long password"))
        phones = _known_phones(place, password_hash, each_kind)
        return runner.run(_measure(place, phones))


def _known_phones(place: Place, password_hash: str, count: int) -> list[PhoneNumber]:
    """Verified numbers, each with a hash that takes its time to check."""
    with psycopg.connect(place.postgres.dsn(SERVED)) as sql:
        sql.execute("UPDATE users SET password_hash = %s", [password_hash])
        rows = sql.execute(
            "SELECT phone FROM users WHERE phone_verified_at IS NOT NULL ORDER BY id LIMIT %s",
            [count],
        ).fetchall()
    return [PhoneNumber(row[0]) for row in rows]


async def _measure(place: Place, phones: Sequence[PhoneNumber]) -> Timing:
    async with open_runtime(place.settings(SERVED)) as runtime:
        await runtime.warm()
        acts = {
            "login": _login,
            "register": _register,
            "forgot-password": _forgot,
        }
        return Timing([await _compared(runtime, name, act, phones) for name, act in acts.items()])


Act = Callable[[Runtime, PhoneNumber], Awaitable[object]]


async def _login(runtime: Runtime, phone: PhoneNumber) -> None:
    with suppress(CredentialsInvalid):
        await runtime.application.login.login(phone.e164, PASSWORD)


async def _register(runtime: Runtime, phone: PhoneNumber) -> object:
    wish = Registration(None, phone, PASSWORD, "Nguyễn Văn An", date(1998, 5, 17))
    return await runtime.application.registration.register(wish)


async def _forgot(runtime: Runtime, phone: PhoneNumber) -> object:
    return await runtime.application.passwords.forgot(phone)


async def _compared(
    runtime: Runtime, name: str, act: Act, phones: Sequence[PhoneNumber]
) -> Comparison:
    """Each number once, so that no limit is met; the order is thrown."""
    dice = random.Random(name)
    strangers = [PhoneNumber(f"+8436{dice.randrange(10**7):07}") for _ in phones]
    known, unknown = set(phones), set(strangers)
    taken: dict[bool, list[float]] = {True: [], False: []}
    asked = [*phones, *strangers]
    dice.shuffle(asked)
    for number, phone in enumerate(asked):
        begun = time.perf_counter()
        await act(runtime, phone)
        took = (time.perf_counter() - begun) * 1_000
        if number >= len(asked) // 20 and not (phone in known and phone in unknown):
            taken[phone in known].append(took)  # the first ones warm everything up
    return Comparison(name, taken[True], taken[False])


def superiority(later: Sequence[float], than: Sequence[float]) -> float:
    """The share of pairs in which the first is greater, ties as halves (U / nm)."""
    return _u(later, than) / (len(later) * len(than))


def mann_whitney_p(one: Sequence[float], other: Sequence[float]) -> float:
    """Two-sided, by the normal approximation without ties, good from some twenty values on."""
    n, m = len(one), len(other)
    spread = math.sqrt(n * m * (n + m + 1) / 12)
    z = (_u(one, other) - n * m / 2) / spread
    return math.erfc(abs(z) / math.sqrt(2))


def _u(one: Sequence[float], other: Sequence[float]) -> float:
    """Mann and Whitney's U of the first, by ranks."""
    ordered = sorted([(value, True) for value in one] + [(value, False) for value in other])
    ranks, position = 0.0, 0
    while position < len(ordered):
        end = position
        while end < len(ordered) and ordered[end][0] == ordered[position][0]:
            end += 1
        middle = (position + 1 + end) / 2
        ranks += middle * sum(is_one for _, is_one in ordered[position:end])
        position = end
    return ranks - len(one) * (len(one) + 1) / 2
