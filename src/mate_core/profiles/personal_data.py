"""What profiles keep of a person: for the copy he may ask for, and for the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from mate_core.privacy.ports import Collection
from mate_core.profiles.model import Profile
from mate_core.profiles.ports import ProfilesUow
from mate_core.shared.ids import UserId

NOBODY: Final = "Tài khoản đã đóng"
"""What stands where a name stood: "closed account"."""
NO_BIRTHDAY: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class ProfileData:
    open_read: Callable[[], ProfilesUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [Collection("profile", self._profile(person))]

    async def _profile(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            yield asdict(await uow.profiles.get(person))

    async def erase(self, uow: ProfilesUow, person: UserId, *, at: datetime) -> None:
        profile = await uow.profiles.get(person)
        await uow.profiles.save(anonymous(profile, at=at))


def anonymous(profile: Profile, *, at: datetime) -> Profile:
    """A profile of nobody, with the version of the one that it replaces."""
    return Profile(
        user_id=profile.user_id,
        full_name=NOBODY,
        display_name=NOBODY,
        date_of_birth=NO_BIRTHDAY,
        created_at=profile.created_at,
        updated_at=at,
        version=profile.version,
    )
