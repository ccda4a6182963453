"""Steps on profiles inside somebody else's transaction."""

from __future__ import annotations

from mate_core.identity.events import UserRegistered
from mate_core.profiles.model import Profile
from mate_core.profiles.ports import ProfilesUow


async def create_profile(uow: ProfilesUow, event: UserRegistered) -> None:
    """Every account has a profile from its first moment."""
    if event.full_name is None or event.date_of_birth is None:
        raise ValueError("this step runs in the transaction of the registration only")
    await uow.profiles.add(
        Profile(
            user_id=event.user_id,
            full_name=event.full_name,
            date_of_birth=event.date_of_birth,
            created_at=event.at,
            updated_at=event.at,
        )
    )
