"""The table of edges, and the page drawn from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mate_core.kyc.diagram import page
from mate_core.kyc.errors import KycMoveRefused
from mate_core.kyc.states import MOVES, OPEN, KycAction, KycParty, KycState, move_of

PAGE = Path(__file__).parents[3] / "docs" / "kyc-states.md"


def test_page_of_states_equals_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "redraw it: python -m mate_core.kyc.diagram > docs/kyc-states.md"
    )


@pytest.mark.parametrize("action", KycAction)
@pytest.mark.parametrize("state", [KycState.EXPIRED, KycState.REVOKED])
def test_what_is_over_stays_over(state: KycState, action: KycAction) -> None:
    with pytest.raises(KycMoveRefused):
        move_of(state, action)


def test_only_two_people_undo_a_verdict() -> None:
    undone = {move.by for (state, _), move in MOVES.items() if state not in OPEN}
    assert undone == {KycParty.TWO_STAFF}


def test_nobody_verifies_himself() -> None:
    by_owner = {move.to for move in MOVES.values() if move.by is KycParty.OWNER}
    assert by_owner == {KycState.SUBMITTED, KycState.EXPIRED}
