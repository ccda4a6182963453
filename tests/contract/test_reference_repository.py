"""What every References repository must do."""

from __future__ import annotations

from mate_core.bookings.ports import BookingsUow
from tests.contract.makers import a_booking
from tests.contract.stores import Store, StoreContract, assert_waits_for_the_first


class TestReferences(StoreContract):
    async def test_reference_stays_locked_until_the_end(self, store: Store) -> None:
        booking = await a_booking(store)

        async def lock(uow: BookingsUow) -> None:
            await uow.references.lock(booking.id)
            await uow.bookings.get(booking.id)  # an answer: the lock is taken by now

        await assert_waits_for_the_first(store, lock, lock)

    async def test_booking_and_its_reference_are_one_lock(self, store: Store) -> None:
        booking = await a_booking(store)

        async def lock(uow: BookingsUow) -> None:
            await uow.references.lock(booking.id)
            await uow.bookings.get(booking.id)

        await assert_waits_for_the_first(
            store, lock, lambda uow: uow.bookings.get_for_change(booking.id)
        )
