"""What every Slots repository must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.partners.calendar import SlotKind
from mate_core.partners.errors import SlotOverlap
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import SlotId
from tests.contract.makers import a_partner, hours_from_now, new_id, new_slot
from tests.contract.stores import Store, StoreContract, committed


class TestSlots(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        slot = new_slot(await a_partner(store), hours_from_now(1, 9), SlotKind.BLOCKED)
        await committed(store, lambda uow: uow.slots.add(slot))

        async with store.open_read() as uow:
            assert await uow.slots.get(slot.id) == slot

    async def test_unknown_slot_is_not_found(self, store: Store) -> None:
        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.slots.get(SlotId(new_id()))

    @pytest.mark.parametrize("kind", SlotKind)
    async def test_b1_overlapping_slot_of_the_same_kind_is_refused(
        self, store: Store, kind: SlotKind
    ) -> None:
        partner = await a_partner(store)
        evening = new_slot(partner, hours_from_now(18, 22), kind)
        inside = new_slot(partner, hours_from_now(19, 21), kind)
        await committed(store, lambda uow: uow.slots.add(evening))

        with pytest.raises(SlotOverlap):
            await committed(store, lambda uow: uow.slots.add(inside))

    async def test_overlap_within_one_call_is_refused_and_nothing_stays(self, store: Store) -> None:
        partner = await a_partner(store)
        one = new_slot(partner, hours_from_now(1, 4))
        other = new_slot(partner, hours_from_now(3, 5))
        with pytest.raises(SlotOverlap):
            await committed(store, lambda uow: uow.slots.add(one, other))

        async with store.open_read() as uow:
            assert await uow.slots.count(partner.id) == 0

    async def test_slots_that_touch_stand_side_by_side(self, store: Store) -> None:
        partner = await a_partner(store)
        one = new_slot(partner, hours_from_now(1, 4))
        other = new_slot(partner, hours_from_now(4, 5))
        await committed(store, lambda uow: uow.slots.add(one, other))

        async with store.open_read() as uow:
            assert await uow.slots.count(partner.id) == 2

    async def test_block_may_lie_over_a_window(self, store: Store) -> None:
        partner = await a_partner(store)
        window = new_slot(partner, hours_from_now(1, 9))
        block = new_slot(partner, hours_from_now(2, 3), SlotKind.BLOCKED)
        await committed(store, lambda uow: uow.slots.add(window, block))

        async with store.open_read() as uow:
            assert await uow.slots.count(partner.id) == 2

    async def test_two_partners_may_be_open_at_the_same_time(self, store: Store) -> None:
        one = new_slot(await a_partner(store), hours_from_now(1, 9))
        other = new_slot(await a_partner(store), hours_from_now(1, 9))
        await committed(store, lambda uow: uow.slots.add(one, other))

        async with store.open_read() as uow:
            assert await uow.slots.count(one.partner_id) == 1

    async def test_replaced_slot_is_read_again(self, store: Store) -> None:
        slot = new_slot(await a_partner(store), hours_from_now(1, 9))
        moved = replace(slot, period=hours_from_now(2, 10))
        await committed(
            store, lambda uow: uow.slots.add(slot), lambda uow: uow.slots.replace(moved)
        )

        async with store.open_read() as uow:
            assert await uow.slots.get(slot.id) == moved

    async def test_slot_cannot_be_moved_onto_another(self, store: Store) -> None:
        partner = await a_partner(store)
        one = new_slot(partner, hours_from_now(1, 4))
        other = new_slot(partner, hours_from_now(5, 8))
        await committed(store, lambda uow: uow.slots.add(one, other))

        with pytest.raises(SlotOverlap):
            await committed(
                store, lambda uow: uow.slots.replace(replace(one, period=hours_from_now(1, 6)))
            )

    async def test_removed_slot_leaves_room(self, store: Store) -> None:
        partner = await a_partner(store)
        slot = new_slot(partner, hours_from_now(1, 9))
        await committed(store, lambda uow: uow.slots.add(slot))
        await committed(store, lambda uow: uow.slots.remove(slot.id))
        again = new_slot(partner, hours_from_now(1, 9))
        await committed(store, lambda uow: uow.slots.add(again))

        async with store.open_read() as uow:
            assert list(await uow.slots.within(partner.id, hours_from_now(0, 99))) == [again]

    async def test_slots_that_meet_a_period_come_in_order_of_start(self, store: Store) -> None:
        partner = await a_partner(store)
        before = new_slot(partner, hours_from_now(0, 2))
        first = new_slot(partner, hours_from_now(2, 4))
        block = new_slot(partner, hours_from_now(3, 5), SlotKind.BLOCKED)
        last = new_slot(partner, hours_from_now(5, 7))
        after = new_slot(partner, hours_from_now(7, 9))
        foreign = new_slot(await a_partner(store), hours_from_now(2, 7))
        await committed(
            store, lambda uow: uow.slots.add(after, last, block, before, first, foreign)
        )

        async with store.open_read() as uow:
            found = await uow.slots.within(partner.id, hours_from_now(3, 7))
        assert list(found) == [first, block, last]

    async def test_count_includes_past_slots(self, store: Store) -> None:
        partner = await a_partner(store)
        past = new_slot(partner, hours_from_now(-500, -490))
        await committed(store, lambda uow: uow.slots.add(past))

        async with store.open_read() as uow:
            assert await uow.slots.count(partner.id) == 1
