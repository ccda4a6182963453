"""Commands for finance: taxes, vendors' settlements and reports."""

from __future__ import annotations

from typing import Final

from mate_cli.arguments.operations import add_acting, day
from mate_cli.arguments.parts import Commands, Parser, add_command, add_group

PROVIDERS: Final = ("vnpay", "momo", "zalopay")
TAX_KINDS: Final = ("VAT", "PIT")
RESIDENCIES: Final = ("RESIDENT", "NON_RESIDENT")


def add_to(commands: Commands) -> None:
    _tax(add_group(commands, "tax", short="tax that is withheld from partners"))
    _reconcile(add_group(commands, "reconcile", short="our books and the gateways'"))
    _report(add_group(commands, "report", short="reports for finance"))


def _tax(tax: Commands) -> None:
    report = add_command(
        tax,
        "report",
        "tax:report",
        short="per partner gross, VAT and PIT of a month",
        description=(
            "Settlements of that month, from the escrows, beside what the ledger says.\n"
            "Exit code 1 when the two differ."
        ),
        examples=(
            "mate tax report --month 2026-10 --as 0900000000\n"
            "mate tax report --month 2026-10 --as 0900000000 --csv > october.csv"
        ),
    )
    _add_month(report)
    add_acting(report)
    report.add_argument("--csv", action="store_true", help="one row a partner, for a spreadsheet")
    remit = add_command(
        tax,
        "remit",
        "tax:remit",
        short="book that a month's tax of one kind was paid to the state",
        description=(
            "Moves it from tax_payable to bank under the reference tax:MONTH:KIND, so once.\n"
            "The month must be over. Above 5,000,000 VND, or 20,000,000 VND a day, a second\n"
            "member of staff repeats the command. What is done leaves an audit record."
        ),
        examples=(
            "mate tax remit --month 2026-10 --kind VAT --as 0900000000 "
            '--reason "transfer 8812" --dry-run\n'
            "mate tax remit --month 2026-10 --kind VAT --as 0900000000 "
            '--reason "transfer 8812" --yes'
        ),
    )
    _add_month(remit)
    remit.add_argument("--kind", required=True, choices=TAX_KINDS, help="which of the two taxes")
    add_acting(remit)
    _add_reason(remit)
    remit.add_argument("--yes", action="store_true", help="do not ask")
    remit.add_argument("--dry-run", action="store_true", help="work it out, change nothing")
    residency = add_command(
        tax,
        "residency",
        "tax:residency",
        short="tax a partner as a resident or not, from a day on",
        description=(
            "Without a record everybody is a resident. Settlements before that day stay as they "
            "are."
        ),
        examples=(
            "mate tax residency 0900000003 NON_RESIDENT --from 2026-12-01 --as 0900000000 "
            '--reason "passport seen"'
        ),
    )
    residency.add_argument("person", metavar="PERSON", help="phone number, e-mail address or id")
    residency.add_argument(
        "residency", choices=RESIDENCIES, metavar="RESIDENCY", help=" or ".join(RESIDENCIES)
    )
    residency.add_argument(
        "--from", dest="first", type=day, required=True, metavar="DAY", help="YYYY-MM-DD"
    )
    add_acting(residency)
    _add_reason(residency)


def _reconcile(reconcile: Commands) -> None:
    importing = add_command(
        reconcile,
        "import",
        "reconcile:import_file",
        short="store a vendor's settlement file and book its batch",
        description=(
            "The batch is booked as settlement:PROVIDER:BATCH: less owed by the gateway, more in "
            "the bank, the vendor's fee spent.\n"
            "The same file again changes nothing. Formats: docs/reconciliation.md."
        ),
        examples="mate reconcile import --provider vnpay settled-2026-11-23.csv --as 0900000000",
    )
    importing.add_argument("file", metavar="FILE", help="CSV of the vendor")
    _add_provider(importing)
    add_acting(importing)
    run = add_command(
        reconcile,
        "run",
        "reconcile:run",
        short="compare our journal with the vendor, seven days back",
        description=(
            "Names every difference: missing_here, missing_there, amount_differs, fee_differs, "
            "status_differs.\n"
            "Exit code 1, and an event for whoever is on duty, when there is one."
        ),
        examples="mate reconcile run --provider vnpay --date 2026-11-23 --as 0900000000 --json",
    )
    _add_provider(run)
    run.add_argument(
        "--date", type=day, metavar="DAY", help="last day compared; yesterday without it"
    )
    add_acting(run)


def _report(report: Commands) -> None:
    daily = add_command(
        report,
        "daily",
        "report:daily",
        short="the books of one day",
        description=(
            "Opening, movements and closing of every platform account over that day in Viet Nam; "
            "what people have with us, escrows due and overdue, and suspense as of now.\n"
            "Exit code 1 when the books differ or an escrow is overdue."
        ),
        examples="mate report daily --as 0900000000\nmate report daily --date 2026-11-23 "
        "--as 0900000000 --json",
    )
    daily.add_argument("--date", type=day, metavar="DAY", help="today without it")
    add_acting(daily)


def _add_month(command: Parser) -> None:
    command.add_argument("--month", required=True, metavar="MONTH", help="YYYY-MM, in Viet Nam")


def _add_provider(command: Parser) -> None:
    command.add_argument("--provider", required=True, choices=PROVIDERS, help="which gateway")


def _add_reason(command: Parser) -> None:
    command.add_argument("--reason", required=True, help="why; it goes into the audit record")
