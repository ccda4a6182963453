"""What identity keeps of a person: for the copy he may ask for, and for the end.

The shapes of `PersonalDataSource` are privacy's, one floor up; here they are met by structure, and
privacy wraps the rows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mate_core.identity.ports import IdentityUow
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class IdentityData:
    open_read: Callable[[], IdentityUow]

    async def account(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            user = await uow.users.get(person)
        yield {
            "id": user.id,
            "email": str(user.email) if user.email else None,
            "phone": str(user.phone) if user.phone else None,
            "role": user.role,
            "status": user.status,
            "identityStatus": user.kyc_status,
            "emailVerifiedAt": user.email_verified_at,
            "phoneVerifiedAt": user.phone_verified_at,
            "createdAt": user.created_at,
        }

    async def sessions(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            known = await uow.sessions.of_user(person)
        for session in known:
            yield {
                "device": session.device,
                "since": session.created_at,
                "until": session.revoked_at or session.expires_at,
            }

    async def erase(self, uow: IdentityUow, person: UserId, *, at: datetime) -> None:
        """The row stays, for the books that point to it; nothing in it names anybody."""
        user = await uow.users.get_for_change(person)
        for address in filter(None, (user.phone, user.email)):
            await uow.challenges.forget(str(address))
            await uow.outgoing.forget(str(address))
        await uow.second_factors.remove(person)
        await uow.role_proposals.remove(person)
        await uow.sessions.forget(person)
        await uow.users.save(user.closed(at=at))
