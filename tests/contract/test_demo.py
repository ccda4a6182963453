"""The story of the demo: on a server of its own, and twice on somebody else's."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_cli.demo.story import STORY
from tests.contract.cli_world import PATIENCE_SECONDS, CliWorld, Ended, Json, make_world

pytestmark = pytest.mark.postgres


def steps_of(ended: Ended) -> list[Json]:
    return [json.loads(line) for line in ended.out.splitlines()]


def assert_told_to_the_end(ended: Ended) -> list[Json]:
    assert ended.code == 0, ended.err
    *steps, last = steps_of(ended)
    assert last == {"ok": True, "steps": len(STORY), "ledgerDifference": 0}
    assert [step["step"] for step in steps] == list(range(1, len(STORY) + 1))
    assert [step["title"] for step in steps] == [title for title, _ in STORY]
    return steps


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for temporary files; run as root, the database's own user must reach it."""
    with tempfile.TemporaryDirectory(prefix="mate-test-scratch-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def leftovers(scratch: Path) -> list[Path]:
    return list(scratch.iterdir())


async def test_demo_on_its_own_server_pays_what_money_says_and_leaves_nothing(
    scratch: Path,
) -> None:
    """The worked numbers: 3.5 hours at 199,999 VND, released, cancelled at 50 %, and split."""
    visitor = CliWorld({"PATH": os.environ["PATH"], "TMPDIR": str(scratch)})
    ended = await visitor.mate("demo", "--json")
    facts: Json = {}
    for step in assert_told_to_the_end(ended):
        facts |= step["facts"]
    assert (facts["subtotal"], facts["totalAmount"]) == (699_997, 804_997)
    assert (facts["paid"], facts["refunded"], facts["earned"]) == (699_997, 402_499, 349_998)
    split = (facts["splitRefunded"], facts["splitEarned"], facts["splitFee"])
    assert split == (344_997, 400_000, 60_000)
    assert (facts["kycReasons"], facts["kycProvider"]) == (["CARD_BLURRED"], "vnpt")
    assert facts["kycDeclared"] is None
    assert leftovers(scratch) == []


@pytest_asyncio.fixture
async def sandbox_url(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[str]:
    """A running server with the demo people."""
    world = await make_world(postgres_server, tmp_path, people=False)
    process = await world.start("serve", "--port", "0", "--json", "--demo-data")
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            line = await process.stdout.readline()
        yield json.loads(line)["url"]
    finally:
        process.terminate()
        await process.communicate()


async def test_demo_can_be_told_twice_on_the_same_server(sandbox_url: str) -> None:
    visitor = CliWorld({"PATH": os.environ["PATH"], "MATE_HOME": tempfile.gettempdir()})
    assert_told_to_the_end(await visitor.mate("demo", "--url", sandbox_url, "--json"))
    assert_told_to_the_end(await visitor.mate("demo", "--url", sandbox_url, "--json"))


async def test_demo_against_nobody_says_so_and_fails() -> None:
    visitor = CliWorld({"PATH": os.environ["PATH"]})
    ended = await visitor.mate("demo", "--url", "http://127.0.0.1:1", "--json")
    assert (ended.code, ended.error["code"]) == (1, "demo.surprise")
    assert "Step 1" in ended.error["detail"]
