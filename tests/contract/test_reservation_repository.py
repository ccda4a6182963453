"""What every Reservations repository must do (RULES 27)."""

from __future__ import annotations

import pytest

from mate_core.partners.calendar import Reservation, ReservationRole
from mate_core.partners.errors import PeriodTaken
from tests.contract.makers import a_booking, a_user, hours_from_now, new_id, new_reservation
from tests.contract.stores import Store, StoreContract, committed

EVENING = hours_from_now(18, 22)


class TestReservations(StoreContract):
    async def test_both_rows_of_a_booking_are_read_again(self, store: Store) -> None:
        booking = await a_booking(store)
        user = new_reservation(booking, EVENING, ReservationRole.USER)
        partner = new_reservation(booking, hours_from_now(18, 22.5), ReservationRole.PARTNER)
        await committed(store, lambda uow: uow.reservations.add(partner, user))

        async with store.open_read() as uow:
            assert list(await uow.reservations.of(booking.user_id, EVENING)) == [user]
            assert list(await uow.reservations.of(booking.partner_id, EVENING)) == [partner]

    async def test_b2_overlapping_reservation_of_one_person_is_refused(self, store: Store) -> None:
        first = await a_booking(store)
        second = await a_booking(store, user_id=first.user_id)
        await committed(store, lambda uow: uow.reservations.add(new_reservation(first, EVENING)))

        late = new_reservation(second, hours_from_now(21.5, 24))
        with pytest.raises(PeriodTaken):
            await committed(store, lambda uow: uow.reservations.add(late))

    async def test_rule_27_person_is_in_one_place_in_whichever_role(self, store: Store) -> None:
        first = await a_booking(store)
        second = await a_booking(store, user_id=first.partner_id)
        as_partner = new_reservation(first, EVENING, ReservationRole.PARTNER)
        as_user = new_reservation(second, EVENING, ReservationRole.USER)
        await committed(store, lambda uow: uow.reservations.add(as_partner))

        with pytest.raises(PeriodTaken):
            await committed(store, lambda uow: uow.reservations.add(as_user))

    async def test_refused_reservation_leaves_nothing_of_its_call(self, store: Store) -> None:
        first = await a_booking(store)
        second = await a_booking(store, partner_id=first.partner_id)
        taken = new_reservation(first, EVENING, ReservationRole.PARTNER)
        await committed(store, lambda uow: uow.reservations.add(taken))
        with pytest.raises(PeriodTaken):
            await committed(
                store,
                lambda uow: uow.reservations.add(
                    new_reservation(second, EVENING, ReservationRole.USER),
                    new_reservation(second, EVENING, ReservationRole.PARTNER),
                ),
            )

        async with store.open_read() as uow:
            assert list(await uow.reservations.of(second.user_id, EVENING)) == []

    async def test_reservations_that_touch_stand_side_by_side(self, store: Store) -> None:
        first = await a_booking(store)
        second = await a_booking(store, user_id=first.user_id)
        rows = [
            new_reservation(first, EVENING),
            new_reservation(second, hours_from_now(22, 24)),
        ]
        await committed(store, lambda uow: uow.reservations.add(*rows))

        async with store.open_read() as uow:
            assert list(await uow.reservations.of(first.user_id, hours_from_now(0, 48))) == rows

    async def test_reservations_that_meet_a_period_come_by_start(self, store: Store) -> None:
        person = (await a_user(store)).id
        rows = []
        for start in (20, 4, 12, 8, 16):
            booking = await a_booking(store, user_id=person)
            period = hours_from_now(start, start + 4)
            rows.append(Reservation(person, period, booking.id, ReservationRole.USER))
        await committed(store, lambda uow: uow.reservations.add(*rows))

        async with store.open_read() as uow:
            found = await uow.reservations.of(person, hours_from_now(8, 19))
        assert [row.period for row in found] == [
            hours_from_now(8, 12),
            hours_from_now(12, 16),
            hours_from_now(16, 20),
        ]

    async def test_removing_frees_the_time_of_both(self, store: Store) -> None:
        first = await a_booking(store)
        both = [new_reservation(first, EVENING, role) for role in ReservationRole]
        await committed(store, lambda uow: uow.reservations.add(*both))
        await committed(store, lambda uow: uow.reservations.remove(first.id))
        second = await a_booking(store, user_id=first.user_id, partner_id=first.partner_id)
        again = [new_reservation(second, EVENING, role) for role in ReservationRole]
        await committed(store, lambda uow: uow.reservations.add(*again))

        async with store.open_read() as uow:
            found = await uow.reservations.of(first.partner_id, EVENING)
        assert [row.booking_id for row in found] == [second.id]

    async def test_removing_and_reserving_anew_works_in_one_transaction(self, store: Store) -> None:
        booking = await a_booking(store)
        longer = new_reservation(booking, hours_from_now(18, 23))
        await committed(store, lambda uow: uow.reservations.add(new_reservation(booking, EVENING)))
        await committed(
            store,
            lambda uow: uow.reservations.remove(booking.id),
            lambda uow: uow.reservations.add(longer),
        )

        async with store.open_read() as uow:
            assert list(await uow.reservations.of(booking.user_id, EVENING)) == [longer]

    async def test_removing_nothing_is_no_error(self, store: Store) -> None:
        await committed(store, lambda uow: uow.reservations.remove(new_id()))

        async with store.open_read() as uow:
            assert list(await uow.reservations.of((await a_user(store)).id, EVENING)) == []
