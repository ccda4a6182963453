"""What an acknowledged step must have left in the history of its booking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mate_core.bookings.transitions import Action, Party
from tests.chaos.promises import Promises, times
from tests.load.people import Pair

BOOKING = UUID(int=7)


def shown(*steps: tuple[str, str]) -> dict[str, Any]:
    return {"statusHistory": [{"action": action, "by": by} for action, by in steps]}


REQUESTED = ("request", "user")


def promised(*moves: tuple[Action, Party]) -> Promises:
    promises = Promises()
    promises.made(BOOKING, Pair(1))
    for action, by in moves:
        promises.moved(BOOKING, action, by)
    return promises


def test_what_stands_there_once_is_kept() -> None:
    promises = promised((Action.CONFIRM, Party.PARTNER))

    found = promises.broken_of(BOOKING, shown(REQUESTED, ("confirm", "partner")))

    assert list(found) == []
    assert promises.count == 2


def test_what_is_missing_is_broken() -> None:
    (found,) = promised((Action.CONFIRM, Party.PARTNER)).broken_of(BOOKING, shown(REQUESTED))

    assert found == f"{BOOKING}: confirm by the partner stands there 0 times"


def test_what_was_done_twice_is_broken() -> None:
    promises = promised((Action.CANCEL, Party.USER))

    assert list(promises.broken_of(BOOKING, shown(REQUESTED, *[("cancel", "user")] * 2)))


def test_the_step_of_another_side_does_not_count() -> None:
    promises = promised((Action.CANCEL, Party.USER))

    assert list(promises.broken_of(BOOKING, shown(REQUESTED, ("cancel", "partner"))))


def test_completion_is_agreed_by_the_first_and_done_by_the_second() -> None:
    history = shown(REQUESTED, ("agree_completion", "partner"), ("complete", "user"))

    assert times(history, Action.COMPLETE, Party.PARTNER) == 1
    assert times(history, Action.COMPLETE, Party.USER) == 1
