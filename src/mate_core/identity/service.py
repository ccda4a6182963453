"""Registration, one-time codes, and the texts that carry them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from mate_core.identity.codes import CodeDesk, CodeWish
from mate_core.identity.errors import CodeInvalid, UnderAge
from mate_core.identity.events import UserRegistered
from mate_core.identity.marks import Marker
from mate_core.identity.model import (
    OtpChallenge,
    Purpose,
    User,
    UserStatus,
)
from mate_core.identity.origin import NOWHERE, KnownDevices, Origin
from mate_core.identity.passwords import PasswordRules, known_of
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, PasswordHasher
from mate_core.shared.actor import Role
from mate_core.shared.commands import command
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import ChallengeId, IdGenerator, UserId
from mate_core.shared.ports import Clock
from mate_core.shared.text import length_of, tidy
from mate_core.shared.time import is_adult


@dataclass(frozen=True, slots=True)
class Registration:
    """What a newcomer fills in; at least one of phone and e-mail."""

    email: EmailAddress | None
    phone: PhoneNumber | None
    password: str
    full_name: str
    date_of_birth: date
    role: Role = Role.USER


@dataclass(frozen=True, slots=True)
class Registered:
    """The same answer for new and known addresses (RULES 24)."""

    user_id: UserId
    challenge_id: ChallengeId


@dataclass(frozen=True, slots=True)
class RegistrationService:
    open_uow: Callable[[], IdentityUow]
    clock: Clock
    ids: IdGenerator
    passwords: PasswordHasher
    codes: CodeDesk
    rules: PasswordRules
    devices: KnownDevices
    marker: Marker
    policy: IdentityPolicy

    @command
    async def register(self, wish: Registration, origin: Origin = NOWHERE) -> Registered:
        """A PENDING account and a code to its address; nothing tells a known address apart.

        With an address that is known, or by which a banned person is known again (or his device),
        the account is made all the same, for equal work: no code can ever activate it (RULES 17).

        Raises InvalidInput, UnderAge, TooManyCodes.
        """
        wish = replace(wish, full_name=tidy(wish.full_name))
        self._check(wish)
        await self.rules.require_fit(
            wish.password, own=known_of(wish.phone, wish.email, wish.full_name)
        )
        address = _address_of(wish)
        password_hash = await self.passwords.hash(wish.password)
        user_id = UserId(self.ids.uuid())
        now = self.clock.now()
        async with self.open_uow() as uow:
            known = await self._is_known(uow, wish, address, origin)
            await self._add_user(uow, user_id, wish, password_hash, at=now)
            code = CodeWish(
                Purpose.ACTIVATE,
                address,
                None if known else user_id,
                is_taken=known,
                caller=origin.address,
            )
            challenge_id = await self.codes.issue(uow, code, at=now)
            await uow.commit()
        return Registered(user_id, challenge_id)

    async def _is_known(
        self,
        uow: IdentityUow,
        wish: Registration,
        address: PhoneNumber | EmailAddress,
        origin: Origin,
    ) -> bool:
        named = [each for each in (wish.phone, wish.email) if each is not None]
        marks = [self.marker.of_address(each) for each in named]
        device = self.devices.digest(origin)
        if device is not None:
            marks.append(self.marker.of_device_hash(device))
        owner, is_banned = await uow.together(
            uow.users.verified_by(address), uow.banned_marks.any_of(marks)
        )
        return owner is not None or is_banned

    @command
    async def resend(self, challenge_id: ChallengeId, *, caller: str = "") -> ChallengeId:
        """A fresh code to the same address for the same purpose; unknown challenges answer alike.

        Raises TooManyCodes.
        """
        async with self.open_uow() as uow:
            old = await uow.challenges.get_for_change(challenge_id)
            if old is None or not await self._is_waiting(uow, old):
                return ChallengeId(self.ids.uuid())
            fresh = await self.codes.reissue(uow, old, at=self.clock.now(), caller=caller)
            await uow.commit()
            return fresh

    @command
    async def verify(self, challenge_id: ChallengeId, code: str) -> UserId:
        """Activates the account of that challenge; every try is remembered.

        Raises CodeInvalid (wrong, used, expired, unknown: all alike), AddressTaken.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            opened = await self.codes.tried(uow, challenge_id, code, (Purpose.ACTIVATE,), at=at)
            activated = await self._activate(uow, opened, at=at) if opened else None
            await uow.commit()
        if activated is None:
            raise CodeInvalid
        return activated

    async def _activate(
        self, uow: IdentityUow, challenge: OtpChallenge, *, at: datetime
    ) -> UserId | None:
        """None when the account is not waiting for it: a code never undoes a ban."""
        if challenge.user_id is None:
            return None
        user = await uow.users.get_for_change(challenge.user_id)
        if user.status is not UserStatus.PENDING:
            return None
        activated, event = user.activated(challenge.channel, at=at)
        await uow.users.save(activated)
        await uow.publish(event)
        return user.id

    async def _is_waiting(self, uow: IdentityUow, challenge: OtpChallenge) -> bool:
        """Whether another code makes sense; decoys look like everybody else's challenge."""
        if challenge.consumed_at is not None:
            return False
        if challenge.user_id is None:
            return True
        user = await uow.users.get(challenge.user_id)
        if challenge.purpose is Purpose.ACTIVATE:
            return user.status is UserStatus.PENDING
        return user.may_log_in

    def _check(self, wish: Registration) -> None:
        if wish.role not in (Role.USER, Role.PARTNER):
            raise InvalidInput("role", "role.not_offered", "Choose USER or PARTNER.")
        if not 2 <= length_of(wish.full_name) <= 100:
            raise InvalidInput("fullName", "name.length", "Give a name of 2 to 100 characters.")
        now = self.clock.now()
        if not is_adult(wish.date_of_birth, at=now, years=self.policy.adult_age):
            raise UnderAge
        if is_adult(wish.date_of_birth, at=now, years=self.policy.oldest_age):
            raise InvalidInput("dateOfBirth", "date.too_early", "Give your real date of birth.")

    async def _add_user(
        self,
        uow: IdentityUow,
        user_id: UserId,
        wish: Registration,
        password_hash: str,
        *,
        at: datetime,
    ) -> None:
        await uow.users.add(
            User(
                id=user_id,
                email=wish.email,
                phone=wish.phone,
                password_hash=password_hash,
                role=wish.role,
                created_at=at,
                updated_at=at,
            )
        )
        await uow.publish(
            UserRegistered(
                user_id=user_id,
                full_name=wish.full_name,
                date_of_birth=wish.date_of_birth,
                at=at,
            )
        )


def _address_of(wish: Registration) -> PhoneNumber | EmailAddress:
    """Where the first code goes: the phone, since nobody does much without a verified one."""
    if wish.phone is not None:
        return wish.phone
    if wish.email is not None:
        return wish.email
    raise InvalidInput("phone", "address.missing", "Give a phone number or an e-mail address.")
