"""The table of edges, and the page drawn from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mate_core.reviews.diagram import page
from mate_core.reviews.errors import ReviewMoveRefused
from mate_core.reviews.states import (
    MOVES,
    UNPUBLISHED,
    ReviewAction,
    ReviewParty,
    ReviewState,
    move_of,
)

PAGE = Path(__file__).parents[3] / "docs" / "review-states.md"


def test_page_of_states_equals_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "redraw it: python -m mate_core.reviews.diagram > docs/review-states.md"
    )


def test_ratings_can_be_counted_on_two_edges_alone() -> None:
    """Into VISIBLE only by PUBLISH, out of it only by HIDE."""
    visible = ReviewState.VISIBLE
    into = {a for (state, a), move in MOVES.items() if move.to is visible and state is not visible}
    out = {a for (state, a), move in MOVES.items() if state is visible and move.to is not visible}
    assert (into, out) == ({ReviewAction.PUBLISH}, {ReviewAction.HIDE})


def test_rule_28_no_author_touches_what_can_be_read() -> None:
    by_author = {state for (state, _), move in MOVES.items() if move.by is ReviewParty.AUTHOR}
    assert by_author == UNPUBLISHED


@pytest.mark.parametrize("action", sorted(set(ReviewAction) - {ReviewAction.RESTORE}))
def test_what_is_hidden_is_restored_or_stays(action: ReviewAction) -> None:
    with pytest.raises(ReviewMoveRefused):
        move_of(ReviewState.HIDDEN, action)
