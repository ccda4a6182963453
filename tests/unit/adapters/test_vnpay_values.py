"""Text, addresses, dates and amounts in VNPay's shape."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_adapters.payments.vnpay.values import (
    from_hundredths,
    hundredths,
    payer_address,
    plain_text,
    vendor_date,
)
from mate_core.shared.money import Vnd


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Đặt lịch 42: cà phê", "Dat lich 42: ca phe"),
        ("Đi dạo (Hồ Gươm) ~ *vui* ' !", "Di dao Ho Guom vui"),
        ("a & b = c", "a b c"),
        ("  nhiều   khoảng  trắng ", "nhieu khoang trang"),
        ("🍜", "Thanh toan"),
        ("", "Thanh toan"),
        ("x" * 300, "x" * 255),
    ],
)
def test_descriptions_lose_accents_and_risky_signs(text: str, sent: str) -> None:
    assert plain_text(text) == sent


@given(st.text(max_size=400))
def test_a_description_is_1_to_255_plain_signs(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9.,:_-][A-Za-z0-9 .,:_-]{0,254}", plain_text(text))


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::1", "0000:0000:0000:0000:0000:0000:0000:0001"),
        ("testclient", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_addresses_have_7_to_45_signs(address: str, sent: str) -> None:
    assert payer_address(address) == sent
    assert 7 <= len(sent) <= 45


def test_dates_are_wall_time_in_viet_nam() -> None:
    assert vendor_date(datetime(2026, 1, 1, 20, 4, 5, 999, tzinfo=UTC)) == "20260102030405"


@given(st.integers(0, 9_999_999_999))
def test_an_amount_goes_out_times_100_and_comes_back(dong: int) -> None:
    assert hundredths(Vnd(dong)) == str(dong * 100)
    assert from_hundredths(hundredths(Vnd(dong))) == Vnd(dong)


@pytest.mark.parametrize(
    "text", ["", "-100", "+100", "1 00", "100.00", "1e4", "150", "١٠٠", "1" * 13, "100\n"]
)
def test_an_amount_that_is_not_whole_dong_in_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        from_hundredths(text)
