"""Many at once on PostgreSQL, through the real services: one wins, nothing is done twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest

from mate_adapters.composition.memory_world import memory_media
from mate_adapters.composition.ports import Ports
from mate_adapters.container import compose
from mate_adapters.freshness import Freshness
from mate_adapters.memory.addresses import few_addresses
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.crypto import (
    FastKeyedHasher,
    FastPasswordHasher,
    PlainFieldCipher,
    PlainTokenSigner,
    ShortBlocklist,
)
from mate_adapters.memory.gateway import ScriptedGateway
from mate_adapters.memory.messages import RecordingEmail, RecordingSms
from mate_adapters.memory.queue import ImmediateQueue
from mate_adapters.memory.random import SeededRandom, SequentialIds
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.store import PostgresStore
from mate_core.application import Application
from mate_core.bookings.disputes.errors import NothingToDispute
from mate_core.bookings.disputes.model import DisputeReason, Outcome, Verdict
from mate_core.bookings.eligibility import Wish
from mate_core.bookings.model import Booking, MeetingPlace
from mate_core.bookings.service import BookingRequest
from mate_core.bookings.transitions import BookingStatus
from mate_core.identity.model import User
from mate_core.messages.ports import Carriers
from mate_core.partners.errors import PeriodTaken
from mate_core.partners.model import Partner, ServiceType, VenueClass
from mate_core.payments.errors import InsufficientFunds
from mate_core.payments.escrow import EscrowStatus
from mate_core.payments.intent import NoticeResult
from mate_core.payments.ledger import EntryKind, Provider
from mate_core.shared.actor import Actor, Role
from mate_core.shared.caching import Cache, NoCache
from mate_core.shared.events import Handlers
from mate_core.shared.ids import EscrowId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.ports import AfterCommit, Clock, IdempotencyKey
from tests.contract.makers import (
    DAY,
    HOUR,
    NOW,
    a_booking,
    a_partner,
    a_user,
    new_id,
    new_slot,
)
from tests.contract.makers import hours_from_now as hours
from tests.contract.stores import SEALS

pytestmark = pytest.mark.postgres

PRICE = Vnd(804_997)


@dataclass
class Town:
    """The application on PostgreSQL, its clock and its gateway."""

    app: Application
    store: PostgresStore
    clock: VirtualClock
    gateway: ScriptedGateway
    gateways: Mapping[Provider, ScriptedGateway]

    async def partner(self) -> Partner:
        """Open for the next two weeks."""
        partner = await a_partner(self.store)
        async with self.store.open_uow() as uow:
            await uow.slots.add(new_slot(partner, hours(0, 14 * 24)))
            await uow.commit()
        return partner

    async def user_with(self, amount: Vnd) -> User:
        user = await a_user(self.store)
        await self.deposit(user.id, amount)
        return user

    async def deposit(self, person: UserId, amount: Vnd) -> None:
        """Money from the gateway, arrived."""
        intent = await self.app.payments.deposit(
            actor(person), amount, Provider.VNPAY, payer_ip="203.0.113.7", key=key(person)
        )
        notice = self.gateway.notice(intent.merchant_reference, amount, NoticeResult.SUCCEEDED)
        await self.app.callbacks.receive(Provider.VNPAY, notice)

    async def confirmed(self, user: User, partner: Partner) -> Booking:
        view = await self.app.bookings.request(actor(user.id), wish(partner), key(user.id))
        return (await self.app.meetings.confirm(actor(partner.id), view.booking.id)).booking

    async def paid(self, user: User, partner: Partner) -> Booking:
        booking = await self.confirmed(user, partner)
        await self.app.checkout.pay_from_wallet(actor(user.id), booking.id, key(user.id))
        async with self.store.open_read() as uow:
            return await uow.bookings.get(booking.id)

    async def completed(self, user: User, partner: Partner) -> Booking:
        booking = await self.paid(user, partner)
        self.clock.set(booking.period.start)
        await self.meet(booking)
        return booking

    async def meet(self, booking: Booking) -> None:
        """The code is typed, and both say that it is over."""
        user, partner = actor(booking.user_id), actor(booking.partner_id)
        assert booking.meeting_code is not None
        await self.app.meetings.start(partner, booking.id, booking.meeting_code.digits)
        await self.app.meetings.complete(user, booking.id)
        await self.app.meetings.complete(partner, booking.id)

    async def escrow_id(self, booking: Booking) -> EscrowId:
        async with self.store.open_read() as uow:
            escrow = await uow.escrows.of_reference(booking.id)
        assert escrow is not None
        return escrow.id

    async def assert_books_are_clean(self) -> None:
        report = await self.app.ledger.verify()
        assert report.ok, report.findings


@pytest.fixture
def town(postgres_pool: ConnectionPool) -> Town:
    return open_town(postgres_pool)


def open_town(postgres_pool: ConnectionPool, cache: Callable[[Clock], Cache] | None = None) -> Town:
    clock = VirtualClock(NOW)
    gateways = {provider: ScriptedGateway(provider=provider) for provider in Provider}
    freshness = Freshness(cache(clock) if cache else NoCache())

    def store(in_transaction: Handlers, after_commit: AfterCommit) -> PostgresStore:
        return PostgresStore(
            postgres_pool,
            SEALS,
            in_transaction=in_transaction,
            after_commit=after_commit,
            freshness=freshness,
        )

    ports = Ports(
        store=store,
        clock=clock,
        ids=SequentialIds(clock),
        random=SeededRandom(0),
        blocklist=ShortBlocklist(),
        passwords=FastPasswordHasher(),
        hasher=FastKeyedHasher(),
        cipher=PlainFieldCipher(),
        signer=PlainTokenSigner(),
        carriers=Carriers(sms=(RecordingSms(),), email=(RecordingEmail(),)),
        queue=ImmediateQueue({}),
        gateways=gateways,
        media=memory_media(clock),
        address_book=few_addresses(),
        cache=freshness.cache,
    )
    app, composed = compose(ports)
    assert isinstance(composed, PostgresStore)
    return Town(app, composed, clock, gateways[Provider.VNPAY], gateways)


def actor(person: UserId) -> Actor:
    return Actor(person)


def key(person: UserId, name: str | None = None) -> IdempotencyKey:
    return IdempotencyKey(person, "race", name or str(new_id()), "digest")


def wish(partner: Partner, start_in: timedelta = DAY) -> BookingRequest:
    return BookingRequest(
        wish=Wish(partner.id, NOW + start_in, 7),
        service_type=ServiceType.WALKING,
        place=MeetingPlace(VenueClass.CAFE, "12 Lê Lợi, Quận 1"),
    )


async def outcomes(*runs: Awaitable[object]) -> Counter[str]:
    """How many of them, started together, ended in what."""
    async with asyncio.timeout(60):
        results = await asyncio.gather(*runs, return_exceptions=True)
    return Counter(
        type(result).__name__ if isinstance(result, Exception) else "done" for result in results
    )


async def test_of_200_confirmations_of_one_period_one_succeeds(town: Town) -> None:
    partner = await town.partner()
    bookings = []
    for _ in range(200):
        user = await a_user(town.store)
        booking = await a_booking(
            town.store, user_id=user.id, partner_id=partner.id, period=hours(24, 27.5)
        )
        bookings.append(booking)

    counted = await outcomes(
        *(town.app.meetings.confirm(actor(partner.id), booking.id) for booking in bookings)
    )

    assert counted == {"done": 1, PeriodTaken.__name__: 199}
    async with town.store.open_read() as uow:
        assert len(await uow.reservations.of(partner.id, hours(0, 48))) == 1
        statuses = Counter([(await uow.bookings.get(each.id)).status for each in bookings])
    assert statuses == {BookingStatus.CONFIRMED: 1, BookingStatus.CANCELLED: 199}


async def test_of_50_settlements_of_one_escrow_one_pays(town: Town) -> None:
    user, partner = await town.user_with(PRICE), await town.partner()
    booking = await town.completed(user, partner)
    escrow_id = await town.escrow_id(booking)
    town.clock.set(booking.period.end + 25 * HOUR)

    results = await asyncio.gather(*(town.app.payments.settle(escrow_id) for _ in range(50)))

    assert sorted(results) == [False] * 49 + [True]
    async with town.store.open_read() as uow:
        assert (await uow.escrows.get(escrow_id)).status is EscrowStatus.RELEASED
        assert (await uow.wallets.get(partner.id)).available == booking.terms.subtotal
        entries = await uow.journal.of_subject(escrow_id)
    assert [entry.kind for entry in entries] == [EntryKind.HOLD, EntryKind.SETTLEMENT]
    await town.assert_books_are_clean()


@pytest.mark.parametrize("provider", Provider)
async def test_100_copies_of_one_callback_book_one_deposit(town: Town, provider: Provider) -> None:
    user = await a_user(town.store)
    intent = await town.app.payments.deposit(
        actor(user.id), PRICE, provider, payer_ip="203.0.113.7", key=key(user.id)
    )
    raw = town.gateways[provider].notice(intent.merchant_reference, PRICE, NoticeResult.SUCCEEDED)

    answers = await asyncio.gather(*(town.app.callbacks.receive(provider, raw) for _ in range(100)))

    counted = Counter(answer.body for answer in answers)
    assert sorted(counted.values()) == [1, 99], "one is told recorded, the others already recorded"
    async with town.store.open_read() as uow:
        assert (await uow.wallets.get(user.id)).available == PRICE
        assert len(await uow.journal.of_subject(intent.id)) == 1
    await town.assert_books_are_clean()


async def test_rule_26_20_twins_with_one_key_make_one_booking(town: Town) -> None:
    user, partner = await a_user(town.store), await town.partner()
    one_key = key(user.id, "twins")

    views = await asyncio.gather(
        *(town.app.bookings.request(actor(user.id), wish(partner), one_key) for _ in range(20))
    )

    assert len({view.booking.id for view in views}) == 1
    async with town.store.open_read() as uow:
        standing = await uow.bookings.standing(user.id, partner.id, at=NOW)
    assert standing.open_requests == 1


async def test_wallet_for_one_booking_pays_one_of_two_at_once(town: Town) -> None:
    user = await town.user_with(PRICE)
    bookings = [await town.confirmed(user, await town.partner())]
    second = await town.partner()
    view = await town.app.bookings.request(actor(user.id), wish(second, 2 * DAY), key(user.id))
    bookings.append((await town.app.meetings.confirm(actor(second.id), view.booking.id)).booking)

    counted = await outcomes(
        *(
            town.app.checkout.pay_from_wallet(actor(user.id), booking.id, key(user.id))
            for booking in bookings
            for _ in range(5)
        )
    )

    assert counted["done"] == 1
    assert counted[InsufficientFunds.__name__] == 5
    async with town.store.open_read() as uow:
        wallet = await uow.wallets.get(user.id)
    assert (wallet.available, wallet.held) == (Vnd(0), PRICE)
    await town.assert_books_are_clean()


async def test_settlements_that_meet_in_the_same_wallets_do_not_deadlock(town: Town) -> None:
    """Two people who are payer and payee of each other, settled at once."""
    an, binh = await town.partner(), await town.partner()
    escrows: list[EscrowId] = []
    for payer, payee, start_in in ((an, binh, DAY), (binh, an, 2 * DAY)):
        await town.deposit(payer.id, PRICE)
        view = await town.app.bookings.request(
            actor(payer.id), wish(payee, start_in), key(payer.id)
        )
        booking = (await town.app.meetings.confirm(actor(payee.id), view.booking.id)).booking
        await town.app.checkout.pay_from_wallet(actor(payer.id), booking.id, key(payer.id))
        await town.app.meetings.cancel(actor(payee.id), booking.id, "a cold")
        escrows.append(await town.escrow_id(booking))

    counted = await outcomes(*(town.app.payments.settle(escrow) for escrow in escrows * 10))

    assert counted == {"done": 20}
    await town.assert_books_are_clean()


async def test_command_that_was_cut_off_leaves_nothing_behind(
    town: Town, postgres_dsn: str
) -> None:
    """The server drops every connection while commands run: each is done or not at all."""
    partner = await town.partner()
    users = [await a_user(town.store) for _ in range(30)]

    async def request(user: User) -> object:
        return await town.app.bookings.request(actor(user.id), wish(partner), key(user.id))

    async def cut() -> object:
        async with await psycopg.AsyncConnection.connect(postgres_dsn, autocommit=True) as other:
            return await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'mate' AND datname = current_database()"
            )

    running = [request(user) for user in users]
    counted = await outcomes(*running[:10], cut(), *running[10:])

    assert set(counted) <= {"done", "StorageUnavailable"}
    async with town.store.open_read() as uow:
        page = await uow.bookings.page(
            None, role=None, status=None, within=(None, None), after=None, limit=50
        )
        for booking in page.items:
            assert len(await uow.bookings.history(booking.id)) == 1
    assert len(page.items) >= counted["done"] - 1  # the cutting itself is done, too
    again = await request(users[0])
    assert again is not None, "the pool has healed"


async def test_rule_12_dispute_that_meets_the_settlement_wins_or_is_refused(town: Town) -> None:
    """Either the money moved and the dispute is refused, or it is frozen and nothing moves."""
    meetings = []
    for _ in range(12):
        user, partner = await town.user_with(PRICE), await town.partner()
        meetings.append(await town.paid(user, partner))
    town.clock.set(meetings[0].period.start)
    for booking in meetings:
        await town.meet(booking)
    town.clock.set(meetings[0].period.end + 25 * HOUR)

    for booking in meetings:
        escrow_id = await town.escrow_id(booking)
        counted = await outcomes(
            town.app.disputes.open(
                actor(booking.user_id), booking.id, DisputeReason.LEFT_EARLY, "after an hour"
            ),
            *(town.app.payments.settle(escrow_id) for _ in range(3)),
        )
        async with town.store.open_read() as uow:
            status = (await uow.bookings.get(booking.id)).status
            is_open = (await uow.escrows.get(escrow_id)).is_open
            paid = (await uow.wallets.get(booking.partner_id)).available
            frozen = await uow.escrows.open_freezes(escrow_id)
        if counted == {"done": 4}:
            assert (status, is_open, paid) == (BookingStatus.DISPUTED, True, Vnd(0))
            assert len(frozen) == 1
        else:
            assert counted == {"done": 3, NothingToDispute.__name__: 1}
            assert (status, is_open) == (BookingStatus.COMPLETED, False)
            assert (paid, len(frozen)) == (booking.terms.subtotal, 0)
    await town.assert_books_are_clean()


async def test_rule_12_of_two_parties_who_open_one_at_once_one_does(town: Town) -> None:
    user, partner = await town.user_with(PRICE), await town.partner()
    booking = await town.completed(user, partner)

    counted = await outcomes(
        *(
            town.app.disputes.open(actor(person), booking.id, DisputeReason.OTHER, "hm")
            for person in (user.id, partner.id)
        )
    )

    assert counted.pop("done") == 1
    assert counted.total() == 1


async def test_both_accepting_at_once_execute_it_once(town: Town) -> None:
    user, partner = await town.user_with(PRICE), await town.partner()
    clerk = await a_user(town.store, role=Role.ADMIN)
    booking = await town.completed(user, partner)
    await town.app.disputes.open(actor(user.id), booking.id, DisputeReason.OTHER, "hm")
    verdict = Verdict(Outcome.SPLIT, Vnd(400_000))
    staff = Actor(clerk.id, Role.ADMIN)
    await town.app.staff_disputes.resolve(staff, booking.id, verdict, note="seen both")

    counted = await outcomes(
        *(town.app.disputes.accept(actor(person), booking.id) for person in (user.id, partner.id))
    )
    escrow_id = await town.escrow_id(booking)
    results = await asyncio.gather(*(town.app.payments.settle(escrow_id) for _ in range(5)))

    assert counted == {"done": 2}
    assert sorted(results) == [False] * 4 + [True]
    async with town.store.open_read() as uow:
        paid = [(await uow.wallets.get(person)).available for person in (user.id, partner.id)]
    assert paid == [Vnd(344_997), Vnd(400_000)]
    await town.assert_books_are_clean()
