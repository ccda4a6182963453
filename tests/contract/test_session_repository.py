"""What every Sessions repository must do."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from mate_core.bookings.ports import BookingsUow
from mate_core.identity.model import Session, SessionState, SosCredential
from mate_core.shared.ids import SessionId
from tests.contract.makers import DAY, MINUTE, NOW, a_user, new_id, new_session, new_token
from tests.contract.stores import Store, StoreContract, assert_locks, committed


async def a_session(store: Store, **changes: object) -> Session:
    session = new_session(await a_user(store), **changes)
    await committed(store, lambda uow: uow.sessions.add(session))
    return session


async def _add(session: Session, uow: BookingsUow) -> None:
    await uow.sessions.add(session)


class TestSessions(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        session = await a_session(
            store, device="Điện thoại của An", revoked_at=NOW + DAY, last_used_at=NOW
        )

        async with store.open_uow() as uow:
            assert await uow.sessions.get_for_change(session.id) == session

    async def test_unknown_session_is_none(self, store: Store) -> None:
        async with store.open_uow() as uow:
            assert await uow.sessions.get_for_change(SessionId(new_id())) is None

    async def test_saved_revocation_is_read_again(self, store: Store) -> None:
        session = await a_session(store)
        revoked = session.used(lifetime=DAY, at=NOW).revoked(at=NOW + MINUTE)
        await committed(store, lambda uow: uow.sessions.save(revoked))

        async with store.open_uow() as uow:
            assert await uow.sessions.get_for_change(session.id) == revoked

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        session = await a_session(store)
        await assert_locks(store, lambda uow: uow.sessions.get_for_change(session.id))

    async def test_sessions_of_a_person_come_oldest_first(self, store: Store) -> None:
        user, other = await a_user(store), await a_user(store)
        late = new_session(user, created_at=NOW + MINUTE)
        early, foreign = new_session(user, revoked_at=NOW), new_session(other)
        await committed(store, *(partial(_add, each) for each in (late, early, foreign)))

        async with store.open_read() as uow:
            assert list(await uow.sessions.of_user(user.id)) == [early, late]

    async def test_state_is_the_session_with_its_user(self, store: Store) -> None:
        user = await a_user(store)
        session = new_session(user)
        await committed(store, lambda uow: uow.sessions.add(session))

        async with store.open_read() as uow:
            assert await uow.sessions.state(session.id) == SessionState(session, user)

    async def test_state_of_an_unknown_session_is_none(self, store: Store) -> None:
        async with store.open_read() as uow:
            assert await uow.sessions.state(SessionId(new_id())) is None

    async def test_state_follows_a_change_of_the_user(self, store: Store) -> None:
        user = await a_user(store)
        session = new_session(user)
        ended = replace(user, session_epoch=1)
        await committed(
            store, lambda uow: uow.sessions.add(session), lambda uow: uow.users.save(ended)
        )

        async with store.open_read() as uow:
            assert await uow.sessions.state(session.id) == SessionState(session, ended)


class TestStruckAlarms(StoreContract):
    async def test_struck_credentials_are_told_per_person_and_outlive_their_session(
        self, store: Store
    ) -> None:
        session = await a_session(store, expires_at=NOW - DAY)
        other = await a_session(store)
        credential = SosCredential(session.user_id, session.id)
        for _ in range(2):
            await committed(store, lambda uow: uow.sessions.strike_sos(credential, at=NOW))
        await committed(store, lambda uow: uow.sessions.purge(before=NOW))

        async with store.open_read() as uow:
            assert set(await uow.sessions.struck_sos(session.user_id)) == {session.id}
            assert set(await uow.sessions.struck_sos(other.user_id)) == set()


class TestRefreshTokens(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        token = new_token(await a_session(store), used_at=NOW + MINUTE)
        await committed(store, lambda uow: uow.sessions.add_token(token))

        async with store.open_uow() as uow:
            assert await uow.sessions.token_for_change(token.token_hash) == token

    async def test_unknown_token_is_none(self, store: Store) -> None:
        async with store.open_uow() as uow:
            assert await uow.sessions.token_for_change("unknown") is None

    async def test_saved_use_is_read_again(self, store: Store) -> None:
        token = new_token(await a_session(store))
        used = replace(token, used_at=NOW)
        await committed(
            store,
            lambda uow: uow.sessions.add_token(token),
            lambda uow: uow.sessions.save_token(used),
        )

        async with store.open_uow() as uow:
            assert await uow.sessions.token_for_change(token.token_hash) == used

    async def test_token_for_change_stays_locked(self, store: Store) -> None:
        token = new_token(await a_session(store))
        await committed(store, lambda uow: uow.sessions.add_token(token))

        await assert_locks(store, lambda uow: uow.sessions.token_for_change(token.token_hash))


class TestPurge(StoreContract):
    async def test_ended_sessions_go_with_their_tokens(self, store: Store) -> None:
        expired = await a_session(store, expires_at=NOW - DAY)
        revoked = await a_session(store, revoked_at=NOW - DAY)
        standing = await a_session(store)
        tokens = [new_token(session) for session in (expired, revoked, standing)]
        async with store.open_uow() as uow:
            for token in tokens:
                await uow.sessions.add_token(token)
            await uow.commit()

        async with store.open_uow() as uow:
            assert await uow.sessions.purge(before=NOW) == 2
            await uow.commit()
        async with store.open_uow() as uow:
            left = [await uow.sessions.token_for_change(token.token_hash) for token in tokens]
            assert left == [None, None, tokens[2]]
            assert await uow.sessions.get_for_change(expired.id) is None
            assert await uow.sessions.get_for_change(standing.id) == standing

    async def test_sessions_that_ended_later_stay(self, store: Store) -> None:
        session = await a_session(store, revoked_at=NOW)

        async with store.open_uow() as uow:
            assert await uow.sessions.purge(before=NOW) == 0
            assert await uow.sessions.get_for_change(session.id) == session
