"""What every CalendarFeeds repository must do, and every BookingCodes."""

from __future__ import annotations

from dataclasses import replace

from mate_core.partners.feeds import CalendarFeed
from tests.contract.makers import DAY, NOW, a_booking, a_user, new_id
from tests.contract.stores import Store, StoreContract, committed


class TestCalendarFeeds(StoreContract):
    async def test_feed_is_found_by_its_owner_and_by_its_token(self, store: Store) -> None:
        user = await a_user(store)
        feed = CalendarFeed(user.id, f"hash of {user.id}", NOW)
        await committed(store, lambda uow: uow.calendar_feeds.put(feed))

        async with store.open_read() as uow:
            assert await uow.calendar_feeds.of(user.id) == feed
            assert await uow.calendar_feeds.by_token(feed.token_hash) == feed

    async def test_nobody_is_behind_an_unknown_token(self, store: Store) -> None:
        async with store.open_read() as uow:
            assert await uow.calendar_feeds.by_token("nobody's") is None
            assert await uow.calendar_feeds.of((await a_user(store)).id) is None

    async def test_new_feed_takes_the_place_of_the_old_one(self, store: Store) -> None:
        user = await a_user(store)
        old = CalendarFeed(user.id, f"old hash of {user.id}", NOW)
        new = replace(old, token_hash=f"new hash of {user.id}", created_at=NOW + DAY)
        await committed(store, lambda uow: uow.calendar_feeds.put(old))
        await committed(store, lambda uow: uow.calendar_feeds.put(new))

        async with store.open_read() as uow:
            assert await uow.calendar_feeds.by_token(old.token_hash) is None
            assert await uow.calendar_feeds.by_token(new.token_hash) == new

    async def test_removed_feed_is_gone_and_removing_nothing_is_no_error(
        self, store: Store
    ) -> None:
        user = await a_user(store)
        feed = CalendarFeed(user.id, f"hash of {user.id}", NOW)
        await committed(store, lambda uow: uow.calendar_feeds.put(feed))
        await committed(store, lambda uow: uow.calendar_feeds.remove(user.id))
        await committed(store, lambda uow: uow.calendar_feeds.remove(user.id))

        async with store.open_read() as uow:
            assert await uow.calendar_feeds.of(user.id) is None


class TestBookingCodes(StoreContract):
    async def test_codes_are_told_and_unknown_bookings_left_out(self, store: Store) -> None:
        one, other = await a_booking(store), await a_booking(store)
        async with store.open_read() as uow:
            codes = await uow.booking_codes.of(one.id, new_id(), other.id)
            assert codes == {one.id: one.code, other.id: other.code}

    async def test_without_a_question_there_is_no_answer(self, store: Store) -> None:
        async with store.open_read() as uow:
            assert await uow.booking_codes.of() == {}
