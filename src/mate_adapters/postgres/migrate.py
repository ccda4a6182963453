"""Brings a database to the newest schema, and says how far it is.

Any number of processes may call `migrate` at once: an advisory lock lets one of them work, the
others find nothing left to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from mate_adapters.postgres.revision import FOLDER

_LOCK: Final = 0x6D617465  # any number of our own: "mate"


def migrate(dsn: str) -> Sequence[str]:
    """Run what is pending, all or nothing; answers the revisions that were run, oldest first.

    `dsn` is a connection string of libpq. Raises psycopg.Error or sqlalchemy.exc.SQLAlchemyError
    with the database unchanged.
    """
    with _connected(dsn) as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        steps = _pending(connection)
        if steps:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        return steps


def current(dsn: str) -> str | None:
    """The revision of that database; None when it was never migrated."""
    with _connected(dsn) as connection:
        return _current(connection)


def pending(dsn: str) -> Sequence[str]:
    """The revisions that `migrate` would run, oldest first; empty when it is up to date."""
    with _connected(dsn) as connection:
        return _pending(connection)


def _current(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _pending(connection: sa.Connection) -> list[str]:
    steps = _scripts().iterate_revisions("heads", _current(connection) or "base")
    return [step.revision for step in steps][::-1]


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


@contextmanager
def _connected(dsn: str) -> Iterator[sa.Connection]:
    """One transaction on a connection of its own, by the driver that everything else uses."""
    engine = sa.create_engine(
        "postgresql+psycopg://",
        creator=lambda: psycopg.connect(dsn),
        poolclass=sa.NullPool,
    )
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
