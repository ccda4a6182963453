"""Signed links to objects of a storage that cannot sign by itself."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Final

from mate_core.media.model import Bucket, ObjectPlace
from mate_core.media.ports import LinkedObject
from mate_core.shared.errors import NotFound

_LEAST_KEY_BYTES: Final = 32
_SEPARATOR: Final = "|"


class HmacLinkSigner:
    """LinkSigner by HMAC-SHA256. A token is the fields and their mark, both in base64url.

    Raises ValueError for a key of fewer than 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < _LEAST_KEY_BYTES:
            raise ValueError(f"the key of links needs {_LEAST_KEY_BYTES} bytes at least")
        self._key = key

    def sign(self, linked: LinkedObject, *, expires_at: datetime) -> str:
        place = linked.place
        fields = (
            place.bucket.value,
            place.name,
            linked.content_type,
            str(int(expires_at.timestamp())),
        )
        body = _SEPARATOR.join(fields).encode()
        return f"{_text(body)}.{_text(self._mark(body))}"

    def read(self, token: str, *, at: datetime) -> LinkedObject:
        body, _, mark = token.partition(".")
        try:
            signed, given = _bytes(body), _bytes(mark)
        except ValueError:
            raise NotFound from None
        if not hmac.compare_digest(self._mark(signed), given):
            raise NotFound
        bucket, name, content_type, expires = signed.decode().split(_SEPARATOR)
        if at.timestamp() >= int(expires):
            raise NotFound
        return LinkedObject(ObjectPlace(Bucket(bucket), name), content_type)

    def _mark(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
