"""What every Bookings repository must do with lists and history."""

from __future__ import annotations

from mate_core.bookings.model import (
    Booking,
)
from mate_core.bookings.transitions import Action, BookingStatus, Party
from tests.contract.makers import (
    HOUR,
    MINUTE,
    NOW,
    a_booking,
    a_partner,
    a_user,
    hours_from_now,
    new_history,
)
from tests.contract.stores import Store, StoreContract, committed


class TestPage(StoreContract):
    async def test_bookings_of_a_person_come_newest_first_in_both_roles(self, store: Store) -> None:
        partner = await a_partner(store)
        old = await a_booking(store, partner_id=partner.id, created_at=NOW)
        new = await a_booking(store, user_id=partner.id, created_at=NOW + MINUTE)
        await a_booking(store)

        async with store.open_read() as uow:
            page = await uow.bookings.page(
                partner.id, role=None, status=None, within=(None, None), after=None, limit=10
            )
        assert (list(page.items), page.next) == ([new, old], None)

    async def test_role_and_status_narrow_the_list(self, store: Store) -> None:
        partner = await a_partner(store)
        as_partner = await a_booking(store, partner_id=partner.id)
        await a_booking(store, partner_id=partner.id, status=BookingStatus.PAID)
        await a_booking(store, user_id=partner.id)

        async with store.open_read() as uow:
            page = await uow.bookings.page(
                partner.id,
                role=Party.PARTNER,
                status=(BookingStatus.PENDING,),
                within=(None, None),
                after=None,
                limit=10,
            )
        assert list(page.items) == [as_partner]

    async def test_bounds_are_for_the_start_the_end_excluded(self, store: Store) -> None:
        user = await a_user(store)
        bookings = [
            await a_booking(
                store,
                user_id=user.id,
                period=hours_from_now(start, start + 3),
                created_at=NOW + start * MINUTE,
            )
            for start in (10, 20, 30)
        ]

        async with store.open_read() as uow:
            page = await uow.bookings.page(
                user.id,
                role=None,
                status=None,
                within=(NOW + 20 * HOUR, NOW + 30 * HOUR),
                after=None,
                limit=10,
            )
        assert list(page.items) == [bookings[1]]

    async def test_staff_see_the_bookings_of_everyone(self, store: Store) -> None:
        old, new = await a_booking(store), await a_booking(store, created_at=NOW + MINUTE)

        async with store.open_read() as uow:
            page = await uow.bookings.page(
                None, role=None, status=None, within=(None, None), after=None, limit=10
            )
        assert list(page.items) == [new, old]

    async def test_pages_go_on_by_cursor_through_ties(self, store: Store) -> None:
        user = await a_user(store)
        bookings = [await a_booking(store, user_id=user.id) for _ in range(3)]
        seen: list[Booking] = []
        after = None
        for _ in range(2):
            async with store.open_read() as uow:
                page = await uow.bookings.page(
                    user.id, role=None, status=None, within=(None, None), after=after, limit=2
                )
            seen.extend(page.items)
            after = page.next

        assert after is None
        assert seen == list(reversed(bookings))


class TestHistory(StoreContract):
    async def test_changes_come_oldest_first_with_every_field(self, store: Store) -> None:
        booking = await a_booking(store)
        request = new_history(booking)
        confirmed = new_history(
            booking,
            from_status=BookingStatus.PENDING,
            to_status=BookingStatus.CONFIRMED,
            action=Action.CONFIRM,
            party=Party.PARTNER,
            actor_id=booking.partner_id,
            at=NOW + MINUTE,
        )
        expired = new_history(
            booking,
            from_status=BookingStatus.CONFIRMED,
            to_status=BookingStatus.CANCELLED,
            action=Action.EXPIRE,
            party=Party.SYSTEM,
            actor_id=None,
            reason="payment_expired",
            at=NOW + 3 * HOUR,
        )
        await committed(
            store,
            lambda uow: uow.bookings.add_history(request),
            lambda uow: uow.bookings.add_history(confirmed),
            lambda uow: uow.bookings.add_history(expired),
        )

        async with store.open_read() as uow:
            assert list(await uow.bookings.history(booking.id)) == [request, confirmed, expired]

    async def test_history_of_another_booking_is_not_mixed_in(self, store: Store) -> None:
        booking, other = await a_booking(store), await a_booking(store)
        await committed(store, lambda uow: uow.bookings.add_history(new_history(other)))

        async with store.open_read() as uow:
            assert list(await uow.bookings.history(booking.id)) == []
