"""Commands about personal data: sealed fields and what people ask of us."""

from __future__ import annotations

from mate_cli.arguments.operations import add_acting, add_deciding, add_limit
from mate_cli.arguments.parts import Commands, Parser, add_command, add_group

_ID = "0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a"


def add_to(commands: Commands) -> None:
    _fields(add_group(commands, "fields", short="fields that are encrypted in the database"))
    privacy = add_group(commands, "privacy", short="what people ask about their data")
    _requests(add_group(privacy, "requests", short="rights requests, with the dates of the law"))
    _accounts(privacy)


def _fields(fields: Commands) -> None:
    status = add_command(
        fields,
        "status",
        "fields:status",
        short="how many rows each key has sealed",
        description=(
            "One line for each sealed field. Rows in the clear are from before it was sealed.\n"
            "A key under which no rows are left may be dropped from MATE_FIELD_KEYS."
        ),
        examples="mate fields status --as 0900000000",
    )
    add_acting(status)
    rotate = add_command(
        fields,
        "rotate",
        "fields:rotate",
        short="seal everything with the newest key",
        description=(
            "To rotate: put a new key in front of MATE_FIELD_KEYS (2027:<new>,2026:<old>), start\n"
            "every process again, run this, then drop the old key. Rows are sealed in batches,\n"
            "while the service runs; cut short, it goes on where it was when it is run again."
        ),
        examples=(
            "mate fields rotate --as 0900000000 --dry-run --reason yearly\n"
            "mate fields rotate --as 0900000000 --reason yearly --yes"
        ),
    )
    add_acting(rotate)
    add_deciding(rotate, dry_run=True)


def _requests(requests: Commands) -> None:
    listing = add_command(
        requests,
        "list",
        "privacy:requests",
        short="open requests, the one that is due first in front",
        description=(
            "LATE marks those whose date has passed: two working days to acknowledge, then 10 for\n"
            "access and correction, 15 for restriction and withdrawal, 20 for deletion."
        ),
        examples="mate privacy requests list --as 0900000000",
    )
    add_acting(listing)
    add_limit(listing)
    listing.add_argument("--all", action="store_true", help="answered ones too")
    show = add_command(
        requests,
        "show",
        "privacy:show",
        short="one request with its audit records",
        description="REQUEST is the id of the list. Looking acknowledges it, and is recorded.",
        examples=f"mate privacy requests show {_ID} --as 0900000000",
    )
    show.add_argument("request", metavar="REQUEST", help="its id")
    add_acting(show)
    answer = add_command(
        requests,
        "answer",
        "privacy:answer",
        short="answer a request, or refuse it",
        description="--text is what the person reads. A refusal says in it why.",
        examples=(
            f'mate privacy requests answer {_ID} --as 0900000000 --text "Done." --reason checked\n'
            f'mate privacy requests answer {_ID} --as 0900000000 --refuse --text "We must keep '
            'invoices for ten years." --reason "tax law" --yes'
        ),
    )
    answer.add_argument("request", metavar="REQUEST", help="its id")
    answer.add_argument("--text", required=True, help="what the person reads")
    answer.add_argument("--refuse", action="store_true", help="refuse it")
    add_acting(answer)
    add_deciding(answer, dry_run=True)


def _accounts(privacy: Commands) -> None:
    consents = add_command(
        privacy,
        "consents",
        "privacy:consents",
        short="everything that a person agreed to and withdrew",
        description="The ledger, oldest first, with the digest of the text that was shown.",
        examples="mate privacy consents 0901234567 --as 0900000000",
    )
    _add_person(consents)
    add_acting(consents)
    export = add_command(
        privacy,
        "export",
        "privacy:export",
        short="a link to a copy of a person's data",
        description=(
            "For the answer to a request for access. Whoever has the link has the data:\n"
            "send it to a verified address only. It works for 24 hours."
        ),
        examples='mate privacy export 0901234567 --as 0900000000 --reason "request of 3 March"',
    )
    _add_person(export)
    add_acting(export)
    add_deciding(export)
    closings = add_command(
        privacy,
        "closings",
        "privacy:closings",
        short="accounts that are being closed, and what they wait for",
        description="Oldest first. LATE: past 20 working days without a legal hold.",
        examples="mate privacy closings --as 0900000000",
    )
    add_acting(closings)
    add_limit(closings)
    for name, short, description in (
        (
            "close",
            "close a person's account for him",
            "Hidden and logged out at once; closed when no booking and no money is open.\n"
            "A member of staff gives the role back first.",
        ),
        ("hold", "put a legal hold on a closing", "Nothing is erased until it is lifted."),
        ("release", "lift the legal hold", "The closing goes on at once."),
    ):
        command = add_command(
            privacy,
            name,
            f"privacy:{name}",
            short=short,
            description=description,
            examples=f'mate privacy {name} 0901234567 --as 0900000000 --reason "a letter" --yes',
        )
        _add_person(command)
        add_acting(command)
        add_deciding(command, dry_run=True)


def _add_person(command: Parser) -> None:
    command.add_argument("person", metavar="PERSON", help="phone number, e-mail address or id")
