"""`mate` as processes of their own, and the proof of the books."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any, Final
from urllib.parse import urlsplit

from tests.load.failure import LoadFailed
from tests.load.place import Place

_START_S: Final = 60
_STOP_S: Final = 30


@dataclass(frozen=True, slots=True)
class Server:
    pid: int
    host: str
    port: int


async def start_mate(
    place: Place,
    *arguments: str,
    log: IO[str],
    wrapper: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
) -> Process:
    """A `mate` process that announces itself as JSON; `wrapper` goes before `-m mate_cli`."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, *wrapper, "-m", "mate_cli", *arguments, "--json"),
        *("--env-file", str(place.no_env_file)),
        env=place.environment() | dict(settings or {}),
        stdout=subprocess.PIPE,
        stderr=log,
    )


async def announcement(process: Process) -> dict[str, Any]:
    """What it says once it is ready; raises LoadFailed when it ends before."""
    if process.stdout is None:
        raise LoadFailed("mate has no output")
    async for line in process.stdout:
        if line.startswith(b"{"):
            said: dict[str, Any] = json.loads(line)
            return said
    raise LoadFailed("mate ended before it was ready")


@asynccontextmanager
async def serving(place: Place, *wrapper: str) -> AsyncIterator[Server]:
    """A server on a free port, stopped at the end; `wrapper` goes before `-m mate_cli`."""
    log = (place.home / "server.stderr").open("w+")
    process = await start_mate(place, "serve", "--port", "0", log=log, wrapper=wrapper)
    try:
        try:
            async with asyncio.timeout(_START_S):
                url = urlsplit((await announcement(process))["url"])
        except (TimeoutError, LoadFailed) as trouble:
            log.seek(0)
            raise LoadFailed(f"mate serve did not start: {log.read()[-2000:]}") from trouble
        yield Server(process.pid, url.hostname or "127.0.0.1", url.port or 80)
    finally:
        await stop_process(process)
        log.close()


async def stop_process(process: Process) -> None:
    """By SIGTERM, and by force when that takes too long."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def ledger_findings(place: Place) -> list[str]:
    """What `mate ledger verify` objects to in the served database."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mate_cli", "ledger", "verify", "--json"),
            *("--env-file", str(place.no_env_file)),
        ],
        env=place.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0 and json.loads(done.stdout)["ok"]:
        return []
    return [f"{done.stdout}{done.stderr}".strip()]
