"""The command that plays the whole marketplace, and looks for what must never happen."""

from __future__ import annotations

from mate_cli.arguments.parts import Commands, add_command

FAULTS = ("none", "some", "all")


def add_to(commands: Commands) -> None:
    simulate = add_command(
        commands,
        "simulate",
        "simulate:simulate",
        short="play the whole marketplace in memory, with faults, and check every invariant",
        description=(
            "People with habits use the real services on memory adapters under a virtual clock.\n"
            "With faults, vendors, storage, events, clocks and people go wrong by chance of the\n"
            "seed. After every command all invariants are checked; the first one that breaks ends\n"
            "the run with exit code 1, the seed and the few commands that replay it.\n"
            "The same arguments give the same log hash, everywhere. No database is touched."
        ),
        examples=(
            "mate simulate\n"
            "mate simulate --users 2000 --partners 300 --days 30 --faults all --seed 7\n"
            "mate simulate --report out.html   # plots; needs the extra `simulation`"
        ),
    )
    simulate.add_argument("--users", type=_count, default=200, help="how many look for company")
    simulate.add_argument("--partners", type=_count, default=30, help="how many offer it")
    simulate.add_argument("--days", type=_count, default=7, help="how long they act")
    simulate.add_argument("--seed", type=int, default=1, help="where all chance comes from")
    simulate.add_argument("--faults", choices=FAULTS, default="all", help="how much goes wrong")
    simulate.add_argument("--report", metavar="FILE", help="write an HTML page with plots there")


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1_000_000:
        raise ValueError(text)
    return number
