"""What every SecondFactors and every TryCounters repository must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_adapters.memory.crypto import FastKeyedHasher, PlainFieldCipher
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.store import PostgresStore
from mate_core.identity.role_change import RoleProposal
from mate_core.identity.second_factor import SecondFactor
from mate_core.identity.tries import Tries
from mate_core.shared.actor import Capability, Role
from tests.contract.makers import DAY, MINUTE, NOBODY, NOW, a_user
from tests.contract.stores import Store, StoreContract, assert_locks, committed

SECRET = bytes(range(236, 256))
"""Any bytes, no text among them."""


class TestSecondFactors(StoreContract):
    async def test_every_field_survives_and_another_one_takes_its_place(self, store: Store) -> None:
        user = await a_user(store)
        offered = SecondFactor(user.id, SECRET, created_at=NOW)
        whole = SecondFactor(user.id, SECRET[::-1], NOW, NOW + MINUTE, 2**33, frozenset("ab"))
        for factor in (offered, whole):
            await committed(store, lambda uow, put=factor: uow.second_factors.put(put))  # type: ignore[misc] # bound early

            async with store.open_uow() as uow:
                assert await uow.second_factors.get_for_change(user.id) == factor

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        user = await a_user(store)
        factor = SecondFactor(user.id, SECRET, created_at=NOW)
        await committed(store, lambda uow: uow.second_factors.put(factor))

        await assert_locks(store, lambda uow: uow.second_factors.get_for_change(user.id))

    async def test_removed_one_is_gone(self, store: Store) -> None:
        user = await a_user(store)
        factor = SecondFactor(user.id, SECRET, created_at=NOW)
        await committed(store, lambda uow: uow.second_factors.put(factor))
        await committed(store, lambda uow: uow.second_factors.remove(user.id))

        async with store.open_uow() as uow:
            assert await uow.second_factors.get_for_change(user.id) is None


class TestTryCounters(StoreContract):
    async def test_new_counters_stand_at_zero_in_the_order_asked(self, store: Store) -> None:
        async with store.open_uow() as uow:
            found = await uow.tries.for_change(["b", "a"], at=NOW)

        assert list(found) == [Tries("b", 0, NOW, NOW), Tries("a", 0, NOW, NOW)]

    async def test_saved_counter_is_read_again(self, store: Store) -> None:
        counted = Tries("a", 0, NOW, NOW).counted(at=NOW).counted(at=NOW + MINUTE)
        async with store.open_uow() as uow:
            await uow.tries.for_change(["a"], at=NOW)
            await uow.tries.save(counted)
            await uow.commit()

        async with store.open_uow() as uow:
            assert list(await uow.tries.for_change(["a"], at=NOW + DAY)) == [counted]

    async def test_counter_for_change_stays_locked(self, store: Store) -> None:
        await committed(store, lambda uow: uow.tries.for_change(["a"], at=NOW))

        await assert_locks(store, lambda uow: uow.tries.for_change(["b", "a"], at=NOW))

    async def test_purge_deletes_those_of_before(self, store: Store) -> None:
        for key, at in (("old", NOW - MINUTE), ("fresh", NOW)):
            async with store.open_uow() as uow:
                await uow.tries.for_change([key], at=at)
                await uow.tries.save(Tries(key, 1, at, at))
                await uow.commit()

        async with store.open_uow() as uow:
            assert await uow.tries.purge(before=NOW) == 1
            (fresh,) = await uow.tries.for_change(["fresh"], at=NOW)
        assert fresh.count == 1


class TestRoleProposals(StoreContract):
    async def test_every_field_survives_and_another_one_takes_its_place(self, store: Store) -> None:
        user = await a_user(store)
        first = RoleProposal(user.id, Role.ADMIN, frozenset(), "r", NOBODY, NOW, NOW + DAY)
        second = replace(first, role=Role.SUPPORT, capabilities=frozenset(Capability))
        for proposal in (first, second):
            await committed(store, lambda uow, put=proposal: uow.role_proposals.put(put))  # type: ignore[misc] # bound early
            async with store.open_uow() as uow:
                assert await uow.role_proposals.get_for_change(user.id) == proposal

    async def test_removed_and_lapsed_ones_are_gone(self, store: Store) -> None:
        people = [await a_user(store) for _ in range(3)]
        async with store.open_uow() as uow:
            for number, user in enumerate(people):
                lapses_at = NOW + (number - 1) * MINUTE
                await uow.role_proposals.put(
                    RoleProposal(user.id, Role.ADMIN, frozenset(), "r", NOBODY, NOW, lapses_at)
                )
            await uow.commit()
        async with store.open_uow() as uow:
            assert await uow.role_proposals.purge(before=NOW) == 1
            await uow.role_proposals.remove(people[1].id)
            await uow.commit()

        async with store.open_uow() as uow:
            left = [await uow.role_proposals.get_for_change(user.id) for user in people]
        assert [each is None for each in left] == [True, True, False]


@pytest.mark.postgres
async def test_secret_is_sealed_at_rest_and_sealed_again_with_a_new_key(
    postgres_pool: ConnectionPool,
) -> None:
    old = PostgresStore(postgres_pool, Seals(PlainFieldCipher("old"), FastKeyedHasher()))
    new = PostgresStore(postgres_pool, Seals(PlainFieldCipher("new", "old"), FastKeyedHasher()))
    user = await a_user(old)
    factor = SecondFactor(user.id, SECRET, created_at=NOW)
    await committed(old, lambda uow: uow.second_factors.put(factor))
    field = "second_factor.secret"

    assert (await new.sealed_fields.count(field)).rows_by_key == {"old": 1}
    assert (await new.sealed_fields.reseal(field, after=None, limit=10)).sealed == 1
    assert (await new.sealed_fields.count(field)).rows_by_key == {"new": 1}
    async with new.open_uow() as uow:
        assert await uow.second_factors.get_for_change(user.id) == factor
