"""Nothing personal in the logs: every personal field carries a mark, and no mark is written down.

The whole story of the demo, then every route with the example of its body, against a server that
logs all it can. A field of a request that is neither personal nor harmless here fails the test.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from mate_adapters.postgres.server import LocalPostgres
from mate_cli.demo.client import Client, Json, Person
from mate_cli.demo.stage import Stage
from mate_cli.demo.story import STORY, tell
from mate_cli.seed.people import ADMINISTRATOR_PHONE, PASSWORD
from tests.contract.cli_world import PATIENCE_SECONDS, CliWorld, make_world

pytestmark = pytest.mark.postgres

FREE_TEXT: Final = {
    "fullName displayName bio city district userNote meetingLocation details statement reason note"
    " talents answer comment safetyNote response"
    " talents answer text"
}
"""Words of people: the mark is put behind what they say."""
SECRET_OR_PLAIN: Final = {
    "phone email identifier password newPassword code refreshToken stepToken deviceToken"
    " dateOfBirth accountNumber accountName bankReference latitude longitude baseLat baseLng"
    " meetingLat meetingLng idNumber lat lng q"
}
"""What has a shape of its own: the value itself is looked for."""
TOO_SHORT: Final = {"meetingCode heightCm weightKg provinceCode communeCode"}
"""Personal, but a few digits occur by chance in many an id."""
LEAST_MARK: Final = 6
HARMLESS: Final = {
    "role challengeId channel gender languages interests hourlyRate minimumHours serviceTypes"
    " refundPolicy travelBufferMinutes isAvailable date startTime endTime slots weekly recurrence"
    " partnerId serviceType durationHours venueClass expectedTotalAmount expectedRefundAmount"
    " userId bookingId method amount claim outcome partnerAmount bankCode hours paymentIntentId"
    " waiveTiers grant"
    " kind type until from to weekdays"
    " radiusKm minRate maxRate minRating freeAt sort page limit cursor"
    " kind type until from to weekdays overallRating punctualityRating communicationRating"
    " attitudeRating appearanceRating serviceQualityRating photoUrls part"
    " id url category"
    " avatarUrl file language purpose refused version sex reasons front back video selfie"
}

CHOICE: Final = re.compile("[a-z_]+")
"""A reason may also be one of a list."""


def names(group: set[str]) -> set[str]:
    return {name for line in group for name in line.split()}


class Marks:
    """The marks planted so far, with the field that each stands in."""

    def __init__(self) -> None:
        self.planted: set[tuple[str, str]] = set()
        self._numbers = count(1)

    def plant(self, body: Any) -> Any:
        """The same body with a mark in every personal field, at any depth."""
        if isinstance(body, list):
            return [self.plant(each) for each in body]
        if not isinstance(body, Mapping):
            return body
        if "idNumber" in body:  # a name with a mark behind it is not the one on the card
            for name, value in body.items():
                self._watch(name, value)
            return body
        return {name: self._field(name, value) for name, value in body.items()}

    def _field(self, name: str, value: Any) -> Any:
        if name in names(FREE_TEXT) and isinstance(value, list):
            return [self._field(name, each) for each in value]
        if name in names(FREE_TEXT) and isinstance(value, str) and not CHOICE.fullmatch(value):
            mark = f"kanari{next(self._numbers):04}x"
            self.planted.add((mark, name))
            return f"{value} {mark}"
        if name in names(SECRET_OR_PLAIN):
            self._watch(name, value)
            return value
        return self.plant(value)

    def _watch(self, name: str, value: Any) -> None:
        text = str(value)
        if len(text) >= LEAST_MARK:
            self.planted.add((text, name))
            if name in ("phone", "identifier") and text.startswith("+84"):
                self.planted.add((text.removeprefix("+84"), name))

    def found_in(self, log: str) -> set[str]:
        return {f"{field} in: {line[:300]}" for field, line in self._hits(log)}

    def _hits(self, log: str) -> Iterator[tuple[str, str]]:
        for line in log.splitlines():
            for mark, field in self.planted:
                if mark in line:
                    yield field, line


class MarkingClient(Client):
    """The demo's client, which plants a mark in whatever it sends."""

    def __init__(self, url: str, marks: Marks) -> None:
        super().__init__(url)
        self._marks = marks

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
        marked = self._marks.plant(body) if body is not None else None
        answer = await super()._send(person, method, path, query=query, body=marked, once=once)
        if answer.headers.get("content-type", "").startswith("application/json"):
            self._watch_tokens(answer.json())
        return answer

    def _watch_tokens(self, answered: Any) -> None:
        if isinstance(answered, dict):
            for name in ("accessToken", "refreshToken", "sosToken"):
                if isinstance(answered.get(name), str):
                    self._marks.planted.add((answered[name], name))


@asynccontextmanager
async def talkative_server(world: CliWorld, log: Path) -> AsyncIterator[str]:
    """A server that logs everything into `log`; its address."""
    with log.open("wb") as lines:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "mate_cli", "serve", "--port", "0", "--json", "--demo-data"),
            *("--env-file", os.devnull),
            env={**world.environ, "MATE_LOG_LEVEL": "debug", "MATE_LOG_FORMAT": "json"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=lines,
        )
        try:
            assert process.stdout is not None
            async with asyncio.timeout(PATIENCE_SECONDS):
                yield json.loads(await process.stdout.readline())["url"]
        finally:
            process.terminate()
            await process.communicate()


async def administrator(client: Client) -> Person:
    person = Person("Quỳnh Chi", ADMINISTRATOR_PHONE, PASSWORD)
    await client.log_in(person)
    return person


def bodies(document: Json) -> Iterator[tuple[str, str, Any]]:
    """Method, path and example body of every route that changes something."""
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method in operations.keys() & {"post", "put", "delete"}:
            content = operations[method].get("requestBody", {}).get("content", {})
            shapes = [each.get("schema", {}) for each in content.values()]
            named = re.search(r'schemas/([^"]+)"', json.dumps(shapes))
            yield method.upper(), path, completed(schemas[named[1]] if named else {})


def completed(schema: Json) -> Any:
    """The example of that schema with every personal field that it lacks, right or wrong."""
    if "properties" not in schema:
        return None
    example: Json = next(iter(schema.get("examples", [])), {})
    lacking = (names(FREE_TEXT | SECRET_OR_PLAIN) & set(schema["properties"])) - {
        name for name, value in example.items() if len(str(value)) >= LEAST_MARK
    }
    numbers = {name for name in lacking if "number" in json.dumps(schema["properties"][name])}
    return example | {
        name: 10.7721539 if name in numbers else "Mai Thị Lựu 0987" for name in lacking
    }


def fields(document: Json) -> set[str]:
    """Every field that the body of a request may hold, nested ones too."""
    schemas = document["components"]["schemas"]
    seen: set[str] = set()
    found: set[str] = set()

    def visit(schema: Any) -> None:
        if isinstance(schema, list):
            for each in schema:
                visit(each)
        if not isinstance(schema, dict):
            return
        name = schema.get("$ref", "").rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            visit(schemas[name])
        found.update(schema.get("properties", {}))
        for part in schema.values():
            visit(part)

    for operations in document["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict) and "requestBody" in operation:
                visit([each.get("schema") for each in operation["requestBody"]["content"].values()])
    return found


async def test_no_personal_field_of_any_request_reaches_the_logs(
    postgres_server: LocalPostgres, tmp_path: Path
) -> None:
    world = await make_world(postgres_server, tmp_path, people=False)
    log, marks = tmp_path / "serve.log", Marks()
    async with talkative_server(world, log) as url:
        client = MarkingClient(url, marks)
        stage = Stage.with_strangers(client, lambda _: administrator(client))
        told = [each async for each in tell(stage)]
        assert len(told) == len(STORY)
        link = await client.post(stage.user, "/api/v1/users/me/calendar-feed")
        name = link["url"].rpartition("/")[2]
        marks.planted.add((name.removesuffix(".ics"), "calendar feed"))
        assert (await client._send(None, "GET", f"/calendar/{name}")).is_success
        document = await client.get(None, "/api/docs/openapi.json")
        known = names(FREE_TEXT | SECRET_OR_PLAIN | TOO_SHORT | HARMLESS)
        assert not fields(document) - known, "say of each whether it is personal"
        staff = await administrator(client)
        for method, path, body in bodies(document):
            filled = re.sub(r"{\w+}", lambda _: str(uuid4()), path)
            for person in (stage.user, stage.partner, staff, None):
                if not path.endswith("/logout"):
                    await client._send(person, method, filled, body=body, once=True)
        await client.close()
    written = log.read_text(errors="replace")
    assert written.count('"route"') > 200, "the log holds the requests"
    sent = {field for _, field in marks.planted}
    unsent = (names(FREE_TEXT | SECRET_OR_PLAIN) & fields(document)) - sent
    assert not unsent
    assert not marks.found_in(written)
