"""Commands about the audit log."""

from __future__ import annotations

from uuid import UUID

from mate_cli.arguments.operations import add_acting, add_days, add_limit
from mate_cli.arguments.parts import Commands, add_command, add_group


def add_to(commands: Commands) -> None:
    audit = add_group(commands, "audit", short="who of staff did or looked at what")
    listing = add_command(
        audit,
        "list",
        "audit:listing",
        short="the audit log, newest first",
        description=(
            "For administrators. --action names one action or a family of them (kyc for kyc.look,\n"
            "kyc.approve …); --about the id of a person, booking or case."
        ),
        examples=(
            "mate audit list --as 0900000000\n"
            "mate audit list --action kyc --from 2026-03-01 --as 0900000000"
        ),
    )
    listing.add_argument("--by", metavar="PERSON", help="what this member of staff did")
    listing.add_argument("--action", metavar="NAME", help="one action, or a family of them")
    listing.add_argument("--about", type=UUID, metavar="ID", help="what was done to this thing")
    add_days(listing)
    add_acting(listing)
    add_limit(listing)
    verify = add_command(
        audit,
        "verify",
        "audit:verify",
        short="whether anybody changed the audit log",
        description=(
            "Works out every seal anew and names the first broken record; exit code 1 then.\n"
            "Note the head somewhere else, and give it later as --anchor: who makes the whole\n"
            "chain anew cannot have a seal with that hash."
        ),
        examples="mate audit verify\nmate audit verify --anchor 9f86d081884c… --json",
    )
    verify.add_argument("--anchor", metavar="HASH", help="the hash of a seal, noted elsewhere")
    add_command(
        audit,
        "seal",
        "audit:seal",
        short="seal now what a worker seals every minute",
        description="Safe beside running workers.",
        examples="mate audit seal",
    )
