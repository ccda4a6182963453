"""What every Challenges repository must do."""

from __future__ import annotations

from dataclasses import replace

from mate_core.identity.model import Channel, Purpose
from mate_core.shared.ids import ChallengeId, SessionId
from tests.contract.makers import DAY, MINUTE, NOW, a_user, new_challenge, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed


class TestChallenges(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        challenge = new_challenge(
            await a_user(store),
            channel=Channel.EMAIL,
            address="an@example.vn",
            tries=2,
            consumed_at=NOW + MINUTE,
            purpose=Purpose.CHANGE_EMAIL,
            session_id=SessionId(new_id()),
        )
        await committed(store, lambda uow: uow.challenges.add(challenge))

        async with store.open_uow() as uow:
            assert await uow.challenges.get_for_change(challenge.id) == challenge

    async def test_decoy_has_no_user(self, store: Store) -> None:
        decoy = new_challenge(None)
        await committed(store, lambda uow: uow.challenges.add(decoy))

        async with store.open_uow() as uow:
            assert await uow.challenges.get_for_change(decoy.id) == decoy

    async def test_unknown_challenge_is_none(self, store: Store) -> None:
        async with store.open_uow() as uow:
            assert await uow.challenges.get_for_change(ChallengeId(new_id())) is None

    async def test_saved_try_is_read_again(self, store: Store) -> None:
        challenge = new_challenge(await a_user(store))
        await committed(store, lambda uow: uow.challenges.add(challenge))
        tried = replace(challenge, tries=1, consumed_at=NOW).voided(at=NOW + MINUTE)
        await committed(store, lambda uow: uow.challenges.save(tried))

        async with store.open_uow() as uow:
            assert await uow.challenges.get_for_change(challenge.id) == tried

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        challenge = new_challenge(await a_user(store))
        await committed(store, lambda uow: uow.challenges.add(challenge))

        await assert_locks(store, lambda uow: uow.challenges.get_for_change(challenge.id))

    async def test_codes_to_an_address_are_listed_oldest_first(self, store: Store) -> None:
        user, address = await a_user(store), "+84901234567"
        instants = [NOW - 10 * MINUTE, NOW - MINUTE, NOW]
        async with store.open_uow() as uow:
            for at in (instants[1], instants[0], instants[2]):
                await uow.challenges.add(new_challenge(user, address=address, created_at=at))
            await uow.commit()

        async with store.open_read() as uow:
            assert list(await uow.challenges.issued_since(address, NOW - DAY)) == instants

    async def test_codes_before_that_instant_and_to_others_are_not_listed(
        self, store: Store
    ) -> None:
        user, address = await a_user(store), "+84901234567"
        early = new_challenge(user, address=address, created_at=NOW - 11 * MINUTE)
        foreign = new_challenge(user, created_at=NOW)
        decoy = new_challenge(None, address=address, created_at=NOW - 10 * MINUTE)
        async with store.open_uow() as uow:
            for challenge in (early, foreign, decoy):
                await uow.challenges.add(challenge)
            await uow.commit()

        async with store.open_read() as uow:
            issued = await uow.challenges.issued_since(address, NOW - 10 * MINUTE)
        assert list(issued) == [NOW - 10 * MINUTE]

    async def test_texts_are_counted_back_without_those_that_never_went_out(
        self, store: Store
    ) -> None:
        user = await a_user(store)
        challenges = [
            new_challenge(user, created_at=NOW - MINUTE),
            new_challenge(user),
            new_challenge(None, created_at=NOW + MINUTE),
            new_challenge(None, purpose=Purpose.RESET_PASSWORD),
            new_challenge(user, channel=Channel.EMAIL, address="an@example.vn"),
        ]
        async with store.open_uow() as uow:
            for challenge in challenges:
                await uow.challenges.add(challenge)
            await uow.commit()

        async with store.open_read() as uow:
            found = [await uow.challenges.last_text_but(n, NOW - MINUTE) for n in range(3)]
        assert found == [NOW + MINUTE, NOW, None]

    async def test_fates_of_a_range_come_newest_first_once_they_are_decided(
        self, store: Store
    ) -> None:
        user = await a_user(store)
        over = NOW + MINUTE
        made = [  # number, created, expires, consumed
            ("+84901000001", NOW - 3 * MINUTE, over, NOW),
            ("+84901000002", NOW - 2 * MINUTE, NOW, None),
            ("+84901000003", NOW - MINUTE, over, None),
            ("+84902000001", NOW, over, NOW),
        ]
        async with store.open_uow() as uow:
            for address, created, expires, consumed in made:
                await uow.challenges.add(
                    new_challenge(
                        user,
                        address=address,
                        created_at=created,
                        expires_at=expires,
                        consumed_at=consumed,
                    )
                )
            await uow.challenges.add(new_challenge(None, address="+84901000004", expires_at=NOW))
            await uow.commit()

        async with store.open_read() as uow:
            assert list(await uow.challenges.fates("+84901", at=NOW, limit=9)) == [False, True]
            assert list(await uow.challenges.fates("+84901", at=NOW, limit=1)) == [False]

    async def test_purge_deletes_what_expired_before(self, store: Store) -> None:
        user = await a_user(store)
        old = new_challenge(user, expires_at=NOW - MINUTE)
        fresh = new_challenge(user, expires_at=NOW)
        await committed(
            store, lambda uow: uow.challenges.add(old), lambda uow: uow.challenges.add(fresh)
        )

        async with store.open_uow() as uow:
            assert await uow.challenges.purge(before=NOW) == 1
            await uow.commit()
        async with store.open_uow() as uow:
            assert await uow.challenges.get_for_change(old.id) is None
            assert await uow.challenges.get_for_change(fresh.id) == fresh
