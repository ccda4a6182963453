"""Commands about identity checks."""

from __future__ import annotations

from typing import Final

from mate_cli.arguments.operations import add_acting, add_deciding, add_limit
from mate_cli.arguments.parts import Commands, Parser, add_command, add_group

FILTERS: Final = ("waiting", "open", "verified", "rejected", "all")
REASONS: Final = (
    "CARD_BLURRED",
    "CARD_INCOMPLETE",
    "CARD_NOT_FOUND",
    "FACE_NOT_FOUND",
    "FACE_COVERED",
    "VIDEO_UNUSABLE",
    "CARD_NOT_GENUINE",
    "CARD_EXPIRED",
    "CARD_NOT_ACCEPTED",
    "NOT_LIVE",
    "FACE_MISMATCH",
    "DETAILS_DIFFER",
    "UNDER_AGE",
    "OTHER",
)
_PERSON: Final = "PERSON is a phone number, an e-mail address or an id; meant is the newest case."


def add_to(commands: Commands) -> None:
    kyc = add_group(commands, "kyc", short="identity checks")
    listing = add_command(
        kyc,
        "list",
        "kyc:listing",
        short="cases, newest first",
        description=(
            "waiting: those that wait for staff; open: also those that vendors look at and those\n"
            "whose pictures are still coming; verified, rejected; all."
        ),
        examples="mate kyc list --as 0900000000\nmate kyc list --filter all --as 0900000000",
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument(
        "--filter", choices=FILTERS, default="waiting", help="which of them (default: waiting)"
    )
    show = add_command(
        kyc,
        "show",
        "kyc:show",
        short="one case: what was written, and the log of decisions",
        description=(
            f"{_PERSON}\nThe look leaves an audit record. --pictures REASON also makes links to\n"
            "the pictures; they work for two minutes, and are recorded with the reason."
        ),
        examples=(
            "mate kyc show 0900000005 --as 0900000000\n"
            'mate kyc show 0900000005 --pictures "compare the faces" --as 0900000000'
        ),
    )
    _add_person(show)
    add_acting(show)
    show.add_argument("--pictures", metavar="REASON", help="links to the pictures, and why")
    approve = add_command(
        kyc,
        "approve",
        "kyc:approve",
        short="verified; what was rejected needs a second person",
        description=(
            f"{_PERSON}\nWhat waits for staff is approved at once. What was rejected waits until\n"
            "a second member of staff does the same within three days."
        ),
        examples='mate kyc approve 0900000005 --as 0900000000 --reason "same face" --dry-run',
    )
    _deciding(approve)
    reject = add_command(
        kyc,
        "reject",
        "kyc:reject",
        short="not verified; the person may try again",
        description=(
            f"{_PERSON}\nThe person reads every --because, never the reason, which goes into the\n"
            "audit record. The pictures stay 30 days for an appeal."
        ),
        examples=(
            "mate kyc reject 0900000005 --because CARD_NOT_GENUINE --as 0900000000 \\\n"
            '    --reason "the edges are cut out"'
        ),
    )
    reject.add_argument(
        "--because",
        action="append",
        required=True,
        choices=REASONS,
        metavar="CODE",
        help=f"what the person reads; may be given more than once: {', '.join(REASONS)}",
    )
    _deciding(reject)
    retry = add_command(
        kyc,
        "retry",
        "kyc:retry",
        short="ask the vendors again about what waits for staff",
        description=f"{_PERSON}\nSuch as after the vendors were down.",
        examples='mate kyc retry 0900000005 --as 0900000000 --reason "they are back"',
    )
    _deciding(retry)
    revoke = add_command(
        kyc,
        "revoke",
        "kyc:revoke",
        short="verified no longer; needs a second person",
        description=f"{_PERSON}\nA partner is then no longer found or booked; meetings stand.",
        examples='mate kyc revoke 0900000005 --as 0900000000 --reason "card reported stolen"',
    )
    _deciding(revoke)


def _deciding(command: Parser) -> None:
    _add_person(command)
    add_acting(command)
    add_deciding(command, dry_run=True)


def _add_person(command: Parser) -> None:
    command.add_argument("person", metavar="PERSON", help="phone number, e-mail address or id")
