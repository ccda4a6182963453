"""What a session is made of: its row, its refresh tokens, and the tokens that its device holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mate_core.identity.model import (
    AccessClaims,
    KycStatus,
    RefreshToken,
    Session,
    SosCredential,
    User,
)
from mate_core.identity.origin import KnownDevices, Origin
from mate_core.identity.policies import IdentityPolicy
from mate_core.identity.ports import IdentityUow, KeyedHasher, TokenSigner
from mate_core.shared.ids import IdGenerator, Random, SessionId

TOKEN_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # noqa: S105 an alphabet


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a login or a refresh yields.

    `sos_token` comes with both: a device that lives on gets one of the present signing key, so that
    a former key can be dropped one day without taking anybody's alarm away. `device_token` comes
    with a login: shown at the next one, it tells the device apart from strangers.
    """

    access_token: str
    expires_in_s: int
    refresh_token: str
    refresh_expires_at: datetime
    user: User
    sos_token: str
    device_token: str | None = None


@dataclass(frozen=True, slots=True)
class SessionDesk:
    ids: IdGenerator
    random: Random
    hasher: KeyedHasher
    signer: TokenSigner
    devices: KnownDevices
    policy: IdentityPolicy

    async def open(
        self, uow: IdentityUow, user: User, origin: Origin, *, at: datetime
    ) -> tuple[Session, str]:
        """A session for a person who has proven everything, and its first refresh token."""
        session = Session(
            id=SessionId(self.ids.uuid()),
            user_id=user.id,
            device=origin.device[:200],
            created_at=at,
            expires_at=at + self.policy.refresh_lifetime,
            last_used_at=at,
            device_hash=self.devices.digest(origin),
        )
        await uow.sessions.add(session)
        return session, await self.add_token(uow, session, at=at)

    async def add_token(self, uow: IdentityUow, session: Session, *, at: datetime) -> str:
        secret = self.random.choice_of(TOKEN_ALPHABET, 43)  # 258 bits
        await uow.sessions.add_token(
            RefreshToken(
                token_hash=self.token_hash(secret),
                session_id=session.id,
                issued_at=at,
                expires_at=session.expires_at,
            )
        )
        return secret

    def token_hash(self, secret: str) -> str:
        return self.hasher.digest("refresh", secret)

    def tokens(
        self,
        user: User,
        session: Session,
        refresh: str,
        *,
        at: datetime,
        origin: Origin | None = None,
    ) -> Tokens:
        """`origin` is given at a login."""
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
            device_token=self.devices.token_after(origin, user.id) if origin else None,
        )
