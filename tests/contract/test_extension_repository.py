"""What every Extensions repository must do, and reservations that move."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mate_core.bookings.extensions.model import Added, Extension, ExtensionStatus
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingOrder
from mate_core.bookings.transitions import BookingStatus
from mate_core.partners.calendar import ReservationRole
from mate_core.partners.errors import PeriodTaken
from mate_core.partners.model import RefundPolicy
from mate_core.payments.intent import IntentPurpose
from mate_core.payments.ledger import Provider
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import ExtensionId
from mate_core.shared.money import Vnd
from mate_core.shared.ports import DueKind
from tests.contract.makers import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    a_booking,
    a_partner,
    a_user,
    an_extension,
    an_intent,
    for_booking,
    hours_from_now,
    new_id,
    new_reservation,
    new_terms,
)
from tests.contract.stores import Store, StoreContract, committed

CLOSED: dict[str, Any] = {"status": ExtensionStatus.LAPSED, "closed_at": NOW}


async def read(store: Store, extension: Extension) -> Extension:
    async with store.open_read() as uow:
        return await uow.extensions.get(extension.id)


class TestExtensions(StoreContract):
    async def test_new_proposal_survives(self, store: Store) -> None:
        extension = await an_extension(store)

        assert await read(store, extension) == extension

    async def test_every_field_survives(self, store: Store) -> None:
        extension = await an_extension(
            store,
            provider=Provider.VNPAY,
            status=ExtensionStatus.UNPAID,
            accepted_at=NOW + MINUTE,
            closed_at=NOW + 16 * MINUTE,
        )

        assert await read(store, extension) == extension

    async def test_unknown_one_is_not_found(self, store: Store) -> None:
        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.extensions.get(ExtensionId(new_id()))

    async def test_moves_survive_with_another_version(self, store: Store) -> None:
        extension = await an_extension(store, provider=Provider.VNPAY)
        reserved = extension.reserved(until=NOW + HOUR, at=NOW + MINUTE)
        await committed(store, lambda uow: uow.extensions.save(reserved))

        assert await read(store, extension) == replace(reserved, version=1)

    async def test_stale_save_is_a_conflict(self, store: Store) -> None:
        extension = await an_extension(store)
        await committed(store, lambda uow: uow.extensions.save(extension.declined(at=NOW)))

        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.extensions.save(extension.lapsed(at=NOW)))

    async def test_second_open_one_of_a_booking_is_a_conflict(self, store: Store) -> None:
        booking = await a_booking(store)
        await an_extension(store, booking)

        with pytest.raises(ConcurrencyConflict):
            await an_extension(store, booking)

    async def test_the_open_one_is_found_among_closed_ones(self, store: Store) -> None:
        booking = await a_booking(store)
        closed = await an_extension(store, booking, **CLOSED)
        async with store.open_read() as uow:
            assert await uow.extensions.open_of(booking.id) is None
        waiting = await an_extension(store, booking, proposed_at=NOW + MINUTE)
        await an_extension(store)

        async with store.open_read() as uow:
            assert await uow.extensions.open_of(booking.id) == waiting
            assert list(await uow.extensions.of_booking(booking.id)) == [closed, waiting]

    async def test_open_one_is_due_when_it_expires(self, store: Store) -> None:
        extension = await an_extension(store, expires_at=NOW + MINUTE)
        await an_extension(store, expires_at=NOW, **CLOSED)
        due = []
        for at in (NOW, NOW + MINUTE):
            async with store.due_rows.claim(DueKind.EXTENSION, at=at, limit=10) as ids:
                due.append(list(ids))

        assert due == [[], [extension.id]]

    async def test_attempt_to_pay_one_survives(self, store: Store) -> None:
        booking = await a_booking(store)
        extension = await an_extension(store, booking)
        changes = {**for_booking(booking), "purpose": IntentPurpose.EXTENSION}
        intent = await an_intent(store, **changes, part=extension.id)

        async with store.open_uow() as uow:
            assert await uow.intents.get(intent.id) == intent
            assert await uow.intents.waiting_for(booking.id) == intent


class TestLongerBookings(StoreContract):
    async def test_added_time_and_money_survive(self, store: Store) -> None:
        booking = await a_booking(store, status=BookingStatus.PAID)
        longer = replace(
            booking.lengthened(1), added=Added(1, Vnd(100_000), Vnd(15_000)), updated_at=NOW
        )
        await committed(store, lambda uow: uow.bookings.save(longer, due_at=None))

        async with store.open_read() as uow:
            assert await uow.bookings.get(booking.id) == replace(longer, version=1)

    @pytest.mark.parametrize("policy", RefundPolicy)
    async def test_chosen_and_frozen_refund_policy_survive(
        self, store: Store, policy: RefundPolicy
    ) -> None:
        partner = await a_partner(store, refund_policy=policy)
        booking = await a_booking(
            store, partner_id=partner.id, terms=replace(new_terms(), refund_policy=policy)
        )

        async with store.open_read() as uow:
            assert (await uow.partners.get(partner.id)).refund_policy is policy
            assert await uow.bookings.get(booking.id) == booking


async def reserved(store: Store, booking: Booking) -> None:
    both = [new_reservation(booking, booking.period, role) for role in ReservationRole]
    await committed(store, lambda uow: uow.reservations.add(*both))


class TestMovedReservations(StoreContract):
    async def test_period_becomes_longer_and_shorter_again(self, store: Store) -> None:
        booking = await a_booking(store)
        await reserved(store, booking)
        longer = booking.period.extended(timedelta(minutes=30))
        for period in (longer, booking.period):
            async with store.open_uow() as uow:
                await uow.reservations.move(new_reservation(booking, period))
                await uow.commit()
            async with store.open_read() as uow:
                (found,) = await uow.reservations.of(booking.user_id, hours_from_now(0, 48))
                (other,) = await uow.reservations.of(booking.partner_id, hours_from_now(0, 48))
            assert (found.period, other.period) == (period, booking.period)

    async def test_into_another_meeting_of_the_person_is_refused(self, store: Store) -> None:
        booking = await a_booking(store)
        after = await a_booking(store, user_id=booking.user_id, period=hours_from_now(28, 31))
        await reserved(store, booking)
        await reserved(store, after)
        longer = booking.period.extended(HOUR)

        with pytest.raises(PeriodTaken):
            await committed(
                store, lambda uow: uow.reservations.move(new_reservation(booking, longer))
            )

    async def test_where_nothing_is_reserved_nothing_happens(self, store: Store) -> None:
        booking = await a_booking(store)
        row = new_reservation(booking, booking.period)
        await committed(store, lambda uow: uow.reservations.move(row))

        async with store.open_read() as uow:
            assert list(await uow.reservations.of(booking.user_id, booking.period)) == []


class TestLists(StoreContract):
    async def test_any_of_several_statuses_is_listed(self, store: Store) -> None:
        user = await a_user(store)
        statuses = (BookingStatus.PAID, BookingStatus.IN_PROGRESS)
        wanted = [await a_booking(store, user_id=user.id, status=each) for each in statuses]
        await a_booking(store, user_id=user.id)

        async with store.open_read() as uow:
            page = await uow.bookings.page(
                user.id, role=None, status=statuses, within=(None, None), after=None, limit=10
            )
            nothing = await uow.bookings.page(
                user.id, role=None, status=(), within=(None, None), after=None, limit=10
            )
        assert {each.id for each in page.items} == {each.id for each in wanted}
        assert list(nothing.items) == []

    async def test_by_start_the_soonest_meeting_comes_first(self, store: Store) -> None:
        user = await a_user(store)
        late, soon = [
            await a_booking(store, user_id=user.id, period=hours_from_now(start, start + 3))
            for start in (50, 10)
        ]

        async with store.open_read() as uow:
            page = await uow.bookings.page(
                user.id,
                role=None,
                status=None,
                within=(None, None),
                after=None,
                limit=10,
                order=BookingOrder.START,
            )
        assert (list(page.items), page.next) == ([soon, late], None)

    @pytest.mark.parametrize("order", BookingOrder)
    async def test_rows_that_come_in_while_one_reads_neither_repeat_nor_hide_others(
        self, store: Store, order: BookingOrder
    ) -> None:
        """In either order, two rows of each time; between pages some more come before the place."""
        user = await a_user(store)

        async def booked(hour: int) -> Booking:
            return await a_booking(
                store,
                user_id=user.id,
                period=hours_from_now(hour, hour + 3),
                created_at=NOW + DAY - hour * MINUTE,
            )

        standing = [await booked(hour) for hour in (10, 10, 20, 20, 30)]
        seen: list[Booking] = []
        after = None
        for _ in standing:
            async with store.open_read() as uow:
                page = await uow.bookings.page(
                    user.id,
                    role=None,
                    status=None,
                    within=(None, None),
                    after=after,
                    limit=2,
                    order=order,
                )
            seen.extend(page.items)
            after = page.next
            if after is None:
                break
            await booked(5)

        assert {each.id for each in seen} == {each.id for each in standing}
        assert len(seen) == len(standing)
