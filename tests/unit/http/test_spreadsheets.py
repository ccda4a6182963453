"""CSV for spreadsheets: nothing that somebody wrote becomes a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_http.spreadsheets import BYTE_ORDER_MARK, Cell, line


@pytest.mark.parametrize(
    "text", ["=1+1", "+84901234567", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
)
def test_text_that_begins_like_a_formula_is_led_in_by_an_apostrophe(text: str) -> None:
    (row,) = csv.reader(io.StringIO(line([text]), newline=""))
    assert row == [f"'{text}"]


def test_numbers_stay_numbers_negative_ones_too() -> None:
    assert line([-804_997, 0, None, "TXN-9"]) == "-804997,0,,TXN-9\r\n"


def test_commas_and_quotes_stay_inside_their_cell() -> None:
    assert line(['a,"b"', "c"]) == '"a,""b""",c\r\n'


def test_file_begins_with_the_mark_by_which_excel_knows_utf_8() -> None:
    assert BYTE_ORDER_MARK.encode() == b"\xef\xbb\xbf"


@given(st.lists(st.one_of(st.text(), st.integers()), min_size=1, max_size=5))
def test_no_cell_of_text_can_start_a_formula(cells: list[Cell]) -> None:
    (row,) = csv.reader(io.StringIO(line(cells), newline=""))
    for cell, read in zip(cells, row, strict=True):
        if isinstance(cell, str) and read:
            assert read[0] not in "=+-@\t\r\n"
