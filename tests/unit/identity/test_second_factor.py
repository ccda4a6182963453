"""Staff and their second factor: enrolling, the second step, recovery, and who is kept out."""

from __future__ import annotations

from base64 import b32decode
from datetime import timedelta

import pytest

from mate_core.identity import totp
from mate_core.identity.errors import (
    CodeInvalid,
    NoSecondFactor,
    PasswordWrong,
    SecondFactorEnrolled,
    SecondFactorMissing,
    SecondStepNeeded,
    SecondStepOver,
    SessionEnded,
    TooManyTries,
)
from mate_core.identity.events import RecoveryCodeUsed
from mate_core.identity.login_service import LoginService
from mate_core.identity.origin import Origin
from mate_core.identity.session_tokens import Tokens
from mate_core.shared.actor import Actor, Role
from mate_core.shared.contact import PhoneNumber
from mate_core.shared.errors import Forbidden
from tests.unit.world import DAY, HOUR, MINUTE, PASSWORD, World

STEP = timedelta(seconds=totp.STEP_S)


class Staff:
    """A member of staff with an app."""

    def __init__(self, world: World, actor: Actor, phone: PhoneNumber) -> None:
        self.world, self.actor, self.phone = world, actor, phone
        self.secret = b""
        self.recovery: list[str] = []

    @property
    def code(self) -> str:
        return totp.code_of(self.secret, totp.step_at(self.world.now))

    async def enroll(self) -> None:
        factors = self.world.app.second_factors
        made = await factors.enroll(self.actor, PASSWORD)
        self.secret = b32decode(made.secret)
        self.recovery = list(await factors.confirm(self.actor, self.code))
        self.world.pass_time(STEP)

    async def first_step(self, origin: Origin = Origin()) -> str:  # noqa: B008 - a frozen value
        with pytest.raises(SecondStepNeeded) as needed:
            await self.login.login(self.phone.e164, PASSWORD, origin)
        return needed.value.step_token

    async def log_in(self, code: str | None = None, origin: Origin = Origin()) -> Tokens:  # noqa: B008
        return await self.login.finish(await self.first_step(origin), code or self.code, origin)

    @property
    def login(self) -> LoginService:
        return self.world.app.login


@pytest.fixture
async def newcomer(world: World) -> Staff:
    """Just hired, logged in, without a second factor."""
    phone = world.new_phone()
    person = await world.user(phone)
    await world.app.staff_accounts.change_role(
        await world.admin(), person.user_id, Role.SUPPORT, frozenset(), reason="hired"
    )
    tokens = await world.app.login.login(phone.e164, PASSWORD)
    actor = await world.app.sessions.authenticate(tokens.access_token, enrolling=True)
    return Staff(world, actor, phone)


@pytest.fixture
async def staff(newcomer: Staff) -> Staff:
    await newcomer.enroll()
    return newcomer


class TestWithout:
    async def test_staff_can_do_nothing_but_enroll(self, world: World, newcomer: Staff) -> None:
        tokens = await world.app.login.login(newcomer.phone.e164, PASSWORD)
        with pytest.raises(SecondFactorMissing):
            await world.app.sessions.authenticate(tokens.access_token)
        actor = await world.app.sessions.authenticate(tokens.access_token, enrolling=True)
        newcomer.actor = actor
        await newcomer.enroll()

        assert await world.app.sessions.authenticate(tokens.access_token) == actor

    async def test_everybody_else_needs_none(self, world: World) -> None:
        phone = world.new_phone()
        await world.user(phone)
        tokens = await world.app.login.login(phone.e164, PASSWORD)

        assert await world.app.sessions.authenticate(tokens.access_token)


class TestEnroll:
    async def test_every_login_asks_for_a_code_from_then_on(
        self, world: World, staff: Staff
    ) -> None:
        tokens = await staff.log_in()

        assert (await world.app.sessions.authenticate(tokens.access_token)).role is Role.SUPPORT

    async def test_other_sessions_end(self, world: World, newcomer: Staff) -> None:
        there = await world.app.login.login(newcomer.phone.e164, PASSWORD)
        await newcomer.enroll()

        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(there.access_token, enrolling=True)

    async def test_it_counts_only_once_its_code_was_seen(
        self, world: World, newcomer: Staff
    ) -> None:
        await world.app.second_factors.enroll(newcomer.actor, PASSWORD)
        with pytest.raises(CodeInvalid):
            await world.app.second_factors.confirm(newcomer.actor, "000000")

        assert await world.app.login.login(newcomer.phone.e164, PASSWORD)

    async def test_asked_again_before_that_it_makes_another_secret(
        self, world: World, newcomer: Staff
    ) -> None:
        first = await world.app.second_factors.enroll(newcomer.actor, PASSWORD)
        await newcomer.enroll()

        assert b32decode(first.secret) != newcomer.secret

    async def test_it_needs_the_password_and_a_role_of_staff(
        self, world: World, newcomer: Staff
    ) -> None:
        with pytest.raises(PasswordWrong):
            await world.app.second_factors.enroll(newcomer.actor, "not this one")
        with pytest.raises(Forbidden):
            await world.app.second_factors.enroll(await world.user(), PASSWORD)

    async def test_second_one_is_refused(self, world: World, staff: Staff) -> None:
        with pytest.raises(SecondFactorEnrolled):
            await world.app.second_factors.enroll(staff.actor, PASSWORD)

    async def test_confirming_nothing_is_refused(self, world: World, newcomer: Staff) -> None:
        with pytest.raises(NoSecondFactor):
            await world.app.second_factors.confirm(newcomer.actor, "000000")


class TestSecondStep:
    async def test_code_works_once(self, world: World, staff: Staff) -> None:
        code = staff.code
        await staff.log_in(code)
        with pytest.raises(CodeInvalid):
            await staff.log_in(code)
        world.pass_time(STEP)

        assert await staff.log_in()

    async def test_pass_is_worth_five_minutes(self, world: World, staff: Staff) -> None:
        token = await staff.first_step()
        world.pass_time(5 * MINUTE)
        with pytest.raises(SecondStepOver):
            await staff.login.finish(token, staff.code)

    async def test_forged_pass_is_refused_and_counts_nowhere(
        self, world: World, staff: Staff
    ) -> None:
        token = await staff.first_step()
        head, _, seal = token.rpartition(".")
        other = (await world.user()).user_id
        for forged in (
            "",
            "x",
            f"{head}.{'0' * len(seal)}",
            f"{other.hex}{token[32:]}",
            f"{staff.actor.user_id.hex}.９.{seal}",
        ):
            for _ in range(10):
                with pytest.raises(SecondStepOver):
                    await staff.login.finish(forged, staff.code)

        assert await staff.login.finish(token, staff.code)

    async def test_pass_is_worth_nothing_after_a_change_of_the_password(
        self, world: World, staff: Staff
    ) -> None:
        token = await staff.first_step()
        await world.app.passwords.change(staff.actor, PASSWORD, "mưa rơi trên phố cổ")
        with pytest.raises(SecondStepOver):
            await staff.login.finish(token, staff.code)

    async def test_wrong_codes_are_slowed_and_never_shut_out(
        self, world: World, staff: Staff
    ) -> None:
        token = await staff.first_step()
        for _ in range(5):
            with pytest.raises(CodeInvalid):
                await staff.login.finish(token, "000000")
        with pytest.raises(TooManyTries) as refused:
            await staff.login.finish(token, staff.code)
        world.clock.set(refused.value.retry_at)

        assert await staff.login.finish(token, staff.code)

    async def test_many_strangers_together_are_slowed_and_a_known_device_is_not(
        self, world: World, staff: Staff
    ) -> None:
        device = (await staff.log_in()).device_token or ""
        world.pass_time(STEP)
        for n in range(20):
            stranger = Origin(address=f"198.51.100.{n}")
            with pytest.raises(CodeInvalid):
                await staff.log_in("000000", stranger)
        with pytest.raises(TooManyTries):
            await staff.log_in("000000", Origin(address="203.0.113.1"))

        assert await staff.log_in(origin=Origin(address="203.0.113.1", device_token=device))

    async def test_secret_and_recovery_codes_are_in_no_event(
        self, world: World, staff: Staff
    ) -> None:
        told = repr(world.store.events)
        assert totp.spelled(staff.secret) not in told
        assert all(code not in told for code in staff.recovery)


class TestRecovery:
    async def test_each_code_opens_one_login_however_it_is_typed(
        self, world: World, staff: Staff
    ) -> None:
        first, second, *_ = staff.recovery
        await staff.log_in(first.lower().replace("-", " "))
        with pytest.raises(CodeInvalid):
            await staff.log_in(first)

        assert await staff.log_in(second)
        assert [event.left for event in world.events(RecoveryCodeUsed)] == [9, 8]

    async def test_use_is_told_to_the_owner(self, world: World, staff: Staff) -> None:
        known = len(await world.texts_to(staff.phone))
        await staff.log_in(staff.recovery[0])

        assert len(await world.texts_to(staff.phone)) == known + 1

    async def test_new_ones_void_the_former_ones(self, world: World, staff: Staff) -> None:
        fresh = await world.app.second_factors.renew_recovery_codes(staff.actor, staff.code)
        with pytest.raises(CodeInvalid):
            await staff.log_in(staff.recovery[0])

        assert await staff.log_in(fresh[0])

    async def test_codes_of_another_person_open_nothing(
        self, world: World, staff: Staff, newcomer: Staff
    ) -> None:
        other = Staff(world, await world.support(), world.new_phone())
        await other.enroll()
        with pytest.raises(CodeInvalid):
            await staff.log_in(other.recovery[0])


class TestReset:
    async def test_administrator_takes_it_away_and_staff_must_enroll_again(
        self, world: World, staff: Staff
    ) -> None:
        admin = await world.admin()
        await world.app.staff_accounts.reset_second_factor(
            admin, staff.actor.user_id, reason="lost phone"
        )
        tokens = await world.app.login.login(staff.phone.e164, PASSWORD)
        with pytest.raises(SecondFactorMissing):
            await world.app.sessions.authenticate(tokens.access_token)
        record = (await world.app.staff_accounts.audit_of(admin, staff.actor.user_id))[-1]

        assert (record.action, record.reason) == ("user.second_factor_reset", "lost phone")

    async def test_sessions_end_and_the_owner_is_told(self, world: World, staff: Staff) -> None:
        tokens = await staff.log_in()
        known = len(await world.texts_to(staff.phone))
        await world.app.staff_accounts.reset_second_factor(
            await world.admin(), staff.actor.user_id, reason="lost phone"
        )

        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(tokens.access_token)
        assert len(await world.texts_to(staff.phone)) == known + 1

    async def test_only_administrators_do_that(self, world: World, staff: Staff) -> None:
        with pytest.raises(Forbidden):
            await world.app.staff_accounts.reset_second_factor(
                await world.support(), staff.actor.user_id, reason="r"
            )

    async def test_nothing_to_take_away_is_refused(self, world: World, newcomer: Staff) -> None:
        with pytest.raises(NoSecondFactor):
            await world.app.staff_accounts.reset_second_factor(
                await world.admin(), newcomer.actor.user_id, reason="r"
            )


async def test_former_staff_keep_their_second_step(world: World, staff: Staff) -> None:
    await world.app.staff_accounts.change_role(
        await world.admin(), staff.actor.user_id, Role.USER, frozenset(), reason="left"
    )

    assert await staff.log_in()


async def test_tries_are_forgotten_by_housekeeping(world: World, staff: Staff) -> None:
    with pytest.raises(CodeInvalid):
        await staff.log_in("000000")
    world.pass_time(3 * DAY + HOUR)

    assert (await world.app.housekeeping.purge())["try"] > 0
