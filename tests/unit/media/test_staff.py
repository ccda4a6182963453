"""What staff see of media: papers only with their capability, and every look is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.media.errors import MediaNotReady
from mate_core.media.model import MediaKind, MediaState
from mate_core.profiles.service import ProfileChanges
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from tests.unit.media.test_intake import received, stored, work
from tests.unit.world import World

REASON = "examination of papers"


async def test_a_look_at_papers_is_on_record_before_the_link_exists(
    world: World, user: Actor
) -> None:
    media = await received(world, user, MediaKind.KYC_DOCUMENT)
    examiner = await world.support(Capability.KYC)
    link = await world.app.staff_media.look(examiner, media.id, reason=REASON)

    async with world.store.open_read() as uow:
        (record,) = await uow.audit.about(media.id)
    assert (record.actor_id, record.action, record.reason) == (
        examiner.user_id,
        "media.look",
        REASON,
    )
    token = link.removeprefix("/media/links/")
    assert (await world.app.media.linked_object(token)).place == media.place
    world.pass_time(timedelta(minutes=2))
    with pytest.raises(NotFound):
        await world.app.media.linked_object(token)


async def test_papers_are_for_those_who_examine_them(world: World, user: Actor) -> None:
    media = await received(world, user, MediaKind.KYC_DOCUMENT)
    for somebody in (user, await world.support(), await world.support(Capability.FINANCE)):
        with pytest.raises(Forbidden):
            await world.app.staff_media.look(somebody, media.id, reason=REASON)
        with pytest.raises(Forbidden):
            await world.app.staff_media.purge(somebody, media.id, reason=REASON)
    with pytest.raises(NotFound):
        await world.app.media.link(media)
    async with world.store.open_read() as uow:
        assert await uow.audit.about(media.id) == []


async def test_a_look_needs_a_reason(world: World, user: Actor) -> None:
    media = await received(world, user)
    with pytest.raises(InvalidInput):
        await world.app.staff_media.look(await world.support(), media.id, reason=" ")


async def test_what_is_taken_down_disappears_from_the_profile_too(
    world: World, user: Actor
) -> None:
    media = await received(world, user, MediaKind.AVATAR)
    url = await world.app.media.link(media)
    await world.app.profiles.change(user, ProfileChanges(avatar_url=url))
    staff = await world.support()

    planned = await world.app.staff_media.purge(staff, media.id, reason="nude", dry_run=True)
    assert planned.state is MediaState.DELETED
    assert (await stored(world, media)).state is MediaState.IN_USE

    await world.app.staff_media.purge(staff, media.id, reason="nude")
    with pytest.raises(NotFound):
        await world.app.media.public_object(media.key)
    await work(world)
    assert (await world.app.profiles.me(user)).profile.avatar_url is None
    assert world.parts.objects.objects == {}
    with pytest.raises(NotFound):
        await world.app.staff_media.purge(staff, media.id, reason="again")
    with pytest.raises(MediaNotReady):
        await world.app.staff_media.look(staff, media.id, reason=REASON)


async def test_a_picture_taken_down_late_leaves_the_next_one_alone(
    world: World, user: Actor
) -> None:
    old = await received(world, user, MediaKind.AVATAR)
    new = await received(world, user, MediaKind.AVATAR)
    for media in (old, new):
        url = await world.app.media.link(media)
        await world.app.profiles.change(user, ProfileChanges(avatar_url=url))
    await work(world)
    await world.app.profiles.forget_avatar(old.id)
    profile = (await world.app.profiles.me(user)).profile
    assert profile.avatar_url == await world.app.media.link(new)


async def test_staff_list_uploads_of_one_or_of_all(world: World, user: Actor) -> None:
    staff, other = await world.support(), await world.user()
    mine, theirs = await received(world, user), await received(world, other)
    everything = await world.app.staff_media.listed(staff)
    assert [media.id for media in everything.items] == [theirs.id, mine.id]
    of_one = await world.app.staff_media.listed(staff, owner_id=user.user_id)
    assert [media.id for media in of_one.items] == [mine.id]
    assert (await world.app.staff_media.show(staff, mine.id)).key == mine.key
    with pytest.raises(Forbidden):
        await world.app.staff_media.listed(user)
