"""Log lines: a sentence for people, fields for machines."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from mate_adapters.settings import load_settings
from mate_cli.logs import configure_logs
from mate_http.edge import Edge


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def line_of_a_request(log_format: str, capsys: pytest.CaptureFixture[str]) -> str:
    async def answer(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def nothing(*_: Any) -> Any:
        pass

    configure_logs(load_settings({"MATE_LOG_FORMAT": log_format}))
    scope: Any = {
        "type": "http",
        "method": "GET",
        "path_template": "/health/live",
        "headers": [(b"x-request-id", b"abc-1")],
    }
    await Edge(answer, strict_transport=False)(scope, nothing, nothing)
    return capsys.readouterr().err


async def test_machines_get_every_fact_of_a_request_as_a_field(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = json.loads(await line_of_a_request("json", capsys))

    assert line["method"] == "GET"
    assert line["route"] == "/health/live"
    assert line["status"] == 204
    assert line["request_id"] == "abc-1"
    assert line["level"] == "info"
    assert isinstance(line["ms"], float)


async def test_people_read_each_fact_once(capsys: pytest.CaptureFixture[str]) -> None:
    line = await line_of_a_request("console", capsys)

    assert "GET /health/live status=204" in line
    assert line.count("abc-1") == 1
