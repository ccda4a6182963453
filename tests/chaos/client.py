"""A client that never gives up: what was not answered is asked again, under the same key."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any, Final

from tests.load.failure import LoadFailed
from tests.load.http_client import Answer, connect

API: Final = "/api/v1"
_ANSWER_S: Final = 10
_PATIENCE_S: Final = 120
_PAUSE_S: Final = 0.15
_AGAIN: Final = frozenset({401, 429, 500, 502, 503})
"""Not an answer to the wish itself: an old token, or trouble that passes."""

_ID: Final = re.compile(r"[0-9a-f-]{36}|(?<=payments/)[^/]+(?=/deliver)")

Token = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer that counts; `unsure` when an earlier try may have done the work already."""

    status: int
    body: Any
    unsure: bool

    @property
    def is_done(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""


@dataclass(slots=True)
class Traffic:
    """What the clients saw."""

    acknowledged: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    unavailable: int = 0
    internal_errors: Counter[str] = field(default_factory=Counter)
    """By method and path."""
    longest_silence_s: float = 0.0
    _heard_at: float = field(default_factory=monotonic)

    def hear(self) -> None:
        """Somebody was answered; the longest time without that is kept."""
        now = monotonic()
        self.longest_silence_s = max(self.longest_silence_s, now - self._heard_at)
        self._heard_at = now

    def settle(self, request: str, reply: Reply) -> None:
        if reply.is_done:
            self.acknowledged += 1
        else:
            self.refused[reply.code or f"{reply.status} to {request}"] += 1


class Client:
    """Any API process will do; a new connection for each try."""

    def __init__(self, ports: Sequence[int], traffic: Traffic) -> None:
        self._ports = ports
        self._turn = count()
        self._traffic = traffic

    async def ask(
        self,
        method: str,
        path: str,
        *,
        token: Token | None = None,
        body: object = None,
        key: str | None = None,
    ) -> Reply:
        """Raises LoadFailed when nobody answers for two minutes."""
        unsure = False
        deadline = monotonic() + _PATIENCE_S
        while True:
            answer = await self._try(method, path, token, body, key)
            if answer is not None and answer.status not in _AGAIN:
                content = answer.json() if answer.body else None
                reply = Reply(answer.status, content, unsure)
                self._traffic.settle(_named(method, path), reply)
                return reply
            # A 503 may come after the commit, when the connection was lost in between.
            unsure = unsure or answer is None or answer.status >= 500
            if monotonic() > deadline:
                last = f"{answer.status} {answer.body[:300]!r}" if answer else "nothing"
                raise LoadFailed(f"{method} {path}: {last} was the last answer")
            await asyncio.sleep(_PAUSE_S)

    async def _try(
        self, method: str, path: str, token: Token | None, body: object, key: str | None
    ) -> Answer | None:
        port = self._ports[next(self._turn) % len(self._ports)]
        try:
            async with asyncio.timeout(_ANSWER_S):
                connection = await connect("127.0.0.1", port)
                try:
                    answer = await connection.ask(
                        method,
                        path,
                        token=token() if token else None,
                        body=body,
                        idempotency_key=key,
                    )
                finally:
                    await connection.close()
        except (OSError, LoadFailed):
            self._traffic.unanswered += 1
            return None
        self._traffic.hear()
        self._traffic.unavailable += answer.status == 503
        if answer.status == 500:
            self._traffic.internal_errors[_named(method, path)] += 1
        return answer


def _named(method: str, path: str) -> str:
    """A request without the ids in its path."""
    return f"{method} {_ID.sub(':id', path)}"
