"""The two-person rule (RULES 16), on the commands that move held money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mate_core.bookings.model import Booking
from mate_core.payments.approvals import Authorization, StaffDeed, authorize
from mate_core.payments.errors import OwnCase, SecondPersonNeeded
from mate_core.payments.events import SecondPersonAwaited
from mate_core.payments.policies import StaffLimits
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import Forbidden
from mate_core.shared.ids import UserId
from mate_core.shared.money import ZERO, Vnd
from tests.unit.world import HOUR, TOTAL, World

LIMITS = StaffLimits()
MILLION = 1_000_000


@pytest.fixture
async def finance(world: World) -> Actor:
    return await world.support(Capability.FINANCE)


@pytest.fixture
async def colleague(world: World) -> Actor:
    return await world.support(Capability.FINANCE)


async def try_deed(
    world: World,
    actor: Actor,
    beneficiary: UserId,
    amount: int,
    *,
    terms: str = "all",
    action: str = "escrow.refund",
    subject: Actor | None = None,
    limits: StaffLimits = LIMITS,
) -> Authorization:
    """One deed in a transaction of its own, about the case of `subject` (else the beneficiary)."""
    deed = StaffDeed(
        action=action,
        subject_id=subject.user_id if subject else beneficiary,
        terms=terms,
        amount=Vnd(amount),
        beneficiary=beneficiary,
        parties=frozenset(),
    )
    async with world.store.open_uow() as uow:
        authorization = await authorize(
            uow,
            actor,
            deed,
            policy=limits,
            ids=world.app.staff_bookings.conductor.ids,
            reason="ticket 4711",
            at=world.now,
        )
        await uow.commit()
    return authorization


class TestLimits:
    async def test_rule_16_five_million_is_for_one_person_one_dong_more_for_two(
        self, world: World, finance: Actor, user: Actor
    ) -> None:
        alone = await try_deed(world, finance, user.user_id, 5 * MILLION, terms="a")
        more = await try_deed(world, finance, user.user_id, 5 * MILLION + 1, terms="b")

        assert (alone.granted, more.granted) == (True, False)

    async def test_rule_16_twenty_million_a_day_by_one_member_of_staff(
        self, world: World, finance: Actor, colleague: Actor
    ) -> None:
        people = [await world.user() for _ in range(6)]
        granted = [
            (await try_deed(world, finance, person.user_id, 4 * MILLION)).granted
            for person in people
        ]
        other = await try_deed(world, colleague, (await world.user()).user_id, 4 * MILLION)

        assert granted == [True] * 5 + [False]
        assert other.granted

    async def test_rule_16_twenty_million_a_day_for_one_person(
        self, world: World, user: Actor
    ) -> None:
        staff = [await world.support(Capability.FINANCE) for _ in range(6)]
        granted = [
            (await try_deed(world, one, user.user_id, 4 * MILLION, subject=one)).granted
            for one in staff
        ]

        assert granted == [True] * 5 + [False]

    async def test_what_two_people_agreed_to_counts_for_both(
        self, world: World, finance: Actor, colleague: Actor, user: Actor
    ) -> None:
        await try_deed(world, finance, user.user_id, 18 * MILLION)
        await try_deed(world, colleague, user.user_id, 18 * MILLION)

        for actor in (finance, colleague):
            someone = (await world.user()).user_id
            assert not (await try_deed(world, actor, someone, 3 * MILLION)).granted
            assert (await try_deed(world, actor, someone, 1 * MILLION, terms="b")).granted

    async def test_the_day_begins_at_midnight_in_viet_nam(
        self, world: World, finance: Actor, user: Actor
    ) -> None:
        before_midnight = datetime(2026, 12, 1, 16, 59, tzinfo=UTC)
        world.clock.set(before_midnight)
        for number in range(4):
            await try_deed(world, finance, user.user_id, 5 * MILLION, terms=str(number))
        late = await try_deed(world, finance, user.user_id, 5 * MILLION, terms="late")
        world.clock.set(before_midnight + timedelta(minutes=1))
        next_day = await try_deed(world, finance, user.user_id, 5 * MILLION, terms="next")

        assert (late.granted, next_day.granted) == (False, True)


class TestSecondPerson:
    async def test_rule_16_the_same_person_twice_is_not_two_people(
        self, world: World, finance: Actor, user: Actor
    ) -> None:
        first = await try_deed(world, finance, user.user_id, 6 * MILLION)
        again = await try_deed(world, finance, user.user_id, 6 * MILLION)

        assert not again.granted
        assert again.proposal == first.proposal
        assert len(world.events(SecondPersonAwaited)) == 1

    async def test_rule_16_another_person_agrees_by_repeating_the_deed(
        self, world: World, finance: Actor, colleague: Actor, user: Actor
    ) -> None:
        await try_deed(world, finance, user.user_id, 6 * MILLION)
        second = await try_deed(world, colleague, user.user_id, 6 * MILLION)

        assert second.granted
        assert second.proposal is not None
        assert second.proposal.proposed_by == finance.user_id
        assert second.proposal.seconded_by == colleague.user_id

    @pytest.mark.parametrize(
        "other",
        [{"terms": "split:1"}, {"action": "escrow.release"}, {"amount": 7 * MILLION}],
        ids=["terms", "action", "amount"],
    )
    async def test_agreeing_to_something_else_is_a_proposal_of_its_own(
        self,
        world: World,
        finance: Actor,
        colleague: Actor,
        user: Actor,
        other: dict[str, str | int],
    ) -> None:
        await try_deed(world, finance, user.user_id, 6 * MILLION)
        wish = {"amount": 6 * MILLION, **other}
        second = await try_deed(world, colleague, user.user_id, **wish)  # type: ignore[arg-type] # a table of keywords

        assert not second.granted
        assert second.proposal is not None
        assert second.proposal.proposed_by == colleague.user_id

    async def test_proposal_lapses_after_72_hours_and_is_made_anew(
        self, world: World, finance: Actor, colleague: Actor, user: Actor
    ) -> None:
        await try_deed(world, finance, user.user_id, 6 * MILLION)
        world.pass_time(72 * HOUR)
        late = await try_deed(world, colleague, user.user_id, 6 * MILLION)
        page = await world.app.approvals.waiting(finance, after=None, limit=10)
        second = await try_deed(world, finance, user.user_id, 6 * MILLION)

        assert not late.granted
        assert [record.proposed_by for record in page.items] == [colleague.user_id]
        assert second.granted

    async def test_a_moment_before_that_it_stands(
        self, world: World, finance: Actor, colleague: Actor, user: Actor
    ) -> None:
        await try_deed(world, finance, user.user_id, 6 * MILLION)
        world.pass_time(72 * HOUR - timedelta(seconds=1))

        assert (await try_deed(world, colleague, user.user_id, 6 * MILLION)).granted

    async def test_granted_deed_serves_once(
        self, world: World, finance: Actor, colleague: Actor, user: Actor
    ) -> None:
        await try_deed(world, finance, user.user_id, 6 * MILLION)
        await try_deed(world, colleague, user.user_id, 6 * MILLION)

        assert not (await try_deed(world, colleague, user.user_id, 6 * MILLION)).granted

    async def test_list_shows_what_waits_and_needs_finance(
        self, world: World, finance: Actor, user: Actor
    ) -> None:
        await try_deed(world, finance, user.user_id, 6 * MILLION)
        await try_deed(world, finance, user.user_id, 1 * MILLION, terms="small")
        page = await world.app.approvals.waiting(finance, after=None, limit=10)

        assert [(record.terms, record.amount) for record in page.items] == [
            ("all", Vnd(6 * MILLION))
        ]
        with pytest.raises(Forbidden):
            await world.app.approvals.waiting(await world.support(), after=None, limit=10)


class TestOwnCase:
    async def test_rule_16_nobody_pays_himself(self, world: World, finance: Actor) -> None:
        with pytest.raises(OwnCase):
            await try_deed(world, finance, finance.user_id, 1)

    async def test_rule_16_a_shared_phone_number_makes_a_party(
        self, world: World, finance: Actor, user: Actor
    ) -> None:
        async with world.store.open_uow() as uow:
            phone = (await uow.users.get(finance.user_id)).phone
            twin = await uow.users.get(user.user_id)
            await uow.users.save(replace(twin, phone=phone, phone_verified_at=None))
            await uow.commit()

        with pytest.raises(OwnCase):
            await try_deed(world, finance, user.user_id, 1)

    @pytest.mark.parametrize("command", ["refund", "release", "freeze", "unfreeze", "cancel"])
    async def test_rule_16_no_party_touches_the_money_of_his_own_booking(
        self, world: World, user: Actor, partner: Actor, command: str
    ) -> None:
        booking = await world.completed(user, partner)
        staff = world.app.staff_bookings
        for party in (user, partner):
            promoted = replace(await world.admin(), user_id=party.user_id)
            with pytest.raises(OwnCase):
                await getattr(staff, command)(promoted, booking.id, reason="mine")
        assert (await world.escrow_of(booking.id)).is_open


NARROW = StaffLimits(alone_at_once=Vnd(500_000))


class TestHeldMoney:
    @pytest.fixture
    def world(self) -> World:
        """Here 500,000 VND already need two people."""
        world = World()
        payments = world.app.staff_bookings.payments
        narrowed = replace(payments, policy=replace(payments.policy, staff=NARROW))
        staff = replace(world.app.staff_bookings, payments=narrowed)
        world.app = replace(world.app, staff_bookings=staff)
        return world

    @pytest.fixture
    async def paid(self, world: World, user: Actor, partner: Actor) -> Booking:
        return await world.paid(user, partner)

    async def test_refund_waits_and_moves_nothing_until_another_repeats_it(
        self, world: World, finance: Actor, colleague: Actor, user: Actor, paid: Booking
    ) -> None:
        staff = world.app.staff_bookings
        first = await staff.refund(finance, paid.id, reason="ill")
        during = await world.wallet(user)
        second = await staff.refund(colleague, paid.id, reason="yes, ill")

        assert (first.waits_for_second_person, first.settled) == (True, False)
        assert first.shares.payer == TOTAL
        assert (during.held, during.available) == (TOTAL, ZERO)
        assert (second.waits_for_second_person, second.settled) == (False, True)
        assert (await world.wallet(user)).available == TOTAL

    async def test_release_waits_for_the_second_person_too(
        self, world: World, finance: Actor, colleague: Actor, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        staff = world.app.staff_bookings
        first = await staff.release(finance, booking.id, reason="asked")
        before = (await world.wallet(partner)).available
        second = await staff.release(colleague, booking.id, reason="asked")

        assert first.waits_for_second_person
        assert before == ZERO
        assert second.settled
        assert (await world.wallet(partner)).available == Vnd(699_997)

    async def test_both_people_stand_in_the_audit_log(
        self, world: World, finance: Actor, colleague: Actor, paid: Booking
    ) -> None:
        staff = world.app.staff_bookings
        await staff.refund(finance, paid.id, reason="ill")
        await staff.refund(colleague, paid.id, reason="yes, ill")
        records = (await staff.escrow(finance, paid.id)).audit

        assert [(record.action, record.actor_id) for record in records] == [
            ("escrow.refund.propose", finance.user_id),
            ("escrow.refund", colleague.user_id),
        ]
        assert records[0].facts == {"amount": "804997", "terms": "refund:804997"}

    async def test_dry_run_says_that_it_would_wait_and_proposes_nothing(
        self, world: World, finance: Actor, paid: Booking
    ) -> None:
        staff = world.app.staff_bookings
        decision = await staff.refund(finance, paid.id, reason="ill", dry_run=True)
        page = await world.app.approvals.waiting(finance, after=None, limit=10)

        assert decision.waits_for_second_person
        assert page.items == []

    async def test_cancelling_a_paid_booking_is_no_way_around_the_rule(
        self, world: World, finance: Actor, user: Actor, paid: Booking
    ) -> None:
        staff = world.app.staff_bookings
        with pytest.raises(SecondPersonNeeded):
            await staff.cancel(await world.support(), paid.id, reason="ill")
        before = (await world.wallet(user)).held
        decision = await staff.refund(finance, paid.id, reason="ill")

        assert before == TOTAL
        assert decision.settled
