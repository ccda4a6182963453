"""Commands by which staff look at people, bookings and money, and act on them."""

from __future__ import annotations

from datetime import date
from typing import Final

from mate_cli.arguments.parts import Commands, Parser, add_command, add_group

BOOKING_STATES: Final = (
    "PENDING",
    "CONFIRMED",
    "PAID",
    "IN_PROGRESS",
    "COMPLETED",
    "CANCELLED",
    "DISPUTED",
)
_LONGEST_LIST: Final = 200


def add_to(commands: Commands) -> None:
    _escrow(add_group(commands, "escrow", short="money held for bookings"))
    _ledger(add_group(commands, "ledger", short="the books"))
    _booking(add_group(commands, "booking", short="bookings"))


def _escrow(escrow: Commands) -> None:
    listing = add_command(
        escrow,
        "list",
        "escrow:listing",
        short="escrows, newest first",
        description="Open and settled escrows; parties never see freezes or due times.",
        examples="mate escrow list --as 0900000000\nmate escrow list --as 0900000000 --open",
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument("--open", action="store_true", help="only those not settled yet")
    show = add_command(
        escrow,
        "show",
        "escrow:show",
        short="one escrow with freezes and audit records",
        description="BOOKING is a booking's id, its code, or the id of the escrow.",
        examples="mate escrow show MATE-7K2M9QXA --as 0900000000",
    )
    add_booking(show)
    add_acting(show)
    for name, short in (
        ("release", "pay the partner now, once the payer has confirmed completion"),
        ("refund", "give everything back to the payer now; the booking ends"),
        ("freeze", "no settlement until it is lifted"),
        ("unfreeze", "lift the freezes of staff; what is overdue is settled next"),
    ):
        command = add_command(
            escrow,
            name,
            f"escrow:{name}",
            short=short,
            description=(
                f"{short[0].upper()}{short[1:]}.\n"
                "BOOKING is a booking's id, its code, or the id of the escrow.\n"
                "What is done leaves an audit record."
            ),
            examples=(
                f'mate escrow {name} MATE-7K2M9QXA --as 0900000000 --reason "ticket 47" --dry-run\n'
                f'mate escrow {name} MATE-7K2M9QXA --as 0900000000 --reason "ticket 47" --yes'
            ),
        )
        add_booking(command)
        add_acting(command)
        add_deciding(command, dry_run=True)


def _ledger(ledger: Commands) -> None:
    add_command(
        ledger,
        "verify",
        "ledger:verify",
        short="prove that no dong was lost or made",
        description="Checks every entry, wallet, escrow and the suspense account in one snapshot.",
        examples="mate ledger verify\nmate ledger verify --json",
    )
    balance = add_command(
        ledger,
        "balance",
        "ledger:balance",
        short="balances of the platform, or of one person",
        description="PERSON is a phone number, an e-mail address or an id.",
        examples="mate ledger balance\nmate ledger balance 0900000001 --as 0900000000",
    )
    balance.add_argument("person", nargs="?", metavar="PERSON", help="else the platform's accounts")
    add_acting(balance, required=False)
    statement = add_command(
        ledger,
        "statement",
        "ledger:statement",
        short="one person's movements, newest first",
        description=(
            "PERSON is a phone number, an e-mail address or an id.\n"
            "Each row stands between the balances before and after it. --csv writes all of them, "
            "without a limit."
        ),
        examples=(
            "mate ledger statement 0900000001 --as 0900000000 --limit 100\n"
            "mate ledger statement 0900000001 --as 0900000000 --from 2026-11-01 --to 2026-11-30 "
            "--csv > november.csv"
        ),
    )
    add_person(statement)
    add_acting(statement)
    add_limit(statement)
    add_days(statement)
    statement.add_argument("--csv", action="store_true", help="all rows, for a spreadsheet")


def _booking(booking: Commands) -> None:
    listing = add_command(
        booking,
        "list",
        "booking:listing",
        short="bookings, newest first",
        description="Everyone's bookings.",
        examples="mate booking list --as 0900000000 --status PAID",
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument("--status", choices=BOOKING_STATES, help="only those in that state")
    show = add_command(
        booking,
        "show",
        "booking:show",
        short="one booking with its history and money",
        description="BOOKING is a booking's id, its code, or the id of its escrow.",
        examples="mate booking show MATE-7K2M9QXA --as 0900000000",
    )
    add_booking(show)
    add_acting(show)
    cancel = add_command(
        booking,
        "cancel",
        "booking:cancel",
        short="end a booking; everything held goes back to the payer",
        description="BOOKING is a booking's id, its code, or the id of its escrow.",
        examples='mate booking cancel MATE-7K2M9QXA --as 0900000000 --reason "ticket 47" --dry-run',
    )
    add_booking(cancel)
    add_acting(cancel)
    add_deciding(cancel, dry_run=True)


def add_acting(command: Parser, *, required: bool = True) -> None:
    command.add_argument(
        "--as",
        dest="acting",
        required=required,
        metavar="STAFF",
        help="the member of staff who acts: phone number, e-mail address or id",
    )


def add_booking(command: Parser) -> None:
    command.add_argument("booking", metavar="BOOKING", help="id, code (MATE-…) or id of the escrow")


def add_person(command: Parser) -> None:
    command.add_argument("person", metavar="PERSON", help="phone number, e-mail address or id")


def add_deciding(command: Parser, *, dry_run: bool = False) -> None:
    command.add_argument("--reason", required=True, help="why; it goes into the audit record")
    command.add_argument("--yes", action="store_true", help="do not ask")
    if dry_run:
        command.add_argument("--dry-run", action="store_true", help="work it out, change nothing")


def add_days(command: Parser) -> None:
    """`--from` and `--to`, whole days in Viet Nam."""
    command.add_argument(
        "--from", dest="first", type=day, metavar="DAY", help="first day, YYYY-MM-DD"
    )
    command.add_argument("--to", dest="last", type=day, metavar="DAY", help="last day, inclusive")


def day(text: str) -> date:
    """The type of such an argument; raises ValueError."""
    return date.fromisoformat(text)


def add_limit(command: Parser) -> None:
    command.add_argument("--limit", type=_limit, default=50, help="at most that many (1 to 200)")


def _limit(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _LONGEST_LIST:
        raise ValueError(text)
    return number
