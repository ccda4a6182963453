"""Just enough HTTP/1.1 over one kept connection, so that the load costs little itself."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from tests.load.failure import LoadFailed

_TIMEOUT_S: Final = 30


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """Requests one after another; answers must carry their length, as ours do."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: object = None,
        idempotency_key: str | None = None,
    ) -> Answer:
        """Raises LoadFailed on an answer that is not HTTP or not whole, or after half a minute."""
        self._writer.write(_request(method, path, token, body, idempotency_key))
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                head = await self._reader.readuntil(b"\r\n\r\n")
                status, length = parse_head(head)
                return Answer(status, await self._reader.readexactly(length))
        except (OSError, asyncio.IncompleteReadError) as trouble:
            raise LoadFailed(f"{method} {path}: no whole answer came") from trouble

    async def close(self) -> None:
        self._writer.close()
        with suppress(OSError):  # the other side may have broken it off
            await self._writer.wait_closed()


async def connect(host: str, port: int) -> Connection:
    return Connection(*await asyncio.open_connection(host, port))


def _request(
    method: str, path: str, token: str | None, body: object, idempotency_key: str | None
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: load", "Accept: application/json"]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    if idempotency_key is not None:
        lines.append(f"Idempotency-Key: {idempotency_key}")
    content = b""
    if body is not None:
        content = json.dumps(body).encode()
        lines.append("Content-Type: application/json")
    if body is not None or method != "GET":
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "\r\n"]).encode() + content


def parse_head(head: bytes) -> tuple[int, int]:
    """Status and body length; raises LoadFailed when the head tells neither."""
    first, *fields = head.split(b"\r\n")
    if not first.startswith(b"HTTP/1.1 "):
        raise LoadFailed(f"not an HTTP answer: {first[:80]!r}")
    for field in fields:
        name, _, value = field.partition(b":")
        if name.lower() == b"content-length":
            return int(first[9:12]), int(value)
    raise LoadFailed(f"an answer without Content-Length: {head[:300]!r}")
