"""What every Captures repository must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.payments.intent import IntentStatus
from mate_core.payments.ledger import Provider
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import CaptureId, EscrowId
from mate_core.shared.money import Vnd
from tests.contract.makers import (
    HOUR,
    NOW,
    a_booking,
    a_capture,
    an_escrow,
    an_intent,
    for_booking,
    new_id,
)
from tests.contract.stores import (
    Store,
    StoreContract,
    assert_locks,
    assert_waits_for_the_first,
    committed,
)


class TestCaptures(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        capture = await a_capture(store, returned=Vnd(5), suspended=True)

        async with store.open_read() as uow:
            assert await uow.captures.get(capture.id) == capture

    async def test_unknown_capture_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.captures.get(CaptureId(new_id()))
            with pytest.raises(NotFound):
                await uow.captures.get_for_change(CaptureId(new_id()))

    async def test_m25_second_capture_of_one_arrival_is_a_conflict(self, store: Store) -> None:
        capture = await a_capture(store)

        with pytest.raises(ConcurrencyConflict):
            await a_capture(store, vendor_transaction=capture.vendor_transaction)

    async def test_capture_is_found_by_its_arrival(self, store: Store) -> None:
        capture = await a_capture(store)

        async with store.open_uow() as uow:
            found = await uow.captures.of_arrival_for_change(
                Provider.VNPAY, capture.vendor_transaction
            )
            missed = await uow.captures.of_arrival_for_change(Provider.VNPAY, "unknown")
        assert (found, missed) == (capture, None)

    async def test_captures_of_an_attempt_come_oldest_first(self, store: Store) -> None:
        intent = await an_intent(store)
        second = await a_capture(store, intent, captured_at=NOW + HOUR)
        first = await a_capture(store, intent)
        await a_capture(store)

        async with store.open_uow() as uow:
            assert list(await uow.captures.of_intent_for_change(intent.id)) == [first, second]

    async def test_captures_of_an_escrow_are_those_of_all_attempts_for_its_reference(
        self, store: Store
    ) -> None:
        booking = await a_booking(store)
        escrow = await an_escrow(store, booking)
        attempts = [
            await an_intent(store, status=IntentStatus.EXPIRED, **for_booking(booking)),
            await an_intent(store, **for_booking(booking)),
        ]
        captures = [
            await a_capture(store, intent, captured_at=NOW + n * HOUR)
            for n, intent in enumerate(attempts)
        ]
        await a_capture(store, await an_intent(store, **for_booking(await a_booking(store))))

        async with store.open_uow() as uow:
            assert list(await uow.captures.of_escrow_for_change(escrow.id)) == captures

    async def test_wallet_paid_or_unknown_escrow_has_no_captures(self, store: Store) -> None:
        escrow = await an_escrow(store)

        async with store.open_uow() as uow:
            assert list(await uow.captures.of_escrow_for_change(escrow.id)) == []
            assert list(await uow.captures.of_escrow_for_change(EscrowId(new_id()))) == []

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        capture = await a_capture(store)

        await assert_locks(store, lambda uow: uow.captures.get_for_change(capture.id))

    async def test_every_way_of_locking_meets_the_same_row(self, store: Store) -> None:
        booking = await a_booking(store)
        escrow = await an_escrow(store, booking)
        capture = await a_capture(store, await an_intent(store, **for_booking(booking)))
        provider, transaction = capture.provider, capture.vendor_transaction
        for take in (
            lambda uow: uow.captures.of_intent_for_change(capture.intent_id),
            lambda uow: uow.captures.of_escrow_for_change(escrow.id),
            lambda uow: uow.captures.of_arrival_for_change(provider, transaction),
        ):
            await assert_waits_for_the_first(
                store, lambda uow: uow.captures.get_for_change(capture.id), take
            )

    async def test_saved_change_is_read_again_one_version_on(self, store: Store) -> None:
        capture = await a_capture(store)
        taken = capture.taken_back(Vnd(4_997))
        await committed(store, lambda uow: uow.captures.save(taken))

        async with store.open_read() as uow:
            assert await uow.captures.get(capture.id) == replace(taken, version=1)

    async def test_capture_leaves_suspense_by_saving(self, store: Store) -> None:
        capture = await a_capture(store, suspended=True)
        await committed(store, lambda uow: uow.captures.save(capture.credited()))

        async with store.open_read() as uow:
            assert not (await uow.captures.get(capture.id)).suspended

    async def test_rule_08_stale_save_is_a_conflict_and_spends_nothing_twice(
        self, store: Store
    ) -> None:
        capture = await a_capture(store)
        await committed(store, lambda uow: uow.captures.save(capture.taken_back(Vnd(1))))
        with pytest.raises(ConcurrencyConflict):
            await committed(
                store, lambda uow: uow.captures.save(capture.taken_back(capture.amount))
            )

        async with store.open_read() as uow:
            assert (await uow.captures.get(capture.id)).returned == Vnd(1)
