"""What-if questions, and the page that shows how to ask them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from mate_adapters.simulation import MARKET, Plan, compare
from mate_core.bookings.policies import BookingPolicy, FeePolicy

PAGE = Path(__file__).parents[3] / "docs" / "simulation.md"
PLAN = Plan(users=80, partners=10, days=4, seed=5)


def test_a_higher_fee_earns_more_on_the_same_chance() -> None:
    dearer = replace(MARKET, bookings=BookingPolicy(fee=FeePolicy(percent=20)))

    study = compare(PLAN, {"15 %": MARKET, "20 %": dearer})

    assert study.summaries["15 %"].fees < study.summaries["20 %"].fees
    assert study.lines()[0].split() == ["15", "%", "20", "%"]


def test_the_ten_lines_of_the_page_run_as_they_stand() -> None:
    block = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert block is not None
    code = block.group(1)
    assert len([line for line in code.splitlines() if line.strip()]) <= 10

    names: dict[str, object] = {}
    exec(compile(code, str(PAGE), "exec"), names)  # the page is ours
    assert "fees earned" in str(names["study"])
