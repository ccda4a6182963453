"""Commands for money that leaves, and for what two people must agree to."""

from __future__ import annotations

from mate_cli.arguments.operations import add_acting, add_limit
from mate_cli.arguments.parts import Commands, add_command, add_group


def add_to(commands: Commands) -> None:
    _approvals(add_group(commands, "approvals", short="deeds that wait for a second person"))


def _approvals(approvals: Commands) -> None:
    listing = add_command(
        approvals,
        "list",
        "approvals:listing",
        short="proposals that wait for a second person, newest first",
        description=(
            "Above 5 million VND at once, or 20 million a day by one member of staff or for one\n"
            "person, two people must agree. The second repeats the command of the first; a\n"
            "proposal lapses after 72 hours."
        ),
        examples="mate approvals list --as 0900000000",
    )
    add_acting(listing)
    add_limit(listing)
