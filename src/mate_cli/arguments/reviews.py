"""Commands about reviews."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from mate_cli.arguments.operations import add_acting, add_deciding, add_limit
from mate_cli.arguments.parts import Commands, Parser, add_command, add_group

FILTERS: Final = ("waiting", "overdue", "held", "reported", "hidden", "noted", "all")
PARTS: Final = ("review", "response")
_REVIEW: Final = "0190f5ba-4444-7e74-8d52-61708f9eadbc"


def add_to(commands: Commands) -> None:
    review = add_group(commands, "review", short="what people say of each other")
    listing = add_command(
        review,
        "list",
        "review:listing",
        short="what waits for staff, the most urgent first",
        description=(
            "waiting: held by what they say, or reported; overdue: for more than 24 hours; held;\n"
            "reported; hidden: taken away by staff; noted: with a safety note; all."
        ),
        examples=(
            "mate review list --as 0900000000\nmate review list --filter noted --as 0900000000"
        ),
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument(
        "--filter", choices=FILTERS, default="waiting", help="which of them (default: waiting)"
    )
    show = add_command(
        review,
        "show",
        "review:show",
        short="one review with its safety note, its reports and what staff did",
        description="The look leaves an audit record.",
        examples=f"mate review show {_REVIEW} --as 0900000000",
    )
    _add_review(show)
    add_acting(show)
    _deciding(
        add_command(
            review,
            "hide",
            "review:hide",
            short="nobody reads it any more, and it does not count",
            description="Whoever reported it is told. Its author still reads it.",
            examples=(
                f'mate review hide {_REVIEW} --as 0900000000 --reason "names a street" --dry-run\n'
                f'mate review hide {_REVIEW} --part response --as 0900000000 --reason "an insult"'
            ),
        ),
        part=True,
    )
    _deciding(
        add_command(
            review,
            "restore",
            "review:restore",
            short="put back what was hidden",
            description=(
                "Where it stood; what nobody could read before goes on waiting for the other side."
            ),
            examples=f'mate review restore {_REVIEW} --as 0900000000 --reason "a mistake"',
        ),
        part=True,
    )
    _deciding(
        add_command(
            review,
            "release",
            "review:release",
            short="nothing is wrong with what was held or reported",
            description="What was held goes its way; what was reported stays as it is.",
            examples=f'mate review release {_REVIEW} --as 0900000000 --reason "an opinion"',
        )
    )
    add_command(
        review,
        "verify",
        "review:verify",
        short="whether all ratings are those of the visible reviews",
        description="Exit code 1 when one is not; ids and numbers only.",
        examples="mate review verify\nmate review verify --json",
    )


def _deciding(command: Parser, *, part: bool = False) -> None:
    _add_review(command)
    if part:
        command.add_argument(
            "--part",
            choices=PARTS,
            default="review",
            help="the review, or the answer to it alone (default: review)",
        )
    add_acting(command)
    add_deciding(command, dry_run=True)


def _add_review(command: Parser) -> None:
    command.add_argument("review", type=UUID, metavar="REVIEW", help="id")
