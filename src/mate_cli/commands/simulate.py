"""`mate simulate`: the whole marketplace in memory, and what came of it."""

from __future__ import annotations

import importlib
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mate_adapters.simulation import FAULTS, Plan, Replay, Run, Summary, run, shrink, summarise
from mate_adapters.simulation.engine import Progress
from mate_cli.console import Console
from mate_cli.exits import Exit, refused
from mate_cli.tables import money, pairs, table

_REFUSALS_SHOWN = 12
_STEPS_SHOWN = 60


def simulate(args: Namespace, console: Console) -> int:
    plan = Plan(
        users=args.users,
        partners=args.partners,
        days=args.days,
        seed=args.seed,
        faults=FAULTS[args.faults],
    )
    write_page = _page_writer() if args.report else None
    watching = not console.as_json and sys.stderr.isatty()
    finished = run(plan, progress=_show if watching else None)
    if watching:
        print(file=sys.stderr)
    summary = summarise(finished)
    if write_page is not None:
        Path(args.report).write_text(write_page(finished, summary), "utf-8")
    replay = shrink(finished) if finished.violation is not None else None
    document = _document(finished, summary, replay, args)
    console.answer(document, _lines(finished, summary, replay, args))
    return Exit.OK if finished.violation is None else Exit.REFUSED


def _page_writer() -> Callable[[Run, Summary], str]:
    """Looked for before the run: a missing library should not cost anybody a minute."""
    try:
        module = importlib.import_module("mate_adapters.simulation.report")
    except ModuleNotFoundError as missing:
        raise refused(
            "simulation.no_plots",
            f"The report needs {missing.name}: pip install 'mate-social[simulation]'.",
            exit_code=Exit.UNAVAILABLE,
        ) from missing
    write: Callable[[Run, Summary], str] = module.page
    return write


def _show(progress: Progress) -> None:
    """One line that is written over and over."""
    speed = progress.commands / progress.seconds if progress.seconds else 0
    print(
        f"\rday {progress.day} of {progress.days}: {progress.commands:,} commands, "
        f"{speed:,.0f} a second ",
        end="",
        file=sys.stderr,
        flush=True,
    )


def _document(
    finished: Run, summary: Summary, replay: Replay | None, args: Namespace
) -> dict[str, object]:
    stage = finished.stage
    document: dict[str, object] = {
        "seed": finished.plan.seed,
        "faults": args.faults,
        "users": finished.plan.users,
        "partners": finished.plan.partners,
        "days": finished.plan.days,
        "violations": 0 if finished.violation is None else 1,
        "commands": stage.commands,
        "seconds": round(finished.seconds, 3),
        "commandsPerSecond": round(stage.commands / finished.seconds),
        "shareOfChecking": round(stage.checking_s / finished.seconds, 4),
        "logHash": stage.log.digest,
        **summary.document(),
    }
    if replay is not None and finished.violation is not None:
        document["violation"] = {
            "rule": finished.violation.rule,
            "detail": finished.violation.detail,
            "step": len(stage.script),
            "commands": [str(step) for step in replay.steps],
        }
    return document


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"


def _lines(
    finished: Run, summary: Summary, replay: Replay | None, args: Namespace
) -> Iterator[str]:
    plan, stage = finished.plan, finished.stage
    yield f"{plan.users:,} users, {plan.partners:,} partners, {plan.days} days, seed {plan.seed}"
    yield ""
    yield from pairs(
        (
            ("bookings", f"{summary.bookings:,}"),
            ("paid in for them", f"{money(summary.turnover)} VND"),
            ("fees earned", f"{money(summary.fees)} VND"),
            ("taxes withheld", f"{money(summary.taxes)} VND"),
            ("paid to partners", f"{money(summary.paid_to_partners)} VND"),
            ("refunds", f"{summary.refunds:,} of {money(summary.refunded)} VND in all"),
            ("utilisation", f"{summary.utilisation:.1%} of the time that partners offer"),
            ("time to release", f"{summary.hours_to_release:.1f} h after the end, the median"),
            ("identity checks", _counts(summary.identity_checks)),
            ("time to verification", f"{summary.minutes_to_verification:,.0f} min, the median"),
            ("codes lost", f"{summary.codes_lost:,}"),
            ("reviews", _counts(summary.reviews)),
            ("blocks", _counts(summary.blocks)),
            ("bans", _counts(summary.bans)),
        )
    )
    yield ""
    yield from table(
        ("OUTCOME", "BOOKINGS"),
        [(name, f"{count:,}") for name, count in summary.outcomes.items()],
        right=(1,),
    )
    yield ""
    yield from table(
        ("ACCOUNT", "VND"),
        [(name, money(balance)) for name, balance in summary.accounts.items()],
        right=(1,),
    )
    yield ""
    refusals = list(summary.refusals.items())[:_REFUSALS_SHOWN]
    yield from table(
        ("REFUSED OR IN TROUBLE", "TIMES"),
        [(code, f"{times:,}") for code, times in refusals],
        right=(1,),
    )
    yield ""
    yield (
        f"{stage.commands:,} commands in {finished.seconds:.1f} s "
        f"({stage.commands / finished.seconds:,.0f} a second, "
        f"{stage.checking_s / finished.seconds:.0%} of it checking); log hash {stage.log.digest}"
    )
    yield from _verdict(finished, replay, args)


def _verdict(finished: Run, replay: Replay | None, args: Namespace) -> Iterator[str]:
    if finished.violation is None or replay is None:
        yield "Every invariant held after every command."
        return
    yield ""
    yield f"BROKEN after step {len(finished.stage.script):,}: {finished.violation}"
    yield (
        f"Again: mate simulate --users {args.users} --partners {args.partners} "
        f"--days {args.days} --seed {args.seed} --faults {args.faults}"
    )
    yield f"These {len(replay.steps):,} commands are enough (the last {_STEPS_SHOWN} of them):"
    yield from (f"  {step}" for step in replay.steps[-_STEPS_SHOWN:])
