"""What is thrown away, and when: the table, and the jobs that keep it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.housekeeping import JOBS
from mate_core.identity.model import UserStatus
from mate_core.privacy.consents import Language, Purpose
from mate_core.privacy.errors import ConsentMissing
from mate_core.privacy.retention import RETENTIONS, Kept
from mate_core.profiles.personal_data import NOBODY
from mate_core.shared.actor import Actor
from mate_core.shared.geo import Coordinates
from mate_core.shared.money import Vnd
from tests.unit.world import BEN_THANH, World

DAY = timedelta(days=1)


def test_every_retention_says_what_and_why() -> None:
    assert set(RETENTIONS) == set(Kept)
    assert all(each.what and each.since and each.why for each in RETENTIONS.values())


def test_every_span_of_time_has_its_job_and_every_job_its_span() -> None:
    spans = {what for what, each in RETENTIONS.items() if each.kept is not None}
    assert spans == {*JOBS, Kept.UNVERIFIED_ACCOUNT}  # that one closes accounts


async def test_unconfirmed_registration_is_nobody_after_thirty_days(world: World) -> None:
    wish = world.registration()
    registered = await world.app.registration.register(wish)
    world.pass_time(30 * DAY)
    assert (await world.app.housekeeping.purge())["unverified_account"] == 0
    world.pass_time(timedelta(seconds=1))

    assert (await world.app.housekeeping.purge())["unverified_account"] == 1
    async with world.store.open_read() as uow:
        user = await uow.users.get(registered.user_id)
        profile = await uow.profiles.get(registered.user_id)
    assert (user.status, user.phone, profile.full_name) == (UserStatus.CLOSED, None, NOBODY)
    assert (await world.app.housekeeping.purge())["unverified_account"] == 0


async def test_point_of_a_meeting_goes_thirty_days_after_its_end_its_name_stays(
    world: World, user: Actor, partner: Actor
) -> None:
    booking = await world.completed(user, partner)
    place = replace(booking.place, coordinates=BEN_THANH)
    async with world.store.open_uow() as uow:
        stored = await uow.bookings.get_for_change(booking.id)
        await uow.bookings.save(replace(stored, place=place), due_at=None)
        await uow.commit()
    world.pass_time(30 * DAY)
    await world.pump()
    assert (await world.app.housekeeping.purge())["meeting_place"] == 0
    world.pass_time(DAY)

    assert (await world.app.housekeeping.purge())["meeting_place"] == 1
    left = await world.read(booking.id)
    assert (left.place.coordinates, left.place.location) == (None, booking.place.location)


async def test_address_of_a_payer_goes_after_half_a_year(world: World, user: Actor) -> None:
    await world.fund(user, Vnd(100_000))
    world.pass_time(180 * DAY + timedelta(seconds=1))

    assert (await world.app.housekeeping.purge())["payer_address"] == 1
    assert [each.payer_ip for each in world.store.tables.attempts.intents.rows.values()] == [""]


async def test_fr16_location_needs_consent_and_goes_with_it_at_once(
    world: World, user: Actor
) -> None:
    with pytest.raises(ConsentMissing):
        await world.app.profiles.move(user, BEN_THANH)
    await world.app.consents.grant(user, Purpose.LOCATION, version=1, language=Language.VI)
    await world.app.profiles.move(user, BEN_THANH)
    assert await location(world, user) == BEN_THANH

    await world.app.consents.withdraw(user, Purpose.LOCATION)

    assert await location(world, user) is None
    with pytest.raises(ConsentMissing):
        await world.app.profiles.move(user, BEN_THANH)


async def location(world: World, person: Actor) -> Coordinates | None:
    return (await world.app.profiles.me(person)).profile.current_location


async def test_looks_at_partners_are_forgotten_after_two_weeks(
    world: World, user: Actor, partner: Actor
) -> None:
    def looks() -> int:
        return len(world.store.tables.trends.views.rows)

    world.app.views.note(user, partner.user_id)
    await world.app.views.write_down()
    world.pass_time(13 * DAY)
    await world.app.housekeeping.purge()
    assert looks() == 1
    world.pass_time(2 * DAY)
    assert (await world.app.housekeeping.purge())["profile_view"] == 1
    assert looks() == 0
