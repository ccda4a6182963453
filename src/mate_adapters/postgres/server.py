"""Starts, joins and stops the PostgreSQL that comes with the package.

Any number of processes may call `start` at once: a file lock lets one of them do the work. Whether
the server lives is asked by connecting, never read from a pid, because pids are reused and files
with pids outlive their owners. Who may stop it is a matter of ownership: `mate serve` and the test
run do, other commands only start and join.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg
from psycopg import pq, sql

from mate_adapters.postgres.server_place import (
    LocalPostgresError,
    ServerNotStarted,
    ServerPlace,
    find_place,
    prepare,
)

__all__ = ["LocalPostgres", "LocalPostgresError", "ServerNotStarted", "ServerNotStopped"]

_START_SECONDS = 120
_MUTE_SECONDS = 20
_PAUSE_SECONDS = 0.1
_START_TRIES = 10
_RETRY_SECONDS = 0.5
_LOG_LIMIT_BYTES = 16 * 1024 * 1024
_FIRST_VERSION_WITH_BUILTIN_LOCALES = 17
# After kill -9 the old backends and the socket's lock file linger for a moment.
_PASSING_TROUBLES = ("lock file", "still in use", "already in use", "Is another postmaster")


class ServerNotStopped(LocalPostgresError):
    """The server still runs although it was told to stop."""


class LocalPostgres:
    """The embedded server of one `home` directory, reached by Unix socket only.

    `bin_dir` replaces the packaged programs, for instance by those of PostgreSQL 15; `fast` gives
    up safety against power cuts and is for tests. Not thread-safe; use one object per thread.
    """

    def __init__(
        self,
        home: Path,
        *,
        bin_dir: Path | None = None,
        fast: bool = False,
        max_connections: int = 200,
    ) -> None:
        self._home = home.resolve()
        self.place: ServerPlace = find_place(home, bin_dir)
        self._fast = fast
        self._max_connections = max_connections

    def start(self) -> None:
        """Make sure that the server accepts connections; initialise its data the first time.

        Returns at once when it already runs. Raises ServerNotStarted with the end of the log.
        """
        prepare(self.place)
        with self._locked():
            if not (self.place.data / "PG_VERSION").exists():
                self._initialise()
            self._bring_up()

    def stop(self, *, only_if_unused: bool = False) -> bool:
        """Stop the server and say whether it was this call that did.

        With `only_if_unused` it stays up while any other client is connected. Clients that are
        connected otherwise lose their connection. Raises ServerNotStopped.
        """
        if not self.place.lock.exists():
            return False
        with self._locked():
            if _live_postmaster(self.place.data) is None:
                return False
            if only_if_unused and self._count_clients() > 0:
                return False
            done = self._run("pg_ctl", "-D", str(self.place.data), "-m", "fast", "-w", "stop")
            if done.returncode != 0 and _live_postmaster(self.place.data) is not None:
                raise ServerNotStopped(f"PostgreSQL did not stop: {done.stderr.strip()}")
            return True

    def destroy(self) -> None:
        """Stop the server and delete all its data. For throw-away servers of tests and demos."""
        self.stop()
        shutil.rmtree(self.place.root, ignore_errors=True)
        shutil.rmtree(self.place.socket_dir, ignore_errors=True)
        if self.place.root.parent != self._home:  # outside, where the folder is ours alone
            with contextlib.suppress(OSError):
                self.place.root.parent.rmdir()

    def is_alive(self) -> bool:
        """Whether the server accepts connections now."""
        return self._ping() is pq.Ping.OK

    def dsn(self, database: str = "postgres") -> str:
        """A connection URI for psycopg; only the socket's owner and root can use it."""
        host = quote(str(self.place.socket_dir), safe="")
        return f"postgresql://postgres@/{quote(database, safe='')}?host={host}&port=5432"

    def create_database(self, name: str) -> None:
        """Create an empty UTF-8 database `name` unless it exists. The server must run."""
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        # Two creators at once meet on the catalogue's unique index.
        exists = (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
        with (
            contextlib.suppress(*exists),
            psycopg.connect(self.dsn(), autocommit=True) as connection,
        ):
            connection.execute(statement)

    def _ping(self) -> pq.Ping:
        dsn = f"{self.dsn()}&connect_timeout=5"
        return pq.Ping(pq.PGconn.ping(dsn.encode()))

    def _count_clients(self) -> int:
        query = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold this server's lock. The kernel drops it when we die, so it is never stale."""
        with self._open_lock() as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _open_lock(self) -> IO[bytes]:
        try:
            return self.place.lock.open("ab")
        except PermissionError as error:
            raise ServerNotStarted(
                f"{self.place.root} belongs to another user: run as that user, or set MATE_HOME"
            ) from error

    def _initialise(self) -> None:
        """Fill a scratch directory, then rename it: killed half-way it leaves no half database."""
        root = self.place.root
        scratch = Path(tempfile.mkdtemp(prefix="data-", suffix=".tmp", dir=root))
        if self.place.os_user is not None:
            os.chown(scratch, self.place.os_user.uid, self.place.os_user.gid)
        arguments = ["-D", str(scratch), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        arguments += ["--no-instructions", *(["--no-sync"] if self._fast else [])]
        if self._major_version() >= _FIRST_VERSION_WITH_BUILTIN_LOCALES:
            arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = self._run("initdb", *arguments, "--locale=C.UTF-8")
        if done.returncode != 0 and "locale" in done.stderr:  # systems without C.UTF-8
            done = self._run("initdb", *arguments, "--locale=C")
        if done.returncode != 0:
            raise ServerNotStarted(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")
        scratch.rename(self.place.data)
        for leftover in root.glob("data-*.tmp"):
            shutil.rmtree(leftover, ignore_errors=True)

    def _major_version(self) -> int:
        done = self._run("postgres", "--version")
        try:
            return int(done.stdout.split()[2].split(".")[0])
        except (IndexError, ValueError) as error:
            raise ServerNotStarted(
                f"cannot run {self.place.bin_dir / 'postgres'}: {done.stderr.strip()}"
            ) from error

    def _bring_up(self) -> None:
        started = time.monotonic()
        tries = 0
        while (answer := self._ping()) is not pq.Ping.OK:
            waited = time.monotonic() - started
            if waited > _START_SECONDS:
                raise ServerNotStarted(self._with_log("PostgreSQL does not accept connections"))
            if answer is pq.Ping.REJECT:  # starting up, recovering or shutting down
                time.sleep(_PAUSE_SECONDS)
            elif _live_postmaster(self.place.data) is None:
                tries += 1
                self._launch(last_try=tries >= _START_TRIES)
            elif waited > _MUTE_SECONDS and tries == 0:  # it lives but its socket is gone
                self._run("pg_ctl", "-D", str(self.place.data), "-m", "fast", "-w", "stop")
            else:
                time.sleep(_PAUSE_SECONDS)

    def _launch(self, *, last_try: bool) -> None:
        """One try to start the server; passing troubles are left to the next try."""
        place = self.place
        (place.data / "postmaster.pid").unlink(missing_ok=True)  # nobody lives behind it
        if place.log.exists() and place.log.stat().st_size > _LOG_LIMIT_BYTES:
            place.log.replace(place.log.with_suffix(".log.1"))
        log_start = place.log.stat().st_size if place.log.exists() else 0
        options = shlex.join(self._server_options())
        done = self._run(
            *("pg_ctl", "-D", str(place.data), "-w", "-t", str(_START_SECONDS)),
            *("-l", str(place.log), "-o", options, "start"),
        )
        if done.returncode == 0:
            return
        said = _tail(place.log, log_start) + done.stderr
        if last_try or not any(trouble in said for trouble in _PASSING_TROUBLES):
            raise ServerNotStarted(
                self._with_log(f"PostgreSQL did not start: {done.stderr.strip()}")
            )
        time.sleep(_RETRY_SECONDS)

    def _server_options(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(self.place.socket_dir),
            "unix_socket_permissions": "0700",
            "max_connections": str(self._max_connections),
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if self._fast:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for item in settings.items() for part in ("-c", "=".join(item))]

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the server's programs as the server's user, unmoved by our environment."""
        user = self.place.os_user
        kept = {
            name: text for name, text in os.environ.items() if not name.startswith(("PG", "LC_"))
        }
        try:
            return subprocess.run(  # noqa: S603 - our own programs, no shell
                [str(self.place.bin_dir / program), *arguments],
                cwd=self.place.root,
                env=kept | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                user=user.uid if user else None,
                group=user.gid if user else None,
                extra_groups=user.groups if user else None,
            )
        except OSError as error:
            name = f" as {user.name}" if user else ""
            raise ServerNotStarted(f"cannot run {program}{name}: {error}") from error

    def _with_log(self, sentence: str) -> str:
        return f"{sentence}\n{_tail(self.place.log)}".rstrip()


def _live_postmaster(data: Path) -> psutil.Process | None:
    """The process that serves `data`, or None when the pid file is missing, broken or stale.

    A pid may since belong to another program, to a zombie or to another PostgreSQL, so the
    process must also work in that very directory.
    """
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
            return None
        return process if Path(process.cwd()) == data else None
    except (OSError, ValueError, psutil.Error):
        return None


def _tail(log: Path, start: int = 0, limit: int = 4000) -> str:
    """The last `limit` bytes of `log`, but nothing written before byte `start`."""
    try:
        with log.open("rb") as file:
            file.seek(max(start, log.stat().st_size - limit))
            return file.read().decode(errors="replace")
    except OSError:
        return ""
