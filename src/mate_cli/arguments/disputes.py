"""Commands about meetings that went wrong."""

from __future__ import annotations

from typing import Final

from mate_cli.arguments.operations import add_acting, add_booking, add_deciding, add_limit
from mate_cli.arguments.parts import Commands, add_command, add_group

FILTERS: Final = ("open", "overdue", "appeal", "all")
OUTCOMES: Final = ("release", "refund", "split")


def add_to(commands: Commands) -> None:
    disputes = add_group(commands, "disputes", short="meetings that went wrong")
    listing = add_command(
        disputes,
        "list",
        "disputes:listing",
        short="disputes, newest first",
        description=(
            "open: those that are not over; overdue: those that staff are late with;\n"
            "appeal: those that wait for a second decision; all: also what is over."
        ),
        examples=(
            "mate disputes list --as 0900000000\n"
            "mate disputes list --filter overdue --as 0900000000"
        ),
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument(
        "--filter", choices=FILTERS, default="open", help="which of them (default: open)"
    )
    show = add_command(
        disputes,
        "show",
        "disputes:show",
        short="the file of a dispute: statements, evidence, decisions",
        description=(
            "BOOKING is a booking's id, its code, or the id of its escrow.\n"
            "The look itself leaves an audit record."
        ),
        examples="mate disputes show MATE-7K2M9QXA --as 0900000000",
    )
    add_booking(show)
    add_acting(show)
    resolve = add_command(
        disputes,
        "resolve",
        "disputes:resolve",
        short="decide a dispute, or its appeal for good",
        description=(
            "release: everything to the partner; refund: everything to the user; split: the\n"
            "partner gets --partner-amount (before tax, without the fee), the user the rest.\n"
            "Both parties read the reason. A first decision is executed when both accept or\n"
            "72 hours pass without appeal; an appeal is decided by somebody else, at once.\n"
            "Big sums wait until a second person decides the same."
        ),
        examples=(
            "mate disputes resolve MATE-7K2M9QXA split --partner-amount 400000 --as 0900000000 \\\n"
            '    --reason "they met, and parted early" --dry-run'
        ),
    )
    add_booking(resolve)
    resolve.add_argument("outcome", choices=OUTCOMES, metavar="OUTCOME", help=", ".join(OUTCOMES))
    resolve.add_argument(
        "--partner-amount", type=int, metavar="VND", help="the partner's part of a split"
    )
    add_acting(resolve)
    add_deciding(resolve, dry_run=True)
