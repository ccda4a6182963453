"""The refund policy that a partner chooses: shown, frozen, and paid as previewed (FEATURES 53)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mate_core.bookings.eligibility import Wish
from mate_core.bookings.policies import DEFAULT_TIERS, REFUND_TIERS, refund_percent
from mate_core.partners.model import RefundPolicy, ServiceType
from mate_core.partners.service import Offer
from mate_core.shared.actor import Actor
from mate_core.shared.money import Vnd
from tests.unit.bookings.machine import run
from tests.unit.world import DAY, HOUR, RATE, World

SECOND = timedelta(seconds=1)


async def partner_with(world: World, policy: RefundPolicy) -> Actor:
    return await world.partner(
        Offer(
            hourly_rate=RATE,
            service_types=frozenset({ServiceType.WALKING, ServiceType.TRAVEL}),
            refund_policy=policy,
        )
    )


class TestTable:
    @pytest.mark.parametrize(
        ("policy", "notice", "percent"),
        [
            (RefundPolicy.FLEXIBLE, 6 * HOUR, 100),
            (RefundPolicy.FLEXIBLE, 6 * HOUR - SECOND, 50),
            (RefundPolicy.FLEXIBLE, SECOND, 50),
            (RefundPolicy.MODERATE, 24 * HOUR, 100),
            (RefundPolicy.MODERATE, 24 * HOUR - SECOND, 50),
            (RefundPolicy.MODERATE, 6 * HOUR, 50),
            (RefundPolicy.MODERATE, 6 * HOUR - SECOND, 0),
            (RefundPolicy.STRICT, 7 * DAY, 100),
            (RefundPolicy.STRICT, 7 * DAY - SECOND, 50),
            (RefundPolicy.STRICT, 48 * HOUR, 50),
            (RefundPolicy.STRICT, 48 * HOUR - SECOND, 0),
        ],
    )
    def test_notice_gives_its_percent(
        self, policy: RefundPolicy, notice: timedelta, percent: int
    ) -> None:
        assert refund_percent(REFUND_TIERS[policy], notice) == percent

    def test_every_policy_has_tiers_and_the_default_is_the_moderate_one(self) -> None:
        assert set(REFUND_TIERS) == set(RefundPolicy)
        assert REFUND_TIERS[RefundPolicy.MODERATE] == DEFAULT_TIERS

    @given(st.timedeltas(timedelta(0), 10 * DAY))
    def test_stricter_never_gives_more(self, notice: timedelta) -> None:
        flexible, moderate, strict = (
            refund_percent(REFUND_TIERS[policy], notice)
            for policy in (RefundPolicy.FLEXIBLE, RefundPolicy.MODERATE, RefundPolicy.STRICT)
        )
        assert flexible >= moderate >= strict


class TestChoice:
    async def test_partner_who_chose_nothing_is_moderate(
        self, world: World, partner: Actor
    ) -> None:
        mine = await world.app.partners.mine(partner)
        assert mine.partner.refund_policy is RefundPolicy.MODERATE

    @pytest.mark.parametrize("policy", RefundPolicy)
    async def test_choice_shows_in_profile_quote_and_booking(
        self, world: World, user: Actor, policy: RefundPolicy
    ) -> None:
        partner = await partner_with(world, policy)
        profile = await world.app.partners.public(user, partner.user_id)
        wish = Wish(partner.user_id, world.now + DAY, 7)
        quote = await world.app.bookings.quote(user, wish)
        booking = await world.requested(user, partner, start_in=DAY)

        assert profile.partner.refund_policy is policy
        assert quote.terms == booking.terms
        assert booking.terms.refund_policy is policy
        assert booking.terms.tiers == REFUND_TIERS[policy]

    async def test_b4_later_choice_leaves_standing_bookings_alone(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        await world.app.partners.change(partner, Offer(refund_policy=RefundPolicy.STRICT))
        preview = await world.app.meetings.cancellation(user, booking.id)
        new = await world.requested(await world.user(), partner, start_in=4 * DAY)

        assert (preview.refund_percent, preview.refund_amount) == (100, Vnd(804_997))
        assert new.terms.refund_policy is RefundPolicy.STRICT

    async def test_other_changes_of_the_offer_leave_the_choice_alone(self, world: World) -> None:
        partner = await partner_with(world, RefundPolicy.STRICT)
        view = await world.app.partners.change(partner, Offer(hourly_rate=Vnd(150_000)))

        assert view.partner.refund_policy is RefundPolicy.STRICT


@settings(max_examples=60, deadline=None)
@given(
    policy=st.sampled_from(RefundPolicy),
    half_hours=st.integers(1, 30),
    notice=st.one_of(st.timedeltas(SECOND, 10 * DAY), st.timedeltas(SECOND, HOUR / 2)),
    extended=st.integers(0, 3),
)
def test_preview_is_the_refund_paid_whatever_the_policy_and_the_instant(
    policy: RefundPolicy, half_hours: int, notice: timedelta, extended: int
) -> None:
    """Also with extensions, which can be agreed in the last half hour before the start."""

    async def story() -> None:
        world = World()
        world.meet_at_any_hour()
        user, partner = await world.user(), await partner_with(world, policy)
        booking = await world.paid(user, partner, start_in=11 * DAY, half_hours=half_hours)
        instant = booking.period.start - notice
        if notice <= HOUR / 2:
            world.clock.set(instant)
            for _ in range(extended):
                booking = await world.extended(user, partner, booking)
        world.clock.set(instant)
        preview = await world.app.meetings.cancellation(user, booking.id)
        await world.app.meetings.cancel(
            user, booking.id, "ill", expected_refund=preview.refund_amount
        )
        world.pass_time(DAY)
        await world.pump()

        wallet = await world.wallet(user)
        assert (wallet.available, wallet.held) == (preview.refund_amount, Vnd(0))
        await world.assert_books_are_clean()

    run(story())
