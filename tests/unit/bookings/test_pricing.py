"""Price, 3-hour rule and refund tiers (MONEY, "Arithmetic" 1; DESIGN 3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.bookings.policies import (
    DEFAULT_TIERS,
    FeePolicy,
    RefundTier,
    billed_half_hours,
    price_of,
    refund_percent,
)
from mate_core.shared.money import Vnd, total

rates = st.integers(10_000, 5_000_000).map(Vnd)
half_hours = st.integers(1, 14 * 48)
HOUR = timedelta(hours=1)


class TestPrice:
    @pytest.mark.parametrize(
        ("hours", "subtotal", "fee", "sum_"),
        [
            (0.5, 100_000, 15_000, 115_000),
            (3, 599_997, 90_000, 689_997),
            (3.5, 699_997, 105_000, 804_997),
        ],
    )
    def test_m17_rate_of_199_999_gives_whole_dong(
        self, hours: float, subtotal: int, fee: int, sum_: int
    ) -> None:
        price = price_of(Vnd(199_999), int(hours * 2), 15)

        assert (price.subtotal, price.service_fee) == (Vnd(subtotal), Vnd(fee))
        assert price.total == Vnd(sum_)

    @given(rates, half_hours, st.integers(0, 30))
    def test_total_is_the_sum_of_its_lines(self, rate: Vnd, length: int, fee: int) -> None:
        price = price_of(rate, length, fee)

        assert price.total == total((price.subtotal, price.service_fee))

    @given(rates, half_hours, st.integers(0, 30))
    def test_each_line_is_off_by_half_a_dong_at_most(
        self, rate: Vnd, length: int, fee: int
    ) -> None:
        price = price_of(rate, length, fee)

        assert abs(2 * price.subtotal.amount - rate.amount * length) <= 1
        assert abs(100 * price.service_fee.amount - price.subtotal.amount * fee) <= 50

    @given(rates, half_hours)
    def test_longer_meetings_cost_more(self, rate: Vnd, length: int) -> None:
        assert price_of(rate, length, 15).total < price_of(rate, length + 1, 15).total

    def test_sum_of_lines_differs_from_a_price_of_the_whole(self) -> None:
        """Why an extension is a line of its own and nothing is ever re-priced."""
        lines = total(price_of(Vnd(199_999), length, 15).total for length in (7, 1))

        assert (lines, price_of(Vnd(199_999), 8, 15).total) == (Vnd(919_997), Vnd(919_995))


class TestThreeHourRule:
    @pytest.mark.parametrize(
        ("requested", "minimum", "billed"),
        [(1, 6, 6), (6, 6, 6), (7, 6, 7), (6, 10, 10), (12, 10, 12)],
    )
    def test_m19_longest_of_wish_partner_and_platform_is_billed(
        self, requested: int, minimum: int, billed: int
    ) -> None:
        assert billed_half_hours(requested, minimum, 6) == billed

    @given(half_hours, st.integers(1, 48))
    def test_partner_can_only_raise_the_minimum(self, requested: int, minimum: int) -> None:
        assert billed_half_hours(requested, minimum, 6) >= max(6, requested)


class TestRefundTiers:
    @pytest.mark.parametrize(
        ("notice", "percent"),
        [
            (48 * HOUR, 100),
            (24 * HOUR, 100),
            (24 * HOUR - timedelta(seconds=1), 50),
            (6 * HOUR, 50),
            (6 * HOUR - timedelta(seconds=1), 0),
            (timedelta(0), 0),
            (-HOUR, 0),
        ],
    )
    def test_b16_notice_decides(self, notice: timedelta, percent: int) -> None:
        assert refund_percent(DEFAULT_TIERS, notice) == percent

    @given(st.integers(-100, 10_000), st.integers(0, 10_000))
    def test_more_notice_never_gives_less(self, minutes: int, more: int) -> None:
        notice = timedelta(minutes=minutes)

        assert refund_percent(DEFAULT_TIERS, notice) <= refund_percent(
            DEFAULT_TIERS, notice + timedelta(minutes=more)
        )

    def test_order_of_the_tiers_does_not_matter(self) -> None:
        tiers = (RefundTier(6 * HOUR, 50), RefundTier(24 * HOUR, 100))

        assert refund_percent(tiers, 30 * HOUR) == 100

    def test_without_tiers_nothing_comes_back(self) -> None:
        assert refund_percent((), 1_000 * HOUR) == 0


class TestFeePolicy:
    def test_percentage_in_force_counts(self) -> None:
        july = datetime(2026, 7, 1, tzinfo=UTC)
        policy = FeePolicy(changes=((july, 12),))

        assert policy.percent_at(july - timedelta(seconds=1)) == 15
        assert policy.percent_at(july) == 12
