"""The devices that a person is logged in on, and the one way to take an alarm away from one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.identity.model import Session, SosCredential
from mate_core.identity.ports import IdentityUow, TokenSigner
from mate_core.identity.steps import end_session
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import NotAuthenticated, NotFound, StorageUnavailable
from mate_core.shared.ids import SessionId, UserId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class Device:
    """A login as its owner sees it; after a logout the device may still raise an alarm."""

    session: Session
    is_current: bool
    is_open: bool
    can_raise_alarm: bool

    @property
    def last_used_at(self) -> datetime:
        return self.session.last_used_at or self.session.created_at


@dataclass(frozen=True, slots=True)
class DeviceService:
    open_uow: Callable[[], IdentityUow]
    open_read: Callable[[], IdentityUow]
    clock: Clock
    signer: TokenSigner

    async def mine(self, actor: Actor) -> Sequence[Device]:
        """Those that are logged in or may raise an alarm, last used first."""
        now = self.clock.now()
        async with self.open_read() as uow:
            sessions = await uow.sessions.of_user(actor.user_id)
            struck = await uow.sessions.struck_sos(actor.user_id)
        devices = [
            Device(
                session=session,
                is_current=session.id == actor.session_id,
                is_open=session.is_open(at=now),
                can_raise_alarm=session.id not in struck,
            )
            for session in sessions
        ]
        shown = [each for each in devices if each.is_open or each.can_raise_alarm]
        return sorted(shown, key=lambda each: each.last_used_at, reverse=True)

    @command
    @also_when_banned
    async def remove(self, actor: Actor, session_id: SessionId) -> None:
        """Log that device out, wherever it is, and take its credential for alarms away (RULES 3).

        Effective within a second in every process. Raises NotFound, for other people's too.
        """
        now = self.clock.now()
        async with self.open_uow() as uow:
            session = await uow.sessions.get_for_change(session_id)
            if session is None or session.user_id != actor.user_id:
                raise NotFound
            await end_session(uow, session, at=now)
            await uow.sessions.strike_sos(SosCredential(actor.user_id, session_id), at=now)
            await uow.commit()

    async def alarm_caller(self, sos_token: str) -> UserId:
        """Who may raise an alarm with it: by signature alone while the store is away.

        Raises NotAuthenticated: forged, or struck off the owner's list of devices.
        """
        credential = self.signer.read_sos(sos_token)
        try:
            async with self.open_read() as uow:
                struck = await uow.sessions.struck_sos(credential.user_id)
        except StorageUnavailable:
            return credential.user_id
        if credential.session_id in struck:
            raise NotAuthenticated
        return credential.user_id
