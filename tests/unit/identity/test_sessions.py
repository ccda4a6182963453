"""Login, refresh rotation, logout, and the check of every request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from mate_adapters.memory.crypto import FastPasswordHasher
from mate_core.identity.errors import CredentialsInvalid, RefreshReused, SessionEnded
from mate_core.identity.events import SessionRevoked
from mate_core.identity.model import REUSE_GRACE, RefreshToken, TokenUse, UserStatus
from mate_core.identity.session_tokens import Tokens
from mate_core.moderation.bans import BanTerms
from mate_core.shared.actor import Actor, Role
from mate_core.shared.contact import PhoneNumber
from mate_core.shared.errors import NotAuthenticated
from mate_core.shared.ids import SessionId
from tests.unit.world import DAY, MINUTE, PASSWORD, World

SECOND = timedelta(seconds=1)


@pytest.fixture
def phone(world: World) -> PhoneNumber:
    return world.new_phone()


@pytest.fixture
async def user(world: World, phone: PhoneNumber) -> Actor:
    return await world.user(phone)


@pytest.fixture
async def tokens(world: World, user: Actor, phone: PhoneNumber) -> Tokens:
    return await world.app.login.login(phone.e164, PASSWORD)


async def set_status(world: World, actor: Actor, status: UserStatus) -> None:
    async with world.store.open_uow() as uow:
        account = await uow.users.get_for_change(actor.user_id)
        await uow.users.save(replace(account, status=status))
        await uow.commit()


class TestLogin:
    @pytest.mark.parametrize("prefix", ["+84", "0", "84", "+84 "])
    async def test_a8_every_spelling_of_the_number_logs_in(
        self, world: World, user: Actor, phone: PhoneNumber, prefix: str
    ) -> None:
        identifier = prefix + phone.e164.removeprefix("+84")
        tokens = await world.app.login.login(identifier, PASSWORD)

        assert tokens.user.id == user.user_id
        assert tokens.sos_token is not None

    async def test_wrong_password_unknown_number_and_nonsense_are_refused_alike(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        for identifier, password in (
            (phone.e164, "wrong password"),
            ("0999999999", PASSWORD),
            ("nobody@example.vn", PASSWORD),
            ("nonsense", PASSWORD),
        ):
            with pytest.raises(CredentialsInvalid) as refused:
                await world.app.login.login(identifier, password)
            assert refused.value.facts == {}

    async def test_every_attempt_checks_a_hash_known_or_not(
        self, world: World, phone: PhoneNumber
    ) -> None:
        hasher = world.app.login.passwords
        assert isinstance(hasher, FastPasswordHasher)
        for identifier in (phone.e164, "nonsense"):
            before = hasher.checks
            with pytest.raises(CredentialsInvalid):
                await world.app.login.login(identifier, "wrong")
            assert hasher.checks == before + 1

    async def test_unverified_account_cannot_log_in(self, world: World, phone: PhoneNumber) -> None:
        await world.app.registration.register(world.registration(phone))

        with pytest.raises(CredentialsInvalid):
            await world.app.login.login(phone.e164, PASSWORD)

    @pytest.mark.parametrize("status", [UserStatus.SUSPENDED, UserStatus.CLOSED])
    async def test_account_that_is_out_of_use_cannot_log_in(
        self, world: World, user: Actor, phone: PhoneNumber, status: UserStatus
    ) -> None:
        await set_status(world, user, status)

        with pytest.raises(CredentialsInvalid):
            await world.app.login.login(phone.e164, PASSWORD)


class TestAuthenticate:
    async def test_access_token_names_its_owner(
        self, world: World, user: Actor, tokens: Tokens
    ) -> None:
        actor = await world.app.sessions.authenticate(tokens.access_token)

        assert (actor.user_id, actor.role) == (user.user_id, Role.USER)
        assert actor.session_id is not None

    @pytest.mark.parametrize(("age", "valid"), [(15 * MINUTE - SECOND, True), (15 * MINUTE, False)])
    async def test_access_token_lives_fifteen_minutes(
        self, world: World, tokens: Tokens, age: timedelta, valid: bool
    ) -> None:
        world.pass_time(age)
        if valid:
            assert await world.app.sessions.authenticate(tokens.access_token)
        else:
            with pytest.raises(NotAuthenticated):
                await world.app.sessions.authenticate(tokens.access_token)

    async def test_forged_token_is_refused(self, world: World, tokens: Tokens) -> None:
        with pytest.raises(NotAuthenticated):
            await world.app.sessions.authenticate(tokens.access_token + "0")

    async def test_a6_ban_bites_within_a_second(
        self, world: World, user: Actor, tokens: Tokens
    ) -> None:
        await world.app.sessions.authenticate(tokens.access_token)
        await world.app.staff_bans.ban(
            await world.support(), user.user_id, BanTerms(), reason="scams"
        )
        world.pass_time(SECOND)

        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(tokens.access_token)

    async def test_a6_role_comes_from_storage_and_an_old_token_ends_with_a_change(
        self, world: World, user: Actor, tokens: Tokens
    ) -> None:
        await world.app.staff_accounts.change_role(
            await world.admin(), user.user_id, Role.SUPPORT, frozenset(), reason="hired"
        )
        world.pass_time(SECOND)
        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(tokens.access_token)
        fresh = await world.app.sessions.refresh(tokens.refresh_token)
        actor = await world.app.sessions.authenticate(fresh.access_token, enrolling=True)

        assert actor.role is Role.SUPPORT

    async def test_sos_token_opens_nothing_else(self, world: World, tokens: Tokens) -> None:
        assert tokens.sos_token is not None

        with pytest.raises(NotAuthenticated):
            await world.app.sessions.authenticate(tokens.sos_token)


class TestRefresh:
    async def test_a4_refresh_token_is_traded_for_the_next(
        self, world: World, tokens: Tokens
    ) -> None:
        second = await world.app.sessions.refresh(tokens.refresh_token)
        third = await world.app.sessions.refresh(second.refresh_token)

        assert len({t.refresh_token for t in (tokens, second, third)}) == 3
        assert await world.app.sessions.authenticate(third.access_token)

    async def test_token_shown_again_within_ten_seconds_gives_a_sibling(
        self, world: World, tokens: Tokens
    ) -> None:
        first = await world.app.sessions.refresh(tokens.refresh_token)
        world.pass_time(10 * SECOND)
        sibling = await world.app.sessions.refresh(tokens.refresh_token)

        assert sibling.refresh_token != first.refresh_token
        assert await world.app.sessions.refresh(first.refresh_token)

    async def test_a4_token_shown_again_later_closes_the_whole_family(
        self, world: World, tokens: Tokens
    ) -> None:
        second = await world.app.sessions.refresh(tokens.refresh_token)
        world.pass_time(11 * SECOND)
        with pytest.raises(RefreshReused):
            await world.app.sessions.refresh(tokens.refresh_token)
        with pytest.raises(SessionEnded):
            await world.app.sessions.refresh(second.refresh_token)

        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(second.access_token)
        assert [event.reused for event in world.events(SessionRevoked)] == [True]

    async def test_other_devices_stay_logged_in_after_a_theft(
        self, world: World, tokens: Tokens, phone: PhoneNumber
    ) -> None:
        other = await world.app.login.login(phone.e164, PASSWORD)
        await world.app.sessions.refresh(tokens.refresh_token)
        world.pass_time(11 * SECOND)
        with pytest.raises(RefreshReused):
            await world.app.sessions.refresh(tokens.refresh_token)

        assert await world.app.sessions.refresh(other.refresh_token)

    @pytest.mark.parametrize(("age", "valid"), [(7 * DAY - SECOND, True), (7 * DAY, False)])
    async def test_refresh_token_lives_seven_days(
        self, world: World, tokens: Tokens, age: timedelta, valid: bool
    ) -> None:
        world.pass_time(age)
        if valid:
            assert await world.app.sessions.refresh(tokens.refresh_token)
        else:
            with pytest.raises(SessionEnded):
                await world.app.sessions.refresh(tokens.refresh_token)

    async def test_unknown_token_is_refused(self, world: World) -> None:
        with pytest.raises(SessionEnded):
            await world.app.sessions.refresh("unknown")

    async def test_suspended_person_gets_no_fresh_token(
        self, world: World, user: Actor, tokens: Tokens
    ) -> None:
        await set_status(world, user, UserStatus.SUSPENDED)

        with pytest.raises(SessionEnded):
            await world.app.sessions.refresh(tokens.refresh_token)

    async def test_a4_token_itself_is_never_stored(self, world: World, tokens: Tokens) -> None:
        assert tokens.refresh_token not in repr(world.store.events)
        async with world.store.open_uow() as uow:
            assert await uow.sessions.token_for_change(tokens.refresh_token) is None


class TestLogout:
    async def test_session_is_over_at_once_where_it_was_ended(
        self, world: World, tokens: Tokens
    ) -> None:
        actor = await world.app.sessions.authenticate(tokens.access_token)
        await world.app.sessions.logout(actor)
        await world.app.sessions.logout(actor)

        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(tokens.access_token)
        with pytest.raises(SessionEnded):
            await world.app.sessions.refresh(tokens.refresh_token)
        assert len(world.events(SessionRevoked)) == 1


class TestRefreshTokenValue:
    @pytest.mark.parametrize(
        ("since_use", "use"),
        [
            (None, TokenUse.ROTATE),
            (timedelta(0), TokenUse.SIBLING),
            (REUSE_GRACE, TokenUse.SIBLING),
            (REUSE_GRACE + timedelta(microseconds=1), TokenUse.REUSED),
        ],
    )
    def test_showing_it_means(
        self, world: World, since_use: timedelta | None, use: TokenUse
    ) -> None:
        used_at = None if since_use is None else world.now - since_use
        session_id = SessionId(UUID(int=1))
        token = RefreshToken("hash", session_id, world.now, world.now + DAY, used_at)

        assert token.shown(at=world.now) is use
