"""Answers, failures and questions."""

from __future__ import annotations

import io
import json

import pytest

from mate_cli.console import Console
from mate_cli.exits import CommandFailed, Exit, Failure


class Keyboard(io.StringIO):
    """Somebody at a terminal who types what is given."""

    def isatty(self) -> bool:
        return True


def console(*, as_json: bool = False, keyboard: io.StringIO | None = None) -> Console:
    return Console(
        as_json=as_json, out=io.StringIO(), err=io.StringIO(), keyboard=keyboard or io.StringIO()
    )


def written(of: Console) -> tuple[str, str]:
    out, err = of._out, of._err
    assert isinstance(out, io.StringIO)
    assert isinstance(err, io.StringIO)
    return out.getvalue(), err.getvalue()


def test_people_read_lines_and_machines_one_document() -> None:
    for_people, for_machines = console(), console(as_json=True)
    for each in (for_people, for_machines):
        each.answer({"name": "Bình"}, ["name  Bình"])
        each.note("by the way")
    assert written(for_people) == ("name  Bình\n", "by the way\n")
    assert written(for_machines) == ('{"name": "Bình"}\n', "")


def test_failure_goes_to_stderr_with_its_code() -> None:
    failure = Failure(Exit.NOT_FOUND, "person.unknown", "Nobody.", {"field": "person"})
    for_people, for_machines = console(), console(as_json=True)
    for each in (for_people, for_machines):
        each.fail(failure)
    assert written(for_people) == ("", "mate: Nobody. (person.unknown)\n")
    out, err = written(for_machines)
    assert out == ""
    assert json.loads(err) == {
        "error": {"code": "person.unknown", "detail": "Nobody.", "field": "person"}
    }


@pytest.mark.parametrize("typed", ["y\n", "YES\n"])
def test_yes_at_the_terminal_goes_on(typed: str) -> None:
    console(keyboard=Keyboard(typed)).confirm("Go on?", assumed=False)


@pytest.mark.parametrize("typed", ["n\n", "\n", "yess\n", ""])
def test_anything_else_stops(typed: str) -> None:
    with pytest.raises(CommandFailed) as stopped:
        console(keyboard=Keyboard(typed)).confirm("Go on?", assumed=False)
    assert stopped.value.failure.exit is Exit.REFUSED


def test_without_a_terminal_nobody_is_asked() -> None:
    with pytest.raises(CommandFailed) as stopped:
        console().confirm("Go on?", assumed=False)
    assert stopped.value.failure.code == "confirmation.missing"


def test_machines_are_never_asked_even_at_a_terminal() -> None:
    with pytest.raises(CommandFailed):
        console(as_json=True, keyboard=Keyboard("y\n")).confirm("Go on?", assumed=False)


def test_assumed_yes_asks_nobody() -> None:
    console().confirm("Go on?", assumed=True)
