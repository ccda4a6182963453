"""VNPay's signature: the golden vectors of its documentation, and what must never pass."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mate_adapters.payments.reading import QueryUnreadable, parsed_query
from mate_adapters.payments.vnpay.signature import (
    encoded,
    is_signed,
    signature,
    signed_query,
    signed_text,
)

SECRET = "EXAMPLESECRET0000000000000000001"
ORDER = {
    "vnp_Version": "2.1.0",
    "vnp_Command": "pay",
    "vnp_TmnCode": "DEMO0001",
    "vnp_Amount": "5000000",
    "vnp_CurrCode": "VND",
    "vnp_TxnRef": "A42",
    "vnp_OrderInfo": "Dat lich 42: cafe",
    "vnp_OrderType": "other",
    "vnp_ReturnUrl": "https://app.example.vn/return",
    "vnp_IpAddr": "203.0.113.7",
    "vnp_Locale": "vn",
    "vnp_CreateDate": "20260102030405",
    "vnp_ExpireDate": "20260102031905",
}
SIGNED_TEXT = (
    "vnp_Amount=5000000&vnp_Command=pay&vnp_CreateDate=20260102030405&vnp_CurrCode=VND"
    "&vnp_ExpireDate=20260102031905&vnp_IpAddr=203.0.113.7&vnp_Locale=vn"
    "&vnp_OrderInfo=Dat+lich+42%3A+cafe&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fapp.example.vn%2Freturn&vnp_TmnCode=DEMO0001"
    "&vnp_TxnRef=A42&vnp_Version=2.1.0"
)
SIGNATURE = (
    "dc0f39e0bd3803488c0d15e1638571248e316decb08e97c968669e499fa0900f"
    "2a8845bdad7f93d3d1698582a04ebef5eaf211ba638dac4d26442e1330a26c3c"
)


def test_the_text_to_sign_is_the_one_of_the_vendors_example() -> None:
    assert signed_text(ORDER) == SIGNED_TEXT


def test_the_signature_is_the_one_of_the_vendors_example() -> None:
    assert signature(SIGNED_TEXT, SECRET) == SIGNATURE


def test_the_query_that_is_sent_is_the_signed_text_and_its_signature() -> None:
    assert signed_query(ORDER, SECRET) == f"{SIGNED_TEXT}&vnp_SecureHash={SIGNATURE}"


@pytest.mark.parametrize(
    ("sign", "php"),
    [
        ("~", "%7E"),
        ("*", "%2A"),
        ("!", "%21"),
        ("(", "%28"),
        (")", "%29"),
        ("'", "%27"),
        (" ", "+"),
        ("+", "%2B"),
        ("/", "%2F"),
        ("a-b_c.9", "a-b_c.9"),
        ("Đặt", "%C4%90%E1%BA%B7t"),
    ],
)
def test_encoding_follows_php(sign: str, php: str) -> None:
    assert encoded(sign) == php


def test_the_order_in_which_parameters_come_does_not_matter() -> None:
    shuffled = signed_query(ORDER, SECRET).split("&")[::-1]

    assert is_signed(parsed_query("&".join(shuffled).encode()), SECRET)


def test_the_hash_may_come_in_capitals() -> None:
    assert is_signed(ORDER | {"vnp_SecureHash": SIGNATURE.upper()}, SECRET)


def test_parameters_of_others_are_not_covered() -> None:
    assert is_signed(ORDER | {"vnp_SecureHash": SIGNATURE, "utm_source": "mail"}, SECRET)


@pytest.mark.parametrize("claimed", ["MD5", "SHA256", "HMACSHA512", ""])
def test_what_the_query_claims_about_the_algorithm_is_ignored(claimed: str) -> None:
    parameters = ORDER | {"vnp_SecureHash": SIGNATURE, "vnp_SecureHashType": claimed}

    assert is_signed(parameters, SECRET)


def test_a_weaker_algorithm_is_refused() -> None:
    weaker = hmac.new(SECRET.encode(), SIGNED_TEXT.encode(), hashlib.sha256).hexdigest()

    assert not is_signed(ORDER | {"vnp_SecureHash": weaker, "vnp_SecureHashType": "SHA256"}, SECRET)


@pytest.mark.parametrize("signs_empty_ones", [True, False])
def test_empty_parameters_may_be_signed_or_skipped(signs_empty_ones: bool) -> None:
    parameters = ORDER | {"vnp_BankTranNo": ""}
    text = signed_text(parameters, keep_empty=signs_empty_ones)

    assert is_signed(parameters | {"vnp_SecureHash": signature(text, SECRET)}, SECRET)


@pytest.mark.parametrize("received", ["", "0", "z" * 128, "é" * 128, SIGNATURE[:-1]])
def test_a_malformed_hash_is_refused(received: str) -> None:
    assert not is_signed(ORDER | {"vnp_SecureHash": received}, SECRET)


def test_a_missing_hash_is_refused() -> None:
    assert not is_signed(ORDER, SECRET)


@pytest.mark.parametrize(
    "query",
    [
        b"vnp_Amount=1&vnp_Amount=1",
        b"vnp_Amount=1&%76np_Amount=2",
        b"a=1&a=",
        b"vnp_OrderInfo=%ff",
        "vnp_OrderInfo=Đ".encode(),
    ],
)
def test_a_query_that_programs_may_read_differently_is_refused(query: bytes) -> None:
    with pytest.raises(QueryUnreadable):
        parsed_query(query)


names = st.text("abcdefXYZ019", min_size=1, max_size=8).map(lambda name: f"vnp_{name}")
orders = st.dictionaries(names, st.text(min_size=1, max_size=20), min_size=1, max_size=6)


@given(order=orders, secret=st.text("abc123", min_size=1))
def test_what_we_sign_is_accepted_and_says_the_same(order: dict[str, str], secret: str) -> None:
    query = signed_query(order, secret)
    received = parsed_query(query.encode())

    assert is_signed(received, secret)
    assert {name: received[name] for name in order} == order
    assert dict(parse_qsl(query)) == received, "another reader of forms sees the same"


@given(order=orders, place=st.integers(0, 10_000), byte=st.integers(0, 255))
@example(order={"vnp_Amount": "100"}, place=11, byte=ord("9"))
@example(order={"vnp_a": "1"}, place=0, byte=ord("w"))
def test_one_changed_byte_is_refused_unless_it_says_the_same(
    order: dict[str, str], place: int, byte: int
) -> None:
    query = signed_query(order, SECRET).encode()
    at = place % len(query)
    changed = query[:at] + bytes([byte]) + query[at + 1 :]

    assert not accepted(changed) or meaning(changed) == meaning(query)


def accepted(query: bytes) -> bool:
    try:
        return is_signed(parsed_query(query), SECRET)
    except QueryUnreadable:
        return False


def meaning(query: bytes) -> dict[str, str]:
    """Hex digits of the hash and of percent encoding may change case without changing a word."""
    parameters = parsed_query(query)
    return parameters | {"vnp_SecureHash": parameters["vnp_SecureHash"].lower()}


@given(order=orders)
def test_another_secret_is_refused(order: dict[str, str]) -> None:
    assert not is_signed(parsed_query(signed_query(order, SECRET).encode()), SECRET + "x")
