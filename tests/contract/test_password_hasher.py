"""What every PasswordHasher must do."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest

from mate_adapters.crypto.passwords import Argon2Hasher
from mate_adapters.memory.crypto import FastPasswordHasher
from mate_core.identity.ports import PasswordHasher

PASSWORD = "một con vịt xoè ra 2 cái cánh"


class PasswordHasherContract:
    """Subclasses only say which hasher."""

    async def test_the_right_password_is_accepted(self, hasher: PasswordHasher) -> None:
        assert await hasher.verify(PASSWORD, await hasher.hash(PASSWORD))

    async def test_another_password_is_refused(self, hasher: PasswordHasher) -> None:
        assert not await hasher.verify(PASSWORD + " ", await hasher.hash(PASSWORD))

    async def test_a_hash_does_not_show_the_password(self, hasher: PasswordHasher) -> None:
        assert PASSWORD not in await hasher.hash(PASSWORD)

    async def test_two_hashes_of_one_password_differ(self, hasher: PasswordHasher) -> None:
        assert await hasher.hash(PASSWORD) != await hasher.hash(PASSWORD)

    async def test_nobody_has_the_right_password(self, hasher: PasswordHasher) -> None:
        assert not await hasher.verify(PASSWORD, None)

    @pytest.mark.parametrize("broken", ["", "plain text", "$argon2id$v=19$broken", "fast$1$"])
    async def test_a_broken_hash_accepts_nothing(self, hasher: PasswordHasher, broken: str) -> None:
        assert not await hasher.verify(PASSWORD, broken)
        assert not await hasher.verify("", broken)

    async def test_composed_and_decomposed_accents_are_one_password(
        self, hasher: PasswordHasher
    ) -> None:
        decomposed = unicodedata.normalize("NFD", PASSWORD)
        assert decomposed != unicodedata.normalize("NFC", PASSWORD)

        assert await hasher.verify(decomposed, await hasher.hash(PASSWORD))


class TestMemory(PasswordHasherContract):
    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        return FastPasswordHasher()


class CountingHasher(Argon2Hasher):
    """Counts how many checks run at the same time, and against which hashes."""

    def __init__(self, *, concurrency: int) -> None:
        super().__init__(time_cost=1, memory_kib=4_096, concurrency=concurrency)
        self.running = self.most_at_once = 0
        self.compared: list[str] = []

    def _matches(self, password_hash: str, password: str) -> bool:
        self.compared.append(password_hash)
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            return super()._matches(password_hash, password)
        finally:
            self.running -= 1


class TestArgon2(PasswordHasherContract):
    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        return Argon2Hasher(time_cost=1, memory_kib=1_024)

    async def test_the_default_cost_is_argon2id_with_19_mebibytes_and_2_passes(self) -> None:
        assert (await Argon2Hasher().hash(PASSWORD)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    async def test_a_check_without_a_hash_costs_as_much_as_one_with(self) -> None:
        hasher = CountingHasher(concurrency=1)
        real = await hasher.hash(PASSWORD)

        await hasher.verify(PASSWORD, None)

        (compared,) = hasher.compared
        scheme_and_cost = slice(0, 4)
        assert compared.split("$")[scheme_and_cost] == real.split("$")[scheme_and_cost]
        assert [len(part) for part in compared.split("$")] == [len(p) for p in real.split("$")]

    async def test_a_storm_of_logins_waits_in_line(self) -> None:
        hasher = CountingHasher(concurrency=2)
        real = await hasher.hash(PASSWORD)

        await asyncio.gather(*(hasher.verify(PASSWORD, real) for _ in range(12)))

        assert hasher.most_at_once <= 2
        assert len(hasher.compared) == 12
