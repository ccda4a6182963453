"""Refresh rotation, logout, and the check that every request makes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from mate_core.identity.errors import RefreshReused, SecondFactorMissing, SessionEnded
from mate_core.identity.model import Session, SessionState, TokenUse, User
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, TokenSigner
from mate_core.identity.session_tokens import SessionDesk, Tokens
from mate_core.identity.steps import end_session
from mate_core.shared.actor import STAFF_ROLES, Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.ids import SessionId
from mate_core.shared.ports import Clock

FRESHNESS: Final = timedelta(seconds=1)
"""How old a session's state may be: a ban and a logout elsewhere bite within this time."""
REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class SessionService:
    open_uow: Callable[[], IdentityUow]
    open_read: Callable[[], IdentityUow]
    clock: Clock
    desk: SessionDesk
    signer: TokenSigner
    policy: IdentityPolicy
    _known: OrderedDict[SessionId, tuple[datetime, SessionState]] = field(
        default_factory=OrderedDict, init=False, repr=False, compare=False
    )

    @command
    async def refresh(self, refresh_token: str) -> Tokens:
        """Trades a refresh token for the next; a stolen one closes the whole session.

        Raises SessionEnded (unknown, expired, logged out, closed), RefreshReused.
        """
        now = self.clock.now()
        token_hash = self.desk.token_hash(refresh_token)
        async with self.open_uow() as uow:
            token = await uow.sessions.token_for_change(token_hash)
            session = await uow.sessions.get_for_change(token.session_id) if token else None
            if token is None or session is None or not session.is_open(at=now):
                raise SessionEnded
            user = await uow.users.get(session.user_id)
            if not user.may_log_in or now >= token.expires_at:
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
            successor = await self.desk.add_token(uow, session, at=now)
            await uow.commit()
        return self.desk.tokens(user, session, successor, at=now)

    @command
    @also_when_banned
    async def logout(self, actor: Actor) -> None:
        """Ends the actor's session; a second call changes nothing."""
        if actor.session_id is None:
            return
        async with self.open_uow() as uow:
            session = await uow.sessions.get_for_change(actor.session_id)
            if session is not None and session.revoked_at is None:
                await self._revoke(uow, session, reused=False)
                await uow.commit()

    async def authenticate(self, access_token: str, *, enrolling: bool = False) -> Actor:
        """Who calls. Role and status come from storage, at most one second old.

        Raises NotAuthenticated: bad or expired token, ended session, another epoch, closed;
        SecondFactorMissing for staff who have none, unless they are about to enroll one.
        """
        now = self.clock.now()
        claims = self.signer.read_access(access_token, at=now)
        state = await self._state(claims.session_id, at=now)
        if state is None or not state.session.is_open(at=now):
            raise SessionEnded
        user = state.user
        if not user.may_log_in or user.session_epoch != claims.epoch:
            raise SessionEnded
        if not enrolling and self._lacks_second_factor(user):
            self._known.pop(claims.session_id, None)  # who has just enrolled need not wait
            async with self.open_read() as uow:
                user = await uow.users.get(user.id)
            if self._lacks_second_factor(user):
                raise SecondFactorMissing
        return user.as_actor(claims.session_id)

    def _lacks_second_factor(self, user: User) -> bool:
        is_demanded = self.policy.staff_second_factor and user.role in STAFF_ROLES
        return is_demanded and user.second_factor_at is None

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
