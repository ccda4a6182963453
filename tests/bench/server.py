"""`mate serve` as a process of its own, and the proof of its books."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from tests.bench.costs import BenchFailed
from tests.bench.place import Place

_START_S: Final = 60
_STOP_S: Final = 30


@dataclass(frozen=True, slots=True)
class Server:
    pid: int
    host: str
    port: int


@asynccontextmanager
async def serving(place: Place, *wrapper: str) -> AsyncIterator[Server]:
    """A server on a free port, stopped at the end; `wrapper` goes before `-m mate_cli`."""
    log = (place.home / "server.stderr").open("w+")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *wrapper,
        *("-m", "mate_cli", "serve", "--port", "0", "--json"),
        *("--env-file", str(place.no_env_file)),
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=log,
    )
    try:
        try:
            async with asyncio.timeout(_START_S):
                url = await _announced_url(process)
        except (TimeoutError, BenchFailed) as trouble:
            log.seek(0)
            raise BenchFailed(f"mate serve did not start: {log.read()[-2000:]}") from trouble
        yield Server(process.pid, url.hostname or "127.0.0.1", url.port or 80)
    finally:
        await _stop(process)
        log.close()


async def _announced_url(process: asyncio.subprocess.Process) -> Any:
    if process.stdout is None:
        raise BenchFailed("mate serve has no output")
    async for line in process.stdout:
        if line.startswith(b"{") and (url := json.loads(line).get("url")):
            return urlsplit(url)
    raise BenchFailed("mate serve ended")


async def _stop(process: asyncio.subprocess.Process) -> None:
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
