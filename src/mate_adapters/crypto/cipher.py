"""Single fields encrypted with AES-256-GCM."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mate_core.shared.ports import FieldUnreadable

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
"""96 random bits (NIST SP 800-38D, 8.2.2): one key is good for 2^32 fields."""
_TAG_BYTES: Final = 16
_FORMAT: Final = "f1"
"""Names the layout and the algorithm; another of either gets another name."""


class AesGcmFieldCipher:
    """FieldCipher by AES-256-GCM with a ring of keys.

    A token is `f1.<key id>.<base64url of nonce, ciphertext and tag>`. Format, key id and context
    are its associated data, so none of them can be exchanged. `keys` maps ids to 32 bytes each:
    the first one seals, all of them open. To rotate, put a new key in front, have everything
    sealed again (`mate fields rotate`), then drop the old one.

    Raises ValueError for an empty ring, a key of another length, an id with a dot.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ValueError("a field cipher needs at least one key")
        for key_id, key in keys.items():
            if not key_id or "." in key_id:
                raise ValueError("the id of a field key is a word without dots")
            if len(key) != KEY_BYTES:
                raise ValueError(f"field key {key_id!r} has {len(key)} bytes, not {KEY_BYTES}")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._sealing = next(iter(keys))

    def seal(self, context: str, text: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = _associated(self._sealing, context)
        content = nonce + self._ciphers[self._sealing].encrypt(nonce, text.encode(), bound)
        return f"{_FORMAT}.{self._sealing}.{urlsafe_b64encode(content).decode().rstrip('=')}"

    def open(self, context: str, sealed: str) -> str:
        key_id, content = _parts(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None or len(content) < NONCE_BYTES + _TAG_BYTES:
            raise FieldUnreadable
        nonce, ciphertext = content[:NONCE_BYTES], content[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, ciphertext, _associated(key_id, context)).decode()
        except InvalidTag:
            raise FieldUnreadable from None

    @property
    def current_key(self) -> str:
        return self._sealing

    def is_current(self, sealed: str) -> bool:
        return sealed.startswith(f"{_FORMAT}.{self._sealing}.")


def _associated(key_id: str, context: str) -> bytes:
    """What the tag vouches for beside the text; a key id has no dot, so nothing runs together."""
    return f"{_FORMAT}.{key_id}.{context}".encode()


def _parts(sealed: str) -> tuple[str, bytes]:
    """Key id and bytes of a token. Only the one spelling that `seal` writes is read."""
    marker, _, rest = sealed.partition(".")
    key_id, _, encoded = rest.partition(".")
    if marker != _FORMAT:
        raise FieldUnreadable
    try:
        content = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (ValueError, BadBase64):
        raise FieldUnreadable from None
    if urlsafe_b64encode(content).decode().rstrip("=") != encoded:
        raise FieldUnreadable
    return key_id, content
