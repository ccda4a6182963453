"""The numbers of docs/media.md are those of the policy."""

from __future__ import annotations

import re

import pytest

from mate_core.media.model import BUCKET_OF, MOVES, Bucket, MediaKind
from mate_core.media.policies import MEGABYTE, MediaPolicy
from tests.unit.test_pages import DOCS, rows_of

POLICY = MediaPolicy()
READERS = {
    Bucket.PUBLIC: "everyone",
    Bucket.PRIVATE: f"a link of {POLICY.link_life.seconds // 60} minutes",
    Bucket.KYC: f"staff, a link of {POLICY.staff_link_life.seconds // 60} minutes",
}


def test_every_kind_has_its_row() -> None:
    rows = rows_of("media.md", first_cell="kind")
    assert [row[0].strip("`") for row in rows] == list(MediaKind)


@pytest.mark.parametrize("row", rows_of("media.md", first_cell="kind"), ids=lambda row: str(row[0]))
def test_limits_on_the_page_are_those_of_the_policy(row: list[str]) -> None:
    kind = MediaKind(row[0].strip("`"))
    rules = POLICY.kinds[kind]
    longest = f", {rules.longest.seconds} s" if rules.longest else ""
    square = ", square" if rules.master and rules.master.square else ""
    pixels = f"{rules.master.longer_side}{square}" if rules.master else "as sent"
    copies = ", ".join(size.name for size in rules.renditions) or "none"
    assert row[1:] == [
        f"{rules.largest_bytes // MEGABYTE} MB{longest}",
        pixels,
        copies,
        str(rules.per_day),
        READERS[BUCKET_OF[kind]],
    ]


def test_the_diagram_shows_the_moves_of_the_table() -> None:
    page = (DOCS / "media.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    ([A-Z_]+) --> ([A-Z_]+):", page, re.MULTILINE))
    assert drawn == {(state.value, to.value) for (state, _), (to, _) in MOVES.items()}
