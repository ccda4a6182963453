"""Closing an account: hidden at once, finished when nothing is open, and then nobody (RULES 18)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.bookings.errors import PartnerNotBookable
from mate_core.bookings.transitions import BookingStatus
from mate_core.identity.errors import AccountClosing, CredentialsInvalid, PasswordWrong
from mate_core.identity.model import User, UserStatus
from mate_core.identity.second_factor import SecondFactor
from mate_core.media.model import MediaState
from mate_core.partners.service import Offer
from mate_core.payments.ledger import AccountKind, EntryKind, Provider
from mate_core.privacy.closing import Closure, ClosureStatus
from mate_core.privacy.errors import NotClosing, StaffAccount
from mate_core.privacy.events import AccountClosed
from mate_core.profiles.personal_data import NOBODY
from mate_core.profiles.service import ProfileChanges
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Forbidden, NotAuthenticated, NotFound
from mate_core.shared.money import Vnd
from tests.unit.media.test_intake import received, stored, use, work
from tests.unit.world import BEN_THANH, PASSWORD, World

DAY = timedelta(days=1)


async def account(world: World, person: Actor) -> User:
    async with world.store.open_read() as uow:
        return await uow.users.get(person.user_id)


def closure_of(world: World, person: Actor) -> Closure:
    (closure,) = [
        each
        for each in world.store.tables.privacy.closures.rows.values()
        if each.user_id == person.user_id
    ]
    return closure


async def phone_of(world: World, person: Actor) -> str:
    phone = (await account(world, person)).phone
    assert phone is not None
    return phone.e164


async def closed(world: World, person: Actor) -> None:
    """Asked for, and pumped until nothing is due any more."""
    await world.app.closing.close(person, PASSWORD)
    await world.pump()


async def test_rule_18_closing_hides_at_once_and_ends_every_session(
    world: World, partner: Actor, user: Actor
) -> None:
    phone = await phone_of(world, partner)
    tokens = await world.app.login.login(phone, PASSWORD)
    await world.app.closing.close(partner, PASSWORD)

    with pytest.raises(NotAuthenticated):
        await world.app.sessions.authenticate(tokens.access_token)
    with pytest.raises(NotAuthenticated):
        await world.app.sessions.refresh(tokens.refresh_token)
    with pytest.raises(NotFound):
        await world.app.profiles.public(user, partner.user_id)
    with pytest.raises(NotFound):
        await world.app.partners.public(user, partner.user_id)
    with pytest.raises(PartnerNotBookable):
        await world.app.bookings.quote(user, world.wish(partner).wish)
    page = await world.app.search.nearby(user, BEN_THANH, radius_km=10, page=1, limit=20)
    assert page.items == []


async def test_rule_18_account_with_nothing_open_is_closed_by_the_pump_at_once(
    world: World, user: Actor
) -> None:
    await closed(world, user)

    assert closure_of(world, user).status is ClosureStatus.CLOSED
    assert [event.user_id for event in world.events(AccountClosed)] == [user.user_id]


async def test_rule_18_closed_account_names_nobody(world: World, partner: Actor) -> None:
    await world.app.login.login(await phone_of(world, partner), PASSWORD)
    await world.app.profiles.change(partner, ProfileChanges(commune_code="26743"))
    await world.app.partners.change(partner, Offer(commune_code="26743"))
    await closed(world, partner)

    seen = await account(world, partner)
    assert (seen.phone, seen.email, seen.status) == (None, None, UserStatus.CLOSED)
    async with world.store.open_read() as uow:
        profile = await uow.profiles.get(partner.user_id)
        listing = await uow.partners.get(partner.user_id)
        assert await uow.sessions.of_user(partner.user_id) == []
        assert await uow.slots.count(partner.user_id) == 0
    assert (profile.full_name, profile.bio, profile.current_location) == (NOBODY, None, None)
    assert (profile.city, profile.address, listing.city, listing.address) == (None,) * 4
    assert (listing.bio, listing.base_area, listing.is_bookable) == (None, None, False)


async def test_rule_18_login_of_a_closed_account_is_like_that_of_an_unknown_one(
    world: World, user: Actor
) -> None:
    phone = await phone_of(world, user)
    await closed(world, user)

    for _ in range(2):
        with pytest.raises(CredentialsInvalid):
            await world.app.login.login(phone, PASSWORD)
        with pytest.raises(CredentialsInvalid):
            await world.app.closing.reopen(phone, PASSWORD)
        phone = world.new_phone().e164  # the second time around: nobody's


async def test_rule_18_freed_number_starts_an_empty_identity_and_the_hash_stays(
    world: World, user: Actor
) -> None:
    phone = (await account(world, user)).phone
    await closed(world, user)

    newcomer = await world.user(phone)
    assert newcomer.user_id != user.user_id
    assert closure_of(world, user).phone_hash is not None


async def test_closing_is_withdrawn_by_reopening_while_it_goes_on(
    world: World, user: Actor, partner: Actor
) -> None:
    await world.started(user, partner)  # something that must end first
    phone = await phone_of(world, user)
    await closed(world, user)
    with pytest.raises(AccountClosing):
        await world.app.login.login(phone, PASSWORD)
    with pytest.raises(CredentialsInvalid):
        await world.app.login.login(phone, "another password")

    await world.app.closing.reopen(phone, PASSWORD)

    assert closure_of(world, user).status is ClosureStatus.WITHDRAWN
    tokens = await world.app.login.login(phone, PASSWORD)
    assert tokens.user.id == user.user_id


async def test_rule_18_unpaid_requests_are_dropped_and_paid_bookings_cancelled_by_policy(
    world: World, user: Actor, partner: Actor
) -> None:
    requested = await world.requested(user, partner)
    paid = await world.paid(user, partner)
    await closed(world, partner)

    assert await world.status(requested.id) is BookingStatus.CANCELLED
    assert await world.status(paid.id) is BookingStatus.CANCELLED
    wallet = await world.wallet(user)
    assert wallet.held == Vnd(0)
    await world.assert_books_are_clean()


async def test_rule_18_meeting_that_goes_on_is_waited_for(
    world: World, user: Actor, partner: Actor
) -> None:
    booking = await world.started(user, partner)
    await closed(world, user)

    assert "booking.in_progress" in closure_of(world, user).still_open
    for _ in range(10):
        world.pass_time(DAY)
        await world.pump()
    assert await world.status(booking.id) is BookingStatus.COMPLETED
    assert closure_of(world, user).status is ClosureStatus.CLOSED
    await world.assert_books_are_clean()


async def test_rule_18_earnings_without_a_bank_account_become_unclaimed(
    world: World, user: Actor, partner: Actor
) -> None:
    await world.completed(user, partner)
    world.pass_time(3 * DAY)
    await world.pump()
    earned = (await world.wallet(partner)).available
    assert earned > Vnd(0)
    await closed(world, partner)

    assert closure_of(world, partner).status is ClosureStatus.CLOSED
    assert (await world.wallet(partner)).available == Vnd(0)
    (entry,) = [
        entry
        for entry in world.store.tables.money.journal.rows.values()
        if entry.kind is EntryKind.UNCLAIMED
    ]
    assert [
        line.amount for line in entry.postings if line.account.kind is AccountKind.UNCLAIMED
    ] == [earned]
    await world.assert_books_are_clean()


async def test_rule_18_money_of_gateways_goes_back_to_its_source(world: World, user: Actor) -> None:
    await world.fund(user, Vnd(300_000))
    await closed(world, user)
    world.pass_time(timedelta(hours=2))
    await world.pump()

    assert closure_of(world, user).status is ClosureStatus.CLOSED
    assert (await world.wallet(user)).available == Vnd(0)
    kinds = [entry.kind for entry in world.store.tables.money.journal.rows.values()]
    assert EntryKind.REFUND_DONE in kinds
    assert EntryKind.UNCLAIMED not in kinds
    await world.assert_books_are_clean()


async def test_rule_18_legal_hold_stops_the_closing_until_it_is_lifted(
    world: World, user: Actor
) -> None:
    staff = await world.support()
    await world.app.closing.close(user, PASSWORD)
    held = await world.app.closing.hold(staff, user.user_id, reason="police request 12/2026")
    world.pass_time(40 * DAY)
    await world.pump()
    assert closure_of(world, user).status is ClosureStatus.CLOSING
    assert not held.is_overdue(at=world.now)

    await world.app.closing.release(staff, user.user_id, reason="request withdrawn")
    await world.pump()
    assert closure_of(world, user).status is ClosureStatus.CLOSED


async def test_rule_18_it_takes_twenty_working_days_at_most_and_then_shows_as_overdue(
    world: World, user: Actor, partner: Actor
) -> None:
    await world.started(user, partner)
    closure = await world.app.closing.close(user, PASSWORD)

    assert 26 * DAY <= closure.complete_by - world.now <= 31 * DAY
    assert not closure.is_overdue(at=closure.complete_by - DAY)
    assert closure.is_overdue(at=closure.complete_by)


async def test_closing_needs_the_password_and_staff_give_their_role_back_first(
    world: World, user: Actor
) -> None:
    with pytest.raises(PasswordWrong):
        await world.app.closing.close(user, "another password")
    with pytest.raises(StaffAccount):
        await world.app.closing.close(await world.support(), PASSWORD)
    assert (await account(world, user)).status is UserStatus.ACTIVE


async def test_staff_close_for_a_person_with_a_reason_and_a_record(
    world: World, user: Actor, partner: Actor
) -> None:
    staff = await world.support()
    with pytest.raises(Forbidden):
        await world.app.closing.close_for(partner, user.user_id, reason="a letter")
    await world.app.closing.close_for(staff, user.user_id, reason="a letter", dry_run=True)
    assert (await account(world, user)).status is UserStatus.ACTIVE

    await world.app.closing.close_for(staff, user.user_id, reason="a letter")

    (record,) = await world.app.staff_accounts.audit_of(staff, user.user_id)
    assert (record.action, record.reason) == ("account.close", "a letter")
    assert [
        each.user_id for each in (await world.app.closing.queue(staff, after=None, limit=10)).items
    ] == [user.user_id]


async def test_what_is_not_closing_can_be_neither_held_nor_released(
    world: World, user: Actor
) -> None:
    with pytest.raises(NotClosing):
        await world.app.closing.hold(await world.support(), user.user_id, reason="police")


async def test_rule_18_files_go_with_the_account(world: World, user: Actor) -> None:
    used, unused = await received(world, user), await received(world, user)
    await use(world, used, user)
    await closed(world, user)
    await work(world)

    for media in (used, unused):
        assert (await stored(world, media)).state is MediaState.DELETED
        assert await world.parts.objects.stat(media.place) is None


async def test_rule_19_money_that_comes_after_the_end_goes_back_every_night(
    world: World, user: Actor
) -> None:
    intent = await world.app.payments.deposit(
        user, Vnd(300_000), Provider.VNPAY, payer_ip="127.0.0.1", key=world.key(user)
    )
    world.pass_time(DAY)
    await world.pump()
    await closed(world, user)
    await world.notify(intent)
    assert (await world.wallet(user)).available == Vnd(300_000)

    assert (await world.app.housekeeping.purge())["late_money"] == 1
    await world.pump()
    assert (await world.app.housekeeping.purge())["late_money"] == 0
    assert (await world.wallet(user)).available == Vnd(0)
    await world.assert_books_are_clean()


async def test_second_factor_of_former_staff_goes_with_the_account(
    world: World, user: Actor
) -> None:
    factor = SecondFactor(user.user_id, b"s" * 20, created_at=world.now)
    async with world.store.open_uow() as uow:
        person = await uow.users.get_for_change(user.user_id)
        await uow.users.save(person.with_second_factor(at=world.now))
        await uow.second_factors.put(factor)
        await uow.commit()
    await closed(world, user)

    async with world.store.open_uow() as uow:
        assert await uow.second_factors.get_for_change(user.user_id) is None
    assert (await account(world, user)).second_factor_at is None
