"""The demo's people at their phones: JSON over HTTP, as any app would do it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

Json = dict[str, Any]
API: Final = "/api/v1"
_ANSWER_SECONDS: Final = 30.0


class Surprise(Exception):
    """Something in the story went otherwise than told; the message says what."""


@dataclass(slots=True)
class Person:
    """Somebody with an account; `token` is renewed by logging in again."""

    name: str
    phone: str
    password: str = field(repr=False)
    user_id: str = ""
    token: str | None = field(default=None, repr=False)


class Client:
    """One server, met by several persons."""

    def __init__(self, url: str) -> None:
        self.url: Final = url.rstrip("/")
        self._http = httpx.AsyncClient(
            base_url=self.url,
            timeout=_ANSWER_SECONDS,
            trust_env=False,  # a proxy of the machine has no business between us and the server
            headers={"Accept": "application/json", "Accept-Language": "en"},
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, person: Person | None, path: str, **query: str | float) -> Json:
        return await self._expected(person, "GET", path, query=query)

    async def post(
        self,
        person: Person | None,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        once: bool = False,
    ) -> Json:
        """`once` sends an Idempotency-Key, as everything must that creates or pays."""
        return await self._expected(person, "POST", path, body=body or {}, once=once)

    async def put(
        self, person: Person | None, path: str, body: Mapping[str, object] | None = None
    ) -> Json:
        return await self._expected(person, "PUT", path, body=body)

    async def fetch(self, path: str, **query: str) -> bytes:
        """Bytes that anybody may read, such as a sample picture."""
        answer = await self._once(None, self._http.build_request("GET", path, params=query))
        if not answer.is_success:
            raise Surprise(_told("GET", path, answer))
        return answer.content

    async def upload(self, person: Person, path: str, **files: tuple[bytes, str]) -> Json:
        """Files by the names of their fields, each with its media type."""
        parts = {field: (field, data, type_) for field, (data, type_) in files.items()}
        request = self._http.build_request("POST", path, files=parts)
        answer = await self._once(person, request)
        if not answer.is_success:
            raise Surprise(_told("POST", path, answer))
        content: Json = answer.json()
        return content

    async def refused(
        self, person: Person, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> Json:
        """The problem document of a request that must be refused."""
        answer = await self._send(person, method, path, body=body)
        if answer.is_success:
            raise Surprise(f"{person.name}: {method} {path} was not refused")
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise Surprise(_told(method, path, answer))
        problem: Json = answer.json()
        return problem

    async def log_in(self, person: Person) -> None:
        answer = await self._expected(
            None,
            "POST",
            f"{API}/auth/login",
            body={"identifier": person.phone, "password": person.password},
        )
        person.token = answer["accessToken"]
        person.user_id = person.user_id or answer["user"]["id"]

    async def _expected(
        self,
        person: Person | None,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | float] | None = None,
        body: Mapping[str, object] | None = None,
        once: bool = False,
    ) -> Json:
        answer = await self._send(person, method, path, query=query, body=body, once=once)
        if not answer.is_success:
            raise Surprise(_told(method, path, answer))
        if not answer.content:
            return {}
        content: Json = answer.json()
        return content

    async def _send(
        self,
        person: Person | None,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | float] | None = None,
        body: Mapping[str, object] | None = None,
        once: bool = False,
    ) -> httpx.Response:
        """The answer; a token that ended, such as by travelling in time, is renewed once."""
        headers = {"Idempotency-Key": str(uuid.uuid4())} if once else {}
        request = self._http.build_request(method, path, params=query, json=body, headers=headers)
        answer = await self._once(person, request)
        if answer.status_code == httpx.codes.UNAUTHORIZED and person is not None:
            await self.log_in(person)
            answer = await self._once(person, request)
        return answer

    async def _once(self, person: Person | None, request: httpx.Request) -> httpx.Response:
        if person is not None and person.token:
            request.headers["Authorization"] = f"Bearer {person.token}"
        try:
            return await self._http.send(request)
        except httpx.HTTPError as trouble:
            reason = str(trouble) or type(trouble).__name__
            told = f"{request.method} {request.url.path}"
            raise Surprise(f"{self.url} does not answer {told}: {reason}") from trouble


def _told(method: str, path: str, answer: httpx.Response) -> str:
    return f"{method} {path} answered {answer.status_code}: {answer.text[:500]}"


def expect(condition: object, sentence: str) -> None:
    """Raises Surprise unless the story goes on as told."""
    if not condition:
        raise Surprise(sentence)
