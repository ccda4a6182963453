"""Commands about messages to people."""

from __future__ import annotations

from mate_cli.arguments.operations import add_acting, add_deciding
from mate_cli.arguments.parts import Commands, Parser, add_command, add_group


def add_to(commands: Commands) -> None:
    message = add_group(commands, "message", short="SMS, calls and e-mails to people")
    trace = add_command(
        message,
        "trace",
        "message:trace",
        short="what became of the last messages to an address",
        description=(
            "The last 20 attempts to ADDRESS, newest first, and whether it is left alone.\n"
            "For people who say that no code arrives. Texts are not kept, so none is shown."
        ),
        examples=(
            "mate message trace 0900000001 --as 0900000000\n"
            "mate message trace lan@example.vn --as 0900000000 --json"
        ),
    )
    _add_address(trace)
    add_acting(trace)
    lift = add_command(
        message,
        "lift",
        "message:lift",
        short="write again to an address that is left alone",
        description=(
            "Takes ADDRESS off the suppression list, once its owner has mended the mailbox\n"
            "or asked for it. What is done leaves an audit record."
        ),
        examples=(
            'mate message lift lan@example.vn --as 0900000000 --reason "ticket 47" --dry-run\n'
            'mate message lift lan@example.vn --as 0900000000 --reason "ticket 47" --yes'
        ),
    )
    _add_address(lift)
    add_acting(lift)
    add_deciding(lift, dry_run=True)


def _add_address(command: Parser) -> None:
    command.add_argument("address", metavar="ADDRESS", help="phone number or e-mail address")
