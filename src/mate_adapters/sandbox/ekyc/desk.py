"""What is the same at both vendors: troubles that were ordered, silence, and the reply."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from mate_adapters.sandbox.ekyc.plate import TROUBLES, EkycVerdict, Plate
from mate_adapters.sandbox.gateways.counterpart import SILENCE, SLOWNESS
from mate_core.kyc.findings import KycProvider

HTML: Final = "<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class EkycReply:
    """`content` as JSON, unless there is a `text`."""

    status: int
    content: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class EkycPart:
    """One file of a multipart body."""

    name: str
    content: bytes


class Troublemaker:
    """Troubles that somebody ordered for a vendor's next calls, in memory of this process."""

    def __init__(self, *, silence: timedelta = SILENCE, slowness: timedelta = SLOWNESS) -> None:
        self._ordered: dict[KycProvider, deque[EkycVerdict]] = defaultdict(deque)
        self._silence = silence
        self._slowness = slowness

    def order(self, provider: KycProvider, trouble: EkycVerdict) -> None:
        """The next call to that vendor meets it; raises ValueError for what is no trouble."""
        if trouble not in TROUBLES:
            raise ValueError(f"{trouble} is no trouble of a server")
        self._ordered[provider].append(trouble)

    async def meet(self, provider: KycProvider, *plates: Plate | None) -> EkycReply | None:
        """The reply of a server in trouble; None when all is well, or only slow."""
        ordered = self._ordered[provider]
        drawn = [plate.verdict for plate in plates if plate and plate.verdict in TROUBLES]
        trouble = ordered.popleft() if ordered else (drawn[0] if drawn else None)
        if trouble is EkycVerdict.TIMEOUT:
            await asyncio.sleep(self._silence.total_seconds())
            return EkycReply(504, {"message": "too late"})
        if trouble is EkycVerdict.SLOW:
            await asyncio.sleep(self._slowness.total_seconds())
        if trouble is EkycVerdict.ERROR:
            return EkycReply(500, {"message": "The sandbox was told to fail."})
        if trouble is EkycVerdict.RATE_LIMITED:
            return self._limited(provider)
        return EkycReply(200, text=HTML) if trouble is EkycVerdict.HTML else None

    @staticmethod
    def _limited(provider: KycProvider) -> EkycReply:
        """FPT.AI says so under 200 and without any code."""
        if provider is KycProvider.FPT:
            return EkycReply(200, {"message": "API rate limit exceeded."})
        return EkycReply(429, {"message": "Too many requests"})
