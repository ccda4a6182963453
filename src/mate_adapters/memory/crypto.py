"""Cheap stand-ins for hashes and tokens: they keep the promises, not the secrets."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from mate_core.identity.model import AccessClaims, SosCredential
from mate_core.shared.actor import Role
from mate_core.shared.errors import NotAuthenticated
from mate_core.shared.ids import SessionId, UserId
from mate_core.shared.ports import FieldUnreadable
from mate_core.shared.text import folded

CLOCK_SKEW: Final = timedelta(seconds=60)
"""How far the clock of the server that signed may be ahead of ours."""


class FastPasswordHasher:
    """PasswordHasher that takes microseconds; `checks` counts the checks, dummy ones too."""

    def __init__(self) -> None:
        self.checks = 0
        self._salts = 0

    async def hash(self, password: str) -> str:
        self._salts += 1
        return self._hash(str(self._salts), password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        self.checks += 1
        if password_hash is None:
            return False
        scheme, _, rest = password_hash.partition("$")
        salt = rest.partition("$")[0]
        return scheme == "fast" and self._hash(salt, password) == password_hash

    @staticmethod
    def _hash(salt: str, password: str) -> str:
        salted = f"{salt}:{unicodedata.normalize('NFC', password)}"
        return f"fast${salt}${hashlib.sha256(salted.encode()).hexdigest()}"


class ShortBlocklist:
    """PasswordBlocklist of a few words, with or without digits behind them."""

    WORDS = frozenset({"password", "qwerty", "matkhau", "iloveyou", "anhyeuem", ""})

    async def is_guessable(self, password: str) -> bool:
        return folded(password).rstrip("0123456789") in self.WORDS


class FastKeyedHasher:
    """KeyedHasher with a key of its own; `key` tells two installations apart."""

    def __init__(self, key: str = "memory") -> None:
        self._key = key

    def digest(self, purpose: str, value: str) -> str:
        message = json.dumps([self._key, purpose, value]).encode()
        return hashlib.sha256(message).hexdigest()


class PlainFieldCipher:
    """FieldCipher whose tokens are readable; `keys` are ids, the first one seals."""

    def __init__(self, *keys: str) -> None:
        self._keys = keys or ("memory",)
        self._sealed = 0

    def seal(self, context: str, text: str) -> str:
        self._sealed += 1
        content = json.dumps([context, text, self._sealed]).encode()
        return f"p1.{self._keys[0]}.{urlsafe_b64encode(content).decode()}"

    def open(self, context: str, sealed: str) -> str:
        _, _, rest = sealed.partition(".")
        key, _, content = rest.partition(".")
        try:
            found, text, _ = json.loads(urlsafe_b64decode(content))
        except (ValueError, BadBase64):
            raise FieldUnreadable from None
        if key not in self._keys or found != context:
            raise FieldUnreadable
        return str(text)

    @property
    def current_key(self) -> str:
        return self._keys[0]

    def is_current(self, sealed: str) -> bool:
        return sealed.startswith(f"p1.{self._keys[0]}.")


class PlainTokenSigner:
    """TokenSigner whose tokens are readable JSON with a checksum.

    `key` tells two installations apart. Instants in the claims keep whole seconds, as in a JWT.
    """

    def __init__(self, key: str = "memory") -> None:
        self._key = key

    def sign_access(self, claims: AccessClaims) -> str:
        return self._sign(
            {
                "purpose": "access",
                "sub": str(claims.user_id),
                "sid": str(claims.session_id),
                "epoch": claims.epoch,
                "role": claims.role,
                "kycVerified": claims.kyc_verified,
                "iat": int(claims.issued_at.timestamp()),
                "exp": int(claims.expires_at.timestamp()),
                "jti": str(claims.token_id),
            }
        )

    def read_access(self, token: str, *, at: datetime) -> AccessClaims:
        try:
            content = self._content(token)
            claims = _claims(content)
        except (ValueError, KeyError, TypeError, BadBase64) as malformed:
            raise NotAuthenticated from malformed
        not_yet = at < claims.issued_at - CLOCK_SKEW
        if content["purpose"] != "access" or not_yet or at >= claims.expires_at:
            raise NotAuthenticated
        return claims

    def sign_sos(self, credential: SosCredential, *, at: datetime) -> str:
        subject, session = str(credential.user_id), str(credential.session_id)
        return self._sign({"purpose": "sos", "sub": subject, "jti": session})

    def read_sos(self, token: str) -> SosCredential:
        try:
            content = self._content(token)
            credential = SosCredential(
                UserId(UUID(content["sub"])), SessionId(UUID(content["jti"]))
            )
        except (ValueError, KeyError, TypeError, BadBase64) as malformed:
            raise NotAuthenticated from malformed
        if content["purpose"] != "sos":
            raise NotAuthenticated
        return credential

    def _sign(self, content: dict[str, Any]) -> str:
        body = urlsafe_b64encode(json.dumps(content, sort_keys=True).encode()).decode()
        return f"{body}.{self._checksum(body)}"

    def _content(self, token: str) -> dict[str, Any]:
        body, _, checksum = token.partition(".")
        if checksum != self._checksum(body):
            raise ValueError("the checksum does not fit")
        content = json.loads(urlsafe_b64decode(body))
        if not isinstance(content, dict):
            raise TypeError("the content of a token is an object")
        return content

    def _checksum(self, body: str) -> str:
        return hashlib.sha256(f"{self._key}.{body}".encode()).hexdigest()


def _claims(content: dict[str, Any]) -> AccessClaims:
    return AccessClaims(
        user_id=UserId(UUID(content["sub"])),
        session_id=SessionId(UUID(content["sid"])),
        epoch=content["epoch"],
        role=Role(content["role"]),
        kyc_verified=content["kycVerified"],
        issued_at=datetime.fromtimestamp(content["iat"], UTC),
        expires_at=datetime.fromtimestamp(content["exp"], UTC),
        token_id=UUID(content["jti"]),
    )
