"""What every Intents repository must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.payments.intent import IntentStatus
from mate_core.payments.ledger import Provider
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import IntentId
from tests.contract.makers import HOUR, NOW, a_booking, an_intent, for_booking, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed

WAITING = [IntentStatus.CREATED, IntentStatus.OPEN]
CLOSED = sorted(set(IntentStatus) - set(WAITING))


class TestIntents(StoreContract):
    async def test_deposit_survives(self, store: Store) -> None:
        intent = await an_intent(store)

        async with store.open_read() as uow:
            assert await uow.intents.get(intent.id) == intent

    async def test_every_field_of_a_closed_attempt_survives(self, store: Store) -> None:
        booking = await a_booking(store)
        intent = await an_intent(
            store,
            status=IntentStatus.SUCCEEDED,
            pay_url="https://pay.test/1",
            vendor_transaction="14226112",
            failure="24",
            closed_at=NOW + HOUR,
            next_query_at=NOW + HOUR,
            **for_booking(booking),
        )

        async with store.open_read() as uow:
            assert await uow.intents.get(intent.id) == intent

    async def test_unknown_intent_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.intents.get(IntentId(new_id()))
            with pytest.raises(NotFound):
                await uow.intents.get_for_change(IntentId(new_id()))

    async def test_intent_is_found_by_its_name_at_the_gateway(self, store: Store) -> None:
        intent = await an_intent(store)

        async with store.open_read() as uow:
            found = await uow.intents.find(Provider.VNPAY, intent.merchant_reference)
            missed = await uow.intents.find(Provider.VNPAY, "unknown")
        assert (found, missed) == (intent, None)

    async def test_second_attempt_under_one_name_at_the_gateway_is_a_conflict(
        self, store: Store
    ) -> None:
        intent = await an_intent(store)

        with pytest.raises(ConcurrencyConflict):
            await an_intent(store, merchant_reference=intent.merchant_reference)

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        intent = await an_intent(store)
        await assert_locks(store, lambda uow: uow.intents.get_for_change(intent.id))

    async def test_saved_change_is_read_again_one_version_on(self, store: Store) -> None:
        intent = await an_intent(store)
        opened = intent.opened("https://pay.test/1")
        await committed(store, lambda uow: uow.intents.save(opened))

        async with store.open_read() as uow:
            assert await uow.intents.get(intent.id) == replace(opened, version=intent.version + 1)

    async def test_next_question_is_moved_by_saving(self, store: Store) -> None:
        intent = await an_intent(store, next_query_at=NOW)
        asked = replace(intent, next_query_at=NOW + HOUR)
        await committed(store, lambda uow: uow.intents.save(asked))

        async with store.open_read() as uow:
            assert (await uow.intents.get(intent.id)).next_query_at == NOW + HOUR

    async def test_stale_save_is_a_conflict_and_changes_nothing(self, store: Store) -> None:
        intent = await an_intent(store)
        await committed(store, lambda uow: uow.intents.save(intent.captured("1", at=NOW)))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.intents.save(intent.expired(at=NOW)))

        async with store.open_read() as uow:
            assert (await uow.intents.get(intent.id)).status is IntentStatus.SUCCEEDED


class TestWaitingAttempt(StoreContract):
    @pytest.mark.parametrize("status", WAITING)
    async def test_waiting_attempt_of_a_reference_is_found(
        self, store: Store, status: IntentStatus
    ) -> None:
        booking = await a_booking(store)
        intent = await an_intent(store, status=status, **for_booking(booking))

        async with store.open_uow() as uow:
            assert await uow.intents.waiting_for(booking.id) == intent

    @pytest.mark.parametrize("status", CLOSED)
    async def test_closed_attempt_does_not_wait(self, store: Store, status: IntentStatus) -> None:
        booking = await a_booking(store)
        await an_intent(store, status=status, closed_at=NOW, **for_booking(booking))

        async with store.open_uow() as uow:
            assert await uow.intents.waiting_for(booking.id) is None

    async def test_waiting_attempt_stays_locked(self, store: Store) -> None:
        booking = await a_booking(store)
        await an_intent(store, **for_booking(booking))

        await assert_locks(store, lambda uow: uow.intents.waiting_for(booking.id))

    async def test_second_waiting_attempt_for_one_reference_is_a_conflict(
        self, store: Store
    ) -> None:
        booking = await a_booking(store)
        await an_intent(store, **for_booking(booking))

        with pytest.raises(ConcurrencyConflict):
            await an_intent(store, **for_booking(booking))

    async def test_next_attempt_may_follow_a_closed_one(self, store: Store) -> None:
        booking = await a_booking(store)
        first = await an_intent(store, **for_booking(booking))
        await committed(store, lambda uow: uow.intents.save(first.superseded(at=NOW)))
        second = await an_intent(store, **for_booking(booking))

        async with store.open_uow() as uow:
            assert await uow.intents.waiting_for(booking.id) == second

    async def test_deposits_wait_beside_one_another(self, store: Store) -> None:
        first = await an_intent(store)
        second = await an_intent(store, payer=first.payer)

        async with store.open_read() as uow:
            assert (await uow.intents.get(second.id)).is_waiting
