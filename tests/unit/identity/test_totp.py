"""One-time passwords by time: the vectors of RFC 6238, and what a code is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.identity import totp

SECRET = b"12345678901234567890"
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
STEP = timedelta(seconds=totp.STEP_S)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    step = totp.step_at(datetime.fromtimestamp(seconds, UTC))

    assert totp.code_of(SECRET, step, digits=8) == code
    assert totp.code_of(SECRET, step) == code[-6:]


@pytest.mark.parametrize(
    ("late", "matches"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_code_is_good_one_step_back_and_forth(late: int, matches: bool) -> None:
    code = totp.code_of(SECRET, totp.step_at(NOW))
    found = totp.matching_step(SECRET, code, at=NOW + late * STEP, after=None)

    assert (found == totp.step_at(NOW)) is matches


def test_used_step_and_those_before_it_are_worth_nothing() -> None:
    now = totp.step_at(NOW)
    for step, is_good in ((now - 1, False), (now, False), (now + 1, True)):
        code = totp.code_of(SECRET, step)
        assert (totp.matching_step(SECRET, code, at=NOW, after=now) is not None) is is_good


@pytest.mark.parametrize(
    "code", ["", "28708", "2870822", "abcdef", "２８７０８２", "-28708", " 28708"]
)
def test_what_is_no_six_digits_matches_nothing(code: str) -> None:
    assert totp.matching_step(SECRET, code, at=NOW, after=None) is None


@given(st.binary(min_size=20, max_size=20), st.integers(10**9, 10**11))
def test_code_of_any_secret_is_six_digits_and_matches_itself(secret: bytes, seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    code = totp.code_of(secret, totp.step_at(at))

    assert len(code) == 6
    assert totp.matching_step(secret, code, at=at, after=None) is not None


def test_uri_tells_the_app_everything_it_needs() -> None:
    uri = urlsplit(totp.key_uri(SECRET, issuer="Mate Social", account="+84901234567"))

    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert uri.path == "/Mate%20Social:%2B84901234567"
    assert {name: value for name, (value,) in parse_qs(uri.query).items()} == {
        "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "issuer": "Mate Social",
        "algorithm": "SHA1",
        "digits": "6",
        "period": "30",
    }
