"""Another phone number or e-mail address: proof, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.identity.errors import (
    AddressTaken,
    AddressUnchanged,
    CodeInvalid,
    NothingToVerify,
    PasswordWrong,
    PhoneUnverified,
    SessionEnded,
)
from mate_core.identity.model import Channel, User
from mate_core.identity.steps import require_verified_phone
from mate_core.shared.actor import Actor
from mate_core.shared.contact import EmailAddress, PhoneNumber
from tests.unit.identity.people import logged_in, moved_to
from tests.unit.world import DAY, PASSWORD, World

EMAIL = EmailAddress("an@example.vn")
SECOND = timedelta(seconds=1)


@pytest.fixture
def phone(world: World) -> PhoneNumber:
    return world.new_phone()


@pytest.fixture
async def user(world: World, phone: PhoneNumber) -> Actor:
    await world.user(phone)
    world.pass_time(DAY)  # past the limits of codes
    return await logged_in(world, phone)


async def account(world: World, actor: Actor) -> User:
    async with world.store.open_read() as uow:
        return await uow.users.get(actor.user_id)


class TestChange:
    async def test_new_number_logs_in_and_the_old_one_does_not(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        fresh = world.new_phone()
        await moved_to(world, user, fresh)

        assert (await world.app.login.login(fresh.e164, PASSWORD)).user.phone == fresh
        async with world.store.open_read() as uow:
            assert await uow.users.verified_by(phone) is None

    async def test_rule_18_freed_number_starts_an_empty_identity(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        await moved_to(world, user, world.new_phone())
        newcomer = await world.user(phone)

        assert newcomer.user_id != user.user_id
        assert (await world.app.login.login(phone.e164, PASSWORD)).user.id == newcomer.user_id

    async def test_nothing_changes_before_the_code(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        before = await account(world, user)
        await world.app.addresses.change(user, world.new_phone(), PASSWORD)

        assert await account(world, user) == before

    async def test_old_address_is_told(self, world: World, user: Actor, phone: PhoneNumber) -> None:
        known = len(await world.texts_to(phone))
        await moved_to(world, user, world.new_phone())

        assert len(await world.texts_to(phone)) == known + 1

    async def test_other_sessions_end_and_this_one_goes_on(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        there = await world.app.login.login(phone.e164, PASSWORD)
        here = await world.app.login.login(phone.e164, PASSWORD)
        actor = await world.app.sessions.authenticate(here.access_token)
        await moved_to(world, actor, EMAIL)
        world.pass_time(SECOND)

        assert await world.app.sessions.authenticate(here.access_token)
        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(there.access_token)

    async def test_wrong_password_sends_nothing(self, world: World, user: Actor) -> None:
        fresh = world.new_phone()
        with pytest.raises(PasswordWrong):
            await world.app.addresses.change(user, fresh, "not this one")

        assert await world.texts_to(fresh) == []

    async def test_own_verified_address_is_no_change(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        with pytest.raises(AddressUnchanged):
            await world.app.addresses.change(user, phone, PASSWORD)

    async def test_code_works_in_the_session_that_asked_only(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        other = await logged_in(world, phone)
        challenge_id = await world.app.addresses.change(user, EMAIL, PASSWORD)
        code = await world.code_sent_to(EMAIL)
        with pytest.raises(CodeInvalid):
            await world.app.addresses.confirm(other, challenge_id, code)

        assert await world.app.addresses.confirm(user, challenge_id, code)

    async def test_sixth_right_code_is_refused(self, world: World, user: Actor) -> None:
        challenge_id = await world.app.addresses.change(user, EMAIL, PASSWORD)
        code = await world.code_sent_to(EMAIL)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        for _ in range(5):
            with pytest.raises(CodeInvalid):
                await world.app.addresses.confirm(user, challenge_id, wrong)
        with pytest.raises(CodeInvalid):
            await world.app.addresses.confirm(user, challenge_id, code)

    async def test_rule_24_address_of_another_account_gets_the_same_answer(
        self, world: World, user: Actor
    ) -> None:
        taken = world.new_phone()
        await world.user(taken)
        world.pass_time(DAY)
        user = replace(user, session_id=user.session_id)
        known = len(await world.texts_to(taken))
        challenge_id = await world.app.addresses.change(user, taken, PASSWORD)

        (told,) = (await world.texts_to(taken))[known:]
        assert "tai khoan" in told
        with pytest.raises(CodeInvalid):
            await world.app.addresses.confirm(user, challenge_id, "000000")

    async def test_second_account_to_prove_one_number_is_refused(
        self, world: World, user: Actor
    ) -> None:
        wanted = world.new_phone()
        challenge_id = await world.app.addresses.change(user, wanted, PASSWORD)
        code = await world.code_sent_to(wanted)
        await world.user(wanted)

        with pytest.raises(AddressTaken):
            await world.app.addresses.confirm(user, challenge_id, code)


class TestSecondAddress:
    @pytest.fixture
    async def user(self, world: World, phone: PhoneNumber) -> Actor:
        """Registered with both; the phone is verified, the e-mail address is not."""
        wish = replace(world.registration(phone), email=EMAIL)
        registered = await world.app.registration.register(wish)
        code = await world.code_sent_to(phone)
        await world.app.registration.verify(registered.challenge_id, code)
        return await logged_in(world, phone)

    async def test_code_verifies_it_and_both_log_in(self, world: World, user: Actor) -> None:
        challenge_id = await world.app.addresses.verify(user, Channel.EMAIL)
        code = await world.code_sent_to(EMAIL)
        changed = await world.app.addresses.confirm(user, challenge_id, code)

        assert changed.email_verified_at == world.now
        assert (await world.app.login.login(EMAIL.address, PASSWORD)).user.id == user.user_id

    async def test_other_sessions_live_on(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        there = await world.app.login.login(phone.e164, PASSWORD)
        challenge_id = await world.app.addresses.verify(user, Channel.EMAIL)
        await world.app.addresses.confirm(user, challenge_id, await world.code_sent_to(EMAIL))
        world.pass_time(SECOND)

        assert await world.app.sessions.authenticate(there.access_token)

    @pytest.mark.parametrize("channel", [Channel.SMS])
    async def test_verified_address_has_nothing_to_verify(
        self, world: World, user: Actor, channel: Channel
    ) -> None:
        with pytest.raises(NothingToVerify):
            await world.app.addresses.verify(user, channel)

    async def test_code_is_void_once_the_address_was_changed(
        self, world: World, user: Actor
    ) -> None:
        stale = await world.app.addresses.verify(user, Channel.EMAIL)
        code = await world.code_sent_to(EMAIL)
        await moved_to(world, user, EmailAddress("binh@example.vn"))

        with pytest.raises(CodeInvalid):
            await world.app.addresses.confirm(user, stale, code)


class TestVerifiedPhone:
    async def test_v14_without_one_nobody_books_offers_or_writes(
        self, world: World, user: Actor
    ) -> None:
        person = await account(world, user)
        require_verified_phone(person)
        for lacking in (
            replace(person, phone_verified_at=None),
            replace(person, phone=None, phone_verified_at=None),
        ):
            with pytest.raises(PhoneUnverified):
                require_verified_phone(lacking)
