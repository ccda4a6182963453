"""Limits of guesses and codes, and that nobody shuts out another by them (RULES 24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_adapters.composition.ports import Policies
from mate_core.identity.errors import (
    CodeInvalid,
    CredentialsInvalid,
    PasswordWrong,
    SecondStepNeeded,
    TooManyCodes,
    TooManyTries,
)
from mate_core.identity.model import Channel
from mate_core.identity.origin import Origin
from mate_core.identity.policies import CodeLimits, IdentityPolicy
from mate_core.identity.tries import Backoff, Quota, Tries
from mate_core.shared.contact import PhoneNumber
from tests.unit.identity.people import logged_in
from tests.unit.world import DAY, HOUR, MINUTE, PASSWORD, World

SECOND = timedelta(seconds=1)
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
HERE, THERE = Origin(address="203.0.113.7"), Origin(address="198.51.100.9")
PAUSES = Backoff(free=3, first=SECOND, longest=8 * SECOND, memory=HOUR)


@pytest.fixture
def phone(world: World) -> PhoneNumber:
    return world.new_phone()


@pytest.fixture
async def device(world: World, phone: PhoneNumber) -> str:
    """The token of a device on which the owner of `phone` has logged in."""
    await world.user(phone)
    tokens = await world.app.login.login(phone.e164, PASSWORD, HERE)
    assert tokens.device_token is not None
    return tokens.device_token


async def guess(world: World, name: str, origin: Origin, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(CredentialsInvalid):
            await world.app.login.login(name, "not this one", origin)


async def refused(world: World, name: str, origin: Origin) -> datetime:
    with pytest.raises(TooManyTries) as refusal:
        await world.app.login.login(name, PASSWORD, origin)
    return refusal.value.retry_at


class TestLogin:
    async def test_pauses_grow_and_are_forgotten_after_the_right_password(
        self, world: World, device: str, phone: PhoneNumber
    ) -> None:
        await guess(world, phone.e164, THERE, 5)
        pauses = []
        for _ in range(4):
            retry_at = await refused(world, phone.e164, THERE)
            pauses.append(retry_at - world.now)
            world.clock.set(retry_at)
            await guess(world, phone.e164, THERE)
        assert pauses == [SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND]
        world.clock.set(await refused(world, phone.e164, THERE))
        assert await world.app.login.login(phone.e164, PASSWORD, THERE)

        await guess(world, phone.e164, THERE, 5)

    async def test_pause_never_lasts_longer_than_a_quarter_of_an_hour(
        self, world: World, device: str, phone: PhoneNumber
    ) -> None:
        await guess(world, phone.e164, THERE, 5)
        for _ in range(20):
            retry_at = await refused(world, phone.e164, THERE)
            assert retry_at - world.now <= 15 * MINUTE
            world.clock.set(retry_at)
            await guess(world, phone.e164, THERE)

    async def test_stranger_s_guesses_hold_up_neither_another_address_nor_a_known_device(
        self, world: World, device: str, phone: PhoneNumber
    ) -> None:
        await guess(world, phone.e164, HERE, 5)
        await refused(world, phone.e164, HERE)

        assert await world.app.login.login(phone.e164, PASSWORD, THERE)
        assert await world.app.login.login(phone.e164, PASSWORD, replace(HERE, device_token=device))

    async def test_known_device_has_limits_of_its_own(
        self, world: World, device: str, phone: PhoneNumber
    ) -> None:
        here = replace(HERE, device_token=device)
        await guess(world, phone.e164, here, 10)
        await refused(world, phone.e164, here)

    async def test_device_is_known_for_its_own_persons_only(
        self, world: World, device: str, phone: PhoneNumber
    ) -> None:
        other = world.new_phone()
        await world.user(other)
        await guess(world, other.e164, replace(HERE, device_token=device), 5)
        await refused(world, other.e164, HERE)  # one lane: by address
        both = await world.app.login.login(
            other.e164, PASSWORD, replace(THERE, device_token=device)
        )
        assert both.device_token is not None
        for name in (phone, other):
            await guess(world, name.e164, replace(HERE, device_token=both.device_token), 6)

    @pytest.mark.parametrize("token", ["", "x", "." * 40, "0" * 32, "0" * 32 + "." + "f" * 32])
    async def test_made_up_device_is_counted_by_its_address(
        self, world: World, device: str, phone: PhoneNumber, token: str
    ) -> None:
        await guess(world, phone.e164, HERE, 5)
        await refused(world, phone.e164, replace(HERE, device_token=token))

    async def test_names_of_nobody_are_counted_alike(self, world: World) -> None:
        stranger = world.new_phone().e164
        await guess(world, stranger, HERE, 5)
        await refused(world, stranger, HERE)

    async def test_one_address_tries_a_hundred_names_in_ten_minutes(
        self, world: World, device: str, phone: PhoneNumber
    ) -> None:
        for _ in range(100):
            await guess(world, world.new_phone().e164, HERE)
        retry_at = await refused(world, world.new_phone().e164, HERE)

        assert retry_at == world.now + 10 * MINUTE
        assert await world.app.login.login(phone.e164, PASSWORD, replace(HERE, device_token=device))

    async def test_right_passwords_use_nothing_up(
        self, world: World, device: str, phone: PhoneNumber
    ) -> None:
        for _ in range(101):
            await world.app.login.login(phone.e164, PASSWORD, HERE)

    async def test_no_name_or_address_is_stored(
        self, world: World, device: str, phone: PhoneNumber
    ) -> None:
        await guess(world, phone.e164, HERE)
        keys = "".join(world.store.tables.identity.tries.rows)
        assert phone.e164[3:] not in keys
        assert "203.0.113.7" not in keys

    async def test_embedded_profile_counts_nothing(self) -> None:
        world = World(Policies(identity=IdentityPolicy(tries=None, codes=None)))
        await guess(world, "0901234567", HERE, 50)


class TestSiege:
    """Many addresses guess at one name, each within its own limits."""

    @pytest.fixture
    async def besieged(self, world: World, device: str, phone: PhoneNumber) -> PhoneNumber:
        world.pass_time(DAY)  # past the limits of codes
        for n in range(51):
            await guess(world, phone.e164, Origin(address=f"198.51.100.{n}"))
        return phone

    async def test_unknown_device_needs_a_code_beside_the_right_password(
        self, world: World, besieged: PhoneNumber
    ) -> None:
        with pytest.raises(SecondStepNeeded) as needed:
            await world.app.login.login(besieged.e164, PASSWORD, HERE)
        step, challenge_id = needed.value.step_token, needed.value.challenge_id
        assert challenge_id is not None
        code = await world.code_sent_to(besieged)
        for wrong in (None, challenge_id):
            with pytest.raises(CodeInvalid):
                await world.app.login.finish(step, "000000", HERE, challenge_id=wrong)

        assert await world.app.login.finish(step, code, HERE, challenge_id=challenge_id)
        with pytest.raises(CodeInvalid):
            await world.app.login.finish(step, code, HERE, challenge_id=challenge_id)

    async def test_fifth_wrong_code_voids_it(self, world: World, besieged: PhoneNumber) -> None:
        with pytest.raises(SecondStepNeeded) as needed:
            await world.app.login.login(besieged.e164, PASSWORD, HERE)
        step, challenge_id = needed.value.step_token, needed.value.challenge_id
        code = await world.code_sent_to(besieged)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        for n in range(5):
            with pytest.raises(CodeInvalid):
                await world.app.login.finish(
                    step, wrong, Origin(f"203.0.113.{n}"), challenge_id=challenge_id
                )
        with pytest.raises(CodeInvalid):
            await world.app.login.finish(step, code, HERE, challenge_id=challenge_id)

    async def test_known_device_logs_in_as_ever(
        self, world: World, besieged: PhoneNumber, device: str
    ) -> None:
        here = replace(HERE, device_token=device)

        assert await world.app.login.login(besieged.e164, PASSWORD, here)

    async def test_wrong_password_sends_nothing(self, world: World, besieged: PhoneNumber) -> None:
        known = len(await world.texts_to(besieged))
        await guess(world, besieged.e164, HERE)

        assert len(await world.texts_to(besieged)) == known

    async def test_it_is_over_after_an_hour(self, world: World, besieged: PhoneNumber) -> None:
        world.pass_time(HOUR)

        assert await world.app.login.login(besieged.e164, PASSWORD, HERE)


async def test_password_asked_for_again_is_guessed_at_in_one_session_only(
    world: World, device: str, phone: PhoneNumber
) -> None:
    stolen, own = await logged_in(world, phone), await logged_in(world, phone)
    for _ in range(5):
        with pytest.raises(PasswordWrong):
            await world.app.passwords.change(stolen, "not this one", "mưa rơi trên phố cổ")
    with pytest.raises(TooManyTries):
        await world.app.passwords.change(stolen, PASSWORD, "mưa rơi trên phố cổ")

    await world.app.passwords.change(own, PASSWORD, "mưa rơi trên phố cổ")


class TestCodes:
    @staticmethod
    def world_with(**limits: int | Quota) -> World:
        return World(Policies(identity=IdentityPolicy(codes=CodeLimits(**limits))))  # type: ignore[arg-type] # names of the fields

    async def test_one_caller_asks_for_so_many_codes_an_hour(self) -> None:
        world = self.world_with(of_caller=Quota(2, HOUR))
        for _ in range(2):
            await world.app.registration.register(world.registration(), Origin("203.0.113.7"))
        with pytest.raises(TooManyCodes) as refusal:
            await world.app.passwords.forgot(world.new_phone(), caller="203.0.113.7")
        assert refusal.value.retry_at == world.now + HOUR

        assert await world.app.passwords.forgot(world.new_phone(), caller="198.51.100.9")

    async def test_messages_of_an_hour_are_capped_and_e_mails_are_not(self) -> None:
        world = self.world_with(sms_an_hour=2)
        await world.app.registration.register(world.registration())
        world.pass_time(MINUTE)
        await world.app.registration.register(world.registration())
        with pytest.raises(TooManyCodes) as refusal:
            await world.app.registration.register(world.registration())
        assert refusal.value.retry_at == world.now + HOUR - MINUTE
        world.clock.set(refusal.value.retry_at + SECOND)

        assert await world.app.registration.register(world.registration())

    async def test_codes_of_a_range_that_nobody_enters_are_called_from_then_on(self) -> None:
        world = self.world_with(watched=5, least_entered=1)
        phones = [world.new_phone() for _ in range(6)]
        for each in phones[:5]:
            await world.app.registration.register(world.registration(each))
        world.pass_time(6 * MINUTE)
        registered = await world.app.registration.register(world.registration(phones[5]))
        (called,) = [
            each
            for each in world.store.tables.identity.outgoing.rows.values()
            if each.address == phones[5].e164
        ]
        assert called.channel is Channel.VOICE
        code = called.text.variables["code"]
        assert await world.app.registration.verify(registered.challenge_id, code)

        await world.app.registration.register(world.registration())
        assert [each.channel for each in world.store.tables.identity.outgoing.rows.values()][
            -1
        ] is (Channel.SMS)

    async def test_other_ranges_are_texted_all_the_same(self) -> None:
        world = self.world_with(watched=2, least_entered=1)
        for _ in range(3):
            await world.app.registration.register(world.registration())
        world.pass_time(6 * MINUTE)
        await world.app.registration.register(world.registration(PhoneNumber("+84351234567")))

        assert [each.channel for each in world.store.tables.identity.outgoing.rows.values()][
            -1
        ] is (Channel.SMS)


class TestPolicies:
    @pytest.mark.parametrize(
        ("count", "pause"), [(1, 0), (2, 0), (3, 1), (4, 2), (5, 4), (6, 8), (7, 8), (5_000, 8)]
    )
    def test_pause_doubles_up_to_the_longest(self, count: int, pause: int) -> None:
        tries = Tries("key", count, NOW - DAY, NOW)

        assert PAUSES.retry_at(tries) == NOW + pause * SECOND

    @given(st.integers(0, 100))
    def test_quota_counts_from_the_first(self, count: int) -> None:
        quota = Quota(10, HOUR)
        tries = Tries("key", count, NOW, NOW + MINUTE)

        assert (quota.retry_at(tries) == NOW + HOUR) is (count >= 10)
        assert quota.is_over(tries, at=NOW + HOUR)
