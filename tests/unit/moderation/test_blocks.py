"""RULES 15: who blocks whom, and what of it either of the two can see."""

from __future__ import annotations

from uuid import uuid4

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.bookings.errors import PartnerNotBookable
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.moderation.errors import BlockingSelf, TooManyBlocks
from mate_core.moderation.events import UserBlocked, UserUnblocked
from mate_core.moderation.policies import ModerationPolicy
from mate_core.profiles.service import ProfileChanges
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.time import Period
from tests.unit.world import DAY, HOUR, PASSWORD, World

SIDES = pytest.mark.parametrize("blocker", ["user", "partner"])


async def block(world: World, blocker: str, user: Actor, partner: Actor) -> None:
    one, other = (user, partner) if blocker == "user" else (partner, user)
    await world.app.blocks.block(one, other.user_id)


async def listed(world: World, actor: Actor) -> list[UserId]:
    page = await world.app.blocks.mine(actor, after=None, limit=50)
    return [each.blocked_id for each in page.items]


class TestBlocking:
    async def test_second_time_answers_as_the_first_and_tells_nobody_again(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        first = await world.app.blocks.block(user, partner.user_id, " làm  phiền ")
        world.pass_time(HOUR)
        assert await world.app.blocks.block(user, partner.user_id, "khác") == first
        assert first.reason == "làm phiền"
        assert len(world.events(UserBlocked)) == 1

    async def test_nobody_blocks_himself(self, world: World, user: Actor) -> None:
        with pytest.raises(BlockingSelf):
            await world.app.blocks.block(user, user.user_id)

    async def test_strangers_that_there_are_not_are_not_found(
        self, world: World, user: Actor
    ) -> None:
        with pytest.raises(NotFound):
            await world.app.blocks.block(user, UserId(uuid4()))

    async def test_reason_has_a_length(self, world: World, user: Actor, partner: Actor) -> None:
        with pytest.raises(InvalidInput):
            await world.app.blocks.block(user, partner.user_id, "x" * 501)
        assert await listed(world, user) == []

    async def test_a_list_has_an_end_and_unblocking_makes_room(self) -> None:
        world = World(Policies(moderation=ModerationPolicy(blocks_per_person=2)))
        me, *others = [await world.user() for _ in range(4)]
        for other in others[:2]:
            await world.app.blocks.block(me, other.user_id)
        with pytest.raises(TooManyBlocks):
            await world.app.blocks.block(me, others[2].user_id)
        await world.app.blocks.unblock(me, others[0].user_id)
        await world.app.blocks.block(me, others[2].user_id)
        assert set(await listed(world, me)) == {others[1].user_id, others[2].user_id}

    async def test_unblocking_twice_is_no_error(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.app.blocks.block(user, partner.user_id)
        await world.app.blocks.unblock(user, partner.user_id)
        await world.app.blocks.unblock(user, partner.user_id)
        assert len(world.events(UserUnblocked)) == 1
        assert (await world.app.partners.public(user, partner.user_id)).partner.is_bookable

    async def test_staff_are_people_too(self, world: World, user: Actor) -> None:
        """Refusing would tell who is staff; their work does not go by profiles."""
        support = await world.support()
        await world.app.blocks.block(user, support.user_id)
        assert await listed(world, user) == [support.user_id]


class TestList:
    async def test_shows_my_own_blocks_only(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.app.blocks.block(partner, user.user_id)
        assert await listed(world, user) == []

    async def test_newest_first_in_pages(self, world: World, user: Actor) -> None:
        others = [await world.user() for _ in range(3)]
        for other in others:
            world.pass_time(HOUR)
            await world.app.blocks.block(user, other.user_id)
        first = await world.app.blocks.mine(user, after=None, limit=2)
        rest = await world.app.blocks.mine(user, after=first.next, limit=2)
        told = [each.blocked_id for each in (*first.items, *rest.items)]
        assert told == [other.user_id for other in reversed(others)]
        assert rest.next is None

    async def test_rule_15_name_is_that_of_the_block_and_tells_nothing_later(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """What the hidden person calls himself afterwards, or whether he blocks back, is his."""
        await world.app.blocks.block(user, partner.user_id)
        await world.app.blocks.block(partner, user.user_id)
        await world.app.profiles.change(partner, ProfileChanges(display_name="Ẩn danh"))
        (mine,) = (await world.app.blocks.mine(user, after=None, limit=5)).items
        (theirs,) = (await world.app.blocks.mine(partner, after=None, limit=5)).items
        assert mine.shown_name == "An"
        assert theirs.shown_name is None


class TestBetweenThem:
    @SIDES
    async def test_rule_15_each_is_absent_for_the_other(
        self, world: World, user: Actor, partner: Actor, blocker: str
    ) -> None:
        stranger = await world.user()
        await block(world, blocker, user, partner)
        within = Period(world.now, world.now + DAY)

        with pytest.raises(NotFound):
            await world.app.partners.public(user, partner.user_id)
        with pytest.raises(NotFound):
            await world.app.profiles.public(user, partner.user_id)
        with pytest.raises(NotFound):
            await world.app.profiles.public(partner, user.user_id)
        with pytest.raises(NotFound):
            await world.app.calendars.free(user, partner.user_id, within)
        assert (await world.app.partners.public(stranger, partner.user_id)).partner.is_bookable
        assert await world.app.calendars.free(stranger, partner.user_id, within)

    @SIDES
    async def test_rule_15_asking_for_a_meeting_is_answered_as_for_any_hidden_partner(
        self, world: World, user: Actor, partner: Actor, blocker: str
    ) -> None:
        wish = world.wish(partner)
        await block(world, blocker, user, partner)
        with pytest.raises(PartnerNotBookable):
            await world.app.bookings.quote(user, wish.wish)
        with pytest.raises(PartnerNotBookable):
            await world.app.bookings.request(user, wish, world.key(user))

    async def test_both_blocks_must_go(self, world: World, user: Actor, partner: Actor) -> None:
        await world.app.blocks.block(user, partner.user_id)
        await world.app.blocks.block(partner, user.user_id)
        await world.app.blocks.unblock(user, partner.user_id)
        with pytest.raises(NotFound):
            await world.app.partners.public(user, partner.user_id)
        await world.app.blocks.unblock(partner, user.user_id)
        await world.app.partners.public(user, partner.user_id)


class TestOpenBookings:
    @SIDES
    async def test_rule_15_unpaid_requests_close_with_the_word_of_every_day(
        self, world: World, user: Actor, partner: Actor, blocker: str
    ) -> None:
        pending = await world.requested(user, partner, start_in=72 * HOUR)
        confirmed = await world.confirmed(user, partner)
        await block(world, blocker, user, partner)

        for booking in (pending, confirmed):
            ended = (await world.read(booking.id)).cancellation
            assert ended is not None
            assert (ended.by, ended.code) == (Party.SYSTEM, CancellationCode.NO_LONGER_FREE)
            assert ended.refund_percent is None
        assert await world.reserved(user.user_id, confirmed.occupied) == []
        assert await world.reserved(partner.user_id, confirmed.occupied) == []

    async def test_rule_15_closing_counts_against_nobody(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.confirmed(user, partner)
        await world.app.blocks.block(partner, user.user_id)
        async with world.store.open_read() as uow:
            assert await uow.bookings.unpaid_expiries(user.user_id, since=world.now - DAY) == 0
            assert await uow.bookings.free_cancellations(user.user_id, since=world.now - DAY) == 0

    async def test_requests_to_others_stay(self, world: World, user: Actor, partner: Actor) -> None:
        other = await world.partner()
        kept = await world.requested(user, other)
        await world.app.blocks.block(user, partner.user_id)
        assert await world.status(kept.id) is BookingStatus.PENDING

    async def test_requests_in_the_other_role_close_too(self, world: World) -> None:
        one, other = await world.partner(), await world.partner()
        booking = await world.requested(other, one)
        await world.app.blocks.block(other, one.user_id)
        assert await world.status(booking.id) is BookingStatus.CANCELLED

    @SIDES
    async def test_rule_15_paid_booking_is_met_and_settled_as_if_nothing_was(
        self, world: World, user: Actor, partner: Actor, blocker: str
    ) -> None:
        booking = await world.paid(user, partner)
        moved = await world.entries_of(booking.id)
        await block(world, blocker, user, partner)
        assert await world.entries_of(booking.id) == moved
        await self._meet(world, user, partner, booking)
        world.pass_time(25 * HOUR)
        await world.pump()
        assert (await world.escrow_of(booking.id)).settled is not None
        await world.assert_books_are_clean()

    async def _meet(self, world: World, user: Actor, partner: Actor, booking: Booking) -> None:
        """Every command of both sides of a meeting, an extension included."""
        world.clock.set(booking.period.start)
        code = (await world.app.bookings.get(user, booking.id)).meeting_code
        assert code is not None
        await world.app.meetings.start(partner, booking.id, code)
        longer = await world.extended(user, partner, await world.read(booking.id))
        world.clock.set(longer.period.end)
        await world.app.meetings.complete(user, booking.id)
        await world.app.meetings.complete(partner, booking.id)

    @SIDES
    async def test_rule_15_paid_booking_can_still_be_cancelled_by_both_at_its_price(
        self, world: World, user: Actor, partner: Actor, blocker: str
    ) -> None:
        for one in (user, partner):
            booking = await world.paid(user, partner, start_in=48 * HOUR)
            await block(world, blocker, user, partner)
            await world.app.meetings.cancel(one, booking.id, "thôi vậy")
            ended = (await world.read(booking.id)).cancellation
            assert ended is not None
            assert ended.refund_percent == 100
            for each, other in ((user, partner), (partner, user)):
                await world.app.blocks.unblock(each, other.user_id)

    @SIDES
    async def test_rule_15_card_stays_until_settlement_and_no_longer(
        self, world: World, user: Actor, partner: Actor, blocker: str
    ) -> None:
        booking = await world.completed(user, partner)
        await block(world, blocker, user, partner)
        for viewer, other in ((user, partner), (partner, user)):
            card = (await world.app.bookings.get(viewer, booking.id)).counterpart
            assert card is not None
            assert (card.id, card.display_name) == (other.user_id, "An")

        world.pass_time(25 * HOUR)
        await world.pump()
        for viewer in (user, partner):
            assert (await world.app.bookings.get(viewer, booking.id)).counterpart is None

    async def test_attempt_to_pay_that_is_under_way_goes_back_to_its_source(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.confirmed(user, partner)
        provider = next(iter(world.gateways))
        page = await world.app.checkout.pay_by_gateway(
            user, booking.id, provider, payer_ip="203.0.113.7", key=world.key(user)
        )
        await world.app.blocks.block(partner, user.user_id)
        assert page.intent is not None
        await world.notify(page.intent)
        assert await world.status(booking.id) is BookingStatus.CANCELLED
        async with world.store.open_read() as uow:
            assert await uow.escrows.of_reference(booking.id) is None
        await world.assert_books_are_clean()


class TestPersonalData:
    async def test_closed_account_leaves_no_block_in_either_direction(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        other = await world.user()
        await world.app.blocks.block(user, partner.user_id, "của tôi")
        await world.app.blocks.block(other, user.user_id)
        await world.app.closing.close(user, PASSWORD)
        await world.pump()
        assert world.store.tables.moderation.blocks.rows == {}
