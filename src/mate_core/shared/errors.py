"""The three kinds of refusal that callers may meet, and trouble from outside.

A refusal is expected: its class carries a stable dotted `code` and its facts as attributes, and
nothing has changed when it is raised. Drivers map the four families to their own language
(HTTP statuses, exit codes) in one place each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar


class MateError(Exception):
    """Base of everything the core raises on purpose."""


class Refusal(MateError):
    """A command that was understood and refused; `facts` fill the translated sentence."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = "This cannot be done."

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, object] = facts

    @property
    def detail(self) -> str:
        """The sentence in English, with the remedy where there is one."""
        return self.message.format_map(self.facts)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class NotFound(Refusal):
    """There is no such thing, or it is not the caller's: the two are never told apart."""

    code = "not_found"
    message = "There is nothing here that you may see."


class Conflict(Refusal):
    """The state of things does not allow it now."""


class RuleViolation(Refusal):
    """Well-formed, but against a rule; `field` names the input to change, when it is one."""

    field: str | None = None


class Forbidden(Refusal):
    """The caller's role or capability does not allow this kind of command at all."""

    code = "forbidden"
    message = "Your role does not allow this."


class AccountBanned(Forbidden):
    """What is left is little: his money, his disputes, his data, his appeal (RULES 17)."""

    code = "account.banned"
    message = "This account is banned; you can read why at /bans/me and appeal."


class NotAuthenticated(Refusal):
    """Nobody, or nobody any more, stands behind the credentials."""

    code = "auth.required"
    message = "Log in first."


class TooMany(Refusal):
    """A limit in time was reached; `retry_at` is the instant (UTC) when one more is allowed."""

    code = "too_many"
    message = "Too many attempts; try again later."

    def __init__(self, retry_at: datetime, **facts: object) -> None:
        super().__init__(**facts)
        self.retry_at = retry_at


class InvalidInput(MateError):
    """One field of the input is impossible, whatever the state of the world."""

    def __init__(self, field: str, code: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.code = code
        self.detail = detail


class ConcurrencyConflict(MateError):
    """Two transactions met (deadlock, stale version, …): the whole command should run again."""


class StorageUnavailable(MateError):
    """The database cannot be reached now; nothing has changed, try again."""
