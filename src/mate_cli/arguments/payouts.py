"""Commands for money that leaves, and for what two people must agree to."""

from __future__ import annotations

from typing import Final

from mate_cli.arguments.operations import add_acting, add_deciding, add_limit
from mate_cli.arguments.parts import Commands, add_command, add_group

STATES: Final = (
    *("REQUESTED", "APPROVED", "EXPORTED", "PAID"),
    *("FAILED", "RETURNED", "REJECTED", "CANCELLED"),
)
_ID: Final = "0198f0a2-7b1e-7c34-9a55-0242ac120002"
_WHY: Final = '--as 0900000000 --reason "ticket 47"'


def add_to(commands: Commands) -> None:
    _approvals(add_group(commands, "approvals", short="deeds that wait for a second person"))
    withdrawals = add_group(commands, "withdrawals", short="earnings on their way to a bank")
    _looking(withdrawals)
    _deciding(withdrawals)
    _exchanging(withdrawals)


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


def _looking(withdrawals: Commands) -> None:
    listing = add_command(
        withdrawals,
        "list",
        "withdrawals:listing",
        short="withdrawals, newest first",
        description="Everyone's withdrawals; account numbers are masked.",
        examples="mate withdrawals list --as 0900000000 --status REQUESTED",
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument("--status", choices=STATES, help="only those in that state")
    show = add_command(
        withdrawals,
        "show",
        "withdrawals:show",
        short="one withdrawal with its audit records",
        description="WITHDRAWAL is its id, as `mate withdrawals list` shows it.",
        examples=f"mate withdrawals show {_ID} --as 0900000000",
    )
    show.add_argument("withdrawal", metavar="WITHDRAWAL", help="its id")
    add_acting(show)
    files = add_command(
        withdrawals,
        "files",
        "withdrawals:files",
        short="files that went to the bank, newest first",
        description="The same bytes can be had again: mate withdrawals export FILE.",
        examples="mate withdrawals files --as 0900000000",
    )
    add_acting(files)
    add_limit(files)


def _deciding(withdrawals: Commands) -> None:
    for name, short, by_bank in (
        ("approve", "let a withdrawal go to the bank", False),
        ("reject", "give it back to the owner, before it was exported", False),
        ("paid", "write down that the bank has paid", True),
        ("failed", "write down that the bank refused the order; two people", True),
        ("returned", "write down that a paid one came back; two people", True),
    ):
        more = " --bank-reference FT26032112345" if by_bank else ""
        command = add_command(
            withdrawals,
            name,
            f"withdrawals:{name}",
            short=short,
            description=(
                f"{short[0].upper()}{short[1:]}.\n"
                "WITHDRAWAL is its id, as `mate withdrawals list` shows it.\n"
                "What is done leaves an audit record."
            ),
            examples=(
                f"mate withdrawals {name} {_ID}{more} {_WHY} --dry-run\n"
                f"mate withdrawals {name} {_ID}{more} {_WHY} --yes"
            ),
        )
        command.add_argument("withdrawal", metavar="WITHDRAWAL", help="its id")
        if by_bank:
            command.add_argument(
                "--bank-reference", required=True, metavar="REF", help="the bank's name for it"
            )
        add_acting(command)
        add_deciding(command, dry_run=True)


def _exchanging(withdrawals: Commands) -> None:
    export = add_command(
        withdrawals,
        "export",
        "withdrawals:export",
        short="write everything approved into one file for the bank",
        description=(
            "Once exported nobody can call a withdrawal back. The file is stored and never\n"
            "changes; with FILE, the id of an earlier one, its bytes are written again.\n"
            "The format is told in docs/bank-file.md."
        ),
        examples=(
            f"mate withdrawals export {_WHY.replace('ticket 47', 'daily run')} --dry-run\n"
            f"mate withdrawals export {_WHY.replace('ticket 47', 'daily run')} --output pay.csv\n"
            f"mate withdrawals export {_ID} {_WHY} --output again.csv"
        ),
    )
    export.add_argument("file", nargs="?", metavar="FILE", help="the id of an earlier file")
    export.add_argument("--output", metavar="PATH", help="else its own name, in this directory")
    add_acting(export)
    add_deciding(export, dry_run=True)
    results = add_command(
        withdrawals,
        "import",
        "withdrawals:import_results",
        short="write down the bank's answers, line by line",
        description=(
            "RESULTS is the bank's CSV (docs/bank-file.md), or - for standard input. Lines that\n"
            "are known change nothing, so the same file can be taken in again; failures wait\n"
            "until a second person takes it in. A refused line makes the exit code 1."
        ),
        examples=f"mate withdrawals import results.csv {_WHY} --dry-run",
    )
    results.add_argument("results", metavar="RESULTS", help="a file, or - for standard input")
    add_acting(results)
    add_deciding(results, dry_run=True)
