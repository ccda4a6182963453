"""A home of its own for the run: settings, PostgreSQL, copies of the prepared database."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from mate_adapters.embedded import DATABASE, embedded_server
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.settings import Settings, load_settings

SERVED = DATABASE
"""The database behind HTTP."""


@dataclass(frozen=True, slots=True)
class Place:
    home: Path
    secret_key: str
    postgres: LocalPostgres

    def variables(self, database: str) -> dict[str, str]:
        """What settings say: embedded PostgreSQL for the served database, else its address."""
        own = {
            "MATE_HOME": str(self.home),
            "MATE_SECRET_KEY": self.secret_key,
            "MATE_LOG_LEVEL": "warning",
        }
        return own if database == SERVED else own | {"DATABASE_URL": self.postgres.dsn(database)}

    def environment(self) -> dict[str, str]:
        """For a child process: ours, without any settings that stand in it."""
        return _without_settings(os.environ) | self.variables(SERVED)

    def settings(self, database: str) -> Settings:
        return load_settings(self.variables(database))

    @property
    def data(self) -> Path:
        return self.postgres.place.data

    @property
    def no_env_file(self) -> Path:
        """A settings file that is not there, so that the checkout's own plays no part."""
        return self.home / "none.env"

    def program(self, name: str) -> str:
        """One of PostgreSQL's client programs."""
        packaged = self.postgres.place.bin_dir / name
        return str(packaged) if packaged.exists() else shutil.which(name) or name

    def copy_database(self, source: str, target: str) -> None:
        """Nobody may be connected to `source`."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self.postgres.dsn(), autocommit=True) as connection:
            connection.execute(statement.format(sql.Identifier(target), sql.Identifier(source)))
            connection.execute("CHECKPOINT")

    def version(self) -> str:
        with psycopg.connect(self.postgres.dsn()) as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return row[0].split()[0] if row else "unknown"


@contextmanager
def throw_away_place() -> Iterator[Place]:
    """Everything is gone afterwards, whatever happens inside."""
    # The server stops a PostgreSQL that nobody else uses, and we need it to the end.
    with unattended_place() as place, psycopg.connect(place.postgres.dsn()):
        yield place


@contextmanager
def unattended_place() -> Iterator[Place]:
    """The same, but nobody keeps PostgreSQL up inside."""
    home = Path(tempfile.mkdtemp(prefix="mate-load-"))
    home.chmod(0o711)  # run as root, the server is another user and must walk through it
    try:
        secret_key = secrets.token_urlsafe(48)
        settings = load_settings({"MATE_HOME": str(home), "MATE_SECRET_KEY": secret_key})
        postgres = embedded_server(settings)
        try:
            postgres.start()
            yield Place(home, secret_key, postgres)
        finally:
            postgres.destroy()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("MATE_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
