"""What identity needs of the world."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from mate_core.identity.marks import BannedMarks
from mate_core.identity.model import (
    AccessClaims,
    OtpChallenge,
    OutgoingMessage,
    RefreshToken,
    Session,
    SessionState,
    SosCredential,
    User,
)
from mate_core.identity.role_change import RoleProposals
from mate_core.identity.second_factor import SecondFactors
from mate_core.identity.tries import TryCounters
from mate_core.messages.ports import MessagesUow
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.ids import ChallengeId, SessionId, UserId


class Users(Protocol):
    async def add(self, user: User) -> None: ...

    async def get(self, user_id: UserId) -> User:
        """Raises NotFound."""
        ...

    async def get_for_change(self, user_id: UserId) -> User:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def verified_by(self, address: PhoneNumber | EmailAddress) -> User | None:
        """The one account whose verified phone or e-mail this is, whatever its status."""
        ...

    async def save(self, user: User) -> None:
        """Raises AddressTaken when its verified address belongs to another account."""
        ...

    async def unverified(self, *, before: datetime, limit: int) -> Sequence[UserId]:
        """PENDING accounts that were registered before that instant, oldest first."""
        ...

    async def count_admins(self) -> int: ...

    async def lock_persons(self, user_ids: Sequence[UserId]) -> None:
        """Lock the rows of persons whose calendar or standing changes, sorted by id."""
        ...


class Challenges(Protocol):
    async def add(self, challenge: OtpChallenge) -> None: ...

    async def get_for_change(self, challenge_id: ChallengeId) -> OtpChallenge | None: ...

    async def save(self, challenge: OtpChallenge) -> None: ...

    async def issued_since(self, address: str, since: datetime) -> Sequence[datetime]:
        """Instants of the challenges issued to that address since then, oldest first."""
        ...

    async def forget(self, address: str) -> None:
        """Delete every challenge of that address."""

    async def last_text_but(self, newer: int, since: datetime) -> datetime | None:
        """When the last code but `newer` went out by text message; None when not since then."""
        ...

    async def fates(self, phone_range: str, *, at: datetime, limit: int) -> Sequence[bool]:
        """Of the last codes to numbers that begin so: which were entered; newest first.

        Called ones count as well as texted ones: so a range whose people are real again is texted
        again.

        Codes that are still good at `at` have no fate yet, and decoys never have one.
        """
        ...

    async def purge(self, *, before: datetime) -> int:
        """Delete challenges that expired before that instant; answers how many."""
        ...


class OutgoingMessages(Protocol):
    async def add(self, message: OutgoingMessage) -> None: ...

    async def forget(self, address: str) -> None:
        """Delete everything on its way to that address."""
        ...

    async def get(self, message_id: UUID) -> OutgoingMessage | None: ...

    async def remove(self, message_id: UUID) -> None: ...

    async def purge(self, *, before: datetime) -> int:
        """Delete messages that expired before that instant; answers how many."""
        ...


class Sessions(Protocol):
    async def add(self, session: Session) -> None: ...

    async def get_for_change(self, session_id: SessionId) -> Session | None: ...

    async def save(self, session: Session) -> None: ...

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        """Every session that is still kept, oldest first."""
        ...

    async def state(self, session_id: SessionId) -> SessionState | None:
        """The session and its user, for the check that every request makes."""
        ...

    async def add_token(self, token: RefreshToken) -> None: ...

    async def token_for_change(self, token_hash: str) -> RefreshToken | None: ...

    async def save_token(self, token: RefreshToken) -> None: ...

    async def forget(self, user_id: UserId) -> None:
        """Delete every session of that person, with its tokens."""

    async def strike_sos(self, credential: SosCredential, *, at: datetime) -> None:
        """The owner took the credential of that device away; a second time changes nothing."""
        ...

    async def struck_sos(self, user_id: UserId) -> Collection[SessionId]:
        """Sessions whose credential for alarms its owner took away, whether kept or purged."""
        ...

    async def purge(self, *, before: datetime) -> int:
        """Delete sessions that ended before that instant, with their tokens; answers how many."""
        ...


class IdentityUow(MessagesUow, Protocol):
    @property
    def tries(self) -> TryCounters: ...
    @property
    def second_factors(self) -> SecondFactors: ...
    @property
    def role_proposals(self) -> RoleProposals: ...
    @property
    def banned_marks(self) -> BannedMarks: ...
    @property
    def users(self) -> Users: ...
    @property
    def challenges(self) -> Challenges: ...
    @property
    def outgoing(self) -> OutgoingMessages: ...
    @property
    def sessions(self) -> Sessions: ...


class PasswordHasher(Protocol):
    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether they match; with no hash it takes as long as a real check and answers False."""
        ...


class PasswordBlocklist(Protocol):
    async def is_guessable(self, password: str) -> bool:
        """Whether those who guess would try it early; answered without asking anybody outside."""
        ...


class KeyedHasher(Protocol):
    def digest(self, purpose: str, value: str) -> str:
        """A keyed hash (hex) by which a secret is looked up or compared, never read back."""
        ...


class TokenSigner(Protocol):
    def sign_access(self, claims: AccessClaims) -> str: ...

    def read_access(self, token: str, *, at: datetime) -> AccessClaims:
        """Raises NotAuthenticated: bad signature, malformed, wrong purpose or expired at `at`."""
        ...

    def sign_sos(self, credential: SosCredential, *, at: datetime) -> str:
        """It can do one thing, raise an alarm, and outlives the session (RULES 3)."""
        ...

    def read_sos(self, token: str) -> SosCredential:
        """Raises NotAuthenticated: bad signature, malformed, wrong purpose. It never expires."""
        ...
