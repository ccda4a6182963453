"""What every Blocks repository must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from mate_core.bookings.transitions import BookingStatus
from mate_core.identity.model import User
from mate_core.moderation.blocks import Block
from mate_core.moderation.ports import ModerationUow
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import UserId
from tests.contract.makers import HOUR, NOW, a_booking, a_user
from tests.contract.stores import Store, StoreContract, assert_locks, committed


async def people(store: Store, number: int) -> list[User]:
    return [await a_user(store) for _ in range(number)]


async def add(block: Block, uow: ModerationUow) -> None:
    await uow.blocks.add(block)


async def blocked(store: Store, one: User, other: User, *, after: timedelta = 0 * HOUR) -> Block:
    block = Block(one.id, other.id, NOW + after, "noisy", "Linh")
    await committed(store, partial(add, block))
    return block


class TestBlocks(StoreContract):
    async def test_every_field_survives_and_each_direction_is_its_own(self, store: Store) -> None:
        an, binh = await people(store, 2)
        block = await blocked(store, an, binh)
        bare = Block(binh.id, an.id, NOW)
        await committed(store, partial(add, bare))

        async with store.open_read() as uow:
            assert await uow.blocks.get(an.id, binh.id) == block
            assert await uow.blocks.get(binh.id, an.id) == bare

    async def test_second_block_of_a_pair_is_a_conflict(self, store: Store) -> None:
        an, binh = await people(store, 2)
        block = await blocked(store, an, binh)
        with pytest.raises(ConcurrencyConflict):
            await committed(store, partial(add, replace(block, reason=None)))

    @pytest.mark.parametrize(
        ("made", "hidden"),
        [((), False), (("ab",), True), (("ba",), True), (("ab", "ba"), True)],
    )
    async def test_rule_15_between_two_looks_both_ways(
        self, store: Store, made: tuple[str, ...], hidden: bool
    ) -> None:
        an, binh, chi = await people(store, 3)
        pairs = {"ab": (an, binh), "ba": (binh, an)}
        for each in made:
            await blocked(store, *pairs[each])
        await blocked(store, an, chi)

        async with store.open_read() as uow:
            assert await uow.blocks.between(an.id, binh.id) is hidden
            assert await uow.blocks.between(binh.id, an.id) is hidden
            assert await uow.blocks.hidden_from(binh.id) == ({an.id} if hidden else frozenset())
            assert chi.id in await uow.blocks.hidden_from(an.id)

    async def test_q1_who_blocked_nobody_is_hidden_from_nobody(self, store: Store) -> None:
        (an,) = await people(store, 1)
        async with store.open_read() as uow:
            assert await uow.blocks.hidden_from(an.id) == frozenset()
            assert (await uow.blocks.of(an.id, after=None, limit=5)).items == []

    async def test_removed_one_is_gone_and_the_other_direction_stays(self, store: Store) -> None:
        an, binh = await people(store, 2)
        await blocked(store, an, binh)
        await blocked(store, binh, an)
        await committed(store, lambda uow: uow.blocks.remove(an.id, binh.id))

        async with store.open_read() as uow:
            assert await uow.blocks.get(an.id, binh.id) is None
            assert await uow.blocks.between(an.id, binh.id)

    async def test_list_is_newest_first_and_goes_on_behind_its_cursor(self, store: Store) -> None:
        an, *others = await people(store, 5)
        made = [
            await blocked(store, an, other, after=(n // 2) * HOUR) for n, other in enumerate(others)
        ]
        await blocked(store, others[0], an)
        newest = sorted(made, key=lambda row: (row.created_at, row.blocked_id), reverse=True)

        async with store.open_read() as uow:
            first = await uow.blocks.of(an.id, after=None, limit=3)
            rest = await uow.blocks.of(an.id, after=first.next, limit=3)
            assert [*first.items, *rest.items] == newest
            assert rest.next is None
            assert await uow.blocks.count(an.id) == 4
            assert await uow.blocks.made_by(an.id) == newest[::-1]

    async def test_forgotten_person_stands_in_no_block(self, store: Store) -> None:
        an, binh, chi = await people(store, 3)
        for one, other in ((an, binh), (binh, an), (binh, chi)):
            await blocked(store, one, other)
        await committed(store, lambda uow: uow.blocks.forget(an.id))

        async with store.open_read() as uow:
            assert not await uow.blocks.between(an.id, binh.id)
            assert await uow.blocks.between(binh.id, chi.id)


class TestUnpaidBetween(StoreContract):
    async def test_rule_15_requests_of_the_two_in_either_role_and_nothing_else(
        self, store: Store
    ) -> None:
        wanted = await a_booking(store)
        one, other = wanted.user_id, wanted.partner_id
        await a_booking(store)
        await a_booking(store, user_id=one, partner_id=other, status=BookingStatus.COMPLETED)

        async with store.open_uow() as uow:
            assert list(await uow.bookings.unpaid_between(one, other)) == [wanted]
            assert list(await uow.bookings.unpaid_between(other, one)) == [wanted]
            assert list(await uow.bookings.unpaid_between(one, UserId(wanted.id))) == []

    async def test_rows_stay_locked_until_the_end(self, store: Store) -> None:
        booking = await a_booking(store)
        await assert_locks(
            store, lambda uow: uow.bookings.unpaid_between(booking.user_id, booking.partner_id)
        )
