"""Commands about listings that wait for staff, and reports."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from mate_cli.arguments.operations import add_acting, add_deciding, add_limit
from mate_cli.arguments.parts import Commands, Parser, add_command, add_group

CATEGORIES: Final = (
    "sexual_service",
    "private_lodging",
    "contact",
    "drugs",
    "gambling",
    "minors",
    "money_threat",
)
OUTCOMES: Final = ("no_action", "removed", "warned", "suspended")
_CASE: Final = "0190f5b9-4444-7e74-8d52-61708f9eadbc"


def add_to(commands: Commands) -> None:
    moderation = add_group(commands, "moderation", short="listings and reports that wait for staff")
    queue = add_command(
        moderation,
        "queue",
        "moderation:queue",
        short="what waits for staff, overdue cases first",
        description=(
            "Listings that may not be shown yet, and things that people reported. Staff have 24\n"
            "hours for each; overdue ones stand first. --closed shows those that are decided."
        ),
        examples=(
            "mate moderation queue --as 0900000000\nmate moderation queue --closed --as 0900000000"
        ),
    )
    queue.add_argument("--closed", action="store_true", help="the decided ones, newest first")
    add_acting(queue)
    add_limit(queue)
    show = add_command(
        moderation,
        "show",
        "moderation:show",
        short="one case: the texts and what was found, or what people wrote",
        description="CASE is the id that `mate moderation queue` shows. The look is recorded.",
        examples=f"mate moderation show {_CASE} --as 0900000000",
    )
    _add_case(show)
    add_acting(show)
    claim = add_command(
        moderation,
        "claim",
        "moderation:claim",
        short="I look at it: for half an hour nobody else decides it",
        description="CASE is the id that `mate moderation queue` shows.",
        examples=f"mate moderation claim {_CASE} --as 0900000000",
    )
    _add_case(claim)
    add_acting(claim)
    _listings(moderation)
    decide = add_command(
        moderation,
        "decide",
        "moderation:decide",
        short="what becomes of a reported thing",
        description=(
            "removed takes the thing down, warned writes to its owner, suspended proposes a ban,\n"
            "which two people decide. Everybody who reported is told that it was looked at, and\n"
            "no more."
        ),
        examples=(
            f"mate moderation decide {_CASE} --outcome removed --as 0900000000 \\\n"
            '    --reason "offers a hotel room"'
        ),
    )
    _add_case(decide)
    decide.add_argument("--outcome", required=True, choices=OUTCOMES, help="what is done")
    add_acting(decide)
    add_deciding(decide, dry_run=True)


def _listings(moderation: Commands) -> None:
    approve = add_command(
        moderation,
        "approve",
        "moderation:approve",
        short="a listing is public from now on",
        description="The same words of the same partner are not asked about again.",
        examples=f'mate moderation approve {_CASE} --as 0900000000 --reason "a tour with a hostel"',
    )
    _add_case(approve)
    add_acting(approve)
    add_deciding(approve, dry_run=True)
    reject = add_command(
        moderation,
        "reject",
        "moderation:reject",
        short="a listing is shown to nobody; the partner may write anew",
        description=(
            "The partner reads the category, never the reason. The third rejection for\n"
            "sexual_service in 180 days proposes a ban."
        ),
        examples=(
            f"mate moderation reject {_CASE} --category private_lodging --as 0900000000 \\\n"
            '    --reason "sells the night"'
        ),
    )
    _add_case(reject)
    _add_category(reject)
    add_acting(reject)
    add_deciding(reject, dry_run=True)
    take_down = add_command(
        moderation,
        "take-down",
        "moderation:take_down",
        short="a public listing is shown to nobody from now on",
        description="PERSON is a phone number, an e-mail address or an id. Meetings stand.",
        examples=(
            "mate moderation take-down 0900000005 --category sexual_service --as 0900000000 \\\n"
            '    --reason "seen on another site" --dry-run'
        ),
    )
    take_down.add_argument("person", metavar="PERSON", help="phone number, e-mail address or id")
    _add_category(take_down)
    add_acting(take_down)
    add_deciding(take_down, dry_run=True)


def _add_case(command: Parser) -> None:
    command.add_argument("case", type=UUID, metavar="CASE", help="id")


def _add_category(command: Parser) -> None:
    command.add_argument(
        "--category", required=True, choices=CATEGORIES, help="what the partner reads"
    )
