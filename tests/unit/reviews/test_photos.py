"""The photos of a review are its author's own uploads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.bookings.model import Booking
from mate_core.media.model import MediaState
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import MediaId
from tests.unit.reviews.house import a_picture, content, read, url_of
from tests.unit.world import World


@pytest.fixture
async def met(world: World, user: Actor, partner: Actor) -> Booking:
    return await world.completed(user, partner)


async def state_of(world: World, media_id: MediaId) -> MediaState:
    async with world.store.open_read() as uow:
        return (await uow.media.get(media_id)).state


async def test_own_upload_is_in_use_while_the_review_shows_it(
    world: World, user: Actor, met: Booking
) -> None:
    first, second = await a_picture(world, user), await a_picture(world, user)
    shown = replace(content(), photo_urls=(url_of(first),))
    own = await world.app.reviews.write(user, met.id, shown)
    assert own.review.content.photo_urls == (url_of(first),)
    assert await state_of(world, first.id) is MediaState.IN_USE

    both = replace(content(), photo_urls=(url_of(second), url_of(first)))
    await world.app.reviews.edit(user, own.review.id, both)
    await world.app.reviews.edit(user, own.review.id, shown)
    assert await state_of(world, first.id) is MediaState.IN_USE
    assert await state_of(world, second.id) is MediaState.DELETED


async def test_pictures_of_others_and_foreign_addresses_are_refused(
    world: World, user: Actor, partner: Actor, met: Booking
) -> None:
    theirs = await a_picture(world, partner)
    for url in (url_of(theirs), "https://example.org/cat.jpg"):
        with pytest.raises(InvalidInput) as refused:
            await world.app.reviews.write(user, met.id, replace(content(), photo_urls=(url,)))
        assert refused.value.field == "photoUrls"
    assert await state_of(world, theirs.id) is MediaState.READY


async def test_six_photos_are_the_most(world: World, user: Actor, met: Booking) -> None:
    urls = tuple([url_of(await a_picture(world, user)) for _ in range(7)])
    with pytest.raises(InvalidInput):
        await world.app.reviews.write(user, met.id, replace(content(), photo_urls=urls))
    await world.app.reviews.write(user, met.id, replace(content(), photo_urls=urls[:6]))


async def test_photo_that_staff_take_down_is_shown_no_more(
    world: World, user: Actor, met: Booking
) -> None:
    picture = await a_picture(world, user)
    shown = replace(content(), photo_urls=(url_of(picture),))
    own = await world.app.reviews.write(user, met.id, shown)
    await world.app.staff_media.purge(await world.admin(), picture.id, reason="not hers")
    await world.deliver()
    assert (await read(world, own.review.id)).content.photo_urls == ()
