"""A server of the demo's own, with data of its own, gone afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mate_adapters.embedded import embedded_server
from mate_adapters.settings import load_settings
from mate_cli.demo.client import Person, Surprise
from mate_cli.demo.scenes.arriving import register
from mate_cli.demo.stage import Stage, stranger

_START_SECONDS: Final = 120.0
_STOP_SECONDS: Final = 30.0
_TAIL_LINES: Final = 30


@dataclass(slots=True)
class ThrowAwayServer:
    """A `mate serve` in a process of its own; `url` is known once it is ready."""

    home: Path
    url: str = ""

    @property
    def log(self) -> Path:
        return self.home / "serve.log"

    def log_tail(self) -> str:
        """The last lines that the server wrote."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:])

    async def staff(self, stage: Stage) -> Person:
        """The first administrator: registered like anyone, then named at the command line."""
        person = stranger("Dung")
        await register(stage, person)
        await self._mate(
            *("user", "role", person.phone, "ADMIN", "--yes"),
            *("--reason", "demo: first administrator"),
        )
        await stage.client.log_in(person)
        return person

    async def _mate(self, *arguments: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *_command(*arguments),
            env=self._environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        if process.returncode:
            raise Surprise(f"mate {' '.join(arguments[:2])} failed: {said.decode().strip()}")

    def _environment(self) -> dict[str, str]:
        """Ours without any setting: nothing of this machine's own installation is touched."""
        foreign = {"DATABASE_URL", "REDIS_URL"}
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in foreign and not name.startswith("MATE_")
        }
        return kept | {"MATE_HOME": str(self.home)}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Ready inside the block; stopped after it. Raises Surprise when it does not start."""
        with self.log.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *_command("serve", "--port", "0", "--json"),
                env=self._environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl+C reaches us, and we stop it in order
            )
        try:
            self.url = await _ready_url(process)
            yield
        finally:
            await _stopped(process)

    def erase(self) -> None:
        embedded_server(load_settings({"MATE_HOME": str(self.home)})).destroy()
        shutil.rmtree(self.home, ignore_errors=True)


def make_home() -> Path:
    """A new directory. As root, the database's own system user must be able to walk through."""
    home = Path(tempfile.mkdtemp(prefix="mate-demo-"))
    home.chmod(0o711)
    return home


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mate_cli", *arguments, "--env-file", os.devnull]


async def _ready_url(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        raise ValueError("the server was started without a pipe")
    try:
        async with asyncio.timeout(_START_SECONDS):
            line = await process.stdout.readline()
    except TimeoutError:
        raise Surprise(f"the server was not ready within {_START_SECONDS:.0f} s") from None
    if not line:
        raise Surprise("the server did not start")
    url: str = json.loads(line)["url"]
    return url


async def _stopped(process: asyncio.subprocess.Process) -> None:
    """Ended by SIGTERM; one that does not listen is killed, and that is a surprise."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.communicate()
    except TimeoutError:
        process.kill()
        raise Surprise(f"the server did not stop within {_STOP_SECONDS:.0f} s") from None
