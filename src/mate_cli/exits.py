"""What a command ends with: exit codes, and failures as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command; scripts may rely on them."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    NOT_PERMITTED = 4
    UNAVAILABLE = 5


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a command did not do what was asked; `code` is stable, `detail` is for people."""

    exit: Exit
    code: str
    detail: str
    facts: Mapping[str, object] = field(default_factory=dict)


class CommandFailed(Exception):
    """A refusal of the command line itself."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


def refused(code: str, detail: str, *, exit_code: Exit = Exit.REFUSED) -> CommandFailed:
    """The exception that ends a command with that sentence and exit code."""
    return CommandFailed(Failure(exit_code, code, detail))
