"""Where commands are run, one after another: faults in, outcome, log and invariants out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, Final, NamedTuple

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.machinery import Pump
from mate_adapters.simulation.commands.staff import Purge
from mate_adapters.simulation.driving import drive
from mate_adapters.simulation.faults import ProcessKilled
from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.invariants.watch import Watch
from mate_adapters.simulation.log import EventLog
from mate_adapters.simulation.plan import Plan
from mate_adapters.simulation.world import Skipped, World
from mate_core.payments.errors import GatewayUnavailable
from mate_core.shared.errors import InvalidInput, Refusal, StorageUnavailable
from mate_core.shared.events import Event

AUDIT_EVERY: Final = 20_000
"""Commands between two looks at the whole of the books."""


class Outcome(NamedTuple):
    """`code` is `ok`, the code of a refusal, or the name of the trouble; `value` is the answer."""

    code: str
    value: Any = None
    events: Sequence[Event] = ()

    @property
    def ok(self) -> bool:
        return self.code == "ok"

    @property
    def unknown(self) -> bool:
        """Whether the caller cannot know if it happened, and asks again with the same key."""
        return self.code in _UNKNOWN


_UNKNOWN: Final = frozenset({"killed", "storage.away", "gateway.unavailable"})


_TROUBLES: Final[Mapping[type[Exception], str]] = {
    Skipped: "skipped",
    StorageUnavailable: "storage.away",
    GatewayUnavailable: "gateway.unavailable",
}
_TROUBLE_TYPES: Final = tuple(_TROUBLES)
"""What callers may meet besides refusals; everything else is a defect."""


class Step(NamedTuple):
    """One line of the script of a run: what was done when; enough to do it again."""

    at: datetime
    command: Command

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.command}"


class Stage:
    """One world and its watch. `perform` raises Violated for whatever must never happen."""

    def __init__(self, plan: Plan, *, checking: bool = True, recording: bool = True) -> None:
        self.world = World(plan)
        self.watch = Watch(self.world)
        self.log = EventLog()
        self.script: list[Step] = []
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.commands = 0
        self.checking_s = 0.0
        self._checking = checking
        self._recording = recording
        self._last: tuple[Command, Outcome] = Purge(), Outcome("none")
        self._heard = 0
        self._audit_at = AUDIT_EVERY

    def perform(self, command: Command, at: datetime) -> Outcome:
        """Move the clock, run the command, write the log, check the invariants."""
        world = self.world
        if at > world.clock.now():
            world.clock.set(at)
        try:
            code, value = self._run(command)
        except Violated:
            self.script.append(Step(at, command))  # the one that matters most
            raise
        events = world.store.events[self._heard :]
        self._heard += len(events)
        name = type(command).__name__
        done = value if type(command) is Pump and code == "ok" else 1
        self.commands += done
        if done or events:  # a pump with nothing to do leaves no trace
            self.log.add(world.clock.now(), name, command.actor, code, events)
            if self._recording:
                self.script.append(Step(at, command))
        self.outcomes[name, code] += 1
        self._check()
        outcome = Outcome(code, value, events)
        self._compare(command, outcome)
        if self._checking:
            self.watch.look_at_answer(command, code, value, events)
        self._last = command, outcome
        return outcome

    def _compare(self, command: Command, outcome: Outcome) -> None:
        """What was expected of this very command."""
        if command.refused and outcome.ok:
            raise Violated("what is forbidden is refused", str(command))
        before, first = self._last
        if not command.again or not first.ok or before != replace(command, again=False):
            return
        if not outcome.ok or outcome.value != first.value or outcome.events:
            raise Violated(
                "the same command twice is once",
                f"{command}: first {first.code} {first.value}, then {outcome.code} "
                f"{outcome.value} with {len(outcome.events)} events",
            )

    def _run(self, command: Command) -> tuple[str, Any]:
        switch, fault = self.world.switch, command.fault
        if fault is not None:
            switch.arm(fault)
        try:
            return "ok", drive(command.run(self.world))
        except (Refusal, InvalidInput) as refused:
            if isinstance(command, Pump) and command.fault is None:  # refused for ever, stuck
                raise Violated("no handler fails", f"{command}: {refused}") from refused
            return refused.code, None
        except _TROUBLE_TYPES as trouble:
            return _TROUBLES[type(trouble)], None
        except ProcessKilled:
            self.world.lose_memory()
            return "killed", None
        except Exception as error:
            if command.fault is not None and isinstance(command, Pump):
                return "failed", None  # a handler met the fault; its row stays due
            raise Violated("no command fails", f"{command}: {error!r}") from error
        finally:
            if fault is not None:
                switch.arm(None)

    def _check(self) -> None:
        if not self._checking:
            self.world.store.committed.clear()
            return
        if not self.world.store.committed and self.commands < self._audit_at:
            return  # nothing was changed: every look would find what the last one found
        began = perf_counter()
        self.watch.look()
        if self.commands >= self._audit_at:
            self.watch.audit()
            self._audit_at = self.commands + AUDIT_EVERY
        self.checking_s += perf_counter() - began

    def nothing_is_overdue(self, bound: timedelta) -> None:
        """Raises Violated for a row that has been due for longer than `bound`."""
        self.watch.nothing_is_overdue(self.world.clock.now() - bound)

    def finish(self) -> None:
        """The last proofs, once time has gone on for long enough."""
        if self._checking:
            self.watch.audit()
            self.watch.all_has_ended()
