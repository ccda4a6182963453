"""The picture of a profile: one's own upload, in use while the profile shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mate_core.media import steps as media
from mate_core.media.addresses import PublicAddresses
from mate_core.media.errors import MediaInUse
from mate_core.media.model import MediaKind
from mate_core.profiles.model import Profile
from mate_core.profiles.ports import ProfilesUow
from mate_core.shared.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Avatars:
    """`public_url` is the base of the addresses of public media."""

    public_url: str

    async def change(
        self, uow: ProfilesUow, profile: Profile, url: str | None, *, at: datetime
    ) -> str | None:
        """The address that the profile shows from now on; the former picture is thrown away.

        None takes the picture away; the address that stands already changes nothing. Raises
        InvalidInput for an address that is not that of an unused avatar of this person.
        """
        addresses = PublicAddresses(self.public_url)
        former = addresses.key_of(profile.avatar_url or "")
        key = addresses.key_of(url or "")
        if url is not None and key is None:
            raise _not_yours()
        if key is not None and key == former:
            return profile.avatar_url
        if key is not None:
            await self._use(uow, profile, key, at=at)
        if former is not None:
            await self._discard(uow, former, at=at)
        return None if key is None else addresses.url(key)

    async def _use(self, uow: ProfilesUow, profile: Profile, key: str, *, at: datetime) -> None:
        try:
            found = await uow.media.by_key(key)
            await media.use(uow, found.id, profile.user_id, at=at, kind=MediaKind.AVATAR)
        except (NotFound, MediaInUse):
            raise _not_yours() from None

    async def _discard(self, uow: ProfilesUow, key: str, *, at: datetime) -> None:
        try:
            found = await uow.media.by_key(key)
        except NotFound:
            return  # taken down by staff, and forgotten meanwhile
        await media.discard(uow, found.id, at=at)


def _not_yours() -> InvalidInput:
    return InvalidInput(
        "avatarUrl", "avatar.not_yours", "Use the url that /upload/avatar answered you."
    )
