"""Registration, one-time codes, and the texts that carry them."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mate_core.identity.errors import CodeInvalid, TooManyCodes, UnderAge
from mate_core.identity.events import MessageQueued, UserRegistered
from mate_core.identity.model import Channel, OtpChallenge, OutgoingMessage, User, UserStatus
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, KeyedHasher, PasswordHasher
from mate_core.identity.texts import code_text, known_address_text
from mate_core.shared.actor import Role
from mate_core.shared.commands import command
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import ChallengeId, IdGenerator, Random, UserId, digits
from mate_core.shared.ports import Clock
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
    random: Random
    passwords: PasswordHasher
    hasher: KeyedHasher
    policy: IdentityPolicy

    @command
    async def register(self, wish: Registration) -> Registered:
        """A PENDING account and a code to its address; nothing tells a known address apart.

        Raises InvalidInput, UnderAge, TooManyCodes.
        """
        self._check(wish)
        address, channel = _address_of(wish)
        password_hash = await self.passwords.hash(wish.password)
        user_id = UserId(self.ids.uuid())
        async with self.open_uow() as uow:
            await self._require_room(uow, str(address))
            known = await uow.users.verified_by(address) is not None
            if not known:
                await self._add_user(uow, user_id, wish, password_hash)
            challenge_id = await self._challenge(
                uow, None if known else user_id, channel, str(address)
            )
            await uow.commit()
        return Registered(user_id, challenge_id)

    @command
    async def resend(self, challenge_id: ChallengeId) -> ChallengeId:
        """A fresh code to the same address; the answer is the same for unknown challenges.

        Raises TooManyCodes.
        """
        async with self.open_uow() as uow:
            old = await uow.challenges.get_for_change(challenge_id)
            if old is None or not await self._is_pending(uow, old):
                return ChallengeId(self.ids.uuid())
            await self._require_room(uow, old.address)
            fresh = await self._challenge(uow, old.user_id, old.channel, old.address)
            await uow.challenges.save(replace(old, expires_at=self.clock.now()))
            await uow.commit()
            return fresh

    @command
    async def verify(self, challenge_id: ChallengeId, code: str) -> UserId:
        """Activates the account of that challenge; every try is remembered.

        Raises CodeInvalid (wrong, used, expired, unknown: all alike), AddressTaken.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            challenge = await uow.challenges.get_for_change(challenge_id)
            if challenge is None:
                raise CodeInvalid
            right = hmac.compare_digest(self._code_hash(challenge.id, code), challenge.code_hash)
            tried, opened = challenge.tried(right=right, max_tries=self.policy.code_tries, at=at)
            await uow.challenges.save(tried)
            activated = await self._activate(uow, challenge, at=at) if opened else None
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

    async def _is_pending(self, uow: IdentityUow, challenge: OtpChallenge) -> bool:
        """Whether another code makes sense; decoys look like everybody else's challenge."""
        if challenge.consumed_at is not None:
            return False
        if challenge.user_id is None:
            return True
        return (await uow.users.get(challenge.user_id)).status is UserStatus.PENDING

    def _check(self, wish: Registration) -> None:
        shortest, longest = self.policy.password_length
        if not shortest <= len(wish.password) <= longest:
            raise InvalidInput(
                "password",
                "password.length",
                f"Choose a password of {shortest} to {longest} characters.",
            )
        if wish.role not in (Role.USER, Role.PARTNER):
            raise InvalidInput("role", "role.not_offered", "Choose USER or PARTNER.")
        if not 2 <= len(wish.full_name.strip()) <= 100:
            raise InvalidInput("fullName", "name.length", "Give a name of 2 to 100 characters.")
        now = self.clock.now()
        if not is_adult(wish.date_of_birth, at=now, years=self.policy.adult_age):
            raise UnderAge
        if is_adult(wish.date_of_birth, at=now, years=self.policy.oldest_age):
            raise InvalidInput("dateOfBirth", "date.too_early", "Give your real date of birth.")

    async def _require_room(self, uow: IdentityUow, address: str) -> None:
        """Raises TooManyCodes; counts codes to the address, known or not."""
        now = self.clock.now()
        issued = await uow.challenges.issued_since(address, now - timedelta(days=1))
        for allowed, window in (
            (self.policy.codes_per_ten_minutes, timedelta(minutes=10)),
            (self.policy.codes_per_day, timedelta(days=1)),
        ):
            recent = [at for at in issued if at > now - window]
            if len(recent) >= allowed:
                raise TooManyCodes(retry_at=recent[-allowed] + window)

    async def _add_user(
        self, uow: IdentityUow, user_id: UserId, wish: Registration, password_hash: str
    ) -> None:
        now = self.clock.now()
        await uow.users.add(
            User(
                id=user_id,
                email=wish.email,
                phone=wish.phone,
                password_hash=password_hash,
                role=wish.role,
                created_at=now,
                updated_at=now,
            )
        )
        await uow.publish(
            UserRegistered(
                user_id=user_id,
                full_name=wish.full_name.strip(),
                date_of_birth=wish.date_of_birth,
                at=now,
            )
        )

    async def _challenge(
        self, uow: IdentityUow, user_id: UserId | None, channel: Channel, address: str
    ) -> ChallengeId:
        now = self.clock.now()
        challenge_id = ChallengeId(self.ids.uuid())
        code = digits(self.random, 6)
        expires_at = now + self.policy.code_lifetime
        await uow.challenges.add(
            OtpChallenge(
                id=challenge_id,
                user_id=user_id,
                channel=channel,
                address=address,
                code_hash=self._code_hash(challenge_id, code),
                created_at=now,
                expires_at=expires_at,
            )
        )
        text = code_text(code, self.policy.code_lifetime) if user_id else known_address_text()
        message = OutgoingMessage(self.ids.uuid(), channel, address, text, now, expires_at)
        await uow.outgoing.add(message)
        await uow.publish(MessageQueued(message_id=message.id, at=now))
        return challenge_id

    def _code_hash(self, challenge_id: ChallengeId, code: str) -> str:
        """Bound to the challenge, so that a code opens nothing else."""
        return self.hasher.digest("otp", f"{challenge_id}:{code}")


def _address_of(wish: Registration) -> tuple[PhoneNumber | EmailAddress, Channel]:
    if wish.phone is not None:
        return wish.phone, Channel.SMS
    if wish.email is not None:
        return wish.email, Channel.EMAIL
    raise InvalidInput("phone", "address.missing", "Give a phone number or an e-mail address.")
