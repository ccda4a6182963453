"""What every Escrows repository must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.payments.errors import EscrowIsFrozen
from mate_core.payments.escrow import (
    Escrow,
    EscrowLine,
    EscrowStatus,
    Freeze,
    FreezeCause,
    Instruction,
    SettlementKind,
    refund_at,
    release_at,
)
from mate_core.payments.policies import NO_TAX, RESIDENT
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import EscrowId
from mate_core.shared.money import ZERO, Vnd
from tests.contract.makers import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    a_booking,
    a_partner,
    a_user,
    an_escrow,
    new_escrow,
    new_id,
)
from tests.contract.stores import (
    Store,
    StoreContract,
    assert_locks,
    assert_waits_for_the_first,
    committed,
)

TERMS = EscrowLine(Vnd(699_997), Vnd(105_000))
EXTENSION = EscrowLine(Vnd(100_000), Vnd(15_000))


def freeze_of(escrow: Escrow, **changes: Any) -> Freeze:
    freeze = Freeze(
        id=new_id(),
        escrow_id=escrow.id,
        cause=FreezeCause.STAFF,
        reason="a question",
        opened_at=NOW,
        opened_by=None,
    )
    return replace(freeze, **changes)


async def read(store: Store, escrow: Escrow) -> Escrow:
    async with store.open_read() as uow:
        return await uow.escrows.get(escrow.id)


class TestEscrows(StoreContract):
    async def test_held_escrow_with_two_lines_survives(self, store: Store) -> None:
        escrow = await an_escrow(store, lines=(TERMS, EXTENSION))

        assert await read(store, escrow) == escrow

    @pytest.mark.parametrize(
        "instruction",
        [
            release_at(NOW + DAY),
            refund_at(NOW + HOUR, percent=50),
            Instruction(SettlementKind.SPLIT, NOW + DAY, partner_amount=Vnd(400_000)),
        ],
        ids=lambda instruction: instruction.kind,
    )
    async def test_instruction_survives(self, store: Store, instruction: Instruction) -> None:
        escrow = await an_escrow(store)
        await committed(store, lambda uow: uow.escrows.save(escrow.instructed(instruction)))

        assert (await read(store, escrow)).instruction == instruction

    async def test_settled_shares_survive(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=refund_at(NOW, percent=50))
        settled, _ = escrow.settle(rates=RESIDENT, at=NOW + HOUR)
        await committed(store, lambda uow: uow.escrows.save(settled))

        after = await read(store, escrow)
        assert after == replace(settled, version=escrow.version + 1)
        assert after.status is EscrowStatus.RELEASED
        assert after.settled is not None
        assert (after.settled.vat, after.settled.pit) == (Vnd(17_500), Vnd(7_000))

    async def test_unknown_escrow_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.escrows.get(EscrowId(new_id()))
            with pytest.raises(NotFound):
                await uow.escrows.get_for_change(EscrowId(new_id()))

    async def test_escrow_is_found_by_its_reference(self, store: Store) -> None:
        escrow = await an_escrow(store)

        async with store.open_uow() as uow:
            assert await uow.escrows.of_reference(escrow.reference) == escrow
            assert await uow.escrows.of_reference_for_change(escrow.reference) == escrow

    async def test_reference_without_money_has_no_escrow(self, store: Store) -> None:
        booking = await a_booking(store)

        async with store.open_uow() as uow:
            assert await uow.escrows.of_reference(booking.id) is None
            assert await uow.escrows.of_reference_for_change(booking.id) is None

    async def test_m4_second_escrow_for_one_reference_is_a_conflict(self, store: Store) -> None:
        booking = await a_booking(store)
        await an_escrow(store, booking)

        with pytest.raises(ConcurrencyConflict):
            await an_escrow(store, booking)

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        escrow = await an_escrow(store)
        await assert_locks(store, lambda uow: uow.escrows.get_for_change(escrow.id))

    async def test_row_by_reference_for_change_is_the_same_lock(self, store: Store) -> None:
        escrow = await an_escrow(store)
        await assert_waits_for_the_first(
            store,
            lambda uow: uow.escrows.of_reference_for_change(escrow.reference),
            lambda uow: uow.escrows.get_for_change(escrow.id),
        )

    async def test_m7_stale_save_is_a_conflict_and_changes_nothing(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=release_at(NOW))
        first, _ = escrow.settle(rates=NO_TAX, at=NOW)
        second = escrow.instructed(refund_at(NOW))
        await committed(store, lambda uow: uow.escrows.save(first))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.escrows.save(second))

        assert (await read(store, escrow)).status is EscrowStatus.RELEASED


class TestFreezes(StoreContract):
    async def test_m8_settlement_under_an_open_freeze_is_refused(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=release_at(NOW))
        settled, _ = escrow.settle(rates=NO_TAX, at=NOW)
        await committed(store, lambda uow: uow.escrows.add_freeze(freeze_of(escrow)))

        with pytest.raises(EscrowIsFrozen):
            await committed(store, lambda uow: uow.escrows.save(settled))
        assert (await read(store, escrow)).is_open

    async def test_full_refund_under_an_open_freeze_is_refused_too(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=refund_at(NOW))
        settled, _ = escrow.settle(rates=NO_TAX, at=NOW)
        await committed(store, lambda uow: uow.escrows.add_freeze(freeze_of(escrow)))

        with pytest.raises(EscrowIsFrozen):
            await committed(store, lambda uow: uow.escrows.save(settled))

    async def test_frozen_escrow_may_get_another_instruction(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=release_at(NOW))
        await committed(store, lambda uow: uow.escrows.add_freeze(freeze_of(escrow)))
        await committed(store, lambda uow: uow.escrows.save(escrow.instructed(refund_at(NOW))))

        assert (await read(store, escrow)).instruction == refund_at(NOW)

    async def test_settlement_is_possible_once_every_freeze_is_lifted(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=release_at(NOW))
        settled, _ = escrow.settle(rates=NO_TAX, at=NOW)
        await committed(
            store,
            lambda uow: uow.escrows.add_freeze(freeze_of(escrow)),
            lambda uow: uow.escrows.add_freeze(freeze_of(escrow)),
        )
        async with store.open_uow() as uow:
            assert await uow.escrows.lift_freezes(escrow.id, FreezeCause.STAFF, at=NOW + HOUR) == 2
            await uow.commit()
        await committed(store, lambda uow: uow.escrows.save(settled))

        assert not (await read(store, escrow)).is_open

    async def test_lifting_the_freezes_of_one_cause_leaves_the_others(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=release_at(NOW))
        by_staff = freeze_of(escrow)
        by_dispute = replace(freeze_of(escrow), cause=FreezeCause.DISPUTE)
        await committed(
            store,
            lambda uow: uow.escrows.add_freeze(by_staff),
            lambda uow: uow.escrows.add_freeze(by_dispute),
        )
        async with store.open_uow() as uow:
            assert await uow.escrows.lift_freezes(escrow.id, FreezeCause.DISPUTE, at=NOW) == 1
            await uow.commit()
        async with store.open_read() as uow:
            assert list(await uow.escrows.open_freezes(escrow.id)) == [by_staff]

    async def test_freeze_of_another_escrow_is_no_hindrance(self, store: Store) -> None:
        other, escrow = await an_escrow(store), await an_escrow(store, instruction=release_at(NOW))
        settled, _ = escrow.settle(rates=NO_TAX, at=NOW)
        await committed(
            store,
            lambda uow: uow.escrows.add_freeze(freeze_of(other)),
            lambda uow: uow.escrows.save(settled),
        )

        assert not (await read(store, escrow)).is_open

    async def test_open_freezes_are_listed_until_lifted(self, store: Store) -> None:
        escrow, staff = await an_escrow(store), await a_user(store)
        freeze = freeze_of(escrow, opened_by=staff.id)
        await committed(store, lambda uow: uow.escrows.add_freeze(freeze))
        async with store.open_uow() as uow:
            assert list(await uow.escrows.open_freezes(escrow.id)) == [freeze]
            assert await uow.escrows.lift_freezes(escrow.id, FreezeCause.STAFF, at=NOW) == 1
            assert list(await uow.escrows.open_freezes(escrow.id)) == []

    async def test_lifting_where_nothing_is_frozen_counts_zero(self, store: Store) -> None:
        escrow = await an_escrow(store)
        async with store.open_uow() as uow:
            assert await uow.escrows.lift_freezes(escrow.id, FreezeCause.STAFF, at=NOW) == 0


class TestLists(StoreContract):
    async def test_page_is_newest_first_and_goes_on_by_cursor(self, store: Store) -> None:
        oldest, older, newest = [
            await an_escrow(store, created_at=NOW + n * MINUTE) for n in range(3)
        ]
        async with store.open_read() as uow:
            first = await uow.escrows.page(open_only=False, after=None, limit=2)
            last = await uow.escrows.page(open_only=False, after=first.next, limit=2)

        assert list(first.items) == [newest, older]
        assert (list(last.items), last.next) == ([oldest], None)

    async def test_page_of_open_ones_leaves_out_the_settled(self, store: Store) -> None:
        settled, _ = (await an_escrow(store, instruction=refund_at(NOW))).settle(
            rates=NO_TAX, at=NOW
        )
        await committed(store, lambda uow: uow.escrows.save(settled))
        standing = await an_escrow(store)

        async with store.open_read() as uow:
            page = await uow.escrows.page(open_only=True, after=None, limit=10)
            everything = await uow.escrows.page(open_only=False, after=None, limit=10)
        assert list(page.items) == [standing]
        assert len(everything.items) == 2

    async def test_m30_incoming_is_the_sum_of_subtotals_held_for_a_payee(
        self, store: Store
    ) -> None:
        partner = await a_partner(store)
        for lines in ((TERMS,), (TERMS, EXTENSION)):
            booking = await a_booking(store, partner_id=partner.id)
            await an_escrow(store, booking, lines=lines)
        await an_escrow(store)

        async with store.open_read() as uow:
            assert await uow.escrows.incoming(partner.id) == Vnd(2 * 699_997 + 100_000)

    async def test_settled_money_is_not_incoming(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=release_at(NOW))
        settled, _ = escrow.settle(rates=NO_TAX, at=NOW)
        await committed(store, lambda uow: uow.escrows.save(settled))

        async with store.open_read() as uow:
            assert await uow.escrows.incoming(escrow.payee) == ZERO

    async def test_payee_without_escrows_has_nothing_incoming(self, store: Store) -> None:
        booking = await a_booking(store)
        assert new_escrow(booking).payee == booking.partner_id

        async with store.open_read() as uow:
            assert await uow.escrows.incoming(booking.partner_id) == ZERO

    async def test_rule_8_earned_is_what_settlements_paid_after_tax(self, store: Store) -> None:
        partner = await a_partner(store)
        for due in (release_at(NOW), refund_at(NOW, 50), refund_at(NOW)):
            booking = await a_booking(store, partner_id=partner.id)
            escrow = await an_escrow(store, booking, instruction=due)
            settled, _ = escrow.settle(rates=RESIDENT, at=NOW)
            async with store.open_uow() as uow:
                await uow.escrows.save(settled)
                await uow.commit()
        await an_escrow(store, await a_booking(store, partner_id=partner.id))

        async with store.open_read() as uow:
            assert await uow.escrows.earned(partner.id) == Vnd(650_997 + 325_498)
            assert await uow.escrows.earned((await a_partner(store)).id) == ZERO
