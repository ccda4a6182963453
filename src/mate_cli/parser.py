"""The whole command line as one parser."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Final

from mate_cli.arguments import (
    accounts,
    audit,
    books,
    disputes,
    kyc,
    media,
    messages,
    moderation,
    operations,
    partners,
    payouts,
    privacy,
    returns,
    reviews,
    running,
    search,
    simulating,
)
from mate_cli.arguments.parts import EXIT_CODES, Parser

_DESCRIPTION: Final = """Mate Social at the command line.

  mate serve --demo-data            the API, a worker and the sandbox in one process
  mate demo                         one booking lives its whole life over real HTTP
  mate doctor                       what is missing here, and what to do about it
  mate escrow list --as 0900000000  money held, as that member of staff
  mate ledger verify                every dong explained, or what does not add up

Every command takes --help and --json."""


def build_parser(*, as_json: bool = False) -> Parser:
    """The whole command line."""
    Parser.as_json = as_json
    root = Parser(
        prog="mate",
        description=_DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = root.add_subparsers(title="commands", metavar="COMMAND", required=True)
    running.add_to(commands)
    operations.add_to(commands)
    partners.add_to(commands)
    accounts.add_to(commands)
    books.add_to(commands)
    payouts.add_to(commands)
    disputes.add_to(commands)
    messages.add_to(commands)
    simulating.add_to(commands)
    returns.add_to(commands)
    privacy.add_to(commands)
    kyc.add_to(commands)
    reviews.add_to(commands)
    media.add_to(commands)
    moderation.add_to(commands)
    audit.add_to(commands)
    search.add_to(commands)
    return root
