"""What every ObjectStorage must do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from mate_adapters.memory.objects import MemoryObjectStorage, PlainLinkSigner
from mate_adapters.storage.links import HmacLinkSigner
from mate_adapters.storage.local import LocalObjectStorage
from mate_adapters.storage.s3 import S3ObjectStorage, S3Settings
from mate_core.media.errors import ObjectMissing, ObjectStorageUnavailable, UploadTooLarge
from mate_core.media.model import Bucket, ObjectPlace
from mate_core.media.ports import ObjectStorage
from mate_core.shared.errors import NotFound
from tests.contract.objects import in_chunks, place

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
KEY = bytes(range(32))


@pytest.fixture(params=["memory", "local", "s3"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ObjectStorage]:
    made: ObjectStorage
    if request.param == "memory":
        made = MemoryObjectStorage(lambda: datetime.now(UTC))
    elif request.param == "local":
        made = local(tmp_path)
    else:
        made = S3ObjectStorage(request.getfixturevalue("s3_settings"))
    yield made
    for bucket in Bucket:
        for found in [each async for each in made.listed(bucket)]:
            await made.delete(found.place)


def local(folder: Path) -> LocalObjectStorage:
    made = LocalObjectStorage(folder / "media", signer=HmacLinkSigner(KEY), links="/media/links")
    made.prepare()
    return made


async def put(storage: ObjectStorage, at: ObjectPlace, *chunks: bytes) -> None:
    await storage.put(at, in_chunks(*chunks), content_type="image/jpeg")


async def whole(storage: ObjectStorage, at: ObjectPlace) -> bytes:
    return b"".join([chunk async for chunk in storage.read(at)])


async def test_what_was_put_is_read_again(storage: ObjectStorage) -> None:
    await put(storage, place(), b"one ", b"", b"two")
    assert await whole(storage, place()) == b"one two"


async def test_a_large_object_goes_in_and_out_in_pieces(storage: ObjectStorage) -> None:
    piece = bytes(range(256)) * 8_192  # 2 MiB
    await put(storage, place(), piece, piece, piece)
    pieces = [chunk async for chunk in storage.read(place())]
    assert b"".join(pieces) == piece * 3
    assert len(pieces) > 1


async def test_part_of_an_object_can_be_read(storage: ObjectStorage) -> None:
    await put(storage, place(), b"0123456789")
    read = [chunk async for chunk in storage.read(place(), start=3, length=4)]
    assert b"".join(read) == b"3456"
    assert [chunk async for chunk in storage.read(place(), start=3, length=0)] == []
    rest = [chunk async for chunk in storage.read(place(), start=8)]
    assert b"".join(rest) == b"89"


async def test_putting_again_replaces(storage: ObjectStorage) -> None:
    await put(storage, place(), b"old and longer")
    await put(storage, place(), b"new")
    assert await whole(storage, place()) == b"new"


async def test_chunks_that_break_leave_nothing_and_say_why(storage: ObjectStorage) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"begun"
        raise UploadTooLarge(megabytes=1)

    with pytest.raises(UploadTooLarge):
        await storage.put(place(), broken(), content_type="image/jpeg")
    assert await storage.stat(place()) is None


async def test_nothing_is_missing_and_says_so(storage: ObjectStorage) -> None:
    assert await storage.stat(place()) is None
    with pytest.raises(ObjectMissing):
        await whole(storage, place())
    await storage.delete(place())


async def test_stat_tells_size_and_time(storage: ObjectStorage) -> None:
    await put(storage, place(), b"12345")
    stat = await storage.stat(place())
    assert stat is not None
    assert (stat.place, stat.bytes) == (place(), 5)
    assert abs(stat.stored_at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_deleted_object_is_gone(storage: ObjectStorage) -> None:
    await put(storage, place(), b"here")
    await storage.delete(place())
    assert await storage.stat(place()) is None


async def test_buckets_do_not_see_one_another(storage: ObjectStorage) -> None:
    await put(storage, place(Bucket.KYC), b"paper")
    assert await storage.stat(place(Bucket.PUBLIC)) is None
    assert [found async for found in storage.listed(Bucket.PUBLIC)] == []


async def test_a_bucket_is_listed_with_its_renditions(storage: ObjectStorage) -> None:
    names = [place(sign="a"), place(sign="b"), place(sign="b", rendition="w320")]
    for each in names:
        await put(storage, each, b"x")
    listed = [found async for found in storage.listed(Bucket.PRIVATE)]
    assert {found.place for found in listed} == set(names)
    assert {found.bytes for found in listed} == {1}
    begun = [found.place async for found in storage.listed(Bucket.PRIVATE, initial="b")]
    assert set(begun) == set(names[1:])
    assert [found async for found in storage.listed(Bucket.PRIVATE, initial="c")] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "A" * 26, "a" * 26 + "/x", ""])
@pytest.mark.parametrize("kind", ["local", "s3"])
async def test_only_keys_reach_a_storage(
    kind: str, name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    storage: ObjectStorage = (
        local(tmp_path)
        if kind == "local"
        else S3ObjectStorage(request.getfixturevalue("s3_settings"))
    )
    with pytest.raises(ValueError, match="not the name of an object"):
        await put(storage, ObjectPlace(Bucket.PUBLIC, name), b"x")


class TestLocal:
    async def test_a_failed_write_leaves_no_draft(self, tmp_path: Path) -> None:
        async def broken() -> AsyncIterator[bytes]:
            yield b"begun"
            raise UploadTooLarge(megabytes=1)

        storage = local(tmp_path)
        with pytest.raises(UploadTooLarge):
            await storage.put(place(), broken(), content_type="image/jpeg")
        assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []

    async def test_files_are_for_nobody_else(self, tmp_path: Path) -> None:
        await put(local(tmp_path), place(), b"x")
        modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "media").rglob("*")}
        assert modes == {0}

    async def test_a_disk_that_is_away_is_told(self, tmp_path: Path) -> None:
        storage = LocalObjectStorage(tmp_path / "no", signer=HmacLinkSigner(KEY), links="/l")
        with pytest.raises(ObjectStorageUnavailable):
            await put(storage, place(), b"x")


class TestLinks:
    @pytest.fixture(params=[PlainLinkSigner, lambda: HmacLinkSigner(KEY)], ids=["plain", "hmac"])
    def signer(self, request: pytest.FixtureRequest) -> PlainLinkSigner | HmacLinkSigner:
        make: Callable[[], PlainLinkSigner | HmacLinkSigner] = request.param
        return make()

    async def test_a_link_opens_its_object_until_it_expires(
        self, signer: PlainLinkSigner | HmacLinkSigner, tmp_path: Path
    ) -> None:
        storage = LocalObjectStorage(tmp_path, signer=signer, links="/media/links")
        link = await storage.link(
            place(), at=NOW, lifetime=timedelta(minutes=2), content_type="image/jpeg"
        )
        token = link.removeprefix("/media/links/")
        linked = signer.read(token, at=NOW + timedelta(seconds=119))
        assert (linked.place, linked.content_type) == (place(), "image/jpeg")
        with pytest.raises(NotFound):
            signer.read(token, at=NOW + timedelta(minutes=2))

    @pytest.mark.parametrize("spoil", [lambda t: t[:-2], lambda t: "b" + t[1:], lambda _: "é.é"])
    async def test_a_changed_link_opens_nothing(
        self,
        signer: PlainLinkSigner | HmacLinkSigner,
        tmp_path: Path,
        spoil: Callable[[str], str],
    ) -> None:
        storage = LocalObjectStorage(tmp_path, signer=signer, links="/media/links")
        link = await storage.link(
            place(), at=NOW, lifetime=timedelta(minutes=2), content_type="image/jpeg"
        )
        with pytest.raises(NotFound):
            signer.read(spoil(link.removeprefix("/media/links/")), at=NOW)

    def test_a_short_key_is_refused(self) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            HmacLinkSigner(b"short")


class TestS3:
    async def test_a_link_answers_a_download_of_the_fixed_type(
        self, s3_settings: S3Settings
    ) -> None:
        storage = S3ObjectStorage(s3_settings)
        await storage.put(place(), in_chunks(b"<html>"), content_type="text/html")
        link = await storage.link(
            place(), at=NOW, lifetime=timedelta(minutes=2), content_type="video/mp4"
        )
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(link)
        assert answer.content == b"<html>"
        assert answer.headers["content-type"] == "video/mp4"
        assert answer.headers["content-disposition"] == "attachment"

    async def test_objects_are_encrypted_and_typed_at_rest(self, s3_settings: S3Settings) -> None:
        storage = S3ObjectStorage(s3_settings)
        await put(storage, place(Bucket.KYC), b"paper")
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.head(f"{s3_settings.endpoint}/mate-kyc/{place().name}")
        assert answer.headers["x-amz-server-side-encryption"] == "AES256"
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-disposition"] == "attachment"

    async def test_a_storage_that_does_not_answer_is_away(self, s3_settings: S3Settings) -> None:
        nobody = S3Settings(
            s3_settings.credentials, {Bucket.PUBLIC: "no-such-bucket"}, s3_settings.endpoint
        )
        with pytest.raises((ObjectStorageUnavailable, ObjectMissing)):
            await put(S3ObjectStorage(nobody), place(Bucket.PUBLIC), b"x")
        with pytest.raises((ObjectStorageUnavailable, ObjectMissing)):
            _ = [found async for found in S3ObjectStorage(nobody).listed(Bucket.PUBLIC)]
