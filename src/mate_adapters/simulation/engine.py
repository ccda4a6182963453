"""One run: the heap of what everybody means to do, and the clock that goes from one to the next."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any, Final, TypeVar

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.machinery import (
    CarrierDown,
    ClockJump,
    Pump,
    SweepMedia,
    VerifierDown,
)
from mate_adapters.simulation.commands.staff import Purge
from mate_adapters.simulation.faults import AT_CARRIER, AT_COMMIT, AT_EVENT, AT_VENDOR, Fault
from mate_adapters.simulation.plan import Plan
from mate_adapters.simulation.stage import Outcome, Stage
from mate_core.kyc.findings import KycProvider
from mate_core.shared.events import Event

PUMP_EVERY: Final = timedelta(minutes=1)
SWEEP_EVERY: Final = timedelta(hours=1)
OVERDUE_BOUND: Final = timedelta(hours=8)
"""Once a day, while faults go on: longer than any outage and any sleep of the machines together."""
RETRIES: Final = 3
ROUNDS_AT_REST: Final = 4
"""What one round makes due at once the next one does: a ban ends, then a freeze, then an escrow."""
QUIET_HOURS: Final = 24 * 75
"""How long time goes on after the last day: every booking ahead, and every timer after it."""

Listener = Callable[[Any], None]
E = TypeVar("E", bound=Event)


def seeded(*parts: object) -> Random:
    """A stream of chance of its own, the same in every process and Python."""
    return Random(":".join(map(str, parts)))  # noqa: S311  repeatable on purpose


@dataclass(slots=True)
class Progress:
    """Where a run stands."""

    day: int
    days: int
    commands: int
    seconds: float


class Engine:
    """Actors put their intentions in with `at`, act with `do`, and hear of events by `listen`."""

    def __init__(self, plan: Plan, stage: Stage) -> None:
        self.plan = plan
        self.stage = stage
        self.end = plan.start + timedelta(days=plan.days)
        self.calm = False
        """Whether faults have stopped and nobody begins anything new."""
        self._chance = seeded(plan.seed, "faults")
        self._ties = seeded(plan.seed, "ties")
        self._heap: list[tuple[datetime, float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._entered = 0
        self._labels = 0
        self._listeners: dict[type[Event], list[Listener]] = {}
        self._pump_at = self._sweep_at = plan.start
        self._pump_down_until = plan.start

    @property
    def now(self) -> datetime:
        return self.stage.world.clock.now()

    def label(self) -> int:
        """A new name for something that is about to be made."""
        self._labels += 1
        return self._labels

    def at(self, instant: datetime, act: Callable[..., None], *args: Any) -> None:
        """Do that then; what falls together is ordered by chance of the seed."""
        self._entered += 1
        heapq.heappush(self._heap, (instant, self._ties.random(), self._entered, act, args))

    def soon(self, delay: timedelta, act: Callable[..., None], *args: Any) -> None:
        self.at(self.now + delay, act, *args)

    def listen(self, kind: type[E], hear: Callable[[E], None]) -> None:
        self._listeners.setdefault(kind, []).append(hear)

    def scatter(self, per_day: float, rng: Random, act: Callable[..., None]) -> None:
        """Do that so often a day on average, at any time of all days but the first."""
        span = (self.end - self.plan.start).total_seconds()
        for _ in range(int(per_day * self.plan.days + rng.random())):
            share = (1 + rng.random() * max(0, self.plan.days - 1)) / self.plan.days
            self.at(self.plan.start + timedelta(seconds=int(span * share)), act)

    def happens(self, chance: float) -> bool:
        """Whether a fault with that chance strikes now; never once all is calm."""
        return not self.calm and chance > 0 and self._chance.random() < chance

    # Acting

    def do(self, command: Command) -> Outcome:
        """Run it, with what may go wrong; a caller who learns nothing asks again."""
        outcome = self._perform(
            replace(command, fault=fault) if (fault := self._fault()) else command
        )
        for _ in range(RETRIES):
            if not outcome.unknown:
                break
            outcome = self._perform(command)
        if command.repeatable and outcome.ok and self.happens(self.plan.faults.double_click):
            self._perform(replace(command, again=True))
        return outcome

    def _perform(self, command: Command) -> Outcome:
        outcome = self.stage.perform(command, self.now)
        for event in outcome.events:
            for hear in self._listeners.get(type(event), ()):
                hear(event)
        return outcome

    def _fault(self) -> Fault | None:
        rates = self.plan.faults
        for chance, kinds in (
            (rates.storage, AT_COMMIT),
            (rates.vendor, AT_VENDOR),
        ):
            if self.happens(chance):
                kind = kinds[int(self._chance.random() * len(kinds))]
                return Fault(kind, 1 + int(self._chance.random() * 2))
        return None

    # Time

    def run(self, progress: Callable[[Progress], None]) -> None:
        """All days, then calm until nothing is open. Raises Violated."""
        began, day = perf_counter(), 0
        self._plan_trouble()
        heap, clock = self._heap, self.stage.world.clock
        while heap and heap[0][0] < self.end:
            instant, _, _, act, args = heapq.heappop(heap)
            self._pump_until(instant)
            if instant > clock.now():
                clock.set(instant)
            if (today := (instant - self.plan.start).days) > day:
                day = today
                self._each_day()  # just after the pump: what somebody does now is not yet overdue
                progress(Progress(day, self.plan.days, self.stage.commands, perf_counter() - began))
            act(*args)
        self._come_to_rest()

    def _each_day(self) -> None:
        self._perform(Purge())
        if self.now >= self._pump_down_until:
            self.stage.nothing_is_overdue(OVERDUE_BOUND)

    def _pump_until(self, instant: datetime) -> None:
        """The pump looks once a minute at most, whenever anything happens at all."""
        if instant < self._pump_at or instant < self._pump_down_until:
            return
        self._pump_at = instant + PUMP_EVERY
        clock = self.stage.world.clock
        if instant > clock.now():
            clock.set(instant)
        fault = self._fault()
        if fault is None and self.happens(self.plan.faults.event):
            fault = Fault(AT_EVENT[int(self._chance.random() * len(AT_EVENT))])
        if fault is None and self.happens(self.plan.faults.message_lost):
            fault = Fault(AT_CARRIER[0])
        if not self._pump(fault):  # another worker takes over at once
            self._pump()
        if instant >= self._sweep_at:
            self._sweep_at = instant + SWEEP_EVERY
            self._perform(SweepMedia())

    def _pump(self, fault: Fault | None = None) -> bool:
        """A round of the pump, unless it would find nothing to do; whether all went well."""
        return not Pump.has_work(self.stage.world) or self._perform(Pump(fault=fault)).ok

    def _plan_trouble(self) -> None:
        """Outages and sleeps of the machines, spread evenly over the days."""
        rates = self.plan.faults
        span = (self.end - self.plan.start).total_seconds()
        for per_day, act in (
            (rates.outages_per_day, self._outage),
            (rates.clock_jumps_per_day, self._sleep),
            (rates.carrier_outages_per_day, self._carrier_outage),
            (rates.verifier_outages_per_day, self._verifier_outage),
        ):
            for _ in range(int(per_day * self.plan.days + self._chance.random())):
                self.at(self.plan.start + timedelta(seconds=int(self._chance.random() * span)), act)

    def _outage(self) -> None:
        self._pump_down_until = self.now + timedelta(minutes=5 + int(self._chance.random() * 175))

    def _sleep(self) -> None:
        self._perform(ClockJump(minutes=5 + int(self._chance.random() * 235)))

    def _carrier_outage(self) -> None:
        self._perform(CarrierDown(minutes=60 + int(self._chance.random() * 420)))

    def _verifier_outage(self) -> None:
        """One of the two, as likely as the other; now and then both are down at once."""
        provider = tuple(KycProvider)[int(self._chance.random() * 2)]
        minutes = 60 + int(self._chance.random() * 420)
        self._perform(VerifierDown(provider=provider, minutes=minutes))

    def _come_to_rest(self) -> None:
        """Faults stop; people still do what they meant to do, and time goes on hour by hour."""
        self.calm = True
        self._pump_down_until = self.now
        clock, rest_at = self.stage.world.clock, self.now
        for _ in range(QUIET_HOURS):
            rest_at += timedelta(hours=1)
            while self._heap and self._heap[0][0] <= rest_at:
                instant, _, _, act, args = heapq.heappop(self._heap)
                self._pump_until(instant)
                if instant > clock.now():
                    clock.set(instant)
                act(*args)
            if rest_at > clock.now():
                clock.set(rest_at)
            for _ in range(ROUNDS_AT_REST):
                self._pump()
            if rest_at >= self._sweep_at:
                self._sweep_at = rest_at + timedelta(days=1)
                self._perform(SweepMedia())
            self.stage.nothing_is_overdue(timedelta(0))
        self.stage.finish()
