"""The request as controllers see it: a known actor, and a body that is exactly what was asked."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.types.empty import Empty

from mate_core.application import Application
from mate_core.shared.actor import Actor
from mate_http.core import core_of
from mate_http.problems.malformed import BodyMalformed, WrongMediaType, why_malformed

LARGEST_BODY: Final = 64 * 1024
"""Bytes; no JSON of ours comes near it."""


class ApiRequest(Request[Actor, None, State]):
    """`user` is the Actor on every route that is not public.

    The body is decoded once, strictly, straight into the schema of the handler: no numbers from
    texts, no unknown fields, no half-read objects.
    """

    async def json(self) -> Any:
        """The body as the handler's schema; raises BodyMalformed, WrongMediaType."""
        if self._json is Empty:
            self._json = self._decoded(await self.body())
        return self._json

    def _decoded(self, body: bytes) -> Any:
        if not _is_json(self.headers.get("content-type")):
            raise WrongMediaType
        decoder = _decoder(self.route_handler)
        try:
            value = decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as malformed:
            raise why_malformed(malformed, decoder.type) from malformed
        if b"\\u0000" in body:
            _refuse_nul(msgspec.to_builtins(value), "")
        return value

    @property
    def use_cases(self) -> Application:
        """The core. Read from the state of the app: injection by name costs 13 µs a handler."""
        return core_of(self.scope)

    @property
    def caller_address(self) -> str:
        """The peer of the socket; headers that anybody can write are never believed."""
        return self.client.host if self.client else ""


@lru_cache(maxsize=1024)
def _decoder(handler: HTTPRouteHandler) -> msgspec.json.Decoder[Any]:
    """By handler, which is known by its identity: hashing its annotation costs 20 µs a request."""
    field = handler.parsed_data_field
    return msgspec.json.Decoder(field.raw if field else Any, strict=True)


def _is_json(content_type: str | None) -> bool:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def _refuse_nul(value: Any, path: str) -> None:
    """PostgreSQL cannot store the character NUL, so no text of ours may hold it."""
    if isinstance(value, str) and "\0" in value:
        raise BodyMalformed(path or "body", "text.nul", "Leave out the character NUL.")
    if isinstance(value, dict):
        for name, part in value.items():
            _refuse_nul(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            _refuse_nul(part, f"{path}[{index}]")
