"""Pictures go, and storage is asked whether they are gone (FEATURES 9)."""

from __future__ import annotations

from datetime import timedelta

from mate_adapters.memory.objects import MemoryObjectStorage
from mate_core.kyc.case import Picture
from mate_core.kyc.events import KycPicturesGone
from mate_core.kyc.personal_data import KycData
from mate_core.kyc.states import KycState
from mate_core.media.model import Bucket
from mate_core.shared.actor import Actor
from tests.unit.kyc.house import case_of, checked, mismatch, upload, work
from tests.unit.world import DAY, HOUR, World


def papers(objects: MemoryObjectStorage) -> int:
    return sum(place.bucket is Bucket.KYC for place in objects.objects)


async def let_pass(world: World, by: timedelta) -> None:
    """Time, and everything that falls due in it, looked at every ten minutes."""
    end = world.now + by
    while world.now < end:
        world.pass_time(min(timedelta(minutes=30), end - world.now))
        await world.pump()
        await work(world)


async def test_nothing_is_left_in_storage_24_hours_after_an_approval(
    world: World, user: Actor
) -> None:
    await checked(world, user)
    assert papers(world.parts.objects) == 3
    await let_pass(world, DAY)
    assert papers(world.parts.objects) == 0
    case = await case_of(world, user)
    assert case.state is KycState.VERIFIED
    assert case.gone_at is not None
    assert case.pictures.all == ()
    assert case.due_at is None
    assert len(world.events(KycPicturesGone)) == 1


async def test_an_account_closed_after_its_pictures_went_leaves_nothing_due(
    world: World, user: Actor
) -> None:
    await checked(world, user)
    await let_pass(world, DAY)
    async with world.store.open_uow() as uow:
        data = KycData(world.store.open_read, world.app.kyc.policy)
        await data.erase(uow, user.user_id, at=world.now)
        await uow.commit()
    case = await case_of(world, user)
    assert (case.verified_name, case.due_at) == (None, None)


async def test_after_a_rejection_they_stay_30_days_for_an_appeal(world: World, user: Actor) -> None:
    await checked(world, user, mismatch(world))
    world.pass_time(30 * DAY - HOUR)
    await world.pump()
    await work(world)
    assert papers(world.parts.objects) == 3
    await let_pass(world, 2 * HOUR)
    assert papers(world.parts.objects) == 0
    case = await case_of(world, user)
    assert (case.declared, case.verified_name) == (None, None)
    assert case.gone_at is not None


async def test_storage_that_is_away_is_asked_until_they_are_gone(world: World, user: Actor) -> None:
    await checked(world, user)
    world.parts.objects.broken = True
    await let_pass(world, 13 * HOUR)
    case = await case_of(world, user)
    assert case.discarded_at is not None
    assert case.gone_at is None
    world.parts.objects.broken = False
    await world.app.media_custodian.sweep()
    await let_pass(world, HOUR)
    assert (await case_of(world, user)).gone_at is not None
    assert papers(world.parts.objects) == 0


async def test_an_unfinished_case_expires_with_its_pictures(world: World, user: Actor) -> None:
    await upload(world, user, Picture.FRONT)
    await let_pass(world, 7 * DAY + HOUR)
    case = await case_of(world, user)
    assert case.state is KycState.EXPIRED
    assert case.gone_at is not None
    assert papers(world.parts.objects) == 0
