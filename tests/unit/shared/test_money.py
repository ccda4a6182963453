"""Whole dong, rounded half up (MONEY, "Arithmetic")."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.shared.money import ZERO, Vnd, half_up, total

dong = st.integers(-(10**12), 10**12)
sums = dong.map(Vnd)


class TestHalfUp:
    def test_half_a_dong_goes_up_where_round_would_go_to_even(self) -> None:
        assert half_up(199_999, 7, 2) == 699_997
        assert round(199_999 * 7 / 2) == 699_996

    @pytest.mark.parametrize(
        ("amount", "numerator", "denominator", "rounded"),
        [(1, 1, 2, 1), (3, 1, 2, 2), (1, 1, 3, 0), (2, 1, 3, 1), (699_997, 15, 100, 105_000)],
    )
    def test_worked_examples(
        self, amount: int, numerator: int, denominator: int, rounded: int
    ) -> None:
        assert half_up(amount, numerator, denominator) == rounded

    @given(st.integers(0, 10**14), st.integers(0, 10_000), st.integers(1, 10_000))
    def test_it_is_the_floor_of_the_exact_value_and_a_half(self, a: int, n: int, d: int) -> None:
        assert half_up(a, n, d) == floor(Fraction(a * n, d) + Fraction(1, 2))

    @pytest.mark.parametrize("denominator", [0, -1])
    def test_denominator_must_be_above_zero(self, denominator: int) -> None:
        with pytest.raises(ValueError, match="denominator"):
            half_up(1, 1, denominator)


class TestVnd:
    @pytest.mark.parametrize("wrong", [1.0, 0.15, True, "1", None, float("nan")])
    def test_m17_only_whole_numbers_are_dong(self, wrong: Any) -> None:
        with pytest.raises(TypeError):
            Vnd(wrong)

    @given(sums, sums)
    def test_sums_add_and_subtract(self, a: Vnd, b: Vnd) -> None:
        assert (a + b - b, a - a, a + ZERO, a + (-a)) == (a, ZERO, a, ZERO)

    @given(st.lists(sums))
    def test_total_is_the_sum(self, parts: list[Vnd]) -> None:
        assert total(parts).amount == sum(part.amount for part in parts)

    @given(sums, sums)
    def test_order_is_that_of_the_amounts(self, a: Vnd, b: Vnd) -> None:
        assert (a < b) == (a.amount < b.amount)

    @given(st.integers(0, 10**12).map(Vnd), st.integers(0, 100))
    def test_share_and_remainder_make_the_whole(self, whole: Vnd, rate: int) -> None:
        share = whole.percent(rate)

        assert ZERO <= share <= whole
        assert share + (whole - share) == whole

    def test_only_zero_is_false(self) -> None:
        assert not Vnd(0)
        assert Vnd(-1)

    def test_it_reads_as_money(self) -> None:
        assert str(Vnd(804_997)) == "804,997 VND"
