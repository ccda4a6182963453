"""The state machine of a case: every edge and who may take it. The one source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mate_core.kyc.errors import KycMoveRefused


class KycState(StrEnum):
    COLLECTING = "COLLECTING"
    """Pictures come in; nothing was promised yet."""
    SUBMITTED = "SUBMITTED"
    """Waits for a vendor to be asked, or to be asked again."""
    CHECKING = "CHECKING"
    """A vendor is being asked."""
    IN_REVIEW = "IN_REVIEW"
    """Waits for staff."""
    VERIFIED = "VERIFIED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    """Begun and not finished: never submitted, or the consent was withdrawn."""
    REVOKED = "REVOKED"
    """Was verified, and is no longer."""


OPEN: Final = frozenset(
    {KycState.COLLECTING, KycState.SUBMITTED, KycState.CHECKING, KycState.IN_REVIEW}
)
"""A person has one such case at most."""
UNDER_WAY: Final = OPEN - {KycState.COLLECTING}


class KycAction(StrEnum):
    SUBMIT = "submit"
    BEGIN = "begin"
    ASK_AGAIN = "ask_again"
    VERIFY = "verify"
    REJECT = "reject"
    RETAKE = "retake"
    REFER = "refer"
    OVERRIDE = "override"
    VOUCH = "vouch"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"


class KycParty(StrEnum):
    OWNER = "owner"
    SYSTEM = "system"
    STAFF = "staff"
    TWO_STAFF = "two_staff"
    """Two different members of staff (RULES 16)."""


@dataclass(frozen=True, slots=True)
class KycMove:
    to: KycState
    by: KycParty
    when: str


_S, _A, _P = KycState, KycAction, KycParty
MOVES: Final[Mapping[tuple[KycState, KycAction], KycMove]] = MappingProxyType(
    {
        (_S.COLLECTING, _A.SUBMIT): KycMove(_S.SUBMITTED, _P.OWNER, "both sides and video there"),
        (_S.COLLECTING, _A.VOUCH): KycMove(_S.VERIFIED, _P.STAFF, "card seen in person"),
        (_S.COLLECTING, _A.EXPIRE): KycMove(_S.EXPIRED, _P.SYSTEM, "7 days untouched"),
        (_S.COLLECTING, _A.WITHDRAW): KycMove(_S.EXPIRED, _P.OWNER, "any time"),
        (_S.SUBMITTED, _A.WITHDRAW): KycMove(_S.EXPIRED, _P.OWNER, "any time"),
        (_S.CHECKING, _A.WITHDRAW): KycMove(_S.EXPIRED, _P.OWNER, "any time"),
        (_S.IN_REVIEW, _A.WITHDRAW): KycMove(_S.EXPIRED, _P.OWNER, "any time"),
        (_S.SUBMITTED, _A.BEGIN): KycMove(_S.CHECKING, _P.SYSTEM, "a worker takes it"),
        (_S.CHECKING, _A.ASK_AGAIN): KycMove(_S.SUBMITTED, _P.SYSTEM, "no answer, next vendor"),
        (_S.CHECKING, _A.VERIFY): KycMove(_S.VERIFIED, _P.SYSTEM, "all above the thresholds"),
        (_S.CHECKING, _A.REJECT): KycMove(_S.REJECTED, _P.SYSTEM, "one below a hard limit"),
        (_S.CHECKING, _A.RETAKE): KycMove(_S.COLLECTING, _P.SYSTEM, "pictures cannot be used"),
        (_S.CHECKING, _A.REFER): KycMove(_S.IN_REVIEW, _P.SYSTEM, "between, or no vendor left"),
        (_S.IN_REVIEW, _A.VERIFY): KycMove(_S.VERIFIED, _P.STAFF, "any time"),
        (_S.IN_REVIEW, _A.REJECT): KycMove(_S.REJECTED, _P.STAFF, "any time"),
        (_S.IN_REVIEW, _A.ASK_AGAIN): KycMove(_S.SUBMITTED, _P.STAFF, "any time"),
        (_S.REJECTED, _A.OVERRIDE): KycMove(_S.VERIFIED, _P.TWO_STAFF, "pictures still there"),
        (_S.VERIFIED, _A.REVOKE): KycMove(_S.REVOKED, _P.TWO_STAFF, "any time"),
    }
)


def move_of(state: KycState, action: KycAction) -> KycMove:
    """Raises KycMoveRefused for a pair that is not in the table."""
    move = MOVES.get((state, action))
    if move is None:
        raise KycMoveRefused(state=state.value)
    return move
