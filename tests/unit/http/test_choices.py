"""A refused value of a closed list comes with the list."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import msgspec
import pytest

from mate_http.problems.choices import choices_at


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Part(msgspec.Struct, rename="camel"):
    main_colour: Annotated[Colour, msgspec.Meta(description="of the front")]
    others: list[Colour] | None = None
    name: str = ""
    side: Literal["left", "right"] = "left"


@pytest.mark.parametrize("path", ["mainColour", "others[3]"])
def test_a_closed_list_is_found_where_it_stands(path: str) -> None:
    assert choices_at(Part, path) == ("red", "green")


def test_words_of_the_schema_itself_are_found() -> None:
    assert choices_at(Part, "side") == ("left", "right")


def test_a_list_deep_in_lists_is_found() -> None:
    assert choices_at(list[Part], "[0].others[1]") == ("red", "green")


@pytest.mark.parametrize("path", ["", "name", "nothing", "others"])
def test_elsewhere_there_is_nothing_to_choose(path: str) -> None:
    assert choices_at(Part, path) == ()
