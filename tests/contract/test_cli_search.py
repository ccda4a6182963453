"""`mate search`: the read model is made anew, and compared with the truth."""

from __future__ import annotations

from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from tests.contract.cli_world import CliWorld, make_world

pytestmark = pytest.mark.postgres


@pytest_asyncio.fixture(scope="module")
async def world(
    postgres_server: LocalPostgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[CliWorld]:
    """The demo people."""
    yield await make_world(postgres_server, tmp_path_factory.mktemp("home"))


async def change(world: CliWorld, statement: str) -> None:
    """Past the service, as somebody with the database might."""
    connection = await psycopg.AsyncConnection.connect(
        world.environ["DATABASE_URL"], autocommit=True
    )
    async with connection:
        await connection.execute(statement)


async def test_read_model_is_true_from_the_start(world: CliWorld) -> None:
    ended = await world.mate("search", "verify", "--json")

    assert ended.code == 0
    assert ended.document["ok"] is True
    assert ended.document["partners"] > 0
    assert (ended.document["stale"], ended.document["leftOver"]) == ([], [])


async def test_what_is_wrong_is_told_and_mended(world: CliWorld) -> None:
    await change(world, "UPDATE partner_search SET rank = rank + 1, hourly_rate = 1")
    await change(world, "UPDATE search_terms SET partners = partners + 1")

    wrong = await world.mate("search", "verify", "--json")
    assert wrong.code == 1
    assert wrong.document["stale"]
    assert wrong.document["miscountedTerms"] > 0
    told = await world.mate("search", "verify")
    assert "`mate search rebuild` mends it." in told.out

    rebuilt = await world.mate("search", "rebuild", "--json")
    assert rebuilt.code == 0
    assert rebuilt.document["entries"] == len(wrong.document["stale"])
    assert (await world.mate("search", "verify")).code == 0


async def test_empty_read_model_is_filled(world: CliWorld) -> None:
    await change(world, "DELETE FROM partner_search; DELETE FROM search_terms")

    rebuilt = await world.mate("search", "rebuild")
    assert "Search was made anew" in rebuilt.out
    assert "looked at" in rebuilt.err
    assert (await world.mate("search", "verify")).code == 0
