"""What profiles need of the world."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from mate_core.media.ports import MediaUow
from mate_core.moderation.ports import ModerationUow
from mate_core.profiles.model import Profile
from mate_core.shared.ids import UserId


class Profiles(Protocol):
    async def add(self, profile: Profile) -> None: ...

    async def get(self, user_id: UserId) -> Profile:
        """Raises NotFound."""
        ...

    async def many(self, user_ids: Collection[UserId]) -> Mapping[UserId, Profile]:
        """Those of `user_ids` that there are."""
        ...

    async def save(self, profile: Profile) -> None:
        """Guarded by `version`; raises ConcurrencyConflict when somebody saved in between."""
        ...


class ProfilesUow(MediaUow, ModerationUow, Protocol):
    @property
    def profiles(self) -> Profiles: ...
