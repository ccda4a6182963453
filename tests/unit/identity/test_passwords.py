"""A password forgotten or changed, and what nobody can learn or keep by it (RULES 24)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.identity.errors import (
    CodeInvalid,
    CredentialsInvalid,
    PasswordUnchanged,
    PasswordWrong,
    SessionEnded,
    TooManyCodes,
)
from mate_core.identity.events import PasswordChanged, SessionRevoked
from mate_core.identity.model import UserStatus
from mate_core.identity.session_tokens import Tokens
from mate_core.shared.actor import Actor
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import ChallengeId
from tests.unit.identity.people import logged_in, with_email
from tests.unit.world import DAY, PASSWORD, World

FRESH = "mưa rơi trên phố cổ"
EMAIL = EmailAddress("an@example.vn")


@pytest.fixture
def phone(world: World) -> PhoneNumber:
    return world.new_phone()


@pytest.fixture
async def user(world: World, phone: PhoneNumber) -> Actor:
    person = await world.user(phone)
    world.pass_time(DAY)  # past the limits of codes
    return person


async def reset(world: World, phone: PhoneNumber) -> ChallengeId:
    challenge_id = await world.app.passwords.forgot(phone)
    code = await world.code_sent_to(phone)
    await world.app.passwords.reset(challenge_id, code, FRESH)
    return challenge_id


class TestForgotten:
    async def test_a10_code_sets_a_new_password(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        await reset(world, phone)

        assert (await world.app.login.login(phone.e164, FRESH)).user.id == user.user_id
        with pytest.raises(CredentialsInvalid):
            await world.app.login.login(phone.e164, PASSWORD)

    async def test_every_session_ends(self, world: World, user: Actor, phone: PhoneNumber) -> None:
        tokens = [await world.app.login.login(phone.e164, PASSWORD) for _ in range(2)]
        await reset(world, phone)

        for each in tokens:
            with pytest.raises(SessionEnded):
                await world.app.sessions.authenticate(each.access_token)
            with pytest.raises(SessionEnded):
                await world.app.sessions.refresh(each.refresh_token)
        assert len(world.events(SessionRevoked)) == 2
        assert len(world.events(PasswordChanged)) == 1

    async def test_other_addresses_are_told(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        await with_email(world, user, EMAIL)
        known = len(await world.texts_to(EMAIL))
        await reset(world, phone)

        assert "mật khẩu" in (await world.texts_to(EMAIL))[known:][-1].lower()

    async def test_rule_24_unknown_address_gets_the_same_answer_and_no_message(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        stranger = world.new_phone()
        answers = [await world.app.passwords.forgot(each) for each in (phone, stranger)]

        assert len(set(answers)) == 2
        assert await world.texts_to(stranger) == []
        for code in ("000000", "123456"):
            with pytest.raises(CodeInvalid):
                await world.app.passwords.reset(answers[1], code, FRESH)

    async def test_rule_24_limit_counts_unknown_addresses_too(self, world: World) -> None:
        stranger = world.new_phone()
        for _ in range(3):
            await world.app.passwords.forgot(stranger)
        with pytest.raises(TooManyCodes):
            await world.app.passwords.forgot(stranger)

    async def test_resent_code_works_and_the_old_one_does_not(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        first = await world.app.passwords.forgot(phone)
        old = await world.code_sent_to(phone)
        second = await world.app.registration.resend(first)
        with pytest.raises(CodeInvalid):
            await world.app.passwords.reset(first, old, FRESH)

        await world.app.passwords.reset(second, await world.code_sent_to(phone), FRESH)

    async def test_resent_code_to_nobody_sends_nothing_either(self, world: World) -> None:
        stranger = world.new_phone()
        await world.app.registration.resend(await world.app.passwords.forgot(stranger))

        assert await world.texts_to(stranger) == []

    async def test_code_is_good_for_this_purpose_only(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        challenge_id = await world.app.passwords.forgot(phone)
        code = await world.code_sent_to(phone)
        with pytest.raises(CodeInvalid):
            await world.app.registration.verify(challenge_id, code)
        with pytest.raises(CodeInvalid):
            await world.app.addresses.confirm(user, challenge_id, code)

        await world.app.passwords.reset(challenge_id, code, FRESH)

    async def test_code_of_a_registration_resets_nothing(self, world: World) -> None:
        phone = world.new_phone()
        registered = await world.app.registration.register(world.registration(phone))
        code = await world.code_sent_to(phone)
        with pytest.raises(CodeInvalid):
            await world.app.passwords.reset(registered.challenge_id, code, FRESH)

    async def test_code_works_once(self, world: World, user: Actor, phone: PhoneNumber) -> None:
        challenge_id = await world.app.passwords.forgot(phone)
        code = await world.code_sent_to(phone)
        await world.app.passwords.reset(challenge_id, code, FRESH)
        with pytest.raises(CodeInvalid):
            await world.app.passwords.reset(challenge_id, code, PASSWORD)

    async def test_impossible_password_costs_no_try(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        challenge_id = await world.app.passwords.forgot(phone)
        code = await world.code_sent_to(phone)
        for _ in range(6):
            with pytest.raises(InvalidInput) as refused:
                await world.app.passwords.reset(challenge_id, code, "short")
            assert refused.value.field == "password"

        await world.app.passwords.reset(challenge_id, code, FRESH)

    async def test_suspended_person_gets_no_code(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        known = len(await world.texts_to(phone))
        async with world.store.open_uow() as uow:
            account = await uow.users.get_for_change(user.user_id)
            await uow.users.save(replace(account, status=UserStatus.SUSPENDED))
            await uow.commit()
        await world.app.passwords.forgot(phone)

        assert len(await world.texts_to(phone)) == known


class TestChanged:
    @pytest.fixture
    async def sessions(self, world: World, user: Actor, phone: PhoneNumber) -> list[Tokens]:
        return [await world.app.login.login(phone.e164, PASSWORD) for _ in range(2)]

    async def test_other_sessions_end_and_this_one_goes_on(
        self, world: World, sessions: list[Tokens], phone: PhoneNumber
    ) -> None:
        here, there = sessions
        actor = await world.app.sessions.authenticate(here.access_token)
        await world.app.passwords.change(actor, PASSWORD, FRESH)
        world.pass_time(DAY / 24 / 3600)

        assert await world.app.sessions.authenticate(here.access_token)
        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(there.access_token)
        assert await world.app.login.login(phone.e164, FRESH)

    async def test_the_person_is_told(
        self, world: World, sessions: list[Tokens], phone: PhoneNumber
    ) -> None:
        actor = await logged_in(world, phone)
        known = len(await world.texts_to(phone))
        await world.app.passwords.change(actor, PASSWORD, FRESH)

        assert len(await world.texts_to(phone)) == known + 1

    async def test_wrong_password_changes_nothing(
        self, world: World, sessions: list[Tokens], phone: PhoneNumber
    ) -> None:
        actor = await logged_in(world, phone)
        with pytest.raises(PasswordWrong):
            await world.app.passwords.change(actor, "not this one", FRESH)

        assert await world.app.login.login(phone.e164, PASSWORD)

    async def test_same_password_is_no_change(self, world: World, phone: PhoneNumber) -> None:
        await world.user(phone)
        with pytest.raises(PasswordUnchanged):
            await world.app.passwords.change(await logged_in(world, phone), PASSWORD, PASSWORD)

    async def test_impossible_password_names_its_field(self, world: World, user: Actor) -> None:
        with pytest.raises(InvalidInput) as refused:
            await world.app.passwords.change(user, PASSWORD, "short")
        assert refused.value.field == "newPassword"


class TestRules:
    @pytest.mark.parametrize(
        ("password", "code"),
        [
            ("1234567", "password.length"),
            ("x" * 129, "password.length"),
            ("password123", "password.guessable"),
            ("Mật Khẩu 1234", "password.guessable"),
            ("NguyenVanAn", "password.personal"),
            ("nguyễn văn 98", "password.personal"),
            ("an.nguyen@example.vn", "password.personal"),
            ("0901234567", "password.personal"),
            ("+84901234567!", "password.personal"),
            ("7654321090", "password.personal"),
        ],
    )
    async def test_guessable_and_personal_ones_are_refused_by_name_of_the_field(
        self, world: World, password: str, code: str
    ) -> None:
        wish = replace(
            world.registration(PhoneNumber("+84901234567")),
            email=EmailAddress("an.nguyen@example.vn"),
            password=password,
        )
        with pytest.raises(InvalidInput) as refused:
            await world.app.registration.register(wish)
        assert (refused.value.field, refused.value.code) == ("password", code)

    async def test_own_number_is_refused_at_a_reset_and_costs_no_code(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        challenge_id = await world.app.passwords.forgot(phone)
        code = await world.code_sent_to(phone)
        with pytest.raises(InvalidInput) as refused:
            await world.app.passwords.reset(challenge_id, code, f"toi{phone}")
        assert refused.value.code == "password.personal"

        await world.app.passwords.reset(challenge_id, code, FRESH)

    async def test_own_number_is_refused_at_a_change(
        self, world: World, user: Actor, phone: PhoneNumber
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            await world.app.passwords.change(user, PASSWORD, f"toi{phone}")
        assert (refused.value.field, refused.value.code) == ("newPassword", "password.personal")

    @pytest.mark.parametrize("password", [PASSWORD, "an thích đi bộ hai giờ", "nguyen-van-kx9!2#q"])
    async def test_long_ones_may_hold_a_piece_of_the_name(
        self, world: World, password: str
    ) -> None:
        assert await world.app.registration.register(
            replace(world.registration(), password=password)
        )
