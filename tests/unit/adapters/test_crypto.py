"""Keyed hashes, the real one and its fake."""

from __future__ import annotations

import pytest

from mate_adapters.crypto.keyed import HmacKeyedHasher
from mate_adapters.memory.crypto import FastKeyedHasher
from mate_core.identity.ports import KeyedHasher

KEY = b"k" * 32


@pytest.fixture(params=["memory", "hmac"])
def two_installations(request: pytest.FixtureRequest) -> tuple[KeyedHasher, KeyedHasher]:
    if request.param == "memory":
        return FastKeyedHasher("one"), FastKeyedHasher("two")
    return HmacKeyedHasher(KEY), HmacKeyedHasher(b"o" * 32)


@pytest.fixture
def hasher(two_installations: tuple[KeyedHasher, KeyedHasher]) -> KeyedHasher:
    return two_installations[0]


def test_a_value_has_one_digest_of_64_hex_signs(hasher: KeyedHasher) -> None:
    digest = hasher.digest("otp", "123456")

    assert digest == hasher.digest("otp", "123456")
    assert len(bytes.fromhex(digest)) == 32


def test_another_value_has_another_digest(hasher: KeyedHasher) -> None:
    assert hasher.digest("otp", "123456") != hasher.digest("otp", "123457")


def test_one_value_has_another_digest_for_another_purpose(hasher: KeyedHasher) -> None:
    assert hasher.digest("otp", "123456") != hasher.digest("refresh", "123456")


def test_purpose_and_value_do_not_run_into_one_another(hasher: KeyedHasher) -> None:
    assert hasher.digest("otp1", "23456") != hasher.digest("otp", "123456")


def test_another_installation_has_another_digest(
    two_installations: tuple[KeyedHasher, KeyedHasher],
) -> None:
    one, two = two_installations

    assert one.digest("otp", "123456") != two.digest("otp", "123456")


def test_accents_and_signs_are_welcome(hasher: KeyedHasher) -> None:
    assert hasher.digest("địa chỉ", "phở 🍜") != hasher.digest("địa chỉ", "phở")


def test_a_digest_stays_the_same_between_releases() -> None:
    """Stored digests must be found again: a change here locks everybody out."""
    assert HmacKeyedHasher(KEY).digest("otp", "123456") == (
        "5291e17131dde214473de4c1fa59d351877c7f4212076220655825b31229a4a8"
    )


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        HmacKeyedHasher(b"short")
