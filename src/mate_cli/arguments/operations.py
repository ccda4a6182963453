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
    _user(add_group(commands, "user", short="people and their roles"))
    _partner(add_group(commands, "partner", short="partners"))


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


def _user(user: Commands) -> None:
    show = add_command(
        user,
        "show",
        "user:show",
        short="one account with its audit records",
        description="PERSON is a phone number, an e-mail address or an id.",
        examples="mate user show 0900000001 --as 0900000000",
    )
    add_person(show)
    add_acting(show)
    role = add_command(
        user,
        "role",
        "user:role",
        short="give a person another role; his access tokens stop working",
        description=(
            "PERSON is a phone number, an e-mail address or an id.\n"
            "Without --as it names the first administrator, possible only while there is none.\n"
            "From two administrators on, one proposes and another one repeats the command."
        ),
        examples=(
            'mate user role 0900000001 ADMIN --reason "first administrator" --yes\n'
            "mate user role 0900000002 SUPPORT --capability finance --as 0900000001 "
            '--reason "new colleague"'
        ),
    )
    add_person(role)
    role.add_argument("role", choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
    role.add_argument(
        "--capability",
        action="append",
        choices=CAPABILITIES,
        default=[],
        help="what a member of staff may touch; may be given twice",
    )
    add_acting(role, required=False)
    add_deciding(role)
    sessions = add_command(
        user,
        "sessions",
        "accounts:sessions",
        short="where a person is logged in",
        description="PERSON is a phone number, an e-mail address or an id. Oldest first.",
        examples="mate user sessions 0900000001 --as 0900000000",
    )
    add_person(sessions)
    add_acting(sessions)
    revoke = add_command(
        user,
        "revoke",
        "accounts:revoke",
        short="log a person out, of one session or of all; alarms stay possible",
        description=(
            "PERSON is a phone number, an e-mail address or an id.\n"
            "Effective within a second. What a device needs to raise an alarm only its owner ends."
        ),
        examples=(
            'mate user revoke 0900000001 --as 0900000000 --reason "phone stolen" --dry-run\n'
            "mate user revoke 0900000001 --session 0190f5b4-b052-7e74-8d52-61708f9eadbc"
            ' --as 0900000000 --reason "phone stolen" --yes'
        ),
    )
    add_person(revoke)
    revoke.add_argument("--session", type=UUID, metavar="ID", help="that one alone")
    add_acting(revoke)
    add_deciding(revoke, dry_run=True)
    reset = add_command(
        user,
        "totp-reset",
        "accounts:totp_reset",
        short="take away a lost second factor; the person enrolls another one",
        description=(
            "PERSON is a phone number, an e-mail address or an id. Only administrators do this.\n"
            "Be certain who asks: whoever has the password can enroll next. The person is told."
        ),
        examples='mate user totp-reset 0900000009 --as 0900000000 --reason "seen in person" --yes',
    )
    add_person(reset)
    add_acting(reset)
    add_deciding(reset, dry_run=True)
def _partner(partner: Commands) -> None:
    verify = add_command(
        partner,
        "verify",
        "partner:verify",
        short="vouch for a partner's identity; from then on he is found and booked",
        description="PERSON is a phone number, an e-mail address or an id.",
        examples='mate partner verify 0900000005 --as 0900000000 --reason "card seen in person"',
    )
    add_person(verify)
    add_acting(verify)
    add_deciding(verify)


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
