"""Passwords as argon2id hashes."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from base64 import b64encode
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

TIME_COST: Final = 2
MEMORY_KIB: Final = 19_456
PARALLELISM: Final = 1
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32


class Argon2Hasher:
    """PasswordHasher by argon2id.

    The default cost (19 MiB, 2 passes, 1 lane: OWASP's first choice) takes 17 to 20 ms per
    hash on the machine where this was written. It runs in threads, at most `concurrency` at a time:
    a storm of logins waits in line instead of taking every core and 19 MiB each.

    A password is compared in its NFC form, because keyboards disagree on how to type Vietnamese.
    """

    def __init__(
        self,
        *,
        time_cost: int = TIME_COST,
        memory_kib: int = MEMORY_KIB,
        parallelism: int = PARALLELISM,
        concurrency: int = 2,
    ) -> None:
        self._argon2 = PasswordHasher(
            time_cost=time_cost,
            memory_cost=memory_kib,
            parallelism=parallelism,
            hash_len=_HASH_BYTES,
            salt_len=_SALT_BYTES,
            type=Type.ID,
        )
        self._slots = asyncio.Semaphore(concurrency)
        self._nobody = (
            f"$argon2id$v=19$m={memory_kib},t={time_cost},p={parallelism}"
            f"${_unpadded(secrets.token_bytes(_SALT_BYTES))}"
            f"${_unpadded(secrets.token_bytes(_HASH_BYTES))}"
        )

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._argon2.hash, _normalised(password))

    async def verify(self, password: str, password_hash: str | None) -> bool:
        known = password_hash is not None
        async with self._slots:
            fits = await asyncio.to_thread(
                self._matches, password_hash or self._nobody, _normalised(password)
            )
        return fits and known

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._argon2.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _unpadded(raw: bytes) -> str:
    """Base64 as the encoded form of argon2 wants it."""
    return b64encode(raw).decode().rstrip("=")
