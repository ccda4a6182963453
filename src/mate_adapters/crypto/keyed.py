"""Keyed hashes: secrets that are looked up or compared, never read back."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Final

LEAST_KEY_BYTES: Final = 32
_CONTEXT: Final = b"mate/keyed-hash/v1/"


def derived_key(master: bytes, context: bytes) -> bytes:
    """A key of its own for one use: HMAC-SHA256 of the context under the master key."""
    return hmac.digest(master, context, hashlib.sha256)


class HmacKeyedHasher:
    """KeyedHasher by HMAC-SHA256, with a key derived for each purpose.

    A digest of one purpose says nothing about the same value under another. Raises ValueError for
    a key of fewer than 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < LEAST_KEY_BYTES:
            raise ValueError(f"the key of keyed hashes needs {LEAST_KEY_BYTES} bytes at least")
        self._key_for = lru_cache(maxsize=64)(
            lambda purpose: derived_key(key, _CONTEXT + purpose.encode())
        )

    def digest(self, purpose: str, value: str) -> str:
        return hmac.new(self._key_for(purpose), value.encode(), hashlib.sha256).hexdigest()
