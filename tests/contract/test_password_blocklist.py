"""What every PasswordBlocklist must know."""

from __future__ import annotations

import pytest

from mate_adapters.crypto.blocklist import EstimatingBlocklist
from mate_adapters.memory.crypto import ShortBlocklist
from mate_cli.seed.people import PASSWORD as DEMO_PASSWORD
from mate_core.identity.ports import PasswordBlocklist
from tests.unit.world import PASSWORD

LISTS = [ShortBlocklist(), EstimatingBlocklist()]
GOOD = [
    PASSWORD,
    DEMO_PASSWORD,
    "mưa rơi trên phố cổ",
    "correct horse battery staple",
    "k3J-v9Qx2!pz",
]


@pytest.mark.parametrize("blocklist", LISTS, ids=["memory", "zxcvbn"])
@pytest.mark.parametrize("password", ["password", "password123", "qwerty12345", "matkhau123"])
async def test_what_everybody_takes_is_guessable(
    blocklist: PasswordBlocklist, password: str
) -> None:
    assert await blocklist.is_guessable(password)


@pytest.mark.parametrize("blocklist", LISTS, ids=["memory", "zxcvbn"])
@pytest.mark.parametrize("password", GOOD)
async def test_good_ones_are_not(blocklist: PasswordBlocklist, password: str) -> None:
    assert not await blocklist.is_guessable(password)


@pytest.mark.parametrize(
    "password",
    [
        "P@ssw0rd2024",
        "anhyeuem123",
        "19980517",
        "aaaaaaaa" * 16,
        "1q2w3e4r5t",
        "abcdefgh1",
        "Saigon2026",
    ],
)
async def test_leaked_ones_and_patterns_are_guessable(password: str) -> None:
    assert await EstimatingBlocklist().is_guessable(password)
