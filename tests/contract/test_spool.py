"""What every Spool must do."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from mate_adapters.media.spool import FileSpool
from mate_adapters.memory.objects import MemorySpool
from mate_core.media.errors import UploadEmpty, UploadsBusy, UploadTooLarge
from mate_core.media.policies import MEGABYTE
from mate_core.media.ports import Spool
from tests.contract.objects import in_chunks


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=["memory", "file"])
def spool(request: pytest.FixtureRequest, tmp_path: Path) -> Spool:
    return MemorySpool() if request.param == "memory" else FileSpool(tmp_path)


async def test_what_is_held_is_read_as_often_as_is_needed(spool: Spool) -> None:
    data = bytes(range(256)) * 3_000
    async with spool.hold(in_chunks(data[:10], b"", data[10:]), largest=MEGABYTE) as upload:
        assert (upload.size, upload.head) == (len(data), data[:4_096])
        for _ in range(2):
            assert b"".join([chunk async for chunk in upload.chunks()]) == data
        assert await upload.read_at(300, 4) == data[300:304]
        assert await upload.read_at(len(data) - 2, 9) == data[-2:]
        assert await upload.read_at(len(data) + 5, 9) == b""


async def test_limits_are_exact(spool: Spool) -> None:
    async with spool.hold(in_chunks(bytes(8), bytes(2)), largest=10) as upload:
        assert upload.size == 10
    with pytest.raises(UploadTooLarge):
        async with spool.hold(in_chunks(bytes(8), bytes(3)), largest=10):
            pass
    with pytest.raises(UploadEmpty):
        async with spool.hold(in_chunks(b""), largest=10):
            pass


async def test_files_have_no_name_and_places_are_given_back(tmp_path: Path) -> None:
    spool = FileSpool(tmp_path, most_held=1)
    async with spool.hold(in_chunks(b"x" * MEGABYTE), largest=2 * MEGABYTE):
        assert names_in(tmp_path) == []
        with pytest.raises(UploadsBusy):
            async with spool.hold(in_chunks(b"x"), largest=10):
                pass
    with pytest.raises(UploadTooLarge):
        async with spool.hold(in_chunks(b"xx"), largest=1):
            pass
    async with asyncio.timeout(5), spool.hold(in_chunks(b"x"), largest=10) as upload:
        assert upload.size == 1
