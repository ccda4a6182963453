"""Steps with one-time codes: issuing, limiting, trying. They take `uow` and commit nothing."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mate_core.identity.errors import TooManyCodes, TooManyTries
from mate_core.identity.events import MessageQueued
from mate_core.identity.model import Channel, OtpChallenge, OutgoingMessage, Purpose
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, KeyedHasher
from mate_core.identity.texts import code_text, known_address_text
from mate_core.identity.tries import admit
from mate_core.messages.template import Message
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.ids import ChallengeId, IdGenerator, Random, SessionId, UserId, digits

PHONE_RANGE: Final = len("+84901")
"""A million numbers of one operator: as far as numbers that are pumped lie together."""
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CodeWish:
    """A code for `user_id` to `address`; without a user it is a decoy.

    A decoy does the same work. What goes out is `taken`: a word to the owner of the address that
    somebody else named it; or nothing, where the address belongs to nobody.
    """

    purpose: Purpose
    address: PhoneNumber | EmailAddress
    user_id: UserId | None
    session_id: SessionId | None = None
    is_taken: bool = False
    caller: str = ""
    """The network address of who asks, where nobody is logged in."""

    @property
    def channel(self) -> Channel:
        return channel_of(self.address)


@dataclass(frozen=True, slots=True)
class CodeDesk:
    ids: IdGenerator
    random: Random
    hasher: KeyedHasher
    policy: IdentityPolicy

    async def issue(self, uow: IdentityUow, wish: CodeWish, *, at: datetime) -> ChallengeId:
        """Raises TooManyCodes: to the address by whomever, by the caller, or on the whole platform.

        To a range of numbers whose codes hardly anybody enters, they are called and not texted.
        """
        await self._require_room(uow, str(wish.address), at=at)
        channel = await self._way(uow, wish, at=at)
        challenge_id = ChallengeId(self.ids.uuid())
        code = digits(self.random, 6)
        await uow.challenges.add(
            OtpChallenge(
                id=challenge_id,
                user_id=wish.user_id,
                channel=wish.channel,
                address=str(wish.address),
                code_hash=self._hash(challenge_id, wish.purpose, code),
                created_at=at,
                expires_at=at + self.policy.code_lifetime,
                purpose=wish.purpose,
                session_id=wish.session_id,
            )
        )
        is_sent = wish.user_id is not None or wish.is_taken
        text = known_address_text() if wish.is_taken else code_text(code, self.policy.code_lifetime)
        # What nobody may read has run out when it is written: the same rows, and nothing is sent.
        expires_at = at + self.policy.code_lifetime if is_sent else at
        await self._queue(uow, channel, str(wish.address), text, at=at, expires_at=expires_at)
        return challenge_id

    async def reissue(
        self, uow: IdentityUow, old: OtpChallenge, *, at: datetime, caller: str
    ) -> ChallengeId:
        """Another code instead of that one; raises TooManyCodes."""
        is_taken = old.user_id is None and old.purpose is not Purpose.RESET_PASSWORD
        wish = CodeWish(old.purpose, old.target, old.user_id, old.session_id, is_taken, caller)
        fresh = await self.issue(uow, wish, at=at)
        await uow.challenges.save(old.voided(at=at))
        return fresh

    async def tried(
        self,
        uow: IdentityUow,
        challenge_id: ChallengeId,
        code: str,
        purposes: Collection[Purpose],
        *,
        at: datetime,
        session_id: SessionId | None = None,
    ) -> OtpChallenge | None:
        """The challenge that this code opens, else None; the caller commits in both cases.

        A challenge of another purpose or another session is met as if there were none.
        """
        challenge = await uow.challenges.get_for_change(challenge_id)
        if (
            challenge is None
            or challenge.purpose not in purposes
            or challenge.session_id != session_id
        ):
            return None
        expected = self._hash(challenge.id, challenge.purpose, code)
        right = hmac.compare_digest(expected, challenge.code_hash)
        tried, opened = challenge.tried(right=right, max_tries=self.policy.code_tries, at=at)
        await uow.challenges.save(tried)
        return challenge if opened else None

    async def tell(
        self, uow: IdentityUow, address: PhoneNumber | EmailAddress, text: Message, *, at: datetime
    ) -> None:
        """A word to somebody's address about what happened to his account."""
        await self._queue(
            uow,
            channel_of(address),
            str(address),
            text,
            at=at,
            expires_at=at + self.policy.notice_lifetime,
        )

    async def _queue(
        self,
        uow: IdentityUow,
        channel: Channel,
        address: str,
        text: Message,
        *,
        at: datetime,
        expires_at: datetime,
    ) -> None:
        message = OutgoingMessage(self.ids.uuid(), channel, address, text, at, expires_at)
        await uow.outgoing.add(message)
        await uow.publish(MessageQueued(message_id=message.id, at=at))

    async def _way(self, uow: IdentityUow, wish: CodeWish, *, at: datetime) -> Channel:
        """By which channel the code goes; raises TooManyCodes."""
        limits = self.policy.codes
        if limits is None:
            return wish.channel
        if wish.caller:
            key = self.hasher.digest("tries", f"codes:{wish.caller}")
            try:
                await admit(uow, ((key, limits.of_caller),), at=at)
            except TooManyTries as refused:
                raise TooManyCodes(retry_at=refused.retry_at) from None
        if wish.channel is not Channel.SMS:
            return wish.channel
        oldest = await uow.challenges.last_text_but(limits.sms_an_hour - 1, at - _HOUR)
        if oldest is not None:
            raise TooManyCodes(retry_at=oldest + _HOUR)
        phone_range = str(wish.address)[:PHONE_RANGE]
        fates = await uow.challenges.fates(phone_range, at=at, limit=limits.watched)
        is_abused = len(fates) == limits.watched and sum(fates) < limits.least_entered
        return Channel.VOICE if is_abused else Channel.SMS

    async def _require_room(self, uow: IdentityUow, address: str, *, at: datetime) -> None:
        issued = await uow.challenges.issued_since(address, at - timedelta(days=1))
        for allowed, window in (
            (self.policy.codes_per_ten_minutes, timedelta(minutes=10)),
            (self.policy.codes_per_day, timedelta(days=1)),
        ):
            recent = [each for each in issued if each > at - window]
            if len(recent) >= allowed:
                raise TooManyCodes(retry_at=recent[-allowed] + window)

    def _hash(self, challenge_id: ChallengeId, purpose: Purpose, code: str) -> str:
        """Bound to challenge and purpose, so that a code opens nothing else."""
        return self.hasher.digest("otp", f"{purpose}:{challenge_id}:{code}")


def channel_of(address: PhoneNumber | EmailAddress) -> Channel:
    return Channel.SMS if isinstance(address, PhoneNumber) else Channel.EMAIL
