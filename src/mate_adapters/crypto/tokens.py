"""Access and SOS credentials as JSON Web Tokens."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import jwt

from mate_adapters.crypto.keyed import LEAST_KEY_BYTES
from mate_core.identity.model import AccessClaims, SosCredential
from mate_core.shared.actor import Role
from mate_core.shared.errors import NotAuthenticated
from mate_core.shared.ids import SessionId, UserId

ALGORITHM: Final = "HS256"
CLOCK_SKEW: Final = timedelta(seconds=60)
"""How far the clock of the server that signed may be ahead of ours."""
REMEMBERED_TOKENS: Final = 4_096
"""Tokens whose signature need not be worked out again; some 5 MB. Refused ones are not kept."""

_STANDING: Final = ("sub", "iat", "jti", "iss", "aud", "scope")
_REQUIRED: Final = (*_STANDING, "exp")


_UNREADABLE: Final = (
    jwt.InvalidTokenError,
    LookupError,
    ValueError,
    TypeError,
    OverflowError,
    RecursionError,  # JSON nested without end
)


class Scope(StrEnum):
    """What a token is good for; each is refused for every other use."""

    ACCESS = "access"
    SOS = "sos"


class JwtTokenSigner:
    """TokenSigner by HS256.

    `keys` maps the key id that stands in each token's header to its secret (32 bytes at least).
    The first one signs, all of them verify: to rotate, put the new key in front and drop the old
    one when its tokens have run out. Time is only ever the given `at`, never the wall clock.
    """

    def __init__(
        self,
        keys: Mapping[str, bytes],
        *,
        issuer: str = "mate-social",
        audience: str = "mate-social-api",
    ) -> None:
        if not keys:
            raise ValueError("a token signer needs at least one key")
        short = [kid for kid, secret in keys.items() if len(secret) < LEAST_KEY_BYTES]
        if short:
            raise ValueError(f"keys of fewer than {LEAST_KEY_BYTES} bytes: {', '.join(short)}")
        self._keys = dict(keys)
        self._signing = next(iter(keys))
        self._issuer = issuer
        self._audience = audience
        # Claims about time are checked here against `at`; PyJWT would ask the wall clock.
        self._jwt = jwt.PyJWT(
            options={"verify_exp": False, "verify_iat": False, "verify_nbf": False}
        )
        self._verified = lru_cache(maxsize=REMEMBERED_TOKENS)(self._verify)

    def sign_access(self, claims: AccessClaims) -> str:
        return self._sign(
            {
                "scope": Scope.ACCESS,
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
        claims = self._verified(token)
        if at < claims.issued_at - CLOCK_SKEW or at >= claims.expires_at:
            raise NotAuthenticated
        return claims

    def _verify(self, token: str) -> AccessClaims:
        """What holds for this text at any time; whether it holds now is asked every time."""
        try:
            content = self._content(token)
            claims = _access_claims(content)
        except _UNREADABLE as bad:
            raise NotAuthenticated from bad
        if content["scope"] != Scope.ACCESS:
            raise NotAuthenticated
        return claims

    def sign_sos(self, credential: SosCredential, *, at: datetime) -> str:
        """No `exp`: it outlives the session, which `jti` names, so that it can be struck off."""
        return self._sign(
            {
                "scope": Scope.SOS,
                "sub": str(credential.user_id),
                "iat": int(at.timestamp()),
                "jti": str(credential.session_id),
            }
        )

    def read_sos(self, token: str) -> SosCredential:
        try:
            content = self._content(token, _STANDING)
            credential = SosCredential(
                UserId(UUID(content["sub"])), SessionId(UUID(content["jti"]))
            )
        except _UNREADABLE as bad:
            raise NotAuthenticated from bad
        if content["scope"] != Scope.SOS:
            raise NotAuthenticated
        return credential

    def _sign(self, content: dict[str, Any]) -> str:
        return self._jwt.encode(
            {"iss": self._issuer, "aud": self._audience, **content},
            self._keys[self._signing],
            algorithm=ALGORITHM,
            headers={"kid": self._signing},
        )

    def _content(self, token: str, required: Sequence[str] = _REQUIRED) -> dict[str, Any]:
        header, _, _ = token.partition(".")
        key = self._keys[_key_id(header)]
        return self._jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=self._issuer,
            audience=self._audience,
            options={"require": list(required)},
        )


@lru_cache(maxsize=64)
def _key_id(header: str) -> str:
    """The `kid` of a token's first part, which is the same text for every token of one key.

    Remembered, because PyJWT would decode the whole token a second time to find it. It only chooses
    among our own keys; PyJWT then verifies the header with the rest.
    """
    padding = "=" * (-len(header) % 4)
    content: dict[str, str] = json.loads(urlsafe_b64decode(header + padding))
    return content["kid"]


def _access_claims(content: Mapping[str, Any]) -> AccessClaims:
    epoch, kyc_verified = content["epoch"], content["kycVerified"]
    if type(epoch) is not int or type(kyc_verified) is not bool:
        raise TypeError("epoch is a whole number and kycVerified a boolean")
    return AccessClaims(
        user_id=UserId(UUID(content["sub"])),
        session_id=SessionId(UUID(content["sid"])),
        epoch=epoch,
        role=Role(content["role"]),
        kyc_verified=kyc_verified,
        issued_at=datetime.fromtimestamp(content["iat"], UTC),
        expires_at=datetime.fromtimestamp(content["exp"], UTC),
        token_id=UUID(content["jti"]),
    )
