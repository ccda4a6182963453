"""VNPT's access token: read for its end, renewed early, and renewed when it is refused."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64decode
from binascii import Error as BadBase64
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from mate_adapters.ekyc.calls import post, unavailable
from mate_adapters.ekyc.vnpt.config import VnptConfig
from mate_core.kyc.findings import KycProvider
from mate_core.shared.ports import Clock

_EARLY: Final = timedelta(minutes=5)
_SHORTEST: Final = timedelta(minutes=1)
"""A token whose end cannot be read is asked for anew this often."""


class VnptTokens:
    """One token for all calls of a process; only one call at a time renews it."""

    def __init__(self, config: VnptConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock
        self._renewing = asyncio.Lock()
        self._token = ""
        self._renew_at: datetime | None = None

    async def current(self, *, refused: str = "") -> str:
        """A token other than `refused`; raises VerifierUnavailable."""
        async with self._renewing:
            is_due = self._renew_at is None or self._clock.now() >= self._renew_at
            if is_due or self._token == refused:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        config = self._config
        answer = await post(
            self._http,
            config.token_url,
            provider=KycProvider.VNPT,
            headers={"Accept": "application/json"},
            json={
                "username": config.username,
                "password": config.password,
                "client_id": config.client_id,
                "client_secret": config.client_secret,
                "grant_type": "password",
            },
        )
        token = answer.fields.get("access_token")
        if not isinstance(token, str) or not token:
            raise unavailable(KycProvider.VNPT, config.token_url, "no access token")
        self._token = token
        self._renew_at = self._renewal_of(token, answer.fields.get("expires_in"))

    def _renewal_of(self, token: str, expires_in: object) -> datetime:
        now = self._clock.now()
        ends = _end_in(token)
        if ends is None and type(expires_in) is int and expires_in > 0:
            ends = now + timedelta(seconds=expires_in)
        return now + _SHORTEST if ends is None else max(ends - _EARLY, now + _SHORTEST)


def _end_in(token: str) -> datetime | None:
    """What the token says of itself; whether it is signed is the vendor's business."""
    try:
        body = token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return datetime.fromtimestamp(int(claims["exp"]), UTC)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, BadBase64):
        return None
