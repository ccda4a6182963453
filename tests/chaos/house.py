"""The processes that are killed and come back, and the database under them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import psutil

from tests.chaos.script import PROGRAMS, Blow, Victim
from tests.load.failure import LoadFailed
from tests.load.place import Place
from tests.load.server import announcement, start_mate, stop_process

_START_S: Final = 90
_AGAIN_S: Final = 0.3
"""What a supervisor such as systemd waits before it starts a program again."""


class Program:
    """One `mate` process, started again whenever it ends."""

    def __init__(self, place: Place, name: str, *arguments: str, vendors: str) -> None:
        """`vendors` is where the sandbox's gateways are called and call back."""
        self.name = name
        self.failed_starts = 0
        self.died_alone = 0
        """Ended although it was ready and nobody had struck it."""
        self.ready = asyncio.Event()
        self._place = place
        self._arguments = arguments
        self._settings = {"MATE_PUBLIC_URL": vendors}
        self._process: Process | None = None
        self._pause_s: float | None = None
        self._is_closing = False

    async def run(self) -> None:
        """Until `close`."""
        with (self._place.home / f"{self.name}.stderr").open("a") as log:
            while not self._is_closing:
                self._process = await start_mate(
                    self._place, *self._arguments, log=log, settings=self._settings
                )
                await self._live_through(self._process)
                pause_s, self._pause_s = self._pause_s, None
                if not self._is_closing:
                    await asyncio.sleep(_AGAIN_S if pause_s is None else pause_s)

    def strike(self, pause_s: float) -> bool:
        """SIGKILL, when there is anything to kill; it comes back after `pause_s`."""
        if self._process is None or self._process.returncode is not None:
            return False
        self._pause_s = pause_s
        self._process.kill()
        return True

    async def close(self) -> None:
        """SIGTERM, and no coming back."""
        self._is_closing = True
        if self._process is not None:
            await stop_process(self._process)

    async def _live_through(self, process: Process) -> None:
        try:
            async with asyncio.timeout(_START_S):
                await announcement(process)
            self.ready.set()
        except LoadFailed:
            pass
        except TimeoutError:
            process.kill()
        await process.wait()
        if self._pause_s is None and not self._is_closing:
            if self.ready.is_set():
                self.died_alone += 1
            else:
                self.failed_starts += 1
        self.ready.clear()


class House:
    """Two API processes and two workers on the embedded PostgreSQL of `place`."""

    def __init__(self, place: Place) -> None:
        self.ports = _free_ports(PROGRAMS)
        self.struck: Counter[Victim] = Counter()
        self._place = place
        # Each API process plays the vendors for itself; workers ask those of the one or the other.
        urls = [f"http://127.0.0.1:{port}" for port in self.ports]
        self._apis = [
            Program(place, f"api-{n}", "serve", "--no-worker", "--port", str(port), vendors=urls[n])
            for n, port in enumerate(self.ports)
        ]
        self._workers = [
            Program(place, f"worker-{n}", "worker", vendors=url) for n, url in enumerate(urls)
        ]

    @property
    def programs(self) -> list[Program]:
        return [*self._apis, *self._workers]

    async def all_ready(self) -> None:
        """Raises LoadFailed with the end of a log when one does not come up."""
        try:
            async with asyncio.timeout(_START_S):
                for program in self.programs:
                    await program.ready.wait()
        except TimeoutError as late:
            raise LoadFailed(f"not all processes came up: {self.last_words()}") from late

    async def strike(self, blow: Blow) -> None:
        """Kill the victim, and with the database wait until it is back.

        The API is spared while it is down to one process: with nobody there to ask, a run would
        show nothing but the time that starting takes.
        """
        match blow.victim:
            case Victim.API:
                can_spare = all(api.ready.is_set() for api in self._apis)
                done = can_spare and self._apis[blow.number].strike(blow.pause_s)
            case Victim.WORKER:
                done = self._workers[blow.number].strike(blow.pause_s)
            case Victim.DATABASE_RESTART:
                done = await asyncio.to_thread(self._place.postgres.stop)
            case Victim.DATABASE:
                done = _kill_postmaster(self._place.data)
        self.struck[blow.victim] += done
        if blow.victim in (Victim.DATABASE, Victim.DATABASE_RESTART):
            await asyncio.sleep(blow.pause_s)
            await self.start_database()

    async def start_database(self) -> None:
        await asyncio.to_thread(self._place.postgres.start)

    def last_words(self) -> str:
        """The ends of all logs."""
        logs = sorted(self._place.home.glob("*.stderr"))
        return "\n".join(f"{log.stem}: {log.read_text()[-1500:]}" for log in logs)


@asynccontextmanager
async def opened_house(place: Place) -> AsyncIterator[House]:
    """All processes up; at the end they are stopped in order."""
    house = House(place)
    async with asyncio.TaskGroup() as group:
        for program in house.programs:
            group.create_task(program.run())
        try:
            await house.all_ready()
            yield house
        finally:
            await asyncio.gather(*(program.close() for program in house.programs))


def _free_ports(count: int) -> list[int]:
    """Taken for a moment and given back, so that a program finds its port again each time."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _kill_postmaster(data: Path) -> bool:
    """SIGKILL to the very process that serves `data`; its children see that and end."""
    with suppress(OSError, ValueError, psutil.Error):
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        if Path(psutil.Process(pid).cwd()) == data:
            os.kill(pid, signal.SIGKILL)
            return True
    return False
