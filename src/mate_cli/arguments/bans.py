"""Commands by which staff ban people, lift bans and judge appeals."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mate_cli.arguments.operations import add_acting, add_deciding, add_limit, add_person
from mate_cli.arguments.parts import Commands, add_command

SHOWN: Final = ("in_force", "appealed", "watched", "all")


def add_to(user: Commands) -> None:
    _ban(user)
    _unban(user)
    _bans(user)
    _appeal(user)


def _ban(user: Commands) -> None:
    ban = add_command(
        user,
        "ban",
        "bans:ban",
        short="ban a person, for ever or until a time",
        description=(
            "PERSON is a phone number, an e-mail address or an id.\n"
            "Hidden and logged out within a second; future meetings end within seconds: of a\n"
            "partner with everything back, of a user by his tiers. The person reads the reason.\n"
            "A partner is banned by two: one proposes, another one repeats the command."
        ),
        examples=(
            'mate user ban 0900000001 --as 0900000000 --reason "asks for money outside" --dry-run\n'
            "mate user ban 0900000001 --until 2026-12-31T00:00+07:00 --waive-tiers"
            ' --as 0900000000 --reason "no-shows" --yes'
        ),
    )
    add_person(ban)
    ban.add_argument(
        "--until",
        type=_instant,
        metavar="INSTANT",
        help="when it ends by itself, with offset; without it for ever",
    )
    ban.add_argument(
        "--waive-tiers",
        action="store_true",
        help="give a banned user's paid bookings back whole",
    )
    add_acting(ban)
    add_deciding(ban, dry_run=True)


def _unban(user: Commands) -> None:
    unban = add_command(
        user,
        "unban",
        "bans:unban",
        short="lift a ban; nothing that it ended comes back",
        description="PERSON is a phone number, an e-mail address or an id.",
        examples='mate user unban 0900000001 --as 0900000000 --reason "the wrong one" --yes',
    )
    add_person(unban)
    add_acting(unban)
    add_deciding(unban, dry_run=True)


def _bans(user: Commands) -> None:
    listing = add_command(
        user,
        "bans",
        "bans:listing",
        short="bans, newest first, and what waits for a second person",
        description=(
            "`appealed` are those whose appeal waits for an answer, `watched` those with meetings\n"
            "that ran on: their money waits until the review is over."
        ),
        examples=(
            "mate user bans --as 0900000000\nmate user bans --show watched --as 0900000000 --json"
        ),
    )
    listing.add_argument("--show", choices=SHOWN, default="in_force", help=", ".join(SHOWN))
    add_limit(listing)
    add_acting(listing)


def _appeal(user: Commands) -> None:
    appeal = add_command(
        user,
        "appeal",
        "bans:appeal",
        short="decide about the appeal of a banned person",
        description=(
            "PERSON is a phone number, an e-mail address or an id.\n"
            "By somebody who did not ban the person, who reads the answer. --grant lifts the ban."
        ),
        examples=(
            'mate user appeal 0900000001 --refuse --answer "The messages say otherwise."'
            " --as 0900000009 --yes"
        ),
    )
    add_person(appeal)
    verdict = appeal.add_mutually_exclusive_group(required=True)
    verdict.add_argument("--grant", action="store_true", help="lift the ban")
    verdict.add_argument("--refuse", action="store_true", help="keep it")
    appeal.add_argument("--answer", required=True, metavar="TEXT", help="what the person reads")
    add_acting(appeal)
    appeal.add_argument("--yes", action="store_true", help="do not ask")
    appeal.add_argument("--dry-run", action="store_true", help="work it out, change nothing")


def _instant(text: str) -> datetime:
    """The type of such an argument; raises ValueError, also without an offset."""
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None:
        raise ValueError(text)
    return instant
