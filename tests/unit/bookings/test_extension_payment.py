"""Going on longer, paid through a gateway: the time is kept for 15 minutes (RULES 19, 23)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_adapters.memory.gateway import GatewayTrouble
from mate_core.bookings.errors import ExtensionClosed, NotYourStep, WalletPaymentOnly
from mate_core.bookings.events import ExtensionMoved
from mate_core.bookings.extensions.model import Extension, ExtensionStatus
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.partners.errors import PeriodTaken
from mate_core.payments.errors import UnknownProvider
from mate_core.payments.intent import IntentPurpose, IntentStatus, NoticeResult, PaymentIntent
from mate_core.payments.ledger import EntryKind, Provider
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.ids import ExtensionId
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period
from tests.unit.world import DAY, HOUR, MINUTE, World

SECOND = timedelta(seconds=1)
HALF = HOUR / 2
WINDOW = 15 * MINUTE


async def accepted(
    world: World, user: Actor, partner: Actor, booking: Booking
) -> tuple[Extension, PaymentIntent]:
    """The partner has agreed; the payer has his page."""
    extension = await world.proposed(user, booking, provider=Provider.VNPAY)
    await world.app.extensions.accept(partner, booking.id, extension.id)
    payment = await world.app.extensions.pay(user, booking.id, extension.id)
    return await world.read_extension(extension), payment.intent


async def reserved(world: World, booking: Booking) -> tuple[Period, Period]:
    around = Period(booking.period.start - DAY, booking.period.end + DAY)
    (of_user,) = await world.reserved(booking.user_id, around)
    (of_partner,) = await world.reserved(booking.partner_id, around)
    return of_user, of_partner


class TestReserved:
    async def test_rule_23_time_is_kept_and_the_booking_unchanged(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension, intent = await accepted(world, user, partner, booking)
        longer = booking.lengthened(1)

        assert await world.read(booking.id) == booking
        assert await reserved(world, booking) == (longer.period, longer.occupied)
        assert extension.status is ExtensionStatus.AWAITING_PAYMENT
        assert extension.expires_at == intent.expires_at == world.now + WINDOW

    async def test_attempt_is_for_the_extension_of_that_booking(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension, intent = await accepted(world, user, partner, booking)

        assert intent.purpose is IntentPurpose.EXTENSION
        assert (intent.reference, intent.part) == (booking.id, extension.id)
        assert (intent.payer, intent.amount) == (user.user_id, Vnd(115_000))
        assert intent.status is IntentStatus.OPEN

    async def test_kept_time_is_taken_for_others(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start)
        start = booking.occupied.end - world.now
        rival = await world.requested(await world.user(), partner, start_in=start, half_hours=6)
        await accepted(world, user, partner, booking)
        with pytest.raises(PeriodTaken):
            await world.app.meetings.confirm(partner, rival.id)
        world.pass_time(WINDOW)
        await world.pump()

        confirmed = await world.app.meetings.confirm(partner, rival.id)
        assert confirmed.booking.status is BookingStatus.CONFIRMED

    async def test_gateway_that_is_away_does_not_trouble_the_partner(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension = await world.proposed(user, booking, provider=Provider.VNPAY)
        world.gateway_meets(GatewayTrouble.REQUEST_LOST)
        view = await world.app.extensions.accept(partner, booking.id, extension.id)
        payment = await world.app.extensions.pay(user, booking.id, extension.id)

        assert view.status is ExtensionStatus.AWAITING_PAYMENT
        assert payment.intent.pay_url is not None

    async def test_rule_22_who_let_two_bookings_expire_pays_from_the_wallet(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        for _ in range(2):
            await world.confirmed(user, partner)
            world.pass_time(3 * HOUR)
            await world.pump()
        booking = await world.started(user, partner)
        with pytest.raises(WalletPaymentOnly):
            await world.proposed(user, booking, provider=Provider.VNPAY)

        assert await world.proposed(user, booking)

    async def test_gateway_that_is_not_offered_is_refused(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        del world.app.payments.gateways[Provider.VNPAY]  # type: ignore[attr-defined] # a dict here
        with pytest.raises(UnknownProvider):
            await world.proposed(user, booking, provider=Provider.VNPAY)


class TestPaid:
    async def test_money_in_time_is_held_and_the_meeting_longer(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension, intent = await accepted(world, user, partner, booking)
        world.pass_time(WINDOW - SECOND)
        await world.notify(intent)
        longer = await world.read(booking.id)

        assert longer.period == booking.lengthened(1).period
        assert await reserved(world, longer) == (longer.period, longer.occupied)
        assert (await world.read_extension(extension)).status is ExtensionStatus.HELD
        assert await world.wallet(user) == Wallet(user.user_id, held=Vnd(919_997))
        escrow = await world.escrow_of(booking.id)
        assert (await world.entries_of(booking.id))[-1].reference == f"hold:{escrow.id}:1"
        view = await world.app.bookings.get(user, booking.id)
        assert (view.history[-1].action, view.history[-1].party) == (Action.EXTEND, Party.SYSTEM)
        await world.assert_books_are_clean()

    async def test_money_after_the_booked_end_still_counts_inside_its_fifteen_minutes(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        world.clock.set(booking.period.end - MINUTE)
        _, intent = await accepted(world, user, partner, booking)
        world.clock.set(booking.period.end + 10 * MINUTE)
        await world.notify(intent)

        assert (await world.read(booking.id)).half_hours == 8

    async def test_rule_19_second_success_goes_back_to_its_source(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        _, intent = await accepted(world, user, partner, booking)
        await world.notify(intent, transaction="first")
        await world.notify(intent, transaction="second")

        wallet = await world.wallet(user)
        assert (wallet.available, wallet.withdrawing) == (Vnd(0), Vnd(115_000))
        assert (await world.read(booking.id)).half_hours == 8
        kinds = [entry.kind for entry in await world.entries_of(booking.id)]
        assert kinds == [EntryKind.HOLD, EntryKind.HOLD]

    async def test_agreement_made_before_a_freeze_is_kept_and_frozen_with_the_rest(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        _, intent = await accepted(world, user, partner, booking)
        finance = await world.support(Capability.FINANCE)
        await world.app.staff_bookings.freeze(finance, booking.id, reason="r")
        await world.notify(intent)

        assert (await world.escrow_of(booking.id)).amount == Vnd(919_997)


class TestUnpaid:
    @pytest.mark.parametrize("swept", [True, False])
    async def test_rule_23_unpaid_time_is_given_back_and_late_money_goes_to_its_source(
        self, world: World, user: Actor, partner: Actor, swept: bool
    ) -> None:
        booking = await world.started(user, partner)
        extension, intent = await accepted(world, user, partner, booking)
        world.pass_time(WINDOW)
        if swept:
            await world.pump()
        await world.notify(intent)
        await world.pump()

        assert await world.read(booking.id) == booking
        assert await reserved(world, booking) == (booking.period, booking.occupied)
        assert (await world.read_extension(extension)).status is ExtensionStatus.UNPAID
        wallet = await world.wallet(user)
        assert (wallet.available, wallet.withdrawing) == (Vnd(0), Vnd(0))
        await world.assert_books_are_clean()

    async def test_wrong_amount_extends_nothing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        _, intent = await accepted(world, user, partner, booking)
        await world.notify(intent, amount=Vnd(100_000))

        assert await world.read(booking.id) == booking

    async def test_failed_attempt_gets_another_page_that_closes_no_later(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension, intent = await accepted(world, user, partner, booking)
        world.pass_time(5 * MINUTE)
        await world.notify(intent, NoticeResult.FAILED)
        again = (await world.app.extensions.pay(user, booking.id, extension.id)).intent
        await world.notify(again)

        assert again.id != intent.id
        assert again.expires_at == extension.expires_at
        assert (await world.read(booking.id)).half_hours == 8

    async def test_booking_that_ends_meanwhile_frees_the_time_and_late_money_goes_back(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start)
        extension, intent = await accepted(world, user, partner, booking)
        await world.app.meetings.cancel(partner, booking.id, "ill")
        await world.notify(intent)
        await world.pump()

        around = Period(booking.period.start, booking.period.end + DAY)
        assert await world.reserved(partner.user_id, around) == []
        assert (await world.read_extension(extension)).status is ExtensionStatus.DROPPED
        assert await world.wallet(user) == Wallet(user.user_id, available=Vnd(804_997))

    async def test_meeting_that_is_called_over_gives_the_kept_time_back(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension, intent = await accepted(world, user, partner, booking)
        await world.app.meetings.complete(user, booking.id)
        await world.notify(intent)

        assert await reserved(world, booking) == (booking.period, booking.occupied)
        assert (await world.read_extension(extension)).status is ExtensionStatus.DROPPED
        assert (await world.wallet(user)).withdrawing == Vnd(115_000)
        assert world.events(ExtensionMoved)[-1].to_status == "DROPPED"


class TestPaying:
    async def test_page_is_the_same_while_it_is_open(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        extension, intent = await accepted(world, user, partner, booking)
        again = await world.app.extensions.pay(user, booking.id, extension.id)

        assert again.intent == intent

    async def test_only_the_user_pays(self, world: World, user: Actor, partner: Actor) -> None:
        booking = await world.started(user, partner)
        extension, _ = await accepted(world, user, partner, booking)
        with pytest.raises(NotYourStep):
            await world.app.extensions.pay(partner, booking.id, extension.id)

    async def test_what_does_not_wait_for_money_has_no_page(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        proposed = await world.proposed(user, booking, provider=Provider.VNPAY)

        async def page(extension_id: ExtensionId) -> None:
            with pytest.raises(ExtensionClosed):
                await world.app.extensions.pay(user, booking.id, extension_id)

        await page(proposed.id)
        await world.app.extensions.accept(partner, booking.id, proposed.id)
        world.pass_time(WINDOW)
        await page(proposed.id)
        await world.pump()
        await page(proposed.id)
