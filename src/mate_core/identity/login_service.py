"""Login: the password, and for who has one the second factor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.identity.codes import CodeDesk, CodeWish
from mate_core.identity.errors import (
    AccountClosing,
    CodeInvalid,
    CredentialsInvalid,
    SecondStepNeeded,
    SecondStepOver,
)
from mate_core.identity.model import Purpose, User, UserStatus
from mate_core.identity.origin import DEVICE, NOWHERE, KnownDevices, Origin
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, KeyedHasher, PasswordHasher
from mate_core.identity.second_steps import SecondStepDesk
from mate_core.identity.session_tokens import SessionDesk, Tokens
from mate_core.identity.tries import Asked, Watch, admit, forgive
from mate_core.shared.commands import command
from mate_core.shared.contact import AddressReader, EmailAddress, PhoneNumber
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import ChallengeId, UserId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class LoginService:
    open_uow: Callable[[], IdentityUow]
    open_read: Callable[[], IdentityUow]
    clock: Clock
    passwords: PasswordHasher
    hasher: KeyedHasher
    devices: KnownDevices
    desk: SessionDesk
    second: SecondStepDesk
    codes: CodeDesk
    reader: AddressReader
    policy: IdentityPolicy

    @command
    async def login(self, identifier: str, password: str, origin: Origin = NOWHERE) -> Tokens:
        """Opens a session; raises CredentialsInvalid alike for every cause, after equal work.

        Tries are counted by name and source before the password is looked at, and forgiven when it
        was right. Raises TooManyTries; AccountClosing for who knows the password of an account that
        is being closed; SecondStepNeeded, with a pass for `finish`, when the person has a second
        factor, or comes from an unknown device while many guess at his name.
        """
        user, asked = await self.identify(identifier, password, origin)
        if user.status is UserStatus.CLOSING:
            raise AccountClosing
        if not user.may_log_in:
            raise CredentialsInvalid
        now, origin = self.clock.now(), self.devices.named(origin)
        async with self.open_uow() as uow:
            await forgive(uow, cleared=_keys(asked[:1]), uncounted=_keys(asked[1:]), at=now)
            needed = await self._second_step(uow, user, asked, origin, at=now)
            if needed is None:
                session, refresh_token = await self.desk.open(uow, user, origin, at=now)
            await uow.commit()
        if needed is not None:
            raise needed
        return self.desk.tokens(user, session, refresh_token, at=now, origin=origin)

    async def identify(
        self, identifier: str, password: str, origin: Origin = NOWHERE
    ) -> tuple[User, Asked]:
        """Whose password that is, whatever the account's status, and the tries that were counted.

        Raises CredentialsInvalid alike for every cause, after equal work; TooManyTries.
        """
        async with self.open_read() as uow:
            address = self._address(identifier)
            user = await uow.users.verified_by(address) if address else None
        asked = self._asked(address, identifier, user, origin)
        await self._admit(asked)
        matches = await self.passwords.verify(password, user.password_hash if user else None)
        if user is None or not matches:
            raise CredentialsInvalid
        return user, asked

    @command
    async def finish(
        self,
        step_token: str,
        code: str,
        origin: Origin = NOWHERE,
        *,
        challenge_id: ChallengeId | None = None,
    ) -> Tokens:
        """The second step: a code of the app, a recovery code, or the one that was sent.

        Each works once; `challenge_id` is what the first step gave with a code that was sent.
        Raises SecondStepOver, CodeInvalid, TooManyTries.
        """
        now = self.clock.now()
        user_id = self.second.holder(step_token)
        await self._require_pass(step_token, user_id, at=now)
        asked = self.second.asked(user_id, self.devices.source(origin, user_id))
        origin = self.devices.named(origin)
        await self._admit(asked)
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(user_id)
            self.second.require_valid(step_token, user, at=now)
            is_right = await self._is_right(uow, user, code, challenge_id, at=now)
            if is_right:
                await forgive(uow, cleared=_keys(asked), at=now)
                session, refresh_token = await self.desk.open(uow, user, origin, at=now)
            await uow.commit()
        if not is_right:
            raise CodeInvalid
        return self.desk.tokens(user, session, refresh_token, at=now, origin=origin)

    async def _second_step(
        self, uow: IdentityUow, user: User, asked: Asked, origin: Origin, *, at: datetime
    ) -> SecondStepNeeded | None:
        """What is still missing after the right password."""
        challenge_id = None
        if user.second_factor_at is None:
            if not await self._is_besieged(uow, asked, at=at):
                return None
            address = next(iter(user.verified_addresses().values()))
            wish = CodeWish(Purpose.STEP_UP, address, user.id, caller=origin.address)
            challenge_id = await self.codes.issue(uow, wish, at=at)
        lifetime_s = int(self.policy.second_step_lifetime.total_seconds())
        return SecondStepNeeded(self.second.pass_for(user, at=at), lifetime_s, challenge_id)

    async def _is_besieged(self, uow: IdentityUow, asked: Asked, *, at: datetime) -> bool:
        for key, limit in asked:
            if isinstance(limit, Watch):
                (tries,) = await uow.tries.for_change([key], at=at)
                return limit.is_alarmed(tries, at=at)
        return False

    async def _is_right(
        self,
        uow: IdentityUow,
        user: User,
        code: str,
        challenge_id: ChallengeId | None,
        *,
        at: datetime,
    ) -> bool:
        """Who has a second factor proves that one; a code that was sent is for those without."""
        if not user.may_log_in:
            return False
        if user.second_factor_at is not None:
            factor = await uow.second_factors.get_for_change(user.id)
            return factor is not None and await self.second.spend(uow, factor, user, code, at=at)
        if challenge_id is None:
            return False
        opened = await self.codes.tried(uow, challenge_id, code, (Purpose.STEP_UP,), at=at)
        return opened is not None and opened.user_id == user.id

    def _address(self, identifier: str) -> PhoneNumber | EmailAddress | None:
        """A phone number or an e-mail address; None for what can be neither."""
        try:
            return self.reader.either(identifier, field="identifier")
        except InvalidInput:
            return None

    async def _require_pass(self, step_token: str, user_id: UserId, *, at: datetime) -> None:
        """Raises SecondStepOver; so a forged pass counts in nobody's tries."""
        async with self.open_read() as uow:
            try:
                user = await uow.users.get(user_id)
            except NotFound:
                raise SecondStepOver from None
        self.second.require_valid(step_token, user, at=at)

    @command
    async def _admit(self, asked: Asked) -> None:
        if not asked:
            return
        async with self.open_uow() as uow:
            await admit(uow, asked, at=self.clock.now())
            await uow.commit()

    def _asked(
        self,
        address: PhoneNumber | EmailAddress | None,
        identifier: str,
        user: User | None,
        origin: Origin,
    ) -> Asked:
        """The counter of this name from this source first; strangers share one of their address."""
        source = self.devices.source(origin, user.id if user else None)
        name = str(address or identifier)
        own = self.hasher.digest("tries", f"login:{name}:{source}")
        shared = self.hasher.digest("tries", f"login:*:{source}")
        limits = self.policy.tries
        if limits is None:
            return ()
        if source.startswith(DEVICE):
            return ((own, limits.login_of_device),)
        everywhere = self.hasher.digest("tries", f"login:{name}:*")
        return (
            (own, limits.login),
            (shared, limits.login_of_address),
            (everywhere, limits.siege),
        )


def _keys(asked: Asked) -> Sequence[str]:
    return [key for key, _ in asked]
