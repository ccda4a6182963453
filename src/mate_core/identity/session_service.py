"""Login, refresh rotation, logout, and the check that every request makes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from mate_core.identity.errors import (
    AccountClosing,
    CredentialsInvalid,
    RefreshReused,
    SessionEnded,
)
from mate_core.identity.model import (
    AccessClaims,
    KycStatus,
    RefreshToken,
    Session,
    SessionState,
    SosCredential,
    TokenUse,
    User,
    UserStatus,
)
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, KeyedHasher, PasswordHasher, TokenSigner
from mate_core.identity.steps import end_session
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.contact import EmailAddress, PhoneNumber, address_in
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import IdGenerator, Random, SessionId
from mate_core.shared.ports import Clock

TOKEN_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # noqa: S105 an alphabet
FRESHNESS: Final = timedelta(seconds=1)
"""How old a session's state may be: a ban and a logout elsewhere bite within this time."""
REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a login or a refresh yields.

    `sos_token` comes with both: a device that lives on gets one of the present signing key, so that
    a former key can be dropped one day without taking anybody's alarm away.
    """

    access_token: str
    expires_in_s: int
    refresh_token: str
    refresh_expires_at: datetime
    user: User
    sos_token: str


@dataclass(frozen=True, slots=True)
class SessionService:
    open_uow: Callable[[], IdentityUow]
    open_read: Callable[[], IdentityUow]
    clock: Clock
    ids: IdGenerator
    random: Random
    passwords: PasswordHasher
    hasher: KeyedHasher
    signer: TokenSigner
    policy: IdentityPolicy
    _known: OrderedDict[SessionId, tuple[datetime, SessionState]] = field(
        default_factory=OrderedDict, init=False, repr=False, compare=False
    )

    @command
    async def login(self, identifier: str, password: str, *, device: str = "") -> Tokens:
        """Opens a session; raises CredentialsInvalid alike for every cause, after equal work.

        Raises AccountClosing for who knows the password of an account that is being closed.
        """
        async with self.open_read() as uow:
            address = address_of(identifier)
            user = await uow.users.verified_by(address) if address else None
        matches = await self.passwords.verify(password, user.password_hash if user else None)
        if user is not None and matches and user.status is UserStatus.CLOSING:
            raise AccountClosing
        if user is None or not matches or user.status is not UserStatus.ACTIVE:
            raise CredentialsInvalid
        now = self.clock.now()
        session = Session(
            id=SessionId(self.ids.uuid()),
            user_id=user.id,
            device=device[:200],
            created_at=now,
            expires_at=now + self.policy.refresh_lifetime,
            last_used_at=now,
        )
        async with self.open_uow() as uow:
            await uow.sessions.add(session)
            refresh_token = await self._add_token(uow, session, at=now)
            await uow.commit()
        return self._tokens(user, session, refresh_token, at=now)

    @command
    async def refresh(self, refresh_token: str) -> Tokens:
        """Trades a refresh token for the next; a stolen one closes the whole session.

        Raises SessionEnded (unknown, expired, logged out, banned), RefreshReused.
        """
        now = self.clock.now()
        token_hash = self._token_hash(refresh_token)
        async with self.open_uow() as uow:
            token = await uow.sessions.token_for_change(token_hash)
            session = await uow.sessions.get_for_change(token.session_id) if token else None
            if token is None or session is None or not session.is_open(at=now):
                raise SessionEnded
            user = await uow.users.get(session.user_id)
            if user.status is not UserStatus.ACTIVE or now >= token.expires_at:
                raise SessionEnded
            use = token.shown(at=now)
            if use is TokenUse.REUSED:
                await self._revoke(uow, session, reused=True)
                await uow.commit()
                raise RefreshReused
            if use is TokenUse.ROTATE:
                await uow.sessions.save_token(replace(token, used_at=now))
            session = session.used(lifetime=self.policy.refresh_lifetime, at=now)
            await uow.sessions.save(session)
            successor = await self._add_token(uow, session, at=now)
            await uow.commit()
        return self._tokens(user, session, successor, at=now)

    @command
    async def logout(self, actor: Actor) -> None:
        """Ends the actor's session; a second call changes nothing."""
        if actor.session_id is None:
            return
        async with self.open_uow() as uow:
            session = await uow.sessions.get_for_change(actor.session_id)
            if session is not None and session.revoked_at is None:
                await self._revoke(uow, session, reused=False)
                await uow.commit()

    async def authenticate(self, access_token: str) -> Actor:
        """Who calls. Role and status come from storage, at most one second old.

        Raises NotAuthenticated: bad or expired token, ended session, another epoch, not active.
        """
        now = self.clock.now()
        claims = self.signer.read_access(access_token, at=now)
        state = await self._state(claims.session_id, at=now)
        if state is None or not state.session.is_open(at=now):
            raise SessionEnded
        user = state.user
        if user.status is not UserStatus.ACTIVE or user.session_epoch != claims.epoch:
            raise SessionEnded
        return user.as_actor(claims.session_id)

    async def _state(self, session_id: SessionId, *, at: datetime) -> SessionState | None:
        known = self._known.get(session_id)
        if known is not None and at - known[0] < FRESHNESS:
            return known[1]
        async with self.open_read() as uow:
            state = await uow.sessions.state(session_id)
        if state is not None:
            self._known[session_id] = (at, state)
            self._known.move_to_end(session_id)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return state

    async def _revoke(self, uow: IdentityUow, session: Session, *, reused: bool) -> None:
        self._known.pop(session.id, None)
        await end_session(uow, session, at=self.clock.now(), reused=reused)

    async def _add_token(self, uow: IdentityUow, session: Session, *, at: datetime) -> str:
        secret = self.random.choice_of(TOKEN_ALPHABET, 43)  # 258 bits
        await uow.sessions.add_token(
            RefreshToken(
                token_hash=self._token_hash(secret),
                session_id=session.id,
                issued_at=at,
                expires_at=session.expires_at,
            )
        )
        return secret

    def _token_hash(self, secret: str) -> str:
        return self.hasher.digest("refresh", secret)

    def _tokens(self, user: User, session: Session, refresh: str, *, at: datetime) -> Tokens:
        expires_at = at + self.policy.access_lifetime
        claims = AccessClaims(
            user_id=user.id,
            session_id=session.id,
            epoch=user.session_epoch,
            role=user.role,
            kyc_verified=user.kyc_status is KycStatus.VERIFIED,
            issued_at=at,
            expires_at=expires_at,
            token_id=self.ids.uuid(),
        )
        return Tokens(
            access_token=self.signer.sign_access(claims),
            expires_in_s=int(self.policy.access_lifetime.total_seconds()),
            refresh_token=refresh,
            refresh_expires_at=session.expires_at,
            user=user,
            sos_token=self.signer.sign_sos(SosCredential(user.id, session.id), at=at),
        )


def address_of(identifier: str) -> PhoneNumber | EmailAddress | None:
    """A phone number or an e-mail address; None for what can be neither."""
    try:
        return address_in(identifier, field="identifier")
    except InvalidInput:
        return None
