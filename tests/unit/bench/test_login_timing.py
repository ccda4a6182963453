"""The statistics by which known and unknown names are compared."""

from __future__ import annotations

import random

import pytest

from tests.bench.login_timing import Comparison, mann_whitney_p, superiority


def test_share_of_pairs_counts_ties_as_halves() -> None:
    assert superiority([3, 4], [1, 2]) == 1
    assert superiority([1, 2], [1, 2]) == 0.5
    assert superiority([1, 3], [2, 4]) == 0.25


def test_p_value_of_values_that_never_mix_and_of_values_that_are_the_same() -> None:
    """U = 400 of 20 and 20 values: z = 200 / sqrt(400 * 41 / 12) = 5.41."""
    low, high = list(range(20)), list(range(20, 40))

    assert mann_whitney_p(high, low) == pytest.approx(6.3e-8, rel=0.02)
    assert mann_whitney_p(low, low) == 1


@pytest.mark.parametrize(("slower_by", "tells"), [(0.0, False), (1.0, True)])
def test_verdict_tells_a_late_answer_from_noise(slower_by: float, tells: bool) -> None:
    dice = random.Random(1)
    known = [dice.gauss(20, 1) + slower_by for _ in range(300)]
    unknown = [dice.gauss(20, 1) for _ in range(300)]

    assert Comparison("login", known, unknown).tells is tells
