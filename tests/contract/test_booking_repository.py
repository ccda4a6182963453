"""What every Bookings repository must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.bookings.model import (
    Booking,
    Cancellation,
    CancellationCode,
    MeetingCode,
    MeetingPlace,
    Standing,
)
from mate_core.bookings.policies import RefundTier
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.partners.model import ServiceType, VenueClass
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import BookingId
from tests.contract.makers import (
    BEN_THANH,
    DAY,
    HOUR,
    MINUTE,
    NOBODY,
    NOW,
    a_booking,
    a_pair,
    a_partner,
    a_user,
    hours_from_now,
    new_id,
    new_terms,
)
from tests.contract.stores import Store, StoreContract, assert_locks, committed


async def read(store: Store, booking: Booking) -> Booking:
    async with store.open_read() as uow:
        return await uow.bookings.get(booking.id)


class TestBookings(StoreContract):
    async def test_new_request_survives(self, store: Store) -> None:
        booking = await a_booking(store)

        assert await read(store, booking) == booking

    async def test_every_field_survives(self, store: Store) -> None:
        booking = await a_booking(
            store,
            service_type=ServiceType.PARTY,
            travel_buffer=timedelta(minutes=45),
            terms=replace(
                new_terms(), billed_half_hours=8, tiers=(RefundTier(timedelta(hours=12), 70),)
            ),
            place=MeetingPlace(VenueClass.BAR, "Bùi Viện, Quận 1", BEN_THANH),
            status=BookingStatus.CANCELLED,
            user_note="Tôi mặc áo đỏ",
            partner_note="Vâng",
            confirmed_at=NOW + MINUTE,
            payment_extended_until=NOW + 2 * MINUTE,
            paid_at=NOW + 3 * MINUTE,
            started_at=NOW + 4 * MINUTE,
            user_completed_at=NOW + 5 * MINUTE,
            partner_completed_at=NOW + 6 * MINUTE,
            completed_at=NOW + 7 * MINUTE,
            meeting_code=MeetingCode("0420", issued=2, wrong_tries=3),
            cancellation=Cancellation(
                Party.STAFF, CancellationCode.BY_STAFF, "lý do", NOW + 8 * MINUTE, 100
            ),
            updated_at=NOW + 9 * MINUTE,
        )

        assert await read(store, booking) == booking

    @pytest.mark.parametrize("code", CancellationCode)
    async def test_cancellation_without_money_survives(
        self, store: Store, code: CancellationCode
    ) -> None:
        cancellation = Cancellation(Party.SYSTEM, code, None, NOW, None)
        booking = await a_booking(store, status=BookingStatus.CANCELLED, cancellation=cancellation)

        assert (await read(store, booking)).cancellation == cancellation

    async def test_b3_period_across_midnight_and_days_survives(self, store: Store) -> None:
        booking = await a_booking(store, period=hours_from_now(14, 14 + 14 * 24))

        assert (await read(store, booking)).period == booking.period

    async def test_unknown_booking_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.bookings.get(BookingId(new_id()))
            with pytest.raises(NotFound):
                await uow.bookings.get_for_change(BookingId(new_id()))

    async def test_booking_is_found_by_its_code(self, store: Store) -> None:
        booking = await a_booking(store)

        async with store.open_read() as uow:
            assert await uow.bookings.by_code(booking.code) == booking
            with pytest.raises(NotFound):
                await uow.bookings.by_code("MATE-UNKNOWN")

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        booking = await a_booking(store)
        await assert_locks(store, lambda uow: uow.bookings.get_for_change(booking.id))

    async def test_saved_change_is_read_again_one_version_on(self, store: Store) -> None:
        booking = await a_booking(store)
        confirmed = booking.confirm(at=NOW + HOUR).booking
        await committed(store, lambda uow: uow.bookings.save(confirmed, due_at=None))

        assert await read(store, booking) == replace(confirmed, version=booking.version + 1)

    async def test_b10_stale_save_is_a_conflict_and_changes_nothing(self, store: Store) -> None:
        booking = await a_booking(store)
        first = booking.confirm(at=NOW).booking
        await committed(store, lambda uow: uow.bookings.save(first, due_at=None))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.bookings.save(booking, due_at=None))

        assert (await read(store, booking)).status is BookingStatus.CONFIRMED

    async def test_b11_second_booking_under_one_code_is_a_conflict(self, store: Store) -> None:
        booking = await a_booking(store)

        with pytest.raises(ConcurrencyConflict):
            await a_booking(store, code=booking.code)


class TestPendingOverlapping(StoreContract):
    async def test_requests_of_either_person_in_either_role_are_found_by_id(
        self, store: Store
    ) -> None:
        user, partner = await a_pair(store)
        confirmed = await a_booking(store, user_id=user.id, partner_id=partner.id)
        of_user = await a_booking(store, user_id=user.id)
        of_partner = await a_booking(store, partner_id=partner.id)
        partner_as_user = await a_booking(store, user_id=partner.id)
        await a_booking(store)

        async with store.open_uow() as uow:
            found = await uow.bookings.pending_overlapping(
                [user.id, partner.id], confirmed.occupied, but=confirmed.id
            )
        assert list(found) == [of_user, of_partner, partner_as_user]

    async def test_request_between_both_persons_is_found_once(self, store: Store) -> None:
        user, partner = await a_pair(store)
        confirmed = await a_booking(store, user_id=user.id, partner_id=partner.id)
        other = await a_booking(store, user_id=user.id, partner_id=partner.id)

        async with store.open_uow() as uow:
            found = await uow.bookings.pending_overlapping(
                [user.id, partner.id], confirmed.occupied, but=confirmed.id
            )
        assert list(found) == [other]

    @pytest.mark.parametrize("status", sorted(set(BookingStatus) - {BookingStatus.PENDING}))
    async def test_only_pending_requests_are_found(
        self, store: Store, status: BookingStatus
    ) -> None:
        booking = await a_booking(store, status=status)

        async with store.open_uow() as uow:
            found = await uow.bookings.pending_overlapping(
                [booking.user_id], booking.period, but=BookingId(new_id())
            )
        assert list(found) == []

    async def test_travel_buffer_counts_and_touching_does_not(self, store: Store) -> None:
        request = await a_booking(
            store, period=hours_from_now(10, 13), travel_buffer=timedelta(minutes=30)
        )

        async with store.open_uow() as uow:
            inside = await uow.bookings.pending_overlapping(
                [request.partner_id], hours_from_now(13, 14), but=BookingId(new_id())
            )
            after = await uow.bookings.pending_overlapping(
                [request.partner_id], hours_from_now(13.5, 14), but=BookingId(new_id())
            )
            before = await uow.bookings.pending_overlapping(
                [request.partner_id], hours_from_now(9, 10), but=BookingId(new_id())
            )
        assert (list(inside), list(after), list(before)) == ([request], [], [])

    async def test_found_rows_stay_locked(self, store: Store) -> None:
        request = await a_booking(store)

        await assert_locks(
            store,
            lambda uow: uow.bookings.pending_overlapping(
                [request.user_id], request.period, but=BookingId(new_id())
            ),
        )


class TestStanding(StoreContract):
    async def test_person_without_bookings_has_none(self, store: Store) -> None:
        user, partner = await a_pair(store)
        async with store.open_read() as uow:
            assert await uow.bookings.standing(user.id, partner.id, at=NOW) == Standing(0, 0, 0)

    async def test_rule_22_open_future_and_pair_are_counted(self, store: Store) -> None:
        user, partner = await a_pair(store)
        for status in BookingStatus:
            await a_booking(store, user_id=user.id, partner_id=partner.id, status=status)
        await a_booking(store, user_id=user.id)
        await a_booking(store, partner_id=partner.id)

        async with store.open_read() as uow:
            standing = await uow.bookings.standing(user.id, partner.id, at=NOW)
        # open: two PENDING, one CONFIRMED; future: these, PAID and IN_PROGRESS
        assert standing == Standing(open_requests=3, future_with_partner=4, future_total=5)

    async def test_meeting_that_has_begun_is_not_future(self, store: Store) -> None:
        user, partner = await a_pair(store)
        booking = await a_booking(
            store, user_id=user.id, partner_id=partner.id, status=BookingStatus.PAID
        )

        async with store.open_read() as uow:
            before = await uow.bookings.standing(
                user.id, partner.id, at=booking.period.start - MINUTE
            )
            at_start = await uow.bookings.standing(user.id, partner.id, at=booking.period.start)
        assert (before.future_total, at_start.future_total) == (1, 0)

    async def test_bookings_as_a_partner_do_not_count_for_the_user(self, store: Store) -> None:
        partner = await a_partner(store)
        await a_booking(store, partner_id=partner.id)

        async with store.open_read() as uow:
            standing = await uow.bookings.standing(partner.id, NOBODY, at=NOW)
        assert standing == Standing(0, 0, 0)


class TestRecord(StoreContract):
    async def test_rule_22_unpaid_expiries_are_counted_since_an_instant(self, store: Store) -> None:
        user = await a_user(store)
        for code, at in (
            (CancellationCode.PAYMENT_EXPIRED, NOW - 31 * DAY),
            (CancellationCode.PAYMENT_EXPIRED, NOW - 30 * DAY),
            (CancellationCode.PAYMENT_EXPIRED, NOW),
            (CancellationCode.REQUEST_EXPIRED, NOW),
        ):
            await a_booking(
                store,
                user_id=user.id,
                status=BookingStatus.CANCELLED,
                cancellation=Cancellation(Party.SYSTEM, code, None, at, None),
            )
        await a_booking(
            store,
            status=BookingStatus.CANCELLED,
            cancellation=Cancellation(
                Party.SYSTEM, CancellationCode.PAYMENT_EXPIRED, None, NOW, None
            ),
        )

        async with store.open_read() as uow:
            assert await uow.bookings.unpaid_expiries(user.id, since=NOW - 30 * DAY) == 2

    async def test_rule_22_free_cancellations_are_paid_ones_at_100_percent_by_the_user(
        self, store: Store
    ) -> None:
        user = await a_user(store)
        for by, code, at, percent in (
            (Party.USER, CancellationCode.BY_USER, NOW, 100),
            (Party.USER, CancellationCode.BY_USER, NOW - 30 * DAY, 100),
            (Party.USER, CancellationCode.BY_USER, NOW - 31 * DAY, 100),
            (Party.USER, CancellationCode.BY_USER, NOW, 50),
            (Party.USER, CancellationCode.BY_USER, NOW, None),
            (Party.PARTNER, CancellationCode.BY_PARTNER, NOW, 100),
            (Party.STAFF, CancellationCode.BY_STAFF, NOW, 100),
            (Party.SYSTEM, CancellationCode.UNPROVEN, NOW, 100),
        ):
            await a_booking(
                store,
                user_id=user.id,
                status=BookingStatus.CANCELLED,
                paid_at=None if percent is None else at,
                cancellation=Cancellation(by, code, None, at, percent),
            )

        async with store.open_read() as uow:
            assert await uow.bookings.free_cancellations(user.id, since=NOW - 30 * DAY) == 2
