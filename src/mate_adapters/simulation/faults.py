"""What goes wrong during a command, as plain data, and the switch that makes it happen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mate_core.shared.errors import ConcurrencyConflict, StorageUnavailable


class FaultKind(StrEnum):
    """At a commit, at a vendor, on the way of a message, or at the handler of an event."""

    CONFLICT = "conflict"
    DATABASE_AWAY = "database_away"
    KILLED_BEFORE_COMMIT = "killed_before_commit"
    KILLED_AFTER_COMMIT = "killed_after_commit"
    VENDOR_REFUSES = "vendor_refuses"
    REQUEST_LOST = "request_lost"
    REPLY_LOST = "reply_lost"
    MESSAGE_LOST = "message_lost"
    """The carrier takes it, says so, and it never arrives."""
    HANDLER_FAILS = "handler_fails"
    EVENT_TWICE = "event_twice"


AT_COMMIT: Final = (
    FaultKind.CONFLICT,
    FaultKind.DATABASE_AWAY,
    FaultKind.KILLED_BEFORE_COMMIT,
    FaultKind.KILLED_AFTER_COMMIT,
)
AT_VENDOR: Final = (FaultKind.VENDOR_REFUSES, FaultKind.REQUEST_LOST, FaultKind.REPLY_LOST)
AT_CARRIER: Final = (FaultKind.MESSAGE_LOST,)
AT_EVENT: Final = (FaultKind.HANDLER_FAILS, FaultKind.EVENT_TWICE)


@dataclass(frozen=True, slots=True)
class Fault:
    """It strikes at the `nth` place of its kind (counted from 1) inside one command, once."""

    kind: FaultKind
    nth: int = 1


class ProcessKilled(BaseException):
    """The process is gone: nothing in it may catch this and carry on."""


class HandlerFailed(Exception):
    """The handler of an event met trouble."""


class FaultSwitch:
    """Armed with at most one fault for the length of one command; ports ask it."""

    def __init__(self) -> None:
        self._kind: FaultKind | None = None
        self._left = 0
        self._dying = False

    def arm(self, fault: Fault | None) -> None:
        self._kind = fault.kind if fault else None
        self._left = fault.nth if fault else 0
        self._dying = False

    def before_commit(self) -> None:
        """Raises what the armed fault wants to happen instead of this commit."""
        kind = self._strikes(AT_COMMIT)
        if kind is FaultKind.CONFLICT:
            raise ConcurrencyConflict
        if kind is FaultKind.DATABASE_AWAY:
            raise StorageUnavailable
        if kind is FaultKind.KILLED_BEFORE_COMMIT:
            raise ProcessKilled
        self._dying = kind is FaultKind.KILLED_AFTER_COMMIT

    def after_commit(self) -> None:
        """Raises ProcessKilled when the fault wants the commit to stand and nobody to know."""
        if self._dying:
            self._dying = False
            raise ProcessKilled

    def at_vendor(self) -> FaultKind | None:
        """How this call to a vendor goes wrong, or None."""
        return self._strikes(AT_VENDOR)

    def loses_message(self) -> bool:
        """Whether this message, which the carrier has taken, never arrives."""
        return self._strikes(AT_CARRIER) is not None

    def at_event(self) -> FaultKind | None:
        """How the delivery of this event goes wrong, or None."""
        return self._strikes(AT_EVENT)

    def _strikes(self, kinds: tuple[FaultKind, ...]) -> FaultKind | None:
        if self._left == 0 or self._kind not in kinds:
            return None
        self._left -= 1
        return self._kind if self._left == 0 else None
