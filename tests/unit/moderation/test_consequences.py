"""RULES 17: what a ban does to the open business of a person, and to those on the other side."""

from __future__ import annotations

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.bookings.disputes.model import DisputeReason
from mate_core.bookings.model import Booking, Cancellation, CancellationCode
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.moderation.bans import BanTerms
from mate_core.moderation.events import BanCarriedOut
from mate_core.moderation.ports import BansShown
from mate_core.payments.escrow import FreezeCause
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.payouts.errors import AccountBarred
from mate_core.payments.payouts.withdrawal import WithdrawalStatus
from mate_core.payments.policies import PaymentPolicy, PayoutPolicy
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.money import Vnd
from tests.unit.moderation.test_bans import FOR_EVER, banned
from tests.unit.world import DAY, HOUR, PASSWORD, World, code_of


async def ended(world: World, booking: Booking) -> Cancellation:
    cancellation = (await world.read(booking.id)).cancellation
    assert cancellation is not None
    return cancellation


async def freezes(world: World, booking: Booking) -> list[FreezeCause]:
    escrow = await world.escrow_of(booking.id)
    async with world.store.open_read() as uow:
        return [freeze.cause for freeze in await uow.escrows.open_freezes(escrow.id)]


class TestFutureMeetings:
    async def test_rule_17_users_of_a_banned_partner_get_everything_back(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner, start_in=2 * HOUR)  # his own tier gives nothing
        before = (await world.wallet(user)).available
        await banned(world, partner)
        await world.pump()
        cancellation = await ended(world, booking)
        assert (cancellation.code, cancellation.refund_percent) == (CancellationCode.BAN, 100)
        assert (await world.wallet(user)).available == before + booking.terms.total
        assert await world.reserved(user.user_id, booking.occupied) == []
        await world.assert_books_are_clean()

    @pytest.mark.parametrize(
        ("hours", "waived", "percent"),
        [(48, False, 100), (8, False, 50), (2, False, 0), (2, True, 100)],
    )
    async def test_rule_17_a_banned_user_gets_what_his_tiers_give_unless_staff_waive(
        self, world: World, user: Actor, partner: Actor, hours: int, waived: bool, percent: int
    ) -> None:
        booking = await world.paid(user, partner, start_in=hours * HOUR)
        await banned(world, user, BanTerms(waives_tiers=waived))
        cancellation = await ended(world, booking)
        assert cancellation.refund_percent == percent
        world.pass_time(26 * HOUR)
        await world.pump()
        assert (await world.escrow_of(booking.id)).settled is not None
        await world.assert_books_are_clean()

    async def test_rule_17_unpaid_ones_close_with_the_word_of_every_day(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        pending = await world.requested(user, partner, start_in=72 * HOUR)
        confirmed = await world.confirmed(user, partner)
        await banned(world, partner)
        for booking in (pending, confirmed):
            assert (await ended(world, booking)).code is CancellationCode.NO_LONGER_FREE

    async def test_rule_17_the_other_side_reads_neither_who_nor_why(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        await banned(world, partner)
        assert (await ended(world, booking)).code.told is CancellationCode.BY_STAFF
        assert (await ended(world, booking)).by is Party.STAFF

    async def test_meetings_of_others_stay(self, world: World, user: Actor, partner: Actor) -> None:
        other = await world.user()
        kept = await world.paid(other, partner)
        await banned(world, user)
        assert await world.status(kept.id) is BookingStatus.PAID

    async def test_a_ban_that_was_lifted_at_once_draws_no_consequence(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        staff = await world.support()
        await world.app.staff_bans.ban(staff, user.user_id, FOR_EVER, reason="wrong one")
        await world.app.staff_bans.unban(staff, user.user_id, reason="wrong one")
        await world.pump()
        assert await world.status(booking.id) is BookingStatus.PAID

    async def test_the_pump_may_die_anywhere_and_go_on(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        bookings = [await world.paid(user, partner, start_in=days * DAY) for days in (2, 3)]
        staff = await world.support()
        ban = await world.app.staff_bans.ban(staff, user.user_id, FOR_EVER, reason="scams")
        meetings, _ = world.app.ban_timers.businesses
        for _ in range(2):
            assert await meetings.carry_out(ban) == []
        await world.pump()
        for booking in bookings:
            assert await world.status(booking.id) is BookingStatus.CANCELLED
        await world.assert_books_are_clean()


class TestMeetingsThatGoOn:
    @pytest.mark.parametrize("who", ["user", "partner"])
    async def test_rule_17_it_runs_on_frozen_and_support_is_told(
        self, world: World, user: Actor, partner: Actor, who: str
    ) -> None:
        booking = await world.started(user, partner)
        await banned(world, user if who == "user" else partner)
        assert await world.status(booking.id) is BookingStatus.IN_PROGRESS
        assert await freezes(world, booking) == [FreezeCause.BAN]
        assert world.events(BanCarriedOut)[-1].watched == (booking.id,)
        staff = await world.support()
        page = await world.app.staff_bans.page(staff, BansShown.WATCHED, after=None, limit=5)
        assert [each.watched for each in page.items] == [(booking.id,)]

    async def test_rule_17_both_end_it_as_ever_and_money_waits_for_the_review_at_most(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        ban = await banned(world, partner)
        limited = Actor(partner.user_id, is_banned=True)
        await world.app.meetings.complete(user, booking.id)
        await world.app.meetings.complete(limited, booking.id)
        world.pass_time(3 * DAY)
        await world.pump()
        assert (await world.escrow_of(booking.id)).settled is None

        world.clock.set(ban.review_until)
        await world.pump()
        assert (await world.escrow_of(booking.id)).settled is not None
        await world.assert_books_are_clean()

    async def test_lifting_the_ban_lets_the_money_go(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        await banned(world, user)
        await world.app.staff_bans.unban(await world.support(), user.user_id, reason="x")
        await world.pump()
        assert await freezes(world, booking) == []

    async def test_finance_may_let_it_go_earlier(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        await banned(world, user)
        finance = await world.support(Capability.FINANCE)
        await world.app.staff_bookings.unfreeze(finance, booking.id, reason="nothing wrong")
        assert await freezes(world, booking) == []

    async def test_bans_of_both_hold_it_until_the_last_review_is_over(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        await banned(world, user)
        world.pass_time(HOUR)
        last = await banned(world, partner)
        world.clock.set(last.review_until - HOUR)
        await world.pump()
        assert await freezes(world, booking) == [FreezeCause.BAN]
        world.clock.set(last.review_until)
        await world.pump()
        assert await freezes(world, booking) == []

    async def test_a_later_ban_of_the_other_one_for_something_else_holds_nothing_up(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """Only who was banned while they met holds the money of that meeting."""
        booking = await world.started(user, partner)
        first = await banned(world, user)
        await world.app.meetings.complete(partner, booking.id)
        world.pass_time(10 * DAY)
        await world.pump()
        await banned(world, partner)
        world.clock.set(first.review_until)
        await world.pump()
        assert await freezes(world, booking) == []
        assert (await world.escrow_of(booking.id)).settled is not None

    async def test_user_whose_meeting_was_about_to_begin_is_not_called_off(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """The partner is on the spot: whether they met is for the code and the no-show to say."""
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start)
        await banned(world, user)
        assert await world.status(booking.id) is BookingStatus.PAID
        await world.app.meetings.start(partner, booking.id, code_of(booking))
        assert await freezes(world, booking) == [FreezeCause.BAN]

    async def test_disputes_go_their_way(self, world: World, user: Actor, partner: Actor) -> None:
        booking = await world.started(user, partner)
        await world.app.disputes.open(user, booking.id, DisputeReason.OTHER, "not as agreed")
        await banned(world, partner)
        assert await world.status(booking.id) is BookingStatus.DISPUTED
        assert await freezes(world, booking) == [FreezeCause.DISPUTE]
        limited = Actor(partner.user_id, is_banned=True)
        await world.app.disputes.answer(limited, booking.id, "We met.")


class TestWithdrawals:
    DETAILS = AccountDetails.parse("VCB", "0123456789", "NGUYEN VAN AN")

    @pytest.fixture
    def world(self) -> World:
        """Small withdrawals are approved without a look."""
        payouts = PayoutPolicy(automatic_up_to=Vnd(1_000_000))
        return World(Policies(payments=PaymentPolicy(payouts=payouts)))

    async def _earner(self, world: World, user: Actor, partner: Actor) -> None:
        await world.completed(user, partner)
        world.pass_time(25 * HOUR)
        await world.pump()
        await world.app.bank_accounts.change(partner, self.DETAILS, password=PASSWORD)
        world.pass_time(25 * HOUR)

    async def _asked(self, world: World, actor: Actor) -> WithdrawalStatus:
        withdrawal = await world.app.withdrawals.request(
            actor, Vnd(100_000), self.DETAILS, password=None, key=world.key(actor)
        )
        return withdrawal.status

    async def test_rule_17_every_one_is_looked_at_for_14_days_at_most(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await self._earner(world, user, partner)
        assert await self._asked(world, partner) is WithdrawalStatus.APPROVED
        ban = await banned(world, partner)
        limited = Actor(partner.user_id, is_banned=True)
        assert await self._asked(world, limited) is WithdrawalStatus.REQUESTED

        world.clock.set(ban.review_until)
        await world.pump()
        mine = await world.app.withdrawals.mine(limited, after=None, limit=5)
        assert {each.status for each in mine.items} == {WithdrawalStatus.APPROVED}
        assert await self._asked(world, limited) is WithdrawalStatus.APPROVED

    async def test_rule_17_what_was_approved_before_waits_and_what_staff_approve_goes(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await self._earner(world, user, partner)
        await self._asked(world, partner)
        ban = await banned(world, partner)
        finance = await world.support(Capability.FINANCE)
        limited = Actor(partner.user_id, is_banned=True)
        await self._asked(world, limited)
        (asked, old) = (await world.app.withdrawals.mine(limited, after=None, limit=5)).items
        world.pass_time(HOUR)
        await world.app.payout_desk.approve(finance, asked.id, reason="his own earnings")
        file = await world.app.payout_exchange.export(finance, reason="daily")
        assert file.order.count == 1
        assert (await world.app.withdrawals.show(limited, asked.id)).status is (
            WithdrawalStatus.EXPORTED
        )
        world.clock.set(ban.review_until)
        assert (await world.app.payout_exchange.export(finance, reason="daily")).order.count == 1
        assert (await world.app.withdrawals.show(limited, old.id)).status is (
            WithdrawalStatus.EXPORTED
        )

    async def test_a17_nobody_else_is_paid_out_to_the_account_of_a_banned_person(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await self._earner(world, user, partner)
        other = await world.partner()
        ban = await banned(world, partner)
        with pytest.raises(AccountBarred):
            await world.app.bank_accounts.change(other, self.DETAILS, password=PASSWORD)
        assert ban.in_force
        await world.app.staff_bans.unban(await world.support(), partner.user_id, reason="x")
        await world.app.bank_accounts.change(other, self.DETAILS, password=PASSWORD)
