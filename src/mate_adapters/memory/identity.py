"""Accounts, codes, outgoing texts and sessions in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.identity.codes import PHONE_RANGE
from mate_core.identity.errors import AddressTaken
from mate_core.identity.model import (
    Channel,
    OtpChallenge,
    OutgoingMessage,
    Purpose,
    RefreshToken,
    Session,
    SessionState,
    SosCredential,
    User,
    UserStatus,
)
from mate_core.identity.role_change import RoleProposal
from mate_core.identity.second_factor import SecondFactor
from mate_core.identity.tries import Tries
from mate_core.shared.actor import Role
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import ChallengeId, SessionId, UserId


def _verified_addresses(user: User) -> tuple[PhoneNumber | EmailAddress, ...]:
    phone = (user.phone,) if user.phone and user.phone_verified_at else ()
    email = (user.email,) if user.email and user.email_verified_at else ()
    return (*phone, *email)


class IdentityTables:
    def __init__(self) -> None:
        self.users = Table[UserId, User]()
        self.users_by_address = self.users.index(_verified_addresses)
        self.admins = self.users.index(lambda user: (user.role,) if user.role is Role.ADMIN else ())
        self.challenges = Table[ChallengeId, OtpChallenge]()
        self.challenges_by_address = self.challenges.index(lambda challenge: (challenge.address,))
        self.challenges_by_range = self.challenges.index(
            lambda each: () if each.channel is Channel.EMAIL else (each.address[:PHONE_RANGE],)
        )
        self.outgoing = Table[UUID, OutgoingMessage]()
        self.sessions = Table[SessionId, Session]()
        self.sessions_by_user = self.sessions.index(lambda session: (session.user_id,))
        self.tries = Table[str, Tries]()
        self.second_factors = Table[UserId, SecondFactor]()
        self.role_proposals = Table[UserId, RoleProposal]()
        self.struck_sos = Table[SessionId, SosCredential]()
        self.struck_by_user = self.struck_sos.index(lambda struck: (struck.user_id,))
        self.tokens = Table[str, RefreshToken]()
        self.tokens_by_session = self.tokens.index(lambda token: (token.session_id,))


class MemoryUsers:
    def __init__(self, tables: IdentityTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._users = transaction.view(tables.users)

    async def add(self, user: User) -> None:
        await self._transaction.lock()
        self._put(user)

    def _put(self, user: User) -> None:
        for address in _verified_addresses(user):
            owner = self._users.first(self._tables.users_by_address, address)
            if owner is not None and owner.id != user.id:
                raise AddressTaken
        self._users.put(user.id, user)

    async def get(self, user_id: UserId) -> User:
        user = self._users.get(user_id)
        if user is None:
            raise NotFound
        return user

    async def get_for_change(self, user_id: UserId) -> User:
        await self._transaction.lock()
        return await self.get(user_id)

    async def verified_by(self, address: PhoneNumber | EmailAddress) -> User | None:
        return self._users.first(self._tables.users_by_address, address)

    async def save(self, user: User) -> None:
        await self._transaction.lock()
        if self._users.get(user.id) is None:
            raise NotFound
        self._put(user)

    async def unverified(self, *, before: datetime, limit: int) -> Sequence[UserId]:
        stale = [
            user
            for user in self._users.all()
            if user.status is UserStatus.PENDING and user.created_at < before
        ]
        return [user.id for user in sorted(stale, key=lambda user: (user.created_at, user.id))][
            :limit
        ]

    async def count_admins(self) -> int:
        return len(self._users.where(self._tables.admins, Role.ADMIN))

    async def lock_persons(self, user_ids: Sequence[UserId]) -> None:
        await self._transaction.lock()


class MemoryChallenges:
    def __init__(self, tables: IdentityTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._challenges = transaction.view(tables.challenges)

    async def add(self, challenge: OtpChallenge) -> None:
        await self._transaction.lock()
        self._challenges.put(challenge.id, challenge)

    async def get_for_change(self, challenge_id: ChallengeId) -> OtpChallenge | None:
        await self._transaction.lock()
        return self._challenges.get(challenge_id)

    async def save(self, challenge: OtpChallenge) -> None:
        await self._transaction.lock()
        self._challenges.put(challenge.id, challenge)

    async def issued_since(self, address: str, since: datetime) -> Sequence[datetime]:
        of_address = self._challenges.where(self._tables.challenges_by_address, address)
        return sorted(each.created_at for each in of_address if each.created_at >= since)

    async def forget(self, address: str) -> None:
        await self._transaction.lock()
        for each in self._challenges.where(self._tables.challenges_by_address, address):
            self._challenges.remove(each.id)

    async def last_text_but(self, newer: int, since: datetime) -> datetime | None:
        if len(self._tables.challenges.rows) <= newer:  # as nearly always
            return None
        texted = sorted(
            each.created_at
            for each in self._challenges.all()
            if each.channel is Channel.SMS
            and each.created_at > since
            and (each.user_id is not None or each.purpose is not Purpose.RESET_PASSWORD)
        )
        return texted[-1 - newer] if len(texted) > newer else None

    async def fates(self, phone_range: str, *, at: datetime, limit: int) -> Sequence[bool]:
        known = self._challenges.where(self._tables.challenges_by_range, phone_range)
        decided = [
            each
            for each in known
            if each.user_id is not None and (each.consumed_at is not None or each.expires_at <= at)
        ]
        decided.sort(key=lambda each: (each.created_at, each.id), reverse=True)
        return [each.consumed_at is not None for each in decided[:limit]]

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        expired = [each.id for each in self._challenges.all() if each.expires_at < before]
        for challenge_id in expired:
            self._challenges.remove(challenge_id)
        return len(expired)


class MemoryOutgoingMessages:
    def __init__(self, tables: IdentityTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._messages = transaction.view(tables.outgoing)

    async def add(self, message: OutgoingMessage) -> None:
        await self._transaction.lock()
        self._messages.put(message.id, message)

    async def get(self, message_id: UUID) -> OutgoingMessage | None:
        return self._messages.get(message_id)

    async def remove(self, message_id: UUID) -> None:
        await self._transaction.lock()
        self._messages.remove(message_id)

    async def forget(self, address: str) -> None:
        await self._transaction.lock()
        for each in self._messages.all():
            if each.address == address:
                self._messages.remove(each.id)

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        expired = [each.id for each in self._messages.all() if each.expires_at < before]
        for message_id in expired:
            self._messages.remove(message_id)
        return len(expired)


class MemorySessions:
    def __init__(self, tables: IdentityTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._sessions = transaction.view(tables.sessions)
        self._tokens = transaction.view(tables.tokens)
        self._users = transaction.view(tables.users)
        self._struck = transaction.view(tables.struck_sos)

    async def add(self, session: Session) -> None:
        await self._transaction.lock()
        self._sessions.put(session.id, session)

    async def get_for_change(self, session_id: SessionId) -> Session | None:
        await self._transaction.lock()
        return self._sessions.get(session_id)

    async def save(self, session: Session) -> None:
        await self._transaction.lock()
        self._sessions.put(session.id, session)

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        kept = self._sessions.where(self._tables.sessions_by_user, user_id)
        return sorted(kept, key=lambda session: (session.created_at, session.id))

    async def state(self, session_id: SessionId) -> SessionState | None:
        session = self._sessions.get(session_id)
        user = self._users.get(session.user_id) if session else None
        return SessionState(session, user) if session and user else None

    async def add_token(self, token: RefreshToken) -> None:
        await self._transaction.lock()
        self._tokens.put(token.token_hash, token)

    async def token_for_change(self, token_hash: str) -> RefreshToken | None:
        await self._transaction.lock()
        return self._tokens.get(token_hash)

    async def save_token(self, token: RefreshToken) -> None:
        await self._transaction.lock()
        self._tokens.put(token.token_hash, token)

    async def forget(self, user_id: UserId) -> None:
        await self._transaction.lock()
        for session in await self.of_user(user_id):
            self._remove(session)

    def _remove(self, session: Session) -> None:
        self._sessions.remove(session.id)
        for token in self._tokens.where(self._tables.tokens_by_session, session.id):
            self._tokens.remove(token.token_hash)

    async def strike_sos(self, credential: SosCredential, *, at: datetime) -> None:
        await self._transaction.lock()
        self._struck.put(credential.session_id, credential)

    async def struck_sos(self, user_id: UserId) -> Collection[SessionId]:
        struck = self._struck.where(self._tables.struck_by_user, user_id)
        return {each.session_id for each in struck}

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        ended = [each for each in self._sessions.all() if _ended_at(each) < before]
        for session in ended:
            self._remove(session)
        return len(ended)


def _ended_at(session: Session) -> datetime:
    return min(session.expires_at, session.revoked_at or session.expires_at)


class MemoryTryCounters:
    def __init__(self, tables: IdentityTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._tries = transaction.view(tables.tries)

    async def for_change(self, keys: Sequence[str], *, at: datetime) -> Sequence[Tries]:
        await self._transaction.lock()
        return [self._tries.get(key) or Tries(key, 0, at, at) for key in keys]

    async def save(self, tries: Tries) -> None:
        await self._transaction.lock()
        self._tries.put(tries.key, tries)

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        old = [each.key for each in self._tries.all() if each.last_at < before]
        for key in old:
            self._tries.remove(key)
        return len(old)


class MemorySecondFactors:
    def __init__(self, tables: IdentityTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._factors = transaction.view(tables.second_factors)

    async def get_for_change(self, user_id: UserId) -> SecondFactor | None:
        await self._transaction.lock()
        return self._factors.get(user_id)

    async def put(self, factor: SecondFactor) -> None:
        await self._transaction.lock()
        self._factors.put(factor.user_id, factor)

    async def remove(self, user_id: UserId) -> None:
        await self._transaction.lock()
        self._factors.remove(user_id)


class MemoryRoleProposals:
    def __init__(self, tables: IdentityTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._proposals = transaction.view(tables.role_proposals)

    async def get_for_change(self, user_id: UserId) -> RoleProposal | None:
        await self._transaction.lock()
        return self._proposals.get(user_id)

    async def put(self, proposal: RoleProposal) -> None:
        await self._transaction.lock()
        self._proposals.put(proposal.user_id, proposal)

    async def remove(self, user_id: UserId) -> None:
        await self._transaction.lock()
        self._proposals.remove(user_id)

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        lapsed = [each.user_id for each in self._proposals.all() if each.lapses_at < before]
        for user_id in lapsed:
            self._proposals.remove(user_id)
        return len(lapsed)
