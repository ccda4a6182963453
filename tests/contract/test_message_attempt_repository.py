"""What every MessageAttempts and Suppressions repository must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.messages.attempt import (
    AttemptStatus,
    MessageAttempt,
    MessageChannel,
    MessageVendor,
    Suppression,
    SuppressionCause,
)
from mate_core.shared.errors import ConcurrencyConflict
from tests.contract.makers import MINUTE, NOW, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed

HASH = "5a" * 32


def new_attempt(**changes: Any) -> MessageAttempt:
    attempt = MessageAttempt(
        id=new_id(),
        message_id=new_id(),
        number=1,
        channel=MessageChannel.SMS,
        vendor=MessageVendor.TWILIO,
        template="code",
        address_hash=HASH,
        started_at=NOW,
        updated_at=NOW,
    )
    return replace(attempt, **changes)


def new_suppression(**changes: Any) -> Suppression:
    return replace(
        Suppression(MessageChannel.EMAIL, HASH, SuppressionCause.BOUNCED, NOW), **changes
    )


class TestMessageAttempts(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        attempt = new_attempt(status=AttemptStatus.REFUSED, vendor_id="SM1", error="21211")
        await committed(store, lambda uow: uow.message_attempts.add(attempt))

        async with store.open_uow() as uow:
            assert await uow.message_attempts.get_for_change(attempt.id) == attempt
            assert await uow.message_attempts.get_for_change(new_id()) is None

    async def test_those_of_a_message_come_in_order(self, store: Store) -> None:
        first = new_attempt()
        second = new_attempt(message_id=first.message_id, number=2)
        stranger = new_attempt()
        await committed(
            store,
            lambda uow: uow.message_attempts.add(second),
            lambda uow: uow.message_attempts.add(first),
            lambda uow: uow.message_attempts.add(stranger),
        )

        async with store.open_read() as uow:
            assert list(await uow.message_attempts.of_message(first.message_id)) == [first, second]

    async def test_the_last_ones_to_an_address_come_first(self, store: Store) -> None:
        old = new_attempt(started_at=NOW - MINUTE)
        middle, fresh = new_attempt(), new_attempt(started_at=NOW + MINUTE)
        stranger = new_attempt(address_hash="other")
        await committed(
            store,
            lambda uow: uow.message_attempts.add(middle),
            lambda uow: uow.message_attempts.add(old),
            lambda uow: uow.message_attempts.add(stranger),
            lambda uow: uow.message_attempts.add(fresh),
        )

        async with store.open_read() as uow:
            assert list(await uow.message_attempts.to_address(HASH, limit=2)) == [fresh, middle]

    async def test_a_number_is_taken_once(self, store: Store) -> None:
        first = new_attempt()
        await committed(store, lambda uow: uow.message_attempts.add(first))

        with pytest.raises(ConcurrencyConflict):
            await committed(
                store,
                lambda uow: uow.message_attempts.add(new_attempt(message_id=first.message_id)),
            )

    async def test_news_is_kept(self, store: Store) -> None:
        attempt = new_attempt()
        told = attempt.told(AttemptStatus.ACCEPTED, at=NOW + MINUTE, vendor_id="SM1")
        await committed(
            store,
            lambda uow: uow.message_attempts.add(attempt),
            lambda uow: uow.message_attempts.save(told),
        )

        async with store.open_read() as uow:
            assert list(await uow.message_attempts.of_message(attempt.message_id)) == [told]

    async def test_it_is_locked_for_change(self, store: Store) -> None:
        attempt = new_attempt()
        await committed(store, lambda uow: uow.message_attempts.add(attempt))

        await assert_locks(store, lambda uow: uow.message_attempts.get_for_change(attempt.id))

    async def test_purge_deletes_what_began_before(self, store: Store) -> None:
        old, fresh = new_attempt(started_at=NOW - MINUTE), new_attempt()
        await committed(
            store,
            lambda uow: uow.message_attempts.add(old),
            lambda uow: uow.message_attempts.add(fresh),
        )

        async with store.open_uow() as uow:
            assert await uow.message_attempts.purge(before=NOW) == 1
            assert await uow.message_attempts.of_message(old.message_id) == []
            assert await uow.message_attempts.of_message(fresh.message_id) == [fresh]


class TestSuppressions(StoreContract):
    async def test_the_first_cause_stands(self, store: Store) -> None:
        first = new_suppression()
        await committed(
            store,
            lambda uow: uow.suppressions.add(first),
            lambda uow: uow.suppressions.add(new_suppression(cause=SuppressionCause.DROPPED)),
        )

        async with store.open_read() as uow:
            assert await uow.suppressions.find(MessageChannel.EMAIL, HASH) == first

    async def test_it_holds_for_one_channel_and_one_address(self, store: Store) -> None:
        await committed(store, lambda uow: uow.suppressions.add(new_suppression()))

        async with store.open_read() as uow:
            assert await uow.suppressions.find(MessageChannel.SMS, HASH) is None
            assert await uow.suppressions.find(MessageChannel.EMAIL, "other") is None

    async def test_it_can_be_lifted(self, store: Store) -> None:
        await committed(
            store,
            lambda uow: uow.suppressions.add(new_suppression()),
            lambda uow: uow.suppressions.remove(MessageChannel.EMAIL, HASH),
            lambda uow: uow.suppressions.remove(MessageChannel.EMAIL, HASH),
        )

        async with store.open_read() as uow:
            assert await uow.suppressions.find(MessageChannel.EMAIL, HASH) is None

    async def test_purge_deletes_what_was_entered_before(self, store: Store) -> None:
        await committed(
            store,
            lambda uow: uow.suppressions.add(new_suppression(at=NOW - MINUTE)),
            lambda uow: uow.suppressions.add(new_suppression(address_hash="other")),
        )

        async with store.open_uow() as uow:
            assert await uow.suppressions.purge(before=NOW) == 1
            assert await uow.suppressions.find(MessageChannel.EMAIL, HASH) is None
            assert await uow.suppressions.find(MessageChannel.EMAIL, "other") is not None
