"""RULES 16 and 17: who is banned by whom, and what that leaves to him."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.bookings.errors import PartnerNotBookable
from mate_core.identity.errors import CredentialsInvalid, SessionEnded
from mate_core.identity.model import User, UserStatus
from mate_core.identity.origin import Origin
from mate_core.moderation.bans import Ban, BanTerms
from mate_core.moderation.desk_errors import OwnModerationCase
from mate_core.moderation.errors import (
    AppealedAlready,
    AppealMissing,
    BannedAlready,
    BanOver,
    OwnRuling,
    SecondStaffNeeded,
    StaffNotBannable,
)
from mate_core.moderation.events import UserBanned, UserUnbanned
from mate_core.moderation.ports import BansShown
from mate_core.partners.service import Offer
from mate_core.shared.actor import Actor
from mate_core.shared.contact import PhoneNumber
from mate_core.shared.errors import AccountBanned, Forbidden, InvalidInput, NotFound
from tests.unit.world import BEN_THANH, DAY, HOUR, PASSWORD, World

FOR_EVER = BanTerms()
REASON = "asks for money outside"


async def banned(world: World, person: Actor, terms: BanTerms = FOR_EVER) -> Ban:
    """By as many members of staff as it takes; the pump has drawn the consequences."""
    first = await world.support()
    try:
        await world.app.staff_bans.ban(first, person.user_id, terms, reason=REASON)
    except SecondStaffNeeded:
        second = await world.support()
        await world.app.staff_bans.ban(second, person.user_id, terms, reason=REASON)
    await world.pump()
    return await world.app.bans.mine(person)


async def account(world: World, person: Actor) -> User:
    async with world.store.open_read() as uow:
        return await uow.users.get(person.user_id)


async def phone_of(world: World, person: Actor) -> str:
    phone = (await account(world, person)).phone
    assert phone is not None
    return phone.e164


class TestWho:
    async def test_rule_16_one_member_of_staff_bans_a_user(self, world: World, user: Actor) -> None:
        staff = await world.support()
        ban = await world.app.staff_bans.ban(staff, user.user_id, FOR_EVER, reason=REASON)
        assert (ban.banned_by, ban.seconded_by) == (staff.user_id, None)
        assert (await account(world, user)).status is UserStatus.BANNED

    async def test_rule_16_a_partner_is_banned_by_two(self, world: World, partner: Actor) -> None:
        first, second = await world.support(), await world.support()
        ban = world.app.staff_bans.ban
        for _ in range(2):
            with pytest.raises(SecondStaffNeeded):
                await ban(first, partner.user_id, FOR_EVER, reason=REASON)
        assert (await account(world, partner)).status is UserStatus.ACTIVE
        (waiting,) = await world.app.staff_bans.proposals(second)
        assert waiting.proposed_by == first.user_id

        done = await ban(second, partner.user_id, FOR_EVER, reason="seen too")
        assert (done.banned_by, done.seconded_by) == (first.user_id, second.user_id)
        assert await world.app.staff_bans.proposals(second) == []

    async def test_rule_16_other_terms_and_lapsed_proposals_are_new_proposals(
        self, world: World, partner: Actor
    ) -> None:
        first, second = await world.support(), await world.support()
        week = BanTerms(world.now + 7 * DAY)
        ban = world.app.staff_bans.ban
        with pytest.raises(SecondStaffNeeded):
            await ban(first, partner.user_id, FOR_EVER, reason=REASON)
        with pytest.raises(SecondStaffNeeded):
            await ban(second, partner.user_id, week, reason=REASON)
        world.pass_time(DAY)
        with pytest.raises(SecondStaffNeeded):
            await ban(first, partner.user_id, week, reason=REASON)

    async def test_only_staff_ban_and_staff_are_not_banned(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        staff, colleague = await world.support(), await world.support()
        ban = world.app.staff_bans.ban
        with pytest.raises(Forbidden):
            await ban(partner, user.user_id, FOR_EVER, reason=REASON)
        for somebody in (staff, colleague):
            with pytest.raises(StaffNotBannable):
                await ban(staff, somebody.user_id, FOR_EVER, reason=REASON)

    async def test_rule_16_nobody_decides_about_his_own_second_account(
        self, world: World, user: Actor
    ) -> None:
        staff = await world.support()
        tokens = await world.app.login.login(await phone_of(world, staff), PASSWORD)
        assert tokens.device_token is not None
        origin = Origin(device_token=tokens.device_token)
        await world.app.login.login(await phone_of(world, user), PASSWORD, origin)
        await banned(world, user)
        await world.app.bans.appeal(user, "Not me.")
        with pytest.raises(OwnModerationCase):
            await world.app.staff_bans.unban(staff, user.user_id, reason="he is fine")
        with pytest.raises(OwnModerationCase):
            await world.app.staff_bans.decide(staff, user.user_id, "Fine.", granted=True)

    async def test_once_is_enough_and_lifting_is_not_repeated(
        self, world: World, user: Actor
    ) -> None:
        staff = await world.support()
        await banned(world, user)
        with pytest.raises(BannedAlready):
            await world.app.staff_bans.ban(staff, user.user_id, FOR_EVER, reason=REASON)
        await world.app.staff_bans.unban(staff, user.user_id, reason="a mistake")
        with pytest.raises(BanOver):
            await world.app.staff_bans.unban(staff, user.user_id, reason="a mistake")
        assert len(world.events(UserBanned)) == len(world.events(UserUnbanned)) == 1

    @pytest.mark.parametrize("length", [timedelta(minutes=59), timedelta(days=3 * 365 + 1)])
    async def test_length_is_bounded(self, world: World, user: Actor, length: timedelta) -> None:
        with pytest.raises(InvalidInput):
            await world.app.staff_bans.ban(
                await world.support(), user.user_id, BanTerms(world.now + length), reason=REASON
            )

    async def test_dry_run_changes_nothing(self, world: World, user: Actor) -> None:
        staff = await world.support()
        await world.app.staff_bans.ban(staff, user.user_id, FOR_EVER, reason=REASON, dry_run=True)
        assert (await account(world, user)).status is UserStatus.ACTIVE

    async def test_o2_everything_is_audited(self, world: World, partner: Actor) -> None:
        await banned(world, partner)
        staff = await world.support()
        await world.app.staff_bans.unban(staff, partner.user_id, reason="a mistake")
        audit = await world.app.staff_accounts.audit_of(staff, partner.user_id)
        assert [each.action for each in audit if each.action.startswith("user.")] == [
            "user.ban.propose",
            "user.ban",
            "user.unban",
        ]


class TestEffects:
    async def test_a6_sessions_of_before_end_within_a_second(
        self, world: World, user: Actor
    ) -> None:
        tokens = await world.app.login.login(await phone_of(world, user), PASSWORD)
        await world.app.sessions.authenticate(tokens.access_token)
        await banned(world, user)
        world.pass_time(timedelta(seconds=1))
        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(tokens.access_token)
        with pytest.raises(SessionEnded):
            await world.app.sessions.refresh(tokens.refresh_token)

    async def test_rule_17_he_logs_in_again_with_little_left_to_him(
        self, world: World, user: Actor
    ) -> None:
        await banned(world, user)
        tokens = await world.app.login.login(await phone_of(world, user), PASSWORD)
        actor = await world.app.sessions.authenticate(tokens.access_token)
        assert actor.is_banned
        await world.app.payments.wallet(actor)
        await world.app.exports.request(actor)
        partner = await world.partner()
        with pytest.raises(AccountBanned):
            await world.app.bookings.request(actor, world.wish(partner), world.key(actor))

    async def test_rule_3_credential_for_alarms_survives(self, world: World, user: Actor) -> None:
        tokens = await world.app.login.login(await phone_of(world, user), PASSWORD)
        await banned(world, user)
        assert await world.app.devices.alarm_caller(tokens.sos_token) == user.user_id

    async def test_rule_17_hidden_from_everybody(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await banned(world, partner)
        with pytest.raises(NotFound):
            await world.app.profiles.public(user, partner.user_id)
        with pytest.raises(NotFound):
            await world.app.partners.public(user, partner.user_id)
        with pytest.raises(PartnerNotBookable):
            await world.app.bookings.quote(user, world.wish(partner).wish)
        page = await world.app.search.nearby(user, BEN_THANH, radius_km=10, page=1, limit=20)
        assert page.items == []

    async def test_a_request_that_was_under_way_is_refused(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """Its session was looked at before the ban, its person after it."""
        await banned(world, user)
        with pytest.raises(AccountBanned):
            await world.app.bookings.request(user, world.wish(partner), world.key(user))

    async def test_person_is_told_and_reads_why(self, world: World, user: Actor) -> None:
        phone = PhoneNumber(await phone_of(world, user))
        ban = await banned(world, user)
        assert "bi cam" in (await world.texts_to(phone))[-1]
        assert (ban.reason, ban.is_permanent) == (REASON, True)


class TestComingBack:
    async def _registers(self, world: World, phone: PhoneNumber, origin: Origin) -> bool:
        """Whether an account comes of it; the answer is the same in both cases."""
        before = len(await world.texts_to(phone))
        wish = world.registration(phone)
        registered = await world.app.registration.register(wish, origin)
        texts = (await world.texts_to(phone))[before:]
        assert registered.user_id is not None
        return any("ma xac nhan" in text for text in texts)

    async def _closed(self, world: World, person: Actor) -> None:
        await world.app.closing.close(person, PASSWORD)
        await world.pump()
        assert (await account(world, person)).status is UserStatus.CLOSED

    async def test_a17_phone_is_known_again_after_the_account_is_closed(
        self, world: World, user: Actor
    ) -> None:
        phone = PhoneNumber(await phone_of(world, user))
        await banned(world, user)
        await self._closed(world, user)
        assert not await self._registers(world, phone, Origin())

        await world.app.staff_bans.unban(await world.support(), user.user_id, reason="appeal")
        assert (await account(world, user)).status is UserStatus.CLOSED
        assert await self._registers(world, phone, Origin())

    async def test_a17_device_is_known_again_with_another_number(
        self, world: World, user: Actor
    ) -> None:
        tokens = await world.app.login.login(await phone_of(world, user), PASSWORD)
        assert tokens.device_token is not None
        origin = Origin(device_token=tokens.device_token)
        assert await self._registers(world, world.new_phone(), origin)
        await banned(world, user)
        assert not await self._registers(world, world.new_phone(), origin)
        assert await self._registers(world, world.new_phone(), Origin())

    async def test_nobody_takes_his_number_over(self, world: World, user: Actor) -> None:
        phone = PhoneNumber(await phone_of(world, user))
        await banned(world, user)
        await self._closed(world, user)
        other = await world.user()
        before = len(await world.texts_to(phone))
        await world.app.addresses.change(other, phone, PASSWORD)
        texts = (await world.texts_to(phone))[before:]
        assert not any("ma xac nhan" in text for text in texts)


class TestEnd:
    async def test_ban_until_a_date_ends_by_itself(self, world: World, user: Actor) -> None:
        await banned(world, user, BanTerms(world.now + 20 * DAY))
        world.pass_time(20 * DAY - HOUR)
        await world.pump()
        assert (await account(world, user)).status is UserStatus.BANNED
        world.pass_time(HOUR)
        await world.pump()
        assert (await account(world, user)).status is UserStatus.ACTIVE
        assert (await world.app.bans.mine(user)).lifted_by is None
        assert await world.overdue() == []

    async def test_limited_session_ends_with_the_ban(self, world: World, user: Actor) -> None:
        await banned(world, user)
        phone = await phone_of(world, user)
        limited = await world.app.login.login(phone, PASSWORD)
        await world.app.staff_bans.unban(await world.support(), user.user_id, reason="x")
        world.pass_time(timedelta(seconds=1))
        with pytest.raises(SessionEnded):
            await world.app.sessions.authenticate(limited.access_token)
        tokens = await world.app.login.login(phone, PASSWORD)
        assert not (await world.app.sessions.authenticate(tokens.access_token)).is_banned

    async def test_registration_that_waits_for_its_code_still_waits(self, world: World) -> None:
        phone = world.new_phone()
        registered = await world.app.registration.register(world.registration(phone))
        code = await world.code_sent_to(phone)
        person = Actor(registered.user_id)
        await banned(world, person)
        with pytest.raises(Exception, match="code_invalid"):
            await world.app.registration.verify(registered.challenge_id, code)
        await world.app.staff_bans.unban(await world.support(), person.user_id, reason="x")
        assert (await account(world, person)).status is UserStatus.PENDING


class TestClosing:
    """RULES 18: closing is no way out of a ban, and a ban none out of closing."""

    async def test_rule_18_closing_and_reopening_leaves_a_ban_alone(
        self, world: World, user: Actor
    ) -> None:
        phone = await phone_of(world, user)
        await banned(world, user)
        await world.app.closing.close(user, PASSWORD)
        assert (await account(world, user)).status is UserStatus.BANNED
        await world.app.closing.reopen(phone, PASSWORD)
        assert (await account(world, user)).status is UserStatus.BANNED
        with pytest.raises(CredentialsInvalid):
            await world.app.closing.reopen(phone, PASSWORD)

    async def test_rule_18_staff_who_close_for_a_banned_person_do_not_free_him(
        self, world: World, user: Actor
    ) -> None:
        await banned(world, user)
        await world.app.closing.close_for(await world.support(), user.user_id, reason="asked")
        await world.app.closing.reopen(await phone_of(world, user), PASSWORD)
        assert (await account(world, user)).status is UserStatus.BANNED

    async def test_rule_18_who_is_closing_can_be_banned_and_goes_on_closing_afterwards(
        self, world: World, user: Actor
    ) -> None:
        await world.app.closing.close(user, PASSWORD)
        staff = await world.support()
        await world.app.staff_bans.ban(staff, user.user_id, FOR_EVER, reason=REASON)
        assert (await account(world, user)).status is UserStatus.BANNED
        await world.app.staff_bans.unban(staff, user.user_id, reason="x")
        assert (await account(world, user)).status is UserStatus.CLOSING

    @pytest.mark.parametrize("status", [UserStatus.BANNED, UserStatus.SUSPENDED])
    async def test_rule_18_what_staff_decided_survives_every_step_of_closing(
        self, world: World, user: Actor, status: UserStatus
    ) -> None:
        seen = replace(await account(world, user), status=status)
        assert seen.closing(at=world.now).status is status
        assert seen.closing(at=world.now).reopened(at=world.now).status is status
        assert seen.closed(at=world.now).banned(at=world.now).status is UserStatus.CLOSED


class TestAppeal:
    async def test_rule_17_somebody_else_answers_and_granting_lifts(
        self, world: World, user: Actor
    ) -> None:
        staff, judge = await world.support(), await world.support()
        await world.app.staff_bans.ban(staff, user.user_id, FOR_EVER, reason=REASON)
        await world.app.bans.appeal(user, "It was not me.")
        (waiting,) = (
            await world.app.staff_bans.page(judge, BansShown.APPEALED, after=None, limit=5)
        ).items
        assert waiting.user_id == user.user_id
        with pytest.raises(OwnRuling):
            await world.app.staff_bans.decide(staff, user.user_id, "No.", granted=False)

        await world.app.staff_bans.decide(judge, user.user_id, "Right.", granted=True)
        assert (await account(world, user)).status is UserStatus.ACTIVE
        mine = await world.app.bans.mine(user)
        assert mine.appeal is not None
        assert (mine.appeal.is_granted, mine.appeal.answer) == (True, "Right.")

    async def test_refusal_keeps_the_ban_and_is_the_last_word(
        self, world: World, user: Actor
    ) -> None:
        judge = await world.support()
        await banned(world, user)
        await world.app.bans.appeal(user, "It was not me.")
        await world.app.staff_bans.decide(judge, user.user_id, "It was.", granted=False)
        assert (await account(world, user)).status is UserStatus.BANNED
        for again in ("Still not me.", "And again."):
            with pytest.raises(AppealedAlready):
                await world.app.bans.appeal(user, again)
        with pytest.raises(AppealMissing):
            await world.app.staff_bans.decide(judge, user.user_id, "No.", granted=False)

    async def test_same_words_twice_are_one_appeal(self, world: World, user: Actor) -> None:
        await banned(world, user)
        first = await world.app.bans.appeal(user, "It was not me.")
        assert (await world.app.bans.appeal(user, "It was not me.")).appeal == first.appeal

    @pytest.mark.parametrize("text", ["", "  ", "x" * 2_001])
    async def test_appeal_has_a_length(self, world: World, user: Actor, text: str) -> None:
        await banned(world, user)
        with pytest.raises(InvalidInput):
            await world.app.bans.appeal(user, text)

    async def test_who_is_not_banned_has_nothing_to_appeal_against(
        self, world: World, user: Actor
    ) -> None:
        with pytest.raises(NotFound):
            await world.app.bans.mine(user)
        with pytest.raises(BanOver):
            await world.app.bans.appeal(user, "Just in case.")


COMMANDS: dict[str, Callable[[World, Actor, Actor], Awaitable[object]]] = {
    "booking": lambda w, me, other: w.app.bookings.request(me, w.wish(other), w.key(me)),
    "block": lambda w, me, other: w.app.blocks.block(me, other.user_id),
    "offer": lambda w, me, _: w.app.partners.change(me, Offer()),
}


@pytest.mark.parametrize("command", COMMANDS)
async def test_rule_17_core_refuses_new_business_by_itself(
    world: World, user: Actor, partner: Actor, command: str
) -> None:
    """Whatever a driver forgets to refuse."""
    await banned(world, user)
    actor = (await account(world, user)).as_actor()
    with pytest.raises(AccountBanned):
        await COMMANDS[command](world, actor, partner)
