"""The state machine of a review: every edge and who may take it. The one source.

Every way to VISIBLE is PUBLISH and every way out of it is HIDE, so that ratings are counted in
one place and taken back in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mate_core.reviews.errors import ReviewMoveRefused


class ReviewState(StrEnum):
    SEALED = "SEALED"
    """Written, and read by its author alone."""
    HELD = "HELD"
    """Waits for staff; counts as unwritten until they release it."""
    VISIBLE = "VISIBLE"
    HIDDEN = "HIDDEN"
    """Taken away by staff; its author still reads it."""


UNPUBLISHED: Final = frozenset({ReviewState.SEALED, ReviewState.HELD})


class ReviewAction(StrEnum):
    EDIT = "edit"
    HOLD = "hold"
    PUBLISH = "publish"
    RELEASE = "release"
    KEEP = "keep"
    HIDE = "hide"
    RESTORE = "restore"


class ReviewParty(StrEnum):
    AUTHOR = "author"
    SYSTEM = "system"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class ReviewMove:
    to: ReviewState
    by: ReviewParty
    when: str


_S, _A, _P = ReviewState, ReviewAction, ReviewParty
_BLIND: Final = "window open, neither side's is published"
_AT_ONCE: Final = "; published in the same step when the other side's waits or the window is over"
MOVES: Final[Mapping[tuple[ReviewState, ReviewAction], ReviewMove]] = MappingProxyType(
    {
        (_S.SEALED, _A.EDIT): ReviewMove(_S.SEALED, _P.AUTHOR, _BLIND),
        (_S.HELD, _A.EDIT): ReviewMove(_S.HELD, _P.AUTHOR, _BLIND),
        (_S.SEALED, _A.HOLD): ReviewMove(_S.HELD, _P.SYSTEM, "the text needs the eyes of staff"),
        (_S.SEALED, _A.PUBLISH): ReviewMove(
            _S.VISIBLE, _P.SYSTEM, "both have written, or the window is over"
        ),
        (_S.HELD, _A.RELEASE): ReviewMove(_S.SEALED, _P.STAFF, "any time" + _AT_ONCE),
        (_S.HELD, _A.HIDE): ReviewMove(_S.HIDDEN, _P.STAFF, "any time"),
        (_S.VISIBLE, _A.KEEP): ReviewMove(_S.VISIBLE, _P.STAFF, "reported, without cause"),
        (_S.VISIBLE, _A.HIDE): ReviewMove(_S.HIDDEN, _P.STAFF, "any time"),
        (_S.HIDDEN, _A.RESTORE): ReviewMove(
            _S.SEALED, _P.STAFF, "any time; published in the same step when it had been" + _AT_ONCE
        ),
    }
)


def move_of(state: ReviewState, action: ReviewAction) -> ReviewMove:
    """Raises ReviewMoveRefused for a pair that is not in the table."""
    move = MOVES.get((state, action))
    if move is None:
        raise ReviewMoveRefused(state=state.value)
    return move
