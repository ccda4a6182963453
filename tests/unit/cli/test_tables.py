"""Text for people."""

from __future__ import annotations

from datetime import UTC, datetime

from mate_cli.tables import clean, local, money, pairs, rfc3339, table
from mate_core.shared.money import Vnd


def test_columns_are_aligned_and_sums_set_to_the_right() -> None:
    assert table(("NAME", "VND"), [("An", "804,997"), ("Bình", "5")], right=(1,)) == [
        "NAME      VND",
        "----  -------",
        "An    804,997",
        "Bình        5",
    ]


def test_decomposed_letters_take_one_column() -> None:
    """macOS hands out decomposed text; its marks must not widen a column."""
    decomposed = "Bi\u0300nh"
    assert table(("NAME", "X"), [(decomposed, "1")])[-1] == "B\u00ecnh  1"


def test_escape_sequences_do_not_reach_the_terminal() -> None:
    assert clean("a\x1b[31mred\nb") == "a [31mred b"


def test_what_is_missing_is_a_dash() -> None:
    assert (money(None), local(None), clean(None), rfc3339(None)) == ("-", "-", "-", None)


def test_money_has_separators() -> None:
    assert money(Vnd(1_380_000)) == money(1_380_000) == "1,380,000"


def test_instants_are_wall_time_of_viet_nam() -> None:
    new_year = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
    assert local(new_year) == "2027-01-01 00:05"
    assert rfc3339(new_year) == "2027-01-01T00:05:00+07:00"


def test_pairs_align_their_values() -> None:
    assert pairs([("a", 1), ("long", None)]) == ["a     1", "long  -"]
