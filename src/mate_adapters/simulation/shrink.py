"""From a long run that broke something to the few commands that break it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from mate_adapters.simulation.commands.bans import Ban, JudgeAppeal, Unban
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.identity import (
    ApproveKyc,
    RejectKyc,
    RetryKyc,
    RevokeKyc,
)
from mate_adapters.simulation.commands.machinery import (
    CarrierDown,
    ClockJump,
    Pump,
    SweepMedia,
    VerifierDown,
)
from mate_adapters.simulation.commands.people import (
    Hire,
    Register,
    Resend,
    Verify,
    VouchFor,
)
from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.plan import Plan
from mate_adapters.simulation.run import Run
from mate_adapters.simulation.stage import Stage, Step

TIME_BOUND_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Replay:
    """Commands that break the same rule when they alone are run, and what they break."""

    steps: Sequence[Step]
    violation: Violated
    is_shrunk: bool


def replay(plan: Plan, steps: Sequence[Step]) -> Violated | None:
    """Run just these commands in a fresh world; what they break, or None.

    Whoever misses something that an absent command would have made is passed over.
    """
    stage = Stage(plan, recording=False)
    try:
        for step in steps:
            stage.perform(step.command, step.at)
        stage.watch.audit()
    except Violated as broken:
        return broken
    return None


def shrink(run: Run, *, within_s: float = TIME_BOUND_S) -> Replay:
    """The fewest commands found in that time which break the rule that the run broke.

    First only what concerns the same people and bookings, then halves, quarters … are left out.
    Raises ValueError for a run without a violation.
    """
    if run.violation is None:
        raise ValueError("nothing was broken")
    rule, deadline = run.violation.rule, monotonic() + within_s

    def breaks(steps: Sequence[Step]) -> Violated | None:
        broken = replay(run.plan, steps)
        return broken if broken is not None and broken.rule == rule else None

    steps: Sequence[Step] = run.stage.script
    found = run.violation
    related = _related(run)
    sound = _with_sound_pumps(related)
    for fewer in (_with_few_pumps(related), related, _with_few_pumps(sound), sound):
        if (broken := breaks(fewer)) is not None:
            steps, found = fewer, broken
            break
    smaller, found = _minimised(steps, found, breaks, deadline)
    return Replay(smaller, found, is_shrunk=len(smaller) < len(run.stage.script))


def _minimised(
    steps: Sequence[Step],
    found: Violated,
    breaks: Callable[[Sequence[Step]], Violated | None],
    deadline: float,
) -> tuple[Sequence[Step], Violated]:
    """Delta debugging: leave out ever smaller parts, from the end backwards."""
    size = max(1, len(steps) // 2)
    while monotonic() < deadline:
        before = len(steps)
        place = len(steps)
        while place > 0 and monotonic() < deadline:
            without = [*steps[: max(0, place - size)], *steps[place:]]
            if without and (broken := breaks(without)) is not None:
                steps, found = without, broken
            place -= size
        if size == 1 and len(steps) == before:
            break
        size = max(1, size // 2)
    return steps, found


def _related(run: Run) -> list[Step]:
    """What the people of the broken thing did, with everything that made it possible."""
    script, world = run.stage.script, run.stage.world
    labels: set[int] = set()
    people: set[int] = set()
    if run.violation is not None and run.violation.subject is not None:
        label = world.label_of(run.violation.subject)
        number = world.number_of(run.violation.subject)
        labels.update(() if label is None else (label,))
        people.update(() if number is None else (number,))
    if script and not isinstance(script[-1].command, Pump):
        labels.update(script[-1].command.labels())
        people.add(script[-1].command.actor)
    for step in script:  # whoever had to do with those things
        if labels.intersection(step.command.labels()):
            people.update((step.command.actor, *_named(step.command)))
    for step in script:  # and those whose card it was
        if step.command.actor in people:
            people.add(getattr(step.command, "of", 0))
    people.discard(0)
    staff = {step.command.actor for step in script if isinstance(step.command, Hire)}
    for step in script:  # and whatever else those people made, such as the pages they paid on
        if step.command.actor in people:
            labels.update(step.command.labels())
    return [
        step
        for step in script
        if _concerns(step, people, labels)
        or (step.command.actor in staff and isinstance(step.command, Register | Resend | Verify))
    ]


def _named(command: Command) -> tuple[int, ...]:
    """Whom it is about, besides the one who does it."""
    return tuple(getattr(command, name, 0) for name in ("partner", "person", "author"))


def _with_few_pumps(steps: Sequence[Step]) -> list[Step]:
    """One round of the pump after each thing that somebody did, and the last one of all.

    What became due between two commands is then done late, which breaks the same rules.
    """
    kept: list[Step] = []
    for step in steps:
        is_pump = isinstance(step.command, Pump)
        if not (is_pump and kept and isinstance(kept[-1].command, Pump)):
            kept.append(step)
    if steps and kept[-1] is not steps[-1]:
        kept.append(steps[-1])
    return kept


def _with_sound_pumps(steps: Sequence[Step]) -> list[Step]:
    """Among fewer people a fault strikes somebody else, such as one whose code had arrived."""
    return [
        step._replace(command=replace(step.command, fault=None))
        if isinstance(step.command, Pump)
        else step
        for step in steps
    ]


def _concerns(step: Step, people: set[int], labels: set[int]) -> bool:
    command = step.command
    if isinstance(command, Pump | ClockJump | Hire | CarrierDown | VerifierDown | SweepMedia):
        return True
    if isinstance(command, VouchFor | ApproveKyc | RejectKyc | RetryKyc | RevokeKyc):
        return command.partner in people
    if isinstance(command, Ban | Unban | JudgeAppeal):
        return command.person in people
    known = bool(labels.intersection(command.labels()))
    return known or command.actor in people or not people
