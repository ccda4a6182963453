"""Databases for contract tests: one per xdist worker, copied from a migrated template."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator

import psycopg
import pytest
from psycopg import sql

from mate_adapters.postgres.migrate import migrate
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.revision import FOLDER
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.postgres.store import PostgresStore
from mate_adapters.storage.s3 import S3Settings
from tests.contract.objects import s3_server
from tests.contract.stores import SEALS

_TEMPLATE_LOCK = 20_260_302
# One round trip instead of one per table, and only where something was written: TRUNCATE would
# take fifty times as long. The append-only triggers are off for this session.
EMPTY = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
          AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$
"""


def _template_name() -> str:
    digest = hashlib.sha256()
    for revision in sorted(FOLDER.rglob("*.py")):
        digest.update(revision.read_bytes())
    return f"mate_template_{digest.hexdigest()[:12]}"


def _ensure_template(server: LocalPostgres) -> str:
    """Migrated once per set of migrations, whichever worker comes first."""
    template = _template_name()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_TEMPLATE_LOCK])
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [template])
        if not found.rowcount:
            scratch = f"{template}_new"  # killed half-way, it never gets the final name
            old, new = sql.Identifier(scratch), sql.Identifier(template)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(old))
            server.create_database(scratch)
            migrate(server.dsn(scratch))
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, new))
    return template


@pytest.fixture(scope="session")
def s3_settings() -> Iterator[S3Settings]:
    """A server that speaks S3, up for the rest of the run once somebody asked for it."""
    with s3_server() as settings:
        yield settings


@pytest.fixture(scope="session")
def postgres_dsn(postgres_server: LocalPostgres) -> str:
    """This worker's own migrated database."""
    template = _ensure_template(postgres_server)
    name = f"mate_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(postgres_server.dsn(), autocommit=True) as connection:
        mine, model = sql.Identifier(name), sql.Identifier(template)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(mine))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(mine, model))
    return postgres_server.dsn(name)


@pytest.fixture(scope="session")
def cleaner(postgres_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


@pytest.fixture
def empty_database(postgres_dsn: str, cleaner: psycopg.Connection) -> Iterator[str]:
    """The DSN of an empty database; whatever the test writes is gone afterwards."""
    yield postgres_dsn
    cleaner.execute(EMPTY)


@pytest.fixture(scope="session")
async def session_pool(postgres_dsn: str) -> AsyncIterator[ConnectionPool]:
    # Patient: two hundred at once on a busy machine prove order, not speed.
    pool = ConnectionPool(postgres_dsn, min_size=1, max_size=20, timeout_s=60)
    await pool.open()
    yield pool
    await pool.close()


@pytest.fixture
def postgres_pool(session_pool: ConnectionPool, empty_database: str) -> ConnectionPool:
    """Connections to an empty database."""
    assert empty_database == session_pool.dsn
    return session_pool


@pytest.fixture
def postgres_store(postgres_pool: ConnectionPool) -> PostgresStore:
    return PostgresStore(postgres_pool, SEALS)


@pytest.fixture
def make_postgres_store(postgres_pool: ConnectionPool) -> Callable[..., PostgresStore]:
    """Stores with handlers of their own, all on the same data."""

    def make(**handlers: object) -> PostgresStore:
        return PostgresStore(postgres_pool, SEALS, **handlers)  # type: ignore[arg-type] # passed through

    return make
