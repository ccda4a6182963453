"""Commands about money that goes back, waits for a place, or was taken from us."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from mate_cli.arguments.operations import add_acting, add_deciding, add_limit
from mate_cli.arguments.parts import Commands, Parser, add_command, add_group

REFUND_STATES: Final = ("REQUESTED", "SENT", "UNKNOWN", "PENDING", "DONE", "REFUSED", "BY_BANK")


def add_to(commands: Commands) -> None:
    _refund(add_group(commands, "refund", short="money on its way back to where it came from"))
    _suspense(add_group(commands, "suspense", short="money that came and has no place yet"))
    _chargeback(add_group(commands, "chargeback", short="money that a vendor took back"))


def _refund(refund: Commands) -> None:
    listing = add_command(
        refund,
        "list",
        "refund:listing",
        short="refunds, newest first",
        description=(
            "With --staff the queue of those that a person must look at: the vendor refused\n"
            "(pay an account in the payer's name), or did not answer until the last attempt\n"
            "(ask the vendor, then `mate refund retry`)."
        ),
        examples=(
            "mate refund list --as 0900000000 --staff\n"
            "mate refund list --as 0900000000 --status UNKNOWN"
        ),
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument("--status", choices=REFUND_STATES, help="only those in that state")
    listing.add_argument("--staff", action="store_true", help="only those that wait for a person")
    show = add_command(
        refund,
        "show",
        "refund:show",
        short="one refund with its attempts and audit records",
        description="REFUND is the id that `mate refund list` shows.",
        examples="mate refund show 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000",
    )
    _add_id(show, "refund")
    add_acting(show)
    retry = add_command(
        refund,
        "retry",
        "refund:retry",
        short="call the vendor again now; it is asked before anything is sent",
        description=(
            "REFUND is the id that `mate refund list` shows.\n"
            "A refund that has ended is refused. What is done leaves an audit record."
        ),
        examples=(
            "mate refund retry 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
            '--reason "VNPay is back" --yes'
        ),
    )
    _add_id(retry, "refund")
    add_acting(retry)
    add_deciding(retry, dry_run=True)
    _pay(refund)


def _pay(refund: Commands) -> None:
    account = "--bank-code VCB --account-number 0123456789 --account-name 'NGUYEN VAN AN'"
    pay = add_command(
        refund,
        "pay",
        "refund:pay",
        short="pay a refused refund to a bank account in the payer's name",
        description=(
            "REFUND is the id that `mate refund list --staff` shows. Only what the vendor refused\n"
            "is paid this way, whole, from the payer's wallet. It becomes a withdrawal, which\n"
            "`mate withdrawals approve` lets go to the bank. If the bank fails, pay it again.\n"
            "What is done leaves an audit record."
        ),
        examples=(
            "mate refund pay 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
            f'{account} --reason "ticket 47, bank letter" --dry-run\n'
            "mate refund pay 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
            f'{account} --reason "ticket 47, bank letter" --yes'
        ),
    )
    _add_id(pay, "refund")
    add_acting(pay)
    pay.add_argument(
        "--bank-code", required=True, metavar="BANK", help="its VietQR code or NAPAS BIN"
    )
    pay.add_argument("--account-number", required=True, metavar="NUMBER", help="6 to 19 digits")
    pay.add_argument("--account-name", required=True, metavar="NAME", help="who holds the account")
    add_deciding(pay, dry_run=True)


def _suspense(suspense: Commands) -> None:
    listing = add_command(
        suspense,
        "list",
        "suspense:listing",
        short="what is open, oldest first",
        description=(
            "Wrong amounts go back by themselves, and are owned by `finance` after a day without\n"
            "success. Suspected fraud waits for a decision for 72 hours, then goes back."
        ),
        examples="mate suspense list --as 0900000000",
    )
    add_acting(listing)
    show = add_command(
        suspense,
        "show",
        "suspense:show",
        short="one sum with its refund and audit records",
        description="ITEM is the id that `mate suspense list` shows.",
        examples="mate suspense show 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000",
    )
    _add_id(show, "item")
    add_acting(show)
    for name, short in (
        ("clear", "credit it to the payer; a booking that still waits is paid"),
        ("return", "send it back to where it came from"),
    ):
        command = add_command(
            suspense,
            name,
            f"suspense:{'clear' if name == 'clear' else 'give_back'}",
            short=short,
            description=(
                f"{short[0].upper()}{short[1:]}.\n"
                "ITEM is the id that `mate suspense list` shows.\n"
                "What is done leaves an audit record."
            ),
            examples=(
                f"mate suspense {name} 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
                '--reason "the bank confirms" --dry-run\n'
                f"mate suspense {name} 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
                '--reason "the bank confirms" --yes'
            ),
        )
        _add_id(command, "item")
        add_acting(command)
        add_deciding(command, dry_run=True)


def _chargeback(chargeback: Commands) -> None:
    listing = add_command(
        chargeback,
        "list",
        "chargeback:listing",
        short="chargebacks, newest first",
        description="With --owed only those for which somebody still owes us.",
        examples="mate chargeback list --as 0900000000 --owed",
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument("--owed", action="store_true", help="only what is still owed")
    record = add_command(
        chargeback,
        "record",
        "chargeback:record",
        short="the vendor took a payment back from us",
        description=(
            "PAYMENT is the id of the payment intent. The money is taken from the payer's wallet\n"
            "first; the rest is owed by him. A reference of the vendor is recorded once.\n"
            "What is done leaves an audit record."
        ),
        examples=(
            "mate chargeback record 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
            '--vendor-reference CB-2026-17 --reason "letter of 3 March" --dry-run'
        ),
    )
    _add_id(record, "payment")
    record.add_argument(
        "--vendor-reference", required=True, metavar="REF", help="the vendor's name for it"
    )
    record.add_argument(
        "--amount", type=int, metavar="VND", help="else all of the payment that is left"
    )
    add_acting(record)
    add_deciding(record, dry_run=True)
    write_off = add_command(
        chargeback,
        "write-off",
        "chargeback:write_off",
        short="give up what is owed; it is the platform's loss",
        description=(
            "CHARGEBACK is the id that `mate chargeback list` shows.\n"
            "What is done leaves an audit record."
        ),
        examples=(
            "mate chargeback write-off 0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a --as 0900000000 "
            '--reason "gone abroad" --yes'
        ),
    )
    _add_id(write_off, "chargeback")
    add_acting(write_off)
    add_deciding(write_off, dry_run=True)


def _add_id(command: Parser, name: str) -> None:
    command.add_argument(name, type=UUID, metavar=name.upper(), help="id")
