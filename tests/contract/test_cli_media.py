"""Uploads at the command line: seen, looked at on record, taken down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from mate_adapters.postgres.server import LocalPostgres
from mate_core.media.model import Bucket, MediaKind, MediaState, StoredMedia
from mate_core.profiles.service import ProfileChanges
from tests.contract.cli_world import ADMINISTRATOR, FINANCE, USER, CliWorld, actor_of, make_world
from tests.contract.objects import in_chunks

pytestmark = pytest.mark.postgres


@pytest_asyncio.fixture
async def world(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[CliWorld]:
    yield await make_world(postgres_server, tmp_path)


def photo() -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((400, 300)).save(out, "JPEG")
    return out.getvalue()


async def test_an_avatar_is_listed_looked_at_and_taken_down(world: CliWorld) -> None:
    async with world.inside() as runtime:
        app, user = runtime.application, await actor_of(runtime, USER)

        async def uploaded(kind: MediaKind) -> StoredMedia:
            return await app.media_intake.receive(user.user_id, kind, in_chunks(photo()), "")

        avatar = await uploaded(MediaKind.AVATAR)
        paper = await uploaded(MediaKind.KYC_DOCUMENT)
        url = await app.media.link(avatar)
        await app.profiles.change(user, ProfileChanges(avatar_url=url))
        await app.media_custodian.render(avatar.id)

    listed = await world.mate("media", "list", "--as", FINANCE, "--owner", USER, "--json")
    assert [item["id"] for item in listed.document["items"]] == [str(paper.id), str(avatar.id)]
    assert [item["state"] for item in listed.document["items"]] == ["READY", "IN_USE"]

    looked = await world.mate(
        *("media", "show", str(paper.id), "--as", FINANCE, "--look", "curious", "--json")
    )
    assert (looked.code, looked.error["code"]) == (4, "forbidden")

    purge = ("media", "purge", str(avatar.id), "--as", ADMINISTRATOR, "--reason", "nude", "--json")
    planned = await world.mate(*purge, "--dry-run")
    assert (planned.code, planned.document["dryRun"]) == (0, True)
    done = await world.mate(*purge, "--yes")
    assert (done.code, done.document["state"]) == (0, "DELETED")
    assert done.document["smaller"] == ["s512", "s128"]

    async with world.inside() as runtime:
        await runtime.application.tasks()["remove_media"](avatar.id)
        me = await runtime.application.profiles.me(await actor_of(runtime, USER))
        assert me.profile.avatar_url is None
        async with runtime.store.open_read() as uow:
            gone = await uow.media.get(avatar.id)
            records = await uow.audit.about(avatar.id)
        assert (gone.state, gone.is_purged) == (MediaState.DELETED, True)
        assert [record.action for record in records] == ["media.purge"]
        objects = runtime.application.media.storage
        assert [found async for found in objects.listed(Bucket.PUBLIC)] == []
        look = await runtime.application.staff_media.look(
            await actor_of(runtime, ADMINISTRATOR), paper.id, reason="examination"
        )
        assert look.startswith("http://127.0.0.1:8000/media/links/")
