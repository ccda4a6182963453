"""Steps on profiles inside somebody else's transaction."""

from __future__ import annotations

from mate_core.identity.events import UserRegistered
from mate_core.identity.model import UserStatus
from mate_core.privacy.consents import Purpose
from mate_core.privacy.events import ConsentChanged
from mate_core.profiles.model import Profile
from mate_core.profiles.ports import ProfilesUow
from mate_core.shared.ids import UserId


async def forget_location(uow: ProfilesUow, event: ConsentChanged) -> None:
    """A withdrawn consent leaves nothing behind, in the same transaction."""
    if event.granted or event.purpose != Purpose.LOCATION:
        return
    profile = await uow.profiles.get(event.user_id)
    if profile.current_location is not None:
        await uow.profiles.save(profile.without_location(at=event.at))


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


async def shown_name(uow: ProfilesUow, person: UserId) -> str | None:
    """The name that others read, None while the person is shown to nobody; raises NotFound."""
    user = await uow.users.get(person)
    if user.status is not UserStatus.ACTIVE:
        return None
    return (await uow.profiles.get(person)).shown_name
