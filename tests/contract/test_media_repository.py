"""What every repository of stored media must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mate_adapters.memory.random import SeededRandom
from mate_core.media.model import (
    MediaFacts,
    MediaKind,
    MediaParty,
    Rendition,
    StoredMedia,
    new_key,
)
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import MediaId, UserId
from mate_core.shared.pages import Cursor
from tests.contract.makers import DAY, HOUR, MINUTE, NOW, a_user, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed

_random = SeededRandom(7)
FACTS = MediaFacts("image/jpeg", 12_345, 640, 480)


def new_media(owner: UserId, *, at: datetime = NOW, **changes: Any) -> StoredMedia:
    media = StoredMedia(
        id=MediaId(new_id()),
        owner_id=owner,
        kind=MediaKind.IMAGE,
        key=new_key(_random),
        created_at=at,
        changed_at=at,
    )
    return replace(media, **changes)


async def kept(store: Store, *all_of_them: StoredMedia) -> None:
    async with store.open_uow() as uow:
        for media in all_of_them:
            await uow.media.add(media)
        await uow.commit()


async def get(store: Store, media: StoredMedia) -> StoredMedia:
    async with store.open_read() as uow:
        return await uow.media.get(media.id)


class TestMedia(StoreContract):
    async def test_every_field_survives_and_a_save_is_one_version_on(self, store: Store) -> None:
        owner = (await a_user(store)).id
        media = new_media(owner, kind=MediaKind.KYC_VIDEO)
        await kept(store, media)
        assert await get(store, media) == media

        film = MediaFacts("video/mp4", 50_000_000, 1_920, 1_080, timedelta(milliseconds=59_999))
        copies = (Rendition("w320", 320, 180, 9_000), Rendition("w1080", 1_080, 608, 90_000))
        ready = media.finish(film, at=NOW + MINUTE).with_renditions(copies)
        await committed(store, lambda uow: uow.media.save(ready))
        ready = replace(ready, version=1)
        assert await get(store, media) == ready

        gone = ready.discard(MediaParty.STAFF, at=NOW + HOUR).purged(at=NOW + DAY)
        await committed(store, lambda uow: uow.media.save(gone))
        assert await get(store, media) == replace(gone, version=2)

    async def test_a_row_is_found_by_its_key(self, store: Store) -> None:
        media = new_media((await a_user(store)).id)
        await kept(store, media)
        async with store.open_read() as uow:
            assert await uow.media.by_key(media.key) == media
            with pytest.raises(NotFound):
                await uow.media.by_key(new_key(_random))
            with pytest.raises(NotFound):
                await uow.media.get(MediaId(new_id()))

    async def test_a_stale_save_is_a_conflict(self, store: Store) -> None:
        media = new_media((await a_user(store)).id)
        await kept(store, media)
        await committed(store, lambda uow: uow.media.save(media.finish(FACTS, at=NOW)))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.media.save(media.abandon(at=NOW)))

    async def test_a_row_to_change_stays_locked(self, store: Store) -> None:
        media = new_media((await a_user(store)).id)
        await kept(store, media)
        await assert_locks(store, lambda uow: uow.media.get_for_change(media.id))

    async def test_uploads_are_counted_by_person_kind_and_time(self, store: Store) -> None:
        owner, other = (await a_user(store)).id, (await a_user(store)).id
        await kept(
            store,
            new_media(owner, at=NOW - MINUTE),
            new_media(owner, at=NOW + MINUTE).abandon(at=NOW + HOUR),
            new_media(owner, at=NOW),
            new_media(owner, at=NOW, kind=MediaKind.AVATAR),
            new_media(other, at=NOW),
        )
        async with store.open_read() as uow:
            counted = await uow.media.created_since(owner, MediaKind.IMAGE, NOW)
        assert counted == [NOW, NOW + MINUTE]

    async def test_idle_and_deleted_rows_are_found_longest_first(self, store: Store) -> None:
        owner = (await a_user(store)).id
        ready = new_media(owner).finish(FACTS, at=NOW + 2 * HOUR)
        stuck, late = new_media(owner, at=NOW + HOUR), new_media(owner, at=NOW + 3 * HOUR)
        used = new_media(owner).finish(FACTS, at=NOW).use(owner, at=NOW)
        gone = [new_media(owner).abandon(at=NOW + n * MINUTE) for n in (2, 1, 3)]
        proved = gone[2].purged(at=NOW + HOUR)
        await kept(store, ready, stuck, late, used, gone[0], gone[1], proved)

        before = {"received_before": NOW + 2 * HOUR, "ready_before": NOW + 3 * HOUR}
        async with store.open_read() as uow:
            assert await uow.media.idle(**before, limit=9) == [stuck.id, ready.id]
            assert await uow.media.idle(**before, limit=1) == [stuck.id]
            assert await uow.media.to_purge(limit=9) == [gone[1].id, gone[0].id]
            assert await uow.media.to_purge(limit=1) == [gone[1].id]

    async def test_keys_stand_until_their_objects_are_proved_gone(self, store: Store) -> None:
        owner = (await a_user(store)).id
        standing = new_media(owner).abandon(at=NOW)
        gone = new_media(owner).abandon(at=NOW).purged(at=NOW + HOUR)
        await kept(store, standing, gone)
        async with store.open_read() as uow:
            asked = {standing.key, gone.key, new_key(_random)}
            assert await uow.media.standing(asked) == {standing.key}
            assert await uow.media.standing(set()) == frozenset()

    async def test_rows_are_forgotten_once_their_objects_are_gone_long_enough(
        self, store: Store
    ) -> None:
        owner = (await a_user(store)).id
        waiting = new_media(owner).abandon(at=NOW)
        old = new_media(owner).abandon(at=NOW).purged(at=NOW)
        new = new_media(owner).abandon(at=NOW).purged(at=NOW + DAY)
        await kept(store, waiting, old, new)
        async with store.open_uow() as uow:
            assert await uow.media.forget(before=NOW + DAY) == 1
            await uow.commit()
        with pytest.raises(NotFound):
            await get(store, old)
        assert await get(store, new) == new
        assert await get(store, waiting) == waiting

    async def test_pages_are_newest_first_of_one_or_of_all(self, store: Store) -> None:
        owner, other = (await a_user(store)).id, (await a_user(store)).id
        mine = [new_media(owner, at=NOW + n * MINUTE) for n in range(3)]
        theirs = new_media(other, at=NOW + HOUR)
        await kept(store, *mine, theirs)
        async with store.open_read() as uow:
            first = await uow.media.listed(owner_id=owner, after=None, limit=2)
            assert list(first.items) == [mine[2], mine[1]]
            assert first.next == Cursor(mine[1].created_at, mine[1].id)
            last = await uow.media.listed(owner_id=owner, after=first.next, limit=2)
            assert (list(last.items), last.next) == ([mine[0]], None)
            everyone = await uow.media.listed(owner_id=None, after=None, limit=9)
            assert list(everyone.items) == [theirs, *reversed(mine)]
            rest = await uow.media.listed(owner_id=None, after=first.next, limit=9)
            assert list(rest.items) == [mine[0]]
