"""uvicorn under our own signals, beside the worker."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import uvicorn

from mate_adapters.runtime import Runtime
from mate_cli.exits import Exit, refused
from mate_cli.server.dispatch import AsgiApp
from mate_cli.signals import Stop

GRACE_SECONDS: Final = 10


class HttpServer(uvicorn.Server):
    """uvicorn that leaves signals to the process, and says when it listens."""

    def __init__(self, app: AsgiApp, trusted_proxies: Sequence[str]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="uvloop",
                http="httptools",
                ws="websockets-sansio",
                ws_per_message_deflate=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
                log_config=None,
                access_log=False,
                server_header=False,
                # the caller's address comes from the socket, or from a proxy that we know
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=list(trusted_proxies),
                lifespan="on",
            )
        )
        self.listens = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self.listens.set()


class Processes:
    """HTTP and the worker, started together and stopped in order: requests first."""

    def __init__(self, runtime: Runtime, app: AsgiApp, opened: socket.socket) -> None:
        self._runtime = runtime
        self._server = HttpServer(app, runtime.settings.trusted_proxies)
        self._socket = opened
        self._worker_stop = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None
        self._working: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._attending: asyncio.Task[None] | None = None
        self._attending_stop = asyncio.Event()

    async def start(self, *, with_worker: bool) -> None:
        """Returns once requests are answered; raises CommandFailed when that cannot be."""
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        listens = asyncio.create_task(self._server.listens.wait())
        await asyncio.wait({self._serving, listens}, return_when=asyncio.FIRST_COMPLETED)
        listens.cancel()
        if not self._server.listens.is_set():
            await self._serving
            raise refused("server.not_started", "The HTTP application did not start; see the log.")
        failed = [name for name, well in (await self._runtime.ready()).items() if not well]
        if failed:
            sentence = f"Not ready: {', '.join(failed)}. `mate doctor` says what to do."
            raise refused("server.not_ready", sentence, exit_code=Exit.UNAVAILABLE)
        self._warming = asyncio.create_task(self._runtime.warm())
        self._attending = asyncio.create_task(self._runtime.attendant.run(self._attending_stop))
        if with_worker:
            self._working = asyncio.create_task(self._runtime.work(self._worker_stop))

    async def until(self, stop: Stop) -> None:
        """Until a signal, or until one of them ends by itself."""
        asked = asyncio.create_task(stop.wanted.wait())
        tasks = (self._serving, self._working, self._attending)
        running = {task for task in tasks if task is not None}
        await asyncio.wait({asked, *running}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()

    async def stop(self, stop: Stop) -> None:
        """Drain requests for at most ten seconds, then end the worker; raises what it died of."""
        hurried = asyncio.create_task(self._hurry(stop))
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving
        self._worker_stop.set()
        self._attending_stop.set()
        hurried.cancel()
        if self._working is not None:
            await self._working
        if self._attending is not None:
            await self._attending

    async def _hurry(self, stop: Stop) -> None:
        """A second signal does not wait for requests that are under way."""
        await stop.at_once.wait()
        self._server.force_exit = True
