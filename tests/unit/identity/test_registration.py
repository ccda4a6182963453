"""Registering, one-time codes, and what nobody can learn from either (RULES 24)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from mate_adapters.memory.messages import DeliveryTrouble
from mate_core.identity.errors import AddressTaken, CodeInvalid, TooManyCodes, UnderAge
from mate_core.identity.model import UserStatus
from mate_core.identity.service import Registered
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Role
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import ChallengeId, UserId
from tests.unit.world import DAY, MINUTE, World

SECOND = timedelta(seconds=1)


@pytest.fixture
def phone(world: World) -> PhoneNumber:
    return world.new_phone()


@pytest.fixture
async def registered(world: World, phone: PhoneNumber) -> Registered:
    return await world.app.registration.register(world.registration(phone))


async def status_of(world: World, user_id: UserId) -> UserStatus:
    async with world.store.open_read() as uow:
        return (await uow.users.get(user_id)).status


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


class TestRegister:
    async def test_account_waits_for_its_code(self, world: World, registered: Registered) -> None:
        assert await status_of(world, registered.user_id) is UserStatus.PENDING

    async def test_m9_profile_and_wallet_come_in_the_same_transaction(
        self, world: World, registered: Registered
    ) -> None:
        async with world.store.open_read() as uow:
            profile = await uow.profiles.get(registered.user_id)
            assert await uow.wallets.get(registered.user_id) == Wallet(registered.user_id)
        assert (profile.full_name, profile.date_of_birth) == ("Nguyễn Văn An", date(1998, 5, 17))

    async def test_right_code_activates_and_verifies_the_phone(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        code = await world.code_sent_to(phone)
        await world.app.registration.verify(registered.challenge_id, code)
        async with world.store.open_read() as uow:
            user = await uow.users.get(registered.user_id)

        assert user.status is UserStatus.ACTIVE
        assert user.phone_verified_at == world.now
        assert user.email_verified_at is None

    async def test_account_may_start_from_an_email(self, world: World) -> None:
        email = EmailAddress("an@example.vn")
        wish = replace(world.registration(), phone=None, email=email)
        registered = await world.app.registration.register(wish)
        await world.deliver()
        (message,) = world.parts.email.to(email.address)
        code = re.findall(r"\d{6}", message.text)[0]
        await world.app.registration.verify(registered.challenge_id, code)
        async with world.store.open_read() as uow:
            user = await uow.users.get(registered.user_id)

        assert (user.email_verified_at, user.phone_verified_at) == (world.now, None)

    async def test_eighteenth_birthday_counts_in_vietnam(self, world: World) -> None:
        """The clock stands at 09:00 of 5 January 2026 in Viet Nam."""
        of_age = replace(world.registration(), date_of_birth=date(2008, 1, 5))
        a_day_short = replace(world.registration(), date_of_birth=date(2008, 1, 6))
        await world.app.registration.register(of_age)

        with pytest.raises(UnderAge):
            await world.app.registration.register(a_day_short)

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("password", {"password": "1234567"}),
            ("password", {"password": "x" * 129}),
            ("fullName", {"full_name": " A "}),
            ("dateOfBirth", {"date_of_birth": date(1900, 1, 1)}),
            ("role", {"role": Role.ADMIN}),
            ("role", {"role": Role.SUPPORT}),
            ("phone", {"phone": None}),
        ],
    )
    async def test_impossible_input_names_its_field(
        self, world: World, field: str, changes: dict[str, Any]
    ) -> None:
        wish = replace(world.registration(), **changes)

        with pytest.raises(InvalidInput) as refused:
            await world.app.registration.register(wish)
        assert refused.value.field == field

    async def test_names_never_reach_the_stored_events(
        self, world: World, registered: Registered
    ) -> None:
        assert all("Nguyễn" not in repr(event) for event in world.store.events)


class TestEnumeration:
    async def test_rule_24_known_address_gets_the_same_answer(
        self, world: World, phone: PhoneNumber
    ) -> None:
        await world.user(phone)
        world.pass_time(DAY)
        answer = await world.app.registration.register(world.registration(phone))
        await world.deliver()

        assert isinstance(answer, Registered)
        assert re.search(r"\d{6}", world.parts.sms.to(phone.e164)[-1].text) is None

    async def test_rule_24_no_code_opens_a_decoy(self, world: World, phone: PhoneNumber) -> None:
        await world.user(phone)
        answer = await world.app.registration.register(world.registration(phone))
        for code in ("000000", "123456"):
            with pytest.raises(CodeInvalid):
                await world.app.registration.verify(answer.challenge_id, code)

    async def test_rule_24_registering_does_as_much_work_for_known_addresses(
        self, world: World, phone: PhoneNumber
    ) -> None:
        """Both hash a password, store a challenge and send one message."""
        await world.app.registration.register(world.registration())
        await world.deliver()
        sent = len(world.parts.sms.sent)
        await world.user(phone)
        sent_after = len(world.parts.sms.sent)
        await world.app.registration.register(world.registration(phone))
        await world.deliver()

        assert sent == 1
        assert len(world.parts.sms.sent) == sent_after + 1

    async def test_rule_24_unverified_registration_reserves_nothing(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        owner = await world.user(phone)
        async with world.store.open_read() as uow:
            found = await uow.users.verified_by(phone)

        assert found is not None
        assert found.id == owner.user_id != registered.user_id

    async def test_second_account_to_verify_one_address_is_refused(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        first_code = await world.code_sent_to(phone)
        await world.user(phone)

        with pytest.raises(AddressTaken):
            await world.app.registration.verify(registered.challenge_id, first_code)
        assert await status_of(world, registered.user_id) is UserStatus.PENDING


class TestCode:
    async def test_a1_code_opens_once(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        code = await world.code_sent_to(phone)
        await world.app.registration.verify(registered.challenge_id, code)

        with pytest.raises(CodeInvalid):
            await world.app.registration.verify(registered.challenge_id, code)

    @pytest.mark.parametrize(("age", "opens"), [(5 * MINUTE - SECOND, True), (5 * MINUTE, False)])
    async def test_a1_code_lives_five_minutes(
        self, world: World, phone: PhoneNumber, registered: Registered, age: timedelta, opens: bool
    ) -> None:
        code = await world.code_sent_to(phone)
        world.pass_time(age)
        if opens:
            await world.app.registration.verify(registered.challenge_id, code)
        else:
            with pytest.raises(CodeInvalid):
                await world.app.registration.verify(registered.challenge_id, code)
        assert (await status_of(world, registered.user_id) is UserStatus.ACTIVE) is opens

    @pytest.mark.parametrize(("wrong_tries", "opens"), [(4, True), (5, False)])
    async def test_a1_fifth_wrong_try_voids_the_code(
        self,
        world: World,
        phone: PhoneNumber,
        registered: Registered,
        wrong_tries: int,
        opens: bool,
    ) -> None:
        code = await world.code_sent_to(phone)
        for _ in range(wrong_tries):
            with pytest.raises(CodeInvalid):
                await world.app.registration.verify(registered.challenge_id, other_than(code))
        if opens:
            await world.app.registration.verify(registered.challenge_id, code)
        else:
            with pytest.raises(CodeInvalid):
                await world.app.registration.verify(registered.challenge_id, code)

    async def test_code_of_one_challenge_does_not_open_another(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        code = await world.code_sent_to(phone)
        other = await world.app.registration.register(world.registration())
        async with world.store.open_uow() as uow:
            mine = await uow.challenges.get_for_change(registered.challenge_id)
            theirs = await uow.challenges.get_for_change(other.challenge_id)
            assert mine is not None
            assert theirs is not None
            await uow.challenges.save(replace(theirs, code_hash=mine.code_hash))
            await uow.commit()

        with pytest.raises(CodeInvalid):
            await world.app.registration.verify(other.challenge_id, code)

    async def test_unknown_challenge_is_refused_like_a_wrong_code(self, world: World) -> None:
        unknown = ChallengeId(UUID(int=1))

        with pytest.raises(CodeInvalid):
            await world.app.registration.verify(unknown, "000000")

    async def test_code_itself_is_never_stored(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        code = await world.code_sent_to(phone)
        async with world.store.open_uow() as uow:
            challenge = await uow.challenges.get_for_change(registered.challenge_id)

        assert code not in repr(challenge)


class TestResend:
    async def test_fresh_code_opens_and_the_old_one_does_not(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        old = await world.code_sent_to(phone)
        fresh = await world.app.registration.resend(registered.challenge_id)
        code = await world.code_sent_to(phone)
        with pytest.raises(CodeInvalid):
            await world.app.registration.verify(registered.challenge_id, old)

        assert await world.app.registration.verify(fresh, code) == registered.user_id

    async def test_rule_24_three_codes_in_ten_minutes(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        challenge = registered.challenge_id
        for _ in range(2):
            challenge = await world.app.registration.resend(challenge)
        with pytest.raises(TooManyCodes) as refused:
            await world.app.registration.resend(challenge)
        assert refused.value.retry_at == world.now + 10 * MINUTE
        world.clock.set(refused.value.retry_at)

        assert await world.app.registration.resend(challenge)

    async def test_rule_24_ten_codes_a_day(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        challenge = registered.challenge_id
        for _ in range(9):
            world.pass_time(11 * MINUTE)
            challenge = await world.app.registration.resend(challenge)
        world.pass_time(11 * MINUTE)
        with pytest.raises(TooManyCodes) as refused:
            await world.app.registration.resend(challenge)
        world.clock.set(refused.value.retry_at)

        assert await world.app.registration.resend(challenge)

    async def test_rule_24_limit_counts_decoys_too(self, world: World, phone: PhoneNumber) -> None:
        await world.user(phone)
        world.pass_time(DAY)
        for _ in range(3):
            await world.app.registration.register(world.registration(phone))

        with pytest.raises(TooManyCodes):
            await world.app.registration.register(world.registration(phone))


class TestDelivery:
    async def test_text_is_gone_once_it_is_sent(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        await world.deliver()
        async with world.store.open_uow() as uow:
            assert await uow.outgoing.purge(before=world.now + DAY) == 0
        assert len(world.parts.sms.to(phone.e164)) == 1

    async def test_lost_request_is_tried_again(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        world.parts.sms._troubles.append(DeliveryTrouble.REQUEST_LOST)
        await world.deliver()

        assert len(world.parts.sms.to(phone.e164)) == 1

    async def test_code_that_is_too_old_is_not_sent_any_more(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        world.pass_time(5 * MINUTE)
        await world.deliver()

        assert world.parts.sms.to(phone.e164) == []

    async def test_final_refusal_of_the_carrier_ends_it(
        self, world: World, phone: PhoneNumber, registered: Registered
    ) -> None:
        world.parts.sms._troubles.append(DeliveryTrouble.REFUSED)
        await world.deliver()
        await world.deliver()

        assert world.parts.sms.to(phone.e164) == []
        assert world.parts.queue.failed == []
