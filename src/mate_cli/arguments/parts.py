"""What parsers of commands are made of; imports nothing that takes time, so that help is quick."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, ClassVar, Final, NoReturn

from mate_cli.exits import Exit

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction["Parser"]
else:
    Commands = object  # a name for annotations; argparse keeps its own private

EXIT_CODES: Final = """exit codes:
  0  done
  1  refused, or a check failed
  2  the command, its input or a setting is wrong
  3  there is no such thing
  4  not permitted
  5  the database, a port or a vendor cannot be reached now"""


class Parser(ArgumentParser):
    """A parser whose complaints follow `--json` too."""

    as_json: ClassVar[bool] = False

    def error(self, message: str) -> NoReturn:
        if not self.as_json:
            super().error(message)
        document = {"error": {"code": "usage", "detail": message}}
        print(json.dumps(document, ensure_ascii=False), file=sys.stderr)
        sys.exit(Exit.USAGE)


def add_command(
    commands: Commands, name: str, handler: str, *, short: str, description: str, examples: str
) -> Parser:
    """One command with help that teaches: what it does, examples, exit codes."""
    indented = "\n".join(f"  {line}" for line in examples.strip().splitlines())
    command = commands.add_parser(
        name,
        help=short,
        description=description,
        epilog=f"examples:\n{indented}\n\n{EXIT_CODES}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_argument("--json", action="store_true", help="answer in JSON, errors too")
    command.add_argument("--env-file", metavar="FILE", help="settings file instead of .env")
    command.set_defaults(handler=f"mate_cli.commands.{handler}")
    return command


def add_group(commands: Commands, name: str, *, short: str) -> Commands:
    """A word that only groups commands, such as `escrow`."""
    group = commands.add_parser(
        name,
        help=short,
        description=short[0].upper() + short[1:] + ".",
        epilog=EXIT_CODES,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    return group.add_subparsers(title="commands", metavar="COMMAND", required=True)
