"""What staff may do with bookings and held money (RULES 16)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from mate_core.bookings.errors import MoveRefused, NotConfirmedByPayer
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.transitions import BookingStatus
from mate_core.payments.errors import EscrowClosed
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.money import ZERO, Vnd
from tests.unit.world import DAY, HOUR, TOTAL, World


@pytest.fixture
async def finance(world: World) -> Actor:
    return await world.support(Capability.FINANCE)


@pytest.fixture
async def paid(world: World, user: Actor, partner: Actor) -> Booking:
    return await world.paid(user, partner)


COMMANDS: dict[str, Callable[[World, Actor, Booking], Awaitable[object]]] = {
    "refund": lambda w, a, b: w.app.staff_bookings.refund(a, b.id, reason="r"),
    "release": lambda w, a, b: w.app.staff_bookings.release(a, b.id, reason="r"),
    "freeze": lambda w, a, b: w.app.staff_bookings.freeze(a, b.id, reason="r"),
    "unfreeze": lambda w, a, b: w.app.staff_bookings.unfreeze(a, b.id, reason="r"),
    "escrow": lambda w, a, b: w.app.staff_bookings.escrow(a, b.id),
}


class TestAccess:
    @pytest.mark.parametrize("name", COMMANDS)
    async def test_rule_16_money_needs_the_finance_capability(
        self, world: World, user: Actor, partner: Actor, paid: Booking, name: str
    ) -> None:
        for actor in (user, partner, await world.support(Capability.KYC)):
            with pytest.raises(Forbidden):
                await COMMANDS[name](world, actor, paid)

    async def test_parties_are_no_staff(self, world: World, user: Actor, paid: Booking) -> None:
        with pytest.raises(Forbidden):
            await world.app.staff_bookings.show(user, paid.id)
        with pytest.raises(Forbidden):
            await world.app.staff_bookings.cancel(user, paid.id, reason="r")
        with pytest.raises(Forbidden):
            await world.app.staff_bookings.page(user, status=None, after=None, limit=10)

    async def test_reason_is_needed(self, world: World, finance: Actor, paid: Booking) -> None:
        with pytest.raises(InvalidInput):
            await world.app.staff_bookings.refund(finance, paid.id, reason="  ")

    async def test_booking_without_money_has_no_escrow(
        self, world: World, finance: Actor, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)

        with pytest.raises(NotFound):
            await world.app.staff_bookings.escrow(finance, booking.id)


class TestRefund:
    async def test_everything_goes_back_at_once_and_the_booking_ends(
        self, world: World, finance: Actor, user: Actor, partner: Actor, paid: Booking
    ) -> None:
        decision = await world.app.staff_bookings.refund(finance, paid.id, reason="ill")
        booking = await world.read(paid.id)

        assert decision.settled
        assert booking.cancellation is not None
        assert booking.cancellation.code is CancellationCode.BY_STAFF
        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        assert await world.reserved(partner.user_id, paid.occupied) == []

    async def test_m11_completed_but_unsettled_booking_can_be_refunded(
        self, world: World, finance: Actor, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await world.app.staff_bookings.refund(finance, booking.id, reason="complaint")

        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)
        assert (await world.wallet(partner)).available == ZERO

    async def test_settled_money_cannot_be_refunded(
        self, world: World, finance: Actor, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        world.pass_time(DAY)
        await world.pump()

        with pytest.raises(EscrowClosed):
            await world.app.staff_bookings.refund(finance, booking.id, reason="complaint")

    async def test_dry_run_shows_the_sums_and_changes_nothing(
        self, world: World, finance: Actor, user: Actor, paid: Booking
    ) -> None:
        decision = await world.app.staff_bookings.refund(
            finance, paid.id, reason="ill", dry_run=True
        )

        assert (decision.shares.payer, decision.settled) == (TOTAL, False)
        assert await world.status(paid.id) is BookingStatus.PAID
        assert (await world.wallet(user)).held == TOTAL

    async def test_rule_2_refund_under_a_freeze_waits(
        self, world: World, finance: Actor, user: Actor, paid: Booking
    ) -> None:
        await world.app.staff_bookings.freeze(finance, paid.id, reason="alarm")
        decision = await world.app.staff_bookings.refund(finance, paid.id, reason="ill")
        during = await world.wallet(user)
        await world.app.staff_bookings.unfreeze(finance, paid.id, reason="over")
        await world.pump()

        assert not decision.settled
        assert during.available == ZERO
        assert (await world.wallet(user)).available == TOTAL

    async def test_every_command_leaves_a_record(
        self, world: World, finance: Actor, paid: Booking
    ) -> None:
        await world.app.staff_bookings.freeze(finance, paid.id, reason="alarm")
        await world.app.staff_bookings.unfreeze(finance, paid.id, reason="over")
        await world.app.staff_bookings.refund(finance, paid.id, reason="ill")
        view = await world.app.staff_bookings.escrow(finance, paid.id)

        assert [(record.action, record.reason) for record in view.audit] == [
            ("escrow.freeze", "alarm"),
            ("escrow.unfreeze", "over"),
            ("escrow.refund", "ill"),
        ]
        assert {record.actor_id for record in view.audit} == {finance.user_id}


class TestRelease:
    async def test_rule_16_early_release_needs_the_payers_confirmation(
        self, world: World, finance: Actor, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        await world.app.meetings.complete(partner, booking.id)
        world.clock.set(booking.period.end + 12 * HOUR)
        await world.pump()
        assert await world.status(booking.id) is BookingStatus.COMPLETED

        with pytest.raises(NotConfirmedByPayer):
            await world.app.staff_bookings.release(finance, booking.id, reason="asked")

    async def test_confirmed_meeting_is_paid_before_its_time(
        self, world: World, finance: Actor, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        decision = await world.app.staff_bookings.release(finance, booking.id, reason="asked")

        assert decision.settled
        assert (await world.wallet(partner)).available == Vnd(699_997)

    async def test_second_release_is_refused(
        self, world: World, finance: Actor, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await world.app.staff_bookings.release(finance, booking.id, reason="asked")

        with pytest.raises(EscrowClosed):
            await world.app.staff_bookings.release(finance, booking.id, reason="again")
        assert (await world.wallet(partner)).available == Vnd(699_997)


class TestCancel:
    async def test_support_ends_a_booking_for_both_sides(
        self, world: World, user: Actor, paid: Booking
    ) -> None:
        support = await world.support()
        await world.app.staff_bookings.cancel(support, paid.id, reason="complaint")
        await world.pump()

        assert await world.status(paid.id) is BookingStatus.CANCELLED
        assert await world.wallet(user) == Wallet(user.user_id, available=TOTAL)

    async def test_cancelled_booking_cannot_be_cancelled_again(
        self, world: World, paid: Booking
    ) -> None:
        support = await world.support()
        await world.app.staff_bookings.cancel(support, paid.id, reason="complaint")

        with pytest.raises(MoveRefused):
            await world.app.staff_bookings.cancel(support, paid.id, reason="again")

    async def test_dry_run_changes_nothing(self, world: World, paid: Booking) -> None:
        support = await world.support()
        await world.app.staff_bookings.cancel(support, paid.id, reason="try", dry_run=True)

        assert await world.status(paid.id) is BookingStatus.PAID

    async def test_staff_see_everyones_bookings_and_escrows(
        self, world: World, finance: Actor, paid: Booking
    ) -> None:
        bookings = await world.app.staff_bookings.page(finance, status=None, after=None, limit=10)
        escrows = await world.app.staff_bookings.escrows(
            finance, open_only=True, after=None, limit=10
        )

        assert [booking.id for booking in bookings.items] == [paid.id]
        assert [escrow.reference for escrow in escrows.items] == [paid.id]

    async def test_booking_is_named_by_id_code_or_escrow(
        self, world: World, finance: Actor, paid: Booking
    ) -> None:
        escrow = await world.escrow_of(paid.id)
        for name in (str(paid.id), paid.code, f" {paid.code.lower()} ", str(escrow.id)):
            assert await world.app.staff_bookings.find(finance, name) == paid.id

        with pytest.raises(NotFound):
            await world.app.staff_bookings.find(finance, "MATE-UNKNOWN")
        with pytest.raises(NotFound):
            await world.app.staff_bookings.find(finance, str(finance.user_id))
