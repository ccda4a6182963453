"""`mate serve` as a process: ready, refused, and stopped in order."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from mate_adapters.embedded import embedded_server
from mate_adapters.postgres.server import LocalPostgres
from mate_cli.seed.people import PASSWORD
from tests.contract.cli_world import PATIENCE_SECONDS, USER, CliWorld, Json, make_world

pytestmark = pytest.mark.postgres


@pytest_asyncio.fixture(scope="module")
async def world(
    postgres_server: LocalPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[CliWorld]:
    home = tmp_path_factory.mktemp("home")
    yield await make_world(postgres_server, home, people=False)


@asynccontextmanager
async def serving(
    world: CliWorld, *arguments: str
) -> AsyncIterator[tuple[Json, asyncio.subprocess.Process]]:
    """The announcement of a ready server; it is killed at the end unless it has stopped."""
    process = await world.start("serve", "--port", "0", "--json", *arguments)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            line = await process.stdout.readline()
        assert line, (await process.communicate())[1].decode()
        yield json.loads(line), process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def stopped(process: asyncio.subprocess.Process) -> int:
    process.terminate()
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await process.wait()


async def test_server_announces_itself_once_healthy_and_stops_on_sigterm(world: CliWorld) -> None:
    async with serving(world) as (ready, process), httpx.AsyncClient() as browser:
        assert ready["event"] == "ready"
        assert (await browser.get(f"{ready['url']}/health/ready")).status_code == 200
        assert (await browser.get(ready["docs"])).status_code == 200
        assert (await browser.get(ready["sandbox"])).status_code == 200
        proof = (await browser.get(f"{ready['url']}/sandbox/ledger")).json()
        assert (proof["ok"], proof["difference"]) == (True, 0)
        assert await stopped(process) == 0
        with pytest.raises(httpx.ConnectError):
            await browser.get(ready["url"])


async def test_demo_people_can_log_in(world: CliWorld) -> None:
    async with serving(world, "--demo-data") as (ready, _), httpx.AsyncClient() as browser:
        answer = await browser.post(
            f"{ready['url']}/api/v1/auth/login", json={"identifier": USER, "password": PASSWORD}
        )
        assert answer.status_code == 200


async def test_port_in_use_is_said_in_one_sentence(world: CliWorld) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = await world.mate("serve", "--port", port, "--json")
    assert (ended.code, ended.error["code"]) == (5, "port.in_use")
    assert port in ended.error["detail"]


async def test_address_of_another_machine_is_refused(world: CliWorld) -> None:
    ended = await world.mate("serve", "--host", "192.0.2.1", "--json")
    assert (ended.code, ended.error["code"]) == (2, "host.unusable")


async def test_production_with_development_settings_is_refused_by_name(world: CliWorld) -> None:
    ended = await world.mate_process(
        "serve", "--port", "0", "--json", MATE_ENVIRONMENT="production"
    )
    assert (ended.code, ended.error["code"]) == (2, "settings.unusable")
    assert "MATE_SECRET_KEY" in ended.error["detail"]


async def test_embedded_server_lives_as_long_as_the_server_that_owns_it(
    world: CliWorld, tmp_path: Path
) -> None:
    """From nothing: no database named, an empty MATE_HOME."""
    home = tmp_path / "a home"
    home.mkdir()
    environ = {"PATH": world.environ["PATH"], "MATE_HOME": str(home)}
    own = CliWorld(environ)
    database = embedded_server(own.settings)
    try:
        async with serving(own) as (_, process):
            assert database.is_alive()
            assert await stopped(process) == 0
        assert not database.is_alive()
    finally:
        database.destroy()
