"""Steps on accounts inside somebody else's transaction, and the rules that other rooms ask for."""

from __future__ import annotations

from datetime import datetime

from mate_core.identity.errors import PhoneUnverified
from mate_core.identity.events import SessionRevoked
from mate_core.identity.model import Session, User
from mate_core.identity.ports import IdentityUow
from mate_core.shared.ids import SessionId, UserId


def require_verified_phone(user: User) -> None:
    """Nobody books, offers or writes to others before a mobile number is his (Decree 147/2024).

    Raises PhoneUnverified.
    """
    if user.phone is None or user.phone_verified_at is None:
        raise PhoneUnverified


async def end_sessions(
    uow: IdentityUow, user_id: UserId, *, at: datetime, but: SessionId | None = None
) -> None:
    """Every open session of that person, except `but`; their tokens work for a second at most.

    The credential for alarms is another thing and lives on (RULES 3).
    """
    for session in await uow.sessions.of_user(user_id):
        if session.id != but:
            await end_session(uow, session, at=at)


async def end_session(
    uow: IdentityUow, session: Session, *, at: datetime, reused: bool = False
) -> None:
    """Nothing happens to one that is over."""
    if session.is_open(at=at):
        await uow.sessions.save(session.revoked(at=at))
        await uow.publish(
            SessionRevoked(user_id=session.user_id, session_id=session.id, reused=reused, at=at)
        )
