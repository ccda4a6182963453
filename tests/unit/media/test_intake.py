"""How an upload becomes a stored media, and what is left when it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from mate_adapters.memory.workshop import HeaderWorkshop, png
from mate_core.media import steps
from mate_core.media.errors import (
    MediaInUse,
    NotAnImage,
    ObjectStorageUnavailable,
    TooManyUploads,
    UploadTooLarge,
    VideoTooLong,
)
from mate_core.media.model import Bucket, MediaKind, MediaState, StoredMedia
from mate_core.media.policies import MEGABYTE, Size
from mate_core.media.ports import Picture, Upload
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from tests.unit.media.files import box, mp4
from tests.unit.world import DAY, HOUR, World


async def chunks(data: bytes, size: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def received(
    world: World, person: Actor, kind: MediaKind = MediaKind.IMAGE, data: bytes | None = None
) -> StoredMedia:
    content = png(640, 480) if data is None else data
    return await world.app.media_intake.receive(person.user_id, kind, chunks(content), "")


async def stored(world: World, media: StoredMedia) -> StoredMedia:
    async with world.store.open_read() as uow:
        return await uow.media.get(media.id)


async def all_rows(world: World) -> list[StoredMedia]:
    async with world.store.open_read() as uow:
        return list((await uow.media.listed(owner_id=None, after=None, limit=99)).items)


async def use(world: World, media: StoredMedia, person: Actor) -> None:
    async with world.store.open_uow() as uow:
        await steps.use(uow, media.id, person.user_id, at=world.now)
        await uow.commit()


async def discard(world: World, media: StoredMedia) -> None:
    async with world.store.open_uow() as uow:
        await steps.discard(uow, media.id, at=world.now)
        await uow.commit()


async def work(world: World) -> None:
    """What workers do after the commits."""
    await world.store.outbox.relay(at=world.now, limit=100)
    await world.parts.queue.drain()


@dataclass(frozen=True)
class Interrupted:
    """A workshop during whose work something else happens."""

    happens: Callable[[], Awaitable[None]]

    async def make(
        self, upload: Upload, sizes: Sequence[Size], *, most_pixels: int, least_side: int
    ) -> Sequence[Picture]:
        await self.happens()
        return await HeaderWorkshop().make(
            upload, sizes, most_pixels=most_pixels, least_side=least_side
        )


class TestIntake:
    async def test_a_picture_is_ready_with_its_object(self, world: World, user: Actor) -> None:
        media = await received(world, user)
        assert (media.state, media.bucket) == (MediaState.READY, Bucket.PUBLIC)
        assert media.facts is not None
        assert (media.facts.width, media.facts.height) == (640, 480)
        stat = await world.parts.objects.stat(media.place)
        assert stat is not None
        assert stat.bytes == media.facts.bytes

    async def test_the_row_stands_before_the_first_byte_is_read(
        self, world: World, user: Actor
    ) -> None:
        states: list[MediaState] = []

        async def watched() -> AsyncIterator[bytes]:
            states.extend(media.state for media in await all_rows(world))
            yield png(64, 64)

        await world.app.media_intake.receive(user.user_id, MediaKind.IMAGE, watched(), "")
        assert states == [MediaState.RECEIVED]

    async def test_a_refused_file_leaves_a_deleted_row_and_no_object(
        self, world: World, user: Actor
    ) -> None:
        with pytest.raises(NotAnImage):
            await received(world, user, data=b"not a picture")
        (media,) = await all_rows(world)
        assert media.state is MediaState.DELETED
        await work(world)
        assert (await stored(world, media)).is_purged

    async def test_reading_stops_where_the_limit_is_passed(self, world: World, user: Actor) -> None:
        given = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal given
            while True:
                given += 1
                yield bytes(MEGABYTE)

        with pytest.raises(UploadTooLarge):
            await world.app.media_intake.receive(user.user_id, MediaKind.IMAGE, endless(), "")
        assert given == 11

    async def test_the_limit_of_a_day_is_told_with_the_instant_of_the_next_place(
        self, world: World, user: Actor
    ) -> None:
        first = world.now
        for _ in range(world.app.media.policy.kinds[MediaKind.AVATAR].per_day):
            await received(world, user, MediaKind.AVATAR)
            world.pass_time(timedelta(minutes=1))
        with pytest.raises(TooManyUploads) as refused:
            await received(world, user, MediaKind.AVATAR)
        assert refused.value.retry_at == first + DAY

    async def test_a_video_keeps_its_length_and_loses_its_metadata(
        self, world: World, user: Actor
    ) -> None:
        data = mp4(
            seconds=30, in_moov=box(b"udta", b"+10.7721+106.6983/"), after=box(b"uuid", b"x")
        )
        media = await received(world, user, MediaKind.KYC_VIDEO, data)
        assert media.facts is not None
        assert media.facts.duration == timedelta(seconds=30)
        assert (media.bucket, media.facts.content_type) == (Bucket.KYC, "video/mp4")
        kept = b"".join([chunk async for chunk in world.parts.objects.read(media.place)])
        assert len(kept) == len(data)
        assert b"10.7721" not in kept
        assert b"udta" not in kept
        assert kept.count(b"free") == 2
        assert b"frames of a film" in kept

    async def test_a_video_of_more_than_a_minute_is_refused(
        self, world: World, user: Actor
    ) -> None:
        with pytest.raises(VideoTooLong):
            await received(world, user, MediaKind.VIDEO, mp4(seconds=60.001))

    async def test_a_storage_that_is_away_leaves_nothing_behind(
        self, world: World, user: Actor
    ) -> None:
        world.parts.objects.broken = True
        with pytest.raises(ObjectStorageUnavailable):
            await received(world, user)
        assert [media.state for media in await all_rows(world)] == [MediaState.DELETED]


class TestUse:
    async def test_what_is_used_cannot_be_taken_back_until_it_is_released(
        self, world: World, user: Actor
    ) -> None:
        media = await received(world, user)
        await use(world, media, user)
        with pytest.raises(MediaInUse):
            await world.app.media.delete(user, media.key)
        async with world.store.open_uow() as uow:
            await steps.release(uow, media.id, at=world.now)
            await uow.commit()
        await world.app.media.delete(user, media.key)
        await work(world)
        assert world.parts.objects.objects == {}

    async def test_a_thing_is_used_once_and_by_its_owner(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        media = await received(world, user)
        with pytest.raises(NotFound):
            await use(world, media, partner)
        await use(world, media, user)
        with pytest.raises(MediaInUse):
            await use(world, media, user)

    async def test_discarding_twice_is_no_error(self, world: World, user: Actor) -> None:
        media = await received(world, user)
        await use(world, media, user)
        await discard(world, media)
        await discard(world, media)
        await work(world)
        assert (await stored(world, media)).is_purged


class TestCustodian:
    async def test_smaller_copies_are_made_once(self, world: World, user: Actor) -> None:
        media = await received(world, user, data=png(4_000, 2_000))
        await work(world)
        copies = (await stored(world, media)).renditions
        assert [(each.name, each.width, each.height) for each in copies] == [
            ("w1080", 1_080, 540),
            ("w320", 320, 160),
        ]
        version = (await stored(world, media)).version
        await world.app.media_custodian.render(media.id)
        assert (await stored(world, media)).version == version

    async def test_copies_of_what_is_deleted_meanwhile_are_removed(
        self, world: World, user: Actor
    ) -> None:
        media = await received(world, user)
        custodian = replace(world.app.media_custodian, workshop=Interrupted(lambda: delete(media)))

        async def delete(media: StoredMedia) -> None:
            await world.app.media.delete(user, media.key)
            await world.app.media_custodian.remove(media.id)

        await custodian.render(media.id)
        assert (await stored(world, media)).is_purged
        assert world.parts.objects.objects == {}

    async def test_an_object_that_cannot_be_removed_is_tried_again(
        self, world: World, user: Actor
    ) -> None:
        media = await received(world, user)
        await work(world)
        await world.app.media.delete(user, media.key)
        world.parts.objects.broken = True
        with pytest.raises(ObjectStorageUnavailable):
            await world.app.media_custodian.remove(media.id)
        assert not (await stored(world, media)).is_purged
        world.parts.objects.broken = False
        assert (await world.app.media_custodian.sweep())["purged"] == 1
        assert (await stored(world, media)).is_purged
        assert world.parts.objects.objects == {}

    async def test_the_sweep_drops_what_is_unused_for_a_day_and_nothing_else(
        self, world: World, user: Actor
    ) -> None:
        unused, used = await received(world, user), await received(world, user)
        await use(world, used, user)
        world.pass_time(DAY)
        assert (await world.app.media_custodian.sweep())["dropped"] == 0
        world.pass_time(timedelta(seconds=1))
        assert (await world.app.media_custodian.sweep())["dropped"] == 1
        assert (await stored(world, unused)).is_purged
        assert (await stored(world, used)).state is MediaState.IN_USE
        assert await world.app.media_custodian.sweep() == {"dropped": 0, "purged": 0, "strays": 0}

    async def test_the_sweep_drops_uploads_that_were_cut_off(
        self, world: World, user: Actor
    ) -> None:
        async def cut_off() -> AsyncIterator[bytes]:
            yield b"\x89PNG"
            raise KeyboardInterrupt  # the process dies: nothing of ours runs any more

        with pytest.raises(KeyboardInterrupt):
            await world.app.media_intake.receive(user.user_id, MediaKind.IMAGE, cut_off(), "")
        (media,) = await all_rows(world)
        assert media.state is MediaState.RECEIVED
        world.pass_time(HOUR + timedelta(seconds=1))
        assert (await world.app.media_custodian.sweep())["dropped"] == 1

    async def test_the_sweep_removes_objects_without_rows_after_a_day(
        self, world: World, user: Actor
    ) -> None:
        media = await received(world, user)
        stray = media.place_of("w999")
        lost = type(media.place)(Bucket.KYC, "b" * 26)
        for place in (stray, lost):
            await world.parts.objects.put(place, chunks(b"lost"), content_type="image/jpeg")
        assert (await world.app.media_custodian.sweep())["strays"] == 0
        await use(world, media, user)
        world.pass_time(DAY + timedelta(seconds=1))
        assert (await world.app.media_custodian.sweep())["strays"] == 1
        assert await world.parts.objects.stat(lost) is None
        assert await world.parts.objects.stat(stray) is not None, "its row stands and removes it"
