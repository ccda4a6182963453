"""What every Deeds repository must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.identity.model import User
from mate_core.payments.deed import DeedRecord
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.money import ZERO, Vnd
from tests.contract.makers import DAY, HOUR, MINUTE, NOW, a_user, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed


def new_deed(beneficiary: User, proposer: User, **changes: Any) -> DeedRecord:
    record = DeedRecord(
        id=new_id(),
        action="escrow.refund",
        subject_id=new_id(),
        terms="refund:6000000",
        amount=Vnd(6_000_000),
        beneficiary=beneficiary.id,
        reason="ticket 4711",
        proposed_by=proposer.id,
        proposed_at=NOW,
        lapses_at=NOW + 72 * HOUR,
    )
    return replace(record, **changes)


async def keep(store: Store, *deeds: DeedRecord) -> None:
    async with store.open_uow() as uow:
        for deed in deeds:
            await uow.deeds.add(deed)
        await uow.commit()


class TestDeeds(StoreContract):
    async def test_proposal_is_found_by_its_terms_with_every_field(self, store: Store) -> None:
        deed = new_deed(await a_user(store), await a_user(store))
        await committed(store, lambda uow: uow.deeds.add(deed))

        async with store.open_read() as uow:
            found = await uow.deeds.waiting_for(deed.action, deed.subject_id, deed.terms)
            other = await uow.deeds.waiting_for(deed.action, deed.subject_id, "split:1")
        assert (found, other) == (deed, None)

    async def test_granted_deed_waits_no_more_and_counts(self, store: Store) -> None:
        an, binh, chi = [await a_user(store) for _ in range(3)]
        deed = new_deed(an, binh)
        granted = deed.granted(chi.id, at=NOW + MINUTE)
        await committed(store, lambda uow: uow.deeds.add(deed), lambda uow: uow.deeds.save(granted))

        async with store.open_read() as uow:
            assert await uow.deeds.waiting_for(deed.action, deed.subject_id, deed.terms) is None
            for person in (binh, chi):
                assert await uow.deeds.granted_by(person.id, since=NOW) == deed.amount
            assert await uow.deeds.granted_by(an.id, since=NOW) == ZERO
            assert await uow.deeds.granted_to(an.id, since=NOW) == deed.amount

    async def test_deed_whose_money_the_state_gets_survives_and_counts_for_who_did_it(
        self, store: Store
    ) -> None:
        binh = await a_user(store)
        deed = replace(new_deed(binh, binh, action="tax.remit"), beneficiary=None)
        await keep(store, deed)

        async with store.open_read() as uow:
            assert await uow.deeds.waiting_for(deed.action, deed.subject_id, deed.terms) == deed
        granted = deed.granted(binh.id, at=NOW)
        await committed(store, lambda uow: uow.deeds.save(granted))
        async with store.open_read() as uow:
            assert await uow.deeds.granted_by(binh.id, since=NOW) == deed.amount

    async def test_sums_hold_granted_deeds_since_the_instant_only(self, store: Store) -> None:
        an, binh = await a_user(store), await a_user(store)
        deeds = [
            new_deed(an, binh),
            new_deed(an, binh, amount=Vnd(1), granted_at=NOW),
            new_deed(an, binh, amount=Vnd(20), granted_at=NOW + HOUR),
            new_deed(an, binh, amount=Vnd(300), proposed_at=NOW - DAY, granted_at=NOW - MINUTE),
        ]
        await keep(store, *deeds)

        async with store.open_read() as uow:
            assert await uow.deeds.granted_by(binh.id, since=NOW) == Vnd(21)
            assert await uow.deeds.granted_to(an.id, since=NOW) == Vnd(21)

    async def test_of_two_equal_proposals_one_is_run_again(self, store: Store) -> None:
        an, binh = await a_user(store), await a_user(store)
        deed = new_deed(an, binh)
        await committed(store, lambda uow: uow.deeds.add(deed))

        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.deeds.add(replace(deed, id=new_id())))

    async def test_granted_deed_is_never_changed_again(self, store: Store) -> None:
        deed = new_deed(await a_user(store), await a_user(store))
        await committed(store, lambda uow: uow.deeds.add(replace(deed, granted_at=NOW)))

        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.deeds.save(deed))

    async def test_waiting_ones_come_newest_first_without_the_lapsed(self, store: Store) -> None:
        an, binh = await a_user(store), await a_user(store)
        old, new = new_deed(an, binh), new_deed(an, binh, proposed_at=NOW + MINUTE)
        lapsed = new_deed(an, binh, lapses_at=NOW + HOUR)
        done = new_deed(an, binh, granted_at=NOW)
        await keep(store, old, new, lapsed, done)

        async with store.open_read() as uow:
            first = await uow.deeds.waiting(at=NOW + HOUR, after=None, limit=1)
            rest = await uow.deeds.waiting(at=NOW + HOUR, after=first.next, limit=5)
        assert (list(first.items), list(rest.items), rest.next) == ([new], [old], None)

    async def test_decisions_are_made_one_after_the_other(self, store: Store) -> None:
        await assert_locks(store, lambda uow: uow.deeds.lock())
