"""Commands about the read model of search."""

from __future__ import annotations

from mate_cli.arguments.parts import Commands, add_command, add_group


def add_to(commands: Commands) -> None:
    search = add_group(commands, "search", short="what search knows of partners")
    add_command(
        search,
        "rebuild",
        "search:rebuild",
        short="make it anew from partners, profiles and accounts",
        description=(
            "Goes in batches while the service runs; every search finds either the old or the new\n"
            "entry of a partner. At the end the words are counted and the tables are vacuumed.\n"
            "Cut short, it is simply run again. Needed after rows were loaded past the service."
        ),
        examples="mate search rebuild\nmate search rebuild --json",
    )
    add_command(
        search,
        "trends",
        "search:trends",
        short="compute now who is on the rise",
        description=(
            "A worker does it every ten minutes, from bookings and looks of the last weeks; by\n"
            "hand it is for a service that was just filled. Any number may run at a time."
        ),
        examples="mate search trends\nmate search trends --json",
    )
    add_command(
        search,
        "verify",
        "search:verify",
        short="whether it says what is true; exit 1 when not",
        description=(
            "Compares every entry with partner, profile and account, and the vocabulary with the\n"
            "entries. What changes meanwhile may be told as well: look again before you worry."
        ),
        examples="mate search verify\nmate search verify --json",
    )
