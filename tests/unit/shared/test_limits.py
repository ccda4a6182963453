"""Rates hold whatever the order and the pauses of requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.shared.limits import ORIGINAL, STANDARD, Rate, RateClass, arrival

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@given(
    allowed=st.integers(1, 50),
    burst=st.integers(1, 100),
    pauses=st.lists(st.integers(0, 3_000), max_size=200),
)
def test_no_window_of_any_length_lets_in_more_than_the_burst_and_what_drained(
    allowed: int, burst: int, pauses: list[int]
) -> None:
    rate = Rate("any", allowed, SECOND, burst)
    stored, now, let_in = None, NOW, []
    for pause in pauses:
        now += timedelta(milliseconds=pause)
        reached, fits = arrival(rate, stored, at=now)
        if fits:
            stored = reached
            let_in.append(now)
    for first, since in enumerate(let_in):
        for last in range(first, len(let_in)):
            spent = (let_in[last] - since) / rate.interval
            assert last - first + 1 <= burst + spent + 0.01


@pytest.mark.parametrize(
    ("allowed", "seconds", "burst"), [(0, 1, 1), (1, 0, 1), (1, 1, 0)], ids=str
)
def test_a_rate_that_allows_nothing_cannot_be_made(allowed: int, seconds: int, burst: int) -> None:
    with pytest.raises(ValueError, match="allows nothing"):
        Rate("none", allowed, seconds * SECOND, burst)


def test_callbacks_and_alarms_are_never_counted() -> None:
    assert not STANDARD.of(RateClass.EXEMPT)
    assert not ORIGINAL.of(RateClass.EXEMPT)
