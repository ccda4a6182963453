"""The state machine of a booking: every edge, who may take it and when. The one source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mate_core.bookings.errors import MoveRefused, NotYourStep


class BookingStatus(StrEnum):
    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    PAID = "PAID"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    DISPUTED = "DISPUTED"


class Action(StrEnum):
    REQUEST = "request"
    CONFIRM = "confirm"
    REJECT = "reject"
    DECLINE = "decline"
    EXPIRE = "expire"
    PAY = "pay"
    CANCEL = "cancel"
    START = "start"
    EXTEND = "extend"
    AGREE_COMPLETION = "agree_completion"
    COMPLETE = "complete"
    NO_SHOW = "no_show"
    SAFETY_CANCEL = "safety_cancel"
    DISPUTE = "dispute"
    RELEASE = "release"
    SPLIT = "split"
    REFUND = "refund"
    RETURN_TO_PAID = "return_to_paid"
    RETURN_TO_IN_PROGRESS = "return_to_in_progress"
    RETURN_TO_COMPLETED = "return_to_completed"
    RETURN_TO_CANCELLED = "return_to_cancelled"


class Party(StrEnum):
    """In which role somebody acts on a booking."""

    USER = "user"
    PARTNER = "partner"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Move:
    to: BookingStatus
    by: frozenset[Party]
    when: str


def _move(to: BookingStatus, *by: Party, when: str) -> Move:
    return Move(to, frozenset(by), when)


_S, _A = BookingStatus, Action
_U, _P, _STAFF, _SYS = Party.USER, Party.PARTNER, Party.STAFF, Party.SYSTEM
_DISPUTING = (_U, _P, _STAFF, _SYS)
_EXECUTION = "decision final: both accept, 72 h pass, or the second one; or overdue at 14 days"
_WITHDRAWN = "withdrawn by the opener, undecided; due no sooner than 1 h"

MOVES: Final[Mapping[tuple[BookingStatus, Action], Move]] = MappingProxyType(
    {
        (_S.PENDING, _A.CONFIRM): _move(_S.CONFIRMED, _P, when="both are free"),
        (_S.PENDING, _A.REJECT): _move(_S.CANCELLED, _P, when="any time before expiry"),
        (_S.PENDING, _A.DECLINE): _move(
            _S.CANCELLED,
            _SYS,
            when="another booking took the time, or the two do not meet any more",
        ),
        (_S.PENDING, _A.EXPIRE): _move(_S.CANCELLED, _SYS, when="24 h passed, or the start"),
        (_S.PENDING, _A.CANCEL): _move(_S.CANCELLED, _U, _STAFF, when="any time"),
        (_S.CONFIRMED, _A.DECLINE): _move(
            _S.CANCELLED, _SYS, when="one of the two is not to be met any more"
        ),
        (_S.CONFIRMED, _A.PAY): _move(_S.PAID, _U, _SYS, when="the whole sum is held"),
        (_S.CONFIRMED, _A.EXPIRE): _move(_S.CANCELLED, _SYS, when="2 h unpaid, or the start"),
        (_S.CONFIRMED, _A.CANCEL): _move(_S.CANCELLED, _U, _P, _STAFF, when="any time"),
        (_S.PAID, _A.START): _move(_S.IN_PROGRESS, _P, when="start − 30 min … end, with the code"),
        (_S.PAID, _A.CANCEL): _move(
            _S.CANCELLED, _U, _P, _STAFF, when="the user only before the start; refund by tier"
        ),
        (_S.PAID, _A.EXTEND): _move(_S.PAID, _P, _SYS, when="start − 30 min … end; more is held"),
        (_S.PAID, _A.EXPIRE): _move(_S.CANCELLED, _SYS, when="end + 24 h without code: unproven"),
        (_S.IN_PROGRESS, _A.EXTEND): _move(
            _S.IN_PROGRESS, _P, _SYS, when="before the end, nobody has agreed yet; more is held"
        ),
        (_S.IN_PROGRESS, _A.AGREE_COMPLETION): _move(
            _S.IN_PROGRESS, _U, _P, when="the other side has not agreed yet"
        ),
        (_S.IN_PROGRESS, _A.COMPLETE): _move(
            _S.COMPLETED,
            _U,
            _P,
            _SYS,
            when="both agreed, or end + 12 h with one, end + 24 h with none",
        ),
        (_S.IN_PROGRESS, _A.CANCEL): _move(_S.CANCELLED, _STAFF, when="staff refund"),
        (_S.COMPLETED, _A.CANCEL): _move(_S.CANCELLED, _STAFF, when="staff refund, unsettled"),
        (_S.PAID, _A.NO_SHOW): _move(_S.CANCELLED, _SYS, when="reported, uncontested for 24 h"),
        (_S.PENDING, _A.SAFETY_CANCEL): _move(_S.CANCELLED, _U, _P, when="any time"),
        (_S.CONFIRMED, _A.SAFETY_CANCEL): _move(_S.CANCELLED, _U, _P, when="any time"),
        (_S.PAID, _A.SAFETY_CANCEL): _move(_S.DISPUTED, _U, _P, when="any time"),
        (_S.IN_PROGRESS, _A.SAFETY_CANCEL): _move(_S.DISPUTED, _U, _P, when="any time"),
        (_S.COMPLETED, _A.SAFETY_CANCEL): _move(_S.DISPUTED, _U, _P, when="until settlement"),
        (_S.CANCELLED, _A.SAFETY_CANCEL): _move(
            _S.DISPUTED, _U, _P, when="while a settlement that pays the partner is due"
        ),
        (_S.DISPUTED, _A.SAFETY_CANCEL): _move(
            _S.DISPUTED, _U, _P, when="undecided; the dispute becomes one of safety"
        ),
        (_S.PAID, _A.DISPUTE): _move(_S.DISPUTED, *_DISPUTING, when="from the booked start"),
        (_S.IN_PROGRESS, _A.DISPUTE): _move(_S.DISPUTED, *_DISPUTING, when="from the booked start"),
        (_S.COMPLETED, _A.DISPUTE): _move(
            _S.DISPUTED, *_DISPUTING, when="from the booked start until settlement"
        ),
        (_S.CANCELLED, _A.DISPUTE): _move(
            _S.DISPUTED, *_DISPUTING, when="while a settlement that pays the partner is due"
        ),
        (_S.DISPUTED, _A.RELEASE): _move(_S.COMPLETED, _STAFF, _SYS, when=_EXECUTION),
        (_S.DISPUTED, _A.SPLIT): _move(_S.COMPLETED, _STAFF, _SYS, when=_EXECUTION),
        (_S.DISPUTED, _A.REFUND): _move(_S.CANCELLED, _STAFF, _SYS, when=_EXECUTION),
        (_S.DISPUTED, _A.RETURN_TO_PAID): _move(_S.PAID, _U, _P, when=_WITHDRAWN),
        (_S.DISPUTED, _A.RETURN_TO_IN_PROGRESS): _move(_S.IN_PROGRESS, _U, _P, when=_WITHDRAWN),
        (_S.DISPUTED, _A.RETURN_TO_COMPLETED): _move(_S.COMPLETED, _U, _P, when=_WITHDRAWN),
        (_S.DISPUTED, _A.RETURN_TO_CANCELLED): _move(_S.CANCELLED, _U, _P, when=_WITHDRAWN),
    }
)


def _may_ever(action: Action, by: Party) -> bool:
    return any(by in move.by for (_, some), move in MOVES.items() if some is action)


def status_after(status: BookingStatus, action: Action, by: Party) -> BookingStatus:
    """Where `action` leads from `status`.

    Raises NotYourStep when that party may never take the action, MoveRefused for every other
    pair that the table lacks.
    """
    move = MOVES.get((status, action))
    if move is not None and by in move.by:
        return move.to
    if not _may_ever(action, by):
        raise NotYourStep(action=action.value, party=by.value)
    raise MoveRefused(status=status.value, action=action.value, party=by.value)
