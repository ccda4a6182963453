"""What every Outbox must do."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from mate_core.bookings.ports import BookingsUow
from mate_core.identity.events import UserActivated
from mate_core.payments.events import EscrowSettled
from mate_core.profiles.events import ProfileChanged
from mate_core.shared.events import Event
from mate_core.shared.ids import EscrowId
from mate_core.shared.money import Vnd
from tests.contract.makers import DAY, HOUR, MINUTE, NOW, new_id, new_user
from tests.contract.stores import MakeStore, Store, StoreContract


class Listener:
    """Keeps what it was handed; fails as long as `broken` is set."""

    def __init__(self) -> None:
        self.seen: list[Event] = []
        self.calls = 0
        self.broken = False

    async def __call__(self, event: Event) -> None:
        self.calls += 1
        if self.broken:
            raise ConnectionError("the vendor is away")
        self.seen.append(event)


@pytest.fixture
def listener() -> Listener:
    return Listener()


def changed(at: datetime = NOW) -> ProfileChanged:
    return ProfileChanged(user_id=new_user().id, at=at)


async def publish(store: Store, *events: Event) -> None:
    async with store.open_uow() as uow:
        await uow.publish(*events)
        await uow.commit()


class TestOutbox(StoreContract):
    @pytest.fixture
    def hearing(self, make_store: MakeStore, listener: Listener) -> Store:
        return make_store(after_commit={ProfileChanged: [listener]})

    async def test_waiting_events_are_handed_on_oldest_first(
        self, hearing: Store, listener: Listener
    ) -> None:
        first, second, third = changed(), changed(), changed()
        await publish(hearing, first, second)
        await publish(hearing, third)

        assert await hearing.outbox.relay(at=NOW, limit=10) == 3
        assert listener.seen == [first, second, third]

    async def test_handed_on_event_is_not_handed_on_again(
        self, hearing: Store, listener: Listener
    ) -> None:
        await publish(hearing, changed())
        await hearing.outbox.relay(at=NOW, limit=10)

        assert await hearing.outbox.relay(at=NOW + DAY, limit=10) == 0
        assert listener.calls == 1

    async def test_relay_takes_no_more_than_its_limit(
        self, hearing: Store, listener: Listener
    ) -> None:
        await publish(hearing, changed(), changed(), changed())

        assert await hearing.outbox.relay(at=NOW, limit=2) == 2
        assert await hearing.outbox.relay(at=NOW, limit=2) == 1

    async def test_event_of_an_abandoned_transaction_is_never_handed_on(
        self, hearing: Store, listener: Listener
    ) -> None:
        async with hearing.open_uow() as uow:
            await uow.publish(changed())

        assert await hearing.outbox.relay(at=NOW + DAY, limit=10) == 0
        assert listener.calls == 0

    async def test_event_without_a_handler_is_done_at_once(
        self, hearing: Store, listener: Listener
    ) -> None:
        await publish(hearing, UserActivated(user_id=new_user().id, at=NOW))

        assert await hearing.outbox.relay(at=NOW + DAY, limit=10) == 0

    async def test_event_of_a_handler_in_the_transaction_is_handed_on_too(
        self, make_store: MakeStore, listener: Listener
    ) -> None:
        async def change_profile(uow: BookingsUow, event: UserActivated) -> None:
            await uow.publish(ProfileChanged(user_id=event.user_id, at=event.at))

        store = make_store(
            in_transaction={UserActivated: [change_profile]},
            after_commit={ProfileChanged: [listener]},
        )
        user = new_user()
        await publish(store, UserActivated(user_id=user.id, at=NOW))
        await store.outbox.relay(at=NOW, limit=10)

        assert listener.seen == [ProfileChanged(user_id=user.id, at=NOW)]

    async def test_event_arrives_with_all_its_sums_and_ids(
        self, make_store: MakeStore, listener: Listener
    ) -> None:
        settled = EscrowSettled(
            escrow_id=EscrowId(new_id()),
            reference=new_id(),
            payer=new_user().id,
            payee=new_user().id,
            payer_amount=Vnd(402_499),
            payee_amount=Vnd(325_498),
            fee=Vnd(52_500),
            tax=Vnd(24_500),
            at=NOW,
        )
        store = make_store(after_commit={EscrowSettled: [listener]})
        await publish(store, settled)
        await store.outbox.relay(at=NOW, limit=10)

        assert listener.seen == [settled]

    async def test_every_handler_of_an_event_is_called(
        self, make_store: MakeStore, listener: Listener
    ) -> None:
        second = Listener()
        store = make_store(after_commit={ProfileChanged: [listener, second]})
        event = changed()
        await publish(store, event)
        await store.outbox.relay(at=NOW, limit=10)

        assert (listener.seen, second.seen) == ([event], [event])

    async def test_event_whose_handler_fails_waits_for_a_later_attempt(
        self, hearing: Store, listener: Listener
    ) -> None:
        event = changed()
        await publish(hearing, event)
        listener.broken = True
        assert await hearing.outbox.relay(at=NOW, limit=10) == 0
        listener.broken = False

        assert await hearing.outbox.relay(at=NOW, limit=10) == 0, "there is a pause first"
        assert await hearing.outbox.relay(at=NOW + DAY, limit=10) == 1
        assert listener.seen == [event]

    async def test_failing_event_does_not_hold_up_the_others(
        self, make_store: MakeStore, listener: Listener
    ) -> None:
        broken = Listener()
        broken.broken = True
        store = make_store(after_commit={ProfileChanged: [listener], UserActivated: [broken]})
        event = changed()
        await publish(store, UserActivated(user_id=new_user().id, at=NOW), event)

        assert await store.outbox.relay(at=NOW, limit=10) == 1
        assert listener.seen == [event]

    async def test_pauses_between_attempts_grow(self, hearing: Store, listener: Listener) -> None:
        await publish(hearing, changed())
        listener.broken = True
        tries, at = [], NOW
        for _ in range(4):
            before = listener.calls
            for _ in range(10_000):  # a second at a time, until it is tried again
                await hearing.outbox.relay(at=at, limit=10)
                if listener.calls > before:
                    break
                at += MINUTE / 60
            tries.append(at)

        pauses = [later - earlier for earlier, later in pairwise(tries)]
        assert pauses == sorted(pauses)
        assert pauses[-1] > pauses[0]

    async def test_event_that_always_fails_is_given_up_after_the_last_attempt(
        self, hearing: Store, listener: Listener
    ) -> None:
        await publish(hearing, changed())
        listener.broken = True
        for day in range(100):
            await hearing.outbox.relay(at=NOW + day * DAY, limit=10)
        calls_until_given_up = listener.calls
        listener.broken = False
        for day in range(100, 110):
            assert await hearing.outbox.relay(at=NOW + day * DAY + HOUR, limit=10) == 0

        assert 1 < calls_until_given_up < 100
        assert listener.calls == calls_until_given_up
