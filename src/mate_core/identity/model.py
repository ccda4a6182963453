"""Accounts, one-time codes and sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from mate_core.identity.events import UserActivated
from mate_core.messages.template import Message
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.ids import ChallengeId, SessionId, UserId


class UserStatus(StrEnum):
    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    BANNED = "BANNED"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"


class KycStatus(StrEnum):
    NONE = "NONE"
    PENDING = "PENDING"
    VERIFIED = "VERIFIED"
    REJECTED = "REJECTED"


class Channel(StrEnum):
    SMS = "SMS"
    EMAIL = "EMAIL"
    VOICE = "VOICE"
    """A call to the phone number, where text messages are abused."""


NO_PASSWORD: Final = "closed"  # noqa: S105 - the hash of nothing: no password has it
"""What stands in the place of a password's hash when there is none."""


class Purpose(StrEnum):
    """What a code is good for; it opens nothing else."""

    ACTIVATE = "ACTIVATE"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - a purpose, no secret
    CHANGE_PHONE = "CHANGE_PHONE"
    CHANGE_EMAIL = "CHANGE_EMAIL"
    VERIFY_ADDRESS = "VERIFY_ADDRESS"
    """The other address that an account was registered with."""
    STEP_UP = "STEP_UP"
    """The same person still, before something dear."""


@dataclass(frozen=True, slots=True)
class User:
    """An account. Until an address is verified it is PENDING and reserves nothing (RULES 24)."""

    id: UserId
    email: EmailAddress | None
    phone: PhoneNumber | None
    password_hash: str
    role: Role
    created_at: datetime
    updated_at: datetime
    status: UserStatus = UserStatus.PENDING
    kyc_status: KycStatus = KycStatus.NONE
    capabilities: frozenset[Capability] = frozenset()
    email_verified_at: datetime | None = None
    phone_verified_at: datetime | None = None
    session_epoch: int = 0
    password_changed_at: datetime | None = None
    second_factor_at: datetime | None = None

    def activated(self, channel: Channel, *, at: datetime) -> tuple[User, UserActivated]:
        """The owner proved that the address on `channel` is his."""
        user = replace(self, status=UserStatus.ACTIVE, updated_at=at)
        if channel is Channel.SMS:
            user = replace(user, phone_verified_at=at)
        else:
            user = replace(user, email_verified_at=at)
        return user, UserActivated(user_id=self.id, at=at)

    def address_on(self, channel: Channel) -> PhoneNumber | EmailAddress | None:
        return self.phone if channel is Channel.SMS else self.email

    def verified_addresses(self) -> Mapping[Channel, PhoneNumber | EmailAddress]:
        """Where this person is certain to be reached."""
        found: dict[Channel, PhoneNumber | EmailAddress] = {}
        if self.phone is not None and self.phone_verified_at is not None:
            found[Channel.SMS] = self.phone
        if self.email is not None and self.email_verified_at is not None:
            found[Channel.EMAIL] = self.email
        return found

    def with_address(self, address: PhoneNumber | EmailAddress, *, at: datetime) -> User:
        """The owner proved that this address is his; the one that stood there is free again."""
        if isinstance(address, PhoneNumber):
            return replace(self, phone=address, phone_verified_at=at, updated_at=at)
        return replace(self, email=address, email_verified_at=at, updated_at=at)

    def with_password(self, password_hash: str, *, at: datetime) -> User:
        return replace(self, password_hash=password_hash, password_changed_at=at, updated_at=at)

    def with_second_factor(self, *, at: datetime) -> User:
        return replace(self, second_factor_at=at, updated_at=at)

    def without_second_factor(self, *, at: datetime) -> User:
        return replace(self, second_factor_at=None, updated_at=at)

    def with_role(self, role: Role, capabilities: frozenset[Capability], *, at: datetime) -> User:
        """Another role; every access token issued before stops working."""
        return replace(
            self,
            role=role,
            capabilities=capabilities,
            session_epoch=self.session_epoch + 1,
            updated_at=at,
        )

    @property
    def may_log_in(self) -> bool:
        """A banned person may, for the little that is left to him (RULES 17)."""
        return self.status in (UserStatus.ACTIVE, UserStatus.BANNED)

    def closing(self, *, at: datetime) -> User:
        """Hidden from everybody; access tokens and sessions stop working (RULES 18).

        What staff decided stays: closing and reopening is no way out of a ban.
        """
        kept = self.status in (UserStatus.BANNED, UserStatus.SUSPENDED)
        return replace(
            self,
            status=self.status if kept else UserStatus.CLOSING,
            session_epoch=self.session_epoch + 1,
            updated_at=at,
        )

    def reopened(self, *, at: datetime) -> User:
        """The closing is withdrawn; a ban that stood, or came meanwhile, still stands."""
        if self.status is not UserStatus.CLOSING:
            return replace(self, updated_at=at)
        return replace(self, status=UserStatus.ACTIVE, updated_at=at)

    def banned(self, *, at: datetime) -> User:
        """Hidden; sessions of before stop working. A closed account is nobody's any more."""
        if self.status is UserStatus.CLOSED:
            return self
        return replace(
            self,
            status=UserStatus.BANNED,
            session_epoch=self.session_epoch + 1,
            updated_at=at,
        )

    def unbanned(self, *, is_closing: bool, at: datetime) -> User:
        """Where the account stood before: closing, waiting for its first code, or active."""
        if self.status is not UserStatus.BANNED:
            return self
        status = UserStatus.ACTIVE if self.verified_addresses() else UserStatus.PENDING
        return replace(
            self,
            status=UserStatus.CLOSING if is_closing else status,
            session_epoch=self.session_epoch + 1,
            updated_at=at,
        )

    def closed(self, *, at: datetime) -> User:
        """Nobody any more: no address finds it and no password opens it."""
        return replace(
            self,
            email=None,
            phone=None,
            email_verified_at=None,
            phone_verified_at=None,
            password_hash=NO_PASSWORD,
            second_factor_at=None,
            status=UserStatus.CLOSED,
            session_epoch=self.session_epoch + 1,
            updated_at=at,
        )

    def as_actor(self, session_id: SessionId | None = None) -> Actor:
        is_banned = self.status is UserStatus.BANNED
        return Actor(self.id, self.role, self.capabilities, session_id, is_banned)


@dataclass(frozen=True, slots=True)
class OtpChallenge:
    """One six-digit code sent to one address, for one purpose.

    `user_id` is None for a decoy: no code went out (the address belongs to another account, or to
    none), and nothing that the caller can see differs from a real challenge. With `session_id`
    only the session that asked may answer; without one, nobody but who asked knows the id.
    """

    id: ChallengeId
    user_id: UserId | None
    channel: Channel
    address: str
    code_hash: str
    created_at: datetime
    expires_at: datetime
    tries: int = 0
    consumed_at: datetime | None = None
    purpose: Purpose = Purpose.ACTIVATE
    session_id: SessionId | None = None

    def tried(self, *, right: bool, max_tries: int, at: datetime) -> tuple[OtpChallenge, bool]:
        """The challenge after one try, and whether that opens it; the fifth wrong one voids it."""
        if self.consumed_at is not None or at >= self.expires_at or self.tries >= max_tries:
            return self, False
        if right and self.user_id is not None:
            return replace(self, consumed_at=at), True
        return replace(self, tries=self.tries + 1), False

    def voided(self, *, at: datetime) -> OtpChallenge:
        """Its code is worth nothing any more."""
        return replace(self, expires_at=min(self.expires_at, at))

    @property
    def target(self) -> PhoneNumber | EmailAddress:
        """The address as the value that it is."""
        if self.channel is Channel.EMAIL:
            return EmailAddress(self.address)
        return PhoneNumber(self.address)


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A text that must reach an address soon or not at all; the row goes once it is handed over.

    `text` is a template with its variables; the wording is made when it is sent.
    """

    id: UUID
    channel: Channel
    address: str
    text: Message
    created_at: datetime
    expires_at: datetime


REUSE_GRACE: Final = timedelta(seconds=10)
"""A client that lost the answer may show the same refresh token again for this long."""


@dataclass(frozen=True, slots=True)
class Session:
    """One login on one device; its refresh tokens form a family that dies as one."""

    id: SessionId
    user_id: UserId
    device: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    device_hash: str | None = None
    """A keyed hash by which the device is known again."""

    def is_open(self, *, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at

    def used(self, *, lifetime: timedelta, at: datetime) -> Session:
        """Renewed by its device."""
        return replace(self, expires_at=at + lifetime, last_used_at=at)

    def revoked(self, *, at: datetime) -> Session:
        return self if self.revoked_at else replace(self, revoked_at=at)


@dataclass(frozen=True, slots=True)
class SosCredential:
    """The right to raise an alarm as `user_id`, from the device of that login."""

    user_id: UserId
    session_id: SessionId


class TokenUse(StrEnum):
    """What showing a refresh token means."""

    ROTATE = "rotate"
    SIBLING = "sibling"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """One link of a family, known to us only by its keyed hash."""

    token_hash: str
    session_id: SessionId
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def shown(self, *, at: datetime) -> TokenUse:
        """First use rotates; again within the grace gives a sibling; later it was stolen."""
        if self.used_at is None:
            return TokenUse.ROTATE
        return TokenUse.SIBLING if at - self.used_at <= REUSE_GRACE else TokenUse.REUSED


@dataclass(frozen=True, slots=True)
class SessionState:
    """What a request must know of its caller, fresh within a second."""

    session: Session
    user: User


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """The content of an access token. `role` and `kyc_verified` are hints for clients only."""

    user_id: UserId
    session_id: SessionId
    epoch: int
    role: Role
    kyc_verified: bool
    issued_at: datetime
    expires_at: datetime
    token_id: UUID
