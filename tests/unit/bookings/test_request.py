"""Asking for a meeting: quote, rules of entry, idempotency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mate_core.bookings.errors import (
    BeyondHorizon,
    BookingWithSelf,
    DurationInvalid,
    OutsidePublishedTime,
    PartnerNotBookable,
    PriceChanged,
    ServiceNotOffered,
    StartInPast,
    TotalTooHigh,
    UserBusy,
)
from mate_core.bookings.events import BookingRequested
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.identity.errors import PhoneUnverified, UnderAge
from mate_core.identity.model import UserStatus
from mate_core.partners.calendar import SlotKind
from mate_core.partners.calendar_service import SlotWish
from mate_core.partners.errors import PeriodTaken
from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from mate_core.shared.idempotency import IdempotencyKeyReused
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period
from tests.unit.world import DAY, HOUR, MINUTE, RATE, TOTAL, World


class TestQuote:
    async def test_it_shows_price_fee_and_tiers(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        quote = await world.app.bookings.quote(user, world.wish(partner).wish)

        assert quote.terms.total == TOTAL
        assert not quote.terms.minimum_applied

    async def test_m19_short_wish_is_billed_as_three_hours_and_says_so(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        quote = await world.app.bookings.quote(user, world.wish(partner, half_hours=1).wish)

        assert (quote.terms.requested_half_hours, quote.terms.billed_half_hours) == (1, 6)
        assert quote.terms.minimum_applied
        assert quote.terms.total == Vnd(689_997)

    async def test_partners_own_minimum_is_billed(self, world: World, user: Actor) -> None:
        partner = await world.partner(
            Offer(RATE, minimum_half_hours=10, service_types=frozenset({ServiceType.WALKING}))
        )
        quote = await world.app.bookings.quote(user, world.wish(partner, half_hours=7).wish)

        assert quote.terms.billed_half_hours == 10

    @pytest.mark.parametrize("half_hours", [-10, -1, 0, 14 * 48 + 1])
    async def test_m18_impossible_duration_is_refused(
        self, world: World, user: Actor, partner: Actor, half_hours: int
    ) -> None:
        wish = world.wish(partner, half_hours=half_hours).wish

        with pytest.raises(DurationInvalid):
            await world.app.bookings.quote(user, wish)

    @pytest.mark.parametrize("start_in", [timedelta(0), -HOUR])
    async def test_start_in_the_past_is_refused(
        self, world: World, user: Actor, partner: Actor, start_in: timedelta
    ) -> None:
        with pytest.raises(StartInPast):
            await world.app.bookings.quote(user, world.wish(partner, start_in=start_in).wish)

    async def test_rule_22_horizon_is_sixty_days(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        beyond = world.wish(partner, start_in=60 * DAY + MINUTE).wish
        await world.app.bookings.quote(user, world.wish(partner, start_in=60 * DAY).wish)

        with pytest.raises(BeyondHorizon):
            await world.app.bookings.quote(user, beyond)

    async def test_rule_22_total_above_fifty_million_is_refused_at_quote(
        self, world: World, user: Actor
    ) -> None:
        partner = await world.partner(
            Offer(Vnd(1_000_000), service_types=frozenset({ServiceType.WALKING}))
        )
        # 43 h cost 49,450,000 VND with the fee, 43.5 h cost 50,025,000 VND
        await world.app.bookings.quote(user, world.wish(partner, half_hours=86).wish)

        with pytest.raises(TotalTooHigh) as refused:
            await world.app.bookings.quote(user, world.wish(partner, half_hours=87).wish)
        assert "50000000" in str(refused.value)

    async def test_stranger_who_is_no_partner_is_not_found(self, world: World, user: Actor) -> None:
        with pytest.raises(NotFound):
            await world.app.bookings.quote(user, world.wish(await world.user()).wish)


class TestRequest:
    async def test_request_waits_for_the_partner_and_reserves_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)

        assert booking.status is BookingStatus.PENDING
        assert await world.reserved(partner.user_id, booking.occupied) == []
        assert await world.reserved(user.user_id, booking.occupied) == []

    async def test_who_pays_for_three_hours_gets_three(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner, half_hours=1)

        assert booking.period.duration == 3 * HOUR

    async def test_b15_history_begins_with_the_request_and_its_actor(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)
        (entry,) = (await world.app.bookings.get(user, booking.id)).history

        assert (entry.from_status, entry.to_status) == (None, BookingStatus.PENDING)
        assert (entry.action, entry.party, entry.actor_id) == (
            Action.REQUEST,
            Party.USER,
            user.user_id,
        )
        assert [event.booking_id for event in world.events(BookingRequested)] == [booking.id]

    async def test_rule_26_repeated_request_is_one_booking(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        key, wish = world.key(user), world.wish(partner)
        first = await world.app.bookings.request(user, wish, key)
        again = await world.app.bookings.request(user, wish, key)

        assert first.booking == again.booking
        assert len(world.events(BookingRequested)) == 1

    async def test_rule_26_same_key_for_another_body_is_refused(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        key = world.key(user)
        await world.app.bookings.request(user, world.wish(partner), key)

        with pytest.raises(IdempotencyKeyReused):
            await world.app.bookings.request(
                user, world.wish(partner), replace(key, fingerprint="other")
            )

    async def test_rule_26_refusal_is_not_stored(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        key = world.key(user)
        late = replace(world.wish(partner), expected_total=Vnd(1))
        with pytest.raises(PriceChanged):
            await world.app.bookings.request(user, late, key)
        view = await world.app.bookings.request(user, world.wish(partner), key)

        assert view.booking.status is BookingStatus.PENDING

    async def test_price_that_changed_since_the_quote_is_refused(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        wish = replace(world.wish(partner), expected_total=TOTAL)
        await world.app.partners.change(partner, Offer(hourly_rate=Vnd(200_000)))

        with pytest.raises(PriceChanged) as refused:
            await world.app.bookings.request(user, wish, world.key(user))
        assert refused.value.facts == {"total_amount": 805_000}

    async def test_terms_are_frozen_when_requested(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)
        await world.app.partners.change(partner, Offer(hourly_rate=Vnd(900_000)))

        assert (await world.read(booking.id)).terms.total == TOTAL


async def _request(world: World, user: Actor, partner: Actor) -> None:
    await world.app.bookings.request(user, world.wish(partner), world.key(user))


class TestEntryRules:
    async def test_b9_nobody_books_himself(self, world: World, partner: Actor) -> None:
        with pytest.raises(BookingWithSelf):
            await _request(world, partner, partner)

    async def test_b9_phone_must_be_verified(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        async with world.store.open_uow() as uow:
            account = await uow.users.get_for_change(user.user_id)
            await uow.users.save(replace(account, phone_verified_at=None))
            await uow.commit()

        with pytest.raises(PhoneUnverified):
            await _request(world, user, partner)

    async def test_b9_user_must_be_of_age(self, world: World, user: Actor, partner: Actor) -> None:
        async with world.store.open_uow() as uow:
            profile = await uow.profiles.get(user.user_id)
            await uow.profiles.save(replace(profile, date_of_birth=date(2010, 1, 1)))
            await uow.commit()

        with pytest.raises(UnderAge):
            await _request(world, user, partner)

    async def test_b9_unverified_partner_cannot_be_booked(self, world: World, user: Actor) -> None:
        partner = await world.user()
        offer = Offer(RATE, service_types=frozenset({ServiceType.WALKING}))
        await world.app.partners.register(partner, offer)
        await world.open_calendar(partner, days=14)

        with pytest.raises(PartnerNotBookable):
            await _request(world, user, partner)

    async def test_b13_partner_who_is_switched_off_cannot_be_booked(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.app.partners.change(partner, Offer(is_available=False))

        with pytest.raises(PartnerNotBookable):
            await _request(world, user, partner)

    @pytest.mark.parametrize("status", [UserStatus.SUSPENDED, UserStatus.BANNED])
    async def test_b9_suspended_partner_cannot_be_booked(
        self, world: World, user: Actor, partner: Actor, status: UserStatus
    ) -> None:
        async with world.store.open_uow() as uow:
            account = await uow.users.get_for_change(partner.user_id)
            await uow.users.save(replace(account, status=status))
            await uow.commit()

        with pytest.raises(PartnerNotBookable):
            await _request(world, user, partner)

    async def test_b17_service_that_is_not_offered_is_refused(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        wish = replace(world.wish(partner), service_type=ServiceType.PARTY)

        with pytest.raises(ServiceNotOffered) as refused:
            await world.app.bookings.request(user, wish, world.key(user))
        assert "walking" in str(refused.value)

    async def test_b2_meeting_must_lie_in_published_time(self, world: World, user: Actor) -> None:
        partner = await world.partner(open_days=0)

        with pytest.raises(OutsidePublishedTime) as refused:
            await _request(world, user, partner)
        assert "3.5 hours" in str(refused.value)

    async def test_billed_hours_must_lie_in_published_time_and_not_only_the_wished(
        self, world: World, user: Actor
    ) -> None:
        partner = await world.partner(open_days=0)
        start = world.now + 48 * HOUR
        window = SlotWish(Period(start, start + 2 * HOUR))
        await world.app.calendars.add(partner, [window])

        with pytest.raises(OutsidePublishedTime):
            await world.requested(user, partner, half_hours=2)

    async def test_travel_buffer_need_not_lie_in_published_time(
        self, world: World, user: Actor
    ) -> None:
        partner = await world.partner(open_days=0)
        start = world.now + 48 * HOUR
        await world.app.calendars.add(partner, [SlotWish(Period(start, start + 3.5 * HOUR))])

        assert (await world.requested(user, partner)).status is BookingStatus.PENDING

    async def test_meeting_may_run_across_slots_that_touch(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner, start_in=14 * DAY - HOUR)

        assert booking.status is BookingStatus.PENDING

    async def test_blocked_time_is_not_offered(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        start = world.now + 49 * HOUR
        block = SlotWish(Period(start, start + HOUR), SlotKind.BLOCKED)
        await world.app.calendars.add(partner, [block])

        with pytest.raises(OutsidePublishedTime):
            await _request(world, user, partner)

    async def test_time_of_a_confirmed_booking_is_taken(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.confirmed(await world.user(), partner)

        with pytest.raises(PeriodTaken):
            await _request(world, user, partner)

    async def test_travel_buffer_after_a_meeting_is_taken(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.confirmed(await world.user(), partner, start_in=48 * HOUR)

        with pytest.raises(PeriodTaken):
            await world.requested(user, partner, start_in=51.5 * HOUR)
        booking = await world.requested(user, partner, start_in=52 * HOUR)
        assert booking.status is BookingStatus.PENDING

    async def test_user_cannot_be_in_two_places(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.confirmed(user, partner)

        with pytest.raises(UserBusy):
            await _request(world, user, await world.partner())
