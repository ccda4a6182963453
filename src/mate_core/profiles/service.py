"""Reading and changing profiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Final
from uuid import UUID

from mate_core.identity.model import User, UserStatus
from mate_core.media.addresses import PublicAddresses
from mate_core.media.model import MediaKind
from mate_core.privacy.consents import Purpose
from mate_core.privacy.errors import ConsentMissing
from mate_core.privacy.steps import has_consent
from mate_core.profiles.avatars import Avatars
from mate_core.profiles.events import ProfileChanged
from mate_core.profiles.model import Gender, Profile, PublicProfile
from mate_core.profiles.policies import ProfilePolicy
from mate_core.profiles.ports import ProfilesUow
from mate_core.shared.actor import Actor
from mate_core.shared.addresses import AddressBook, LocalityChange, relocated
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import MediaId, UserId
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length, tidy, tidy_lines

_PLACE: Final = tuple(each.name for each in fields(LocalityChange))


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    """What to change; None leaves a field as it is, an empty text or list clears it."""

    full_name: str | None = None
    display_name: str | None = None
    bio: str | None = None
    gender: Gender | None = None
    height_cm: int | None = None
    weight_kg: int | None = None
    city: str | None = None
    """Read together with `district`; becomes the name of the province where one is meant."""
    district: str | None = None
    province_code: str | None = None
    commune_code: str | None = None
    languages: tuple[str, ...] | None = None
    interests: tuple[str, ...] | None = None
    talents: tuple[str, ...] | None = None
    avatar_url: str | None = None
    """As an upload answered it."""

    def given(self) -> dict[str, Any]:
        """The fields to change, tidied, without empty or repeated tags."""
        changes: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, str) and not isinstance(value, Gender):
                value = tidy_lines(value) if each.name == "bio" else tidy(value)
                changes[each.name] = value or None
            elif isinstance(value, tuple):
                changes[each.name] = tuple(
                    dict.fromkeys(tag for each_tag in value if (tag := tidy(each_tag)))
                )
            elif value is not None:
                changes[each.name] = value
        return changes


@dataclass(frozen=True, slots=True)
class Me:
    """One's own account and profile."""

    user: User
    profile: Profile


@dataclass(frozen=True, slots=True)
class ProfileService:
    open_uow: Callable[[], ProfilesUow]
    open_read: Callable[[], ProfilesUow]
    clock: Clock
    policy: ProfilePolicy
    avatars: Avatars
    address_book: AddressBook

    async def me(self, actor: Actor) -> Me:
        async with self.open_read() as uow:
            return Me(await uow.users.get(actor.user_id), await uow.profiles.get(actor.user_id))

    async def public(self, actor: Actor, user_id: UserId) -> PublicProfile:
        """Raises NotFound, also for accounts that are not active and across a block."""
        async with self.open_read() as uow:
            user, profile, apart = await uow.together(
                uow.users.get(user_id),
                uow.profiles.get(user_id),
                uow.blocks.between(actor.user_id, user_id),
            )
        if apart or user.status is not UserStatus.ACTIVE:
            raise NotFound
        return PublicProfile.of(profile)

    @command
    async def change(self, actor: Actor, changes: ProfileChanges) -> Me:
        """Raises InvalidInput, naming the field."""
        given, now = changes.given(), self.clock.now()
        self._check(given)
        place = LocalityChange(**{name: given.pop(name) or "" for name in _PLACE if name in given})
        async with self.open_uow() as uow:
            profile = await uow.profiles.get(actor.user_id)
            if place != LocalityChange():
                there = relocated(profile.locality, place, self.address_book)
                given |= {name: getattr(there, name) for name in ("city", "district", "address")}
            if "avatar_url" in given:
                given["avatar_url"] = await self.avatars.change(
                    uow, profile, given["avatar_url"], at=now
                )
            changed = replace(profile, **given, updated_at=now)
            await uow.profiles.save(changed)
            await uow.publish(ProfileChanged(user_id=actor.user_id, at=now))
            await uow.commit()
            user = await self._user(actor)
        return Me(user, changed)

    @command
    async def forget_avatar(self, media_id: UUID) -> None:
        """The profile no longer shows a picture that was taken down; repeating it changes nothing.

        Nothing to do for what is no avatar, or when another one is shown by now.
        """
        now = self.clock.now()
        async with self.open_uow() as uow:
            try:
                media = await uow.media.get(MediaId(media_id))
            except NotFound:
                return
            if media.kind is not MediaKind.AVATAR or media.is_shown:
                return
            profile = await uow.profiles.get(media.owner_id)
            if PublicAddresses.key_of(profile.avatar_url or "") != media.key:
                return
            await uow.profiles.save(replace(profile, avatar_url=None, updated_at=now))
            await uow.publish(ProfileChanged(user_id=profile.user_id, at=now))
            await uow.commit()

    async def _user(self, actor: Actor) -> User:
        async with self.open_read() as uow:
            return await uow.users.get(actor.user_id)

    @command
    async def move(self, actor: Actor, to: Coordinates) -> None:
        """Where the person is now; nobody else ever reads it. Raises ConsentMissing.

        A place that nobody reaches so soon after the last one is left out without a word.
        """
        now = self.clock.now()
        async with self.open_uow() as uow:
            if not await has_consent(uow, actor.user_id, Purpose.LOCATION):
                raise ConsentMissing(purpose=Purpose.LOCATION.value)
            profile = await uow.profiles.get(actor.user_id)
            moved = profile.moved(to, self.policy, at=now)
            if moved is None:
                return
            await uow.profiles.save(moved)
            await uow.commit()

    def _check(self, given: dict[str, Any]) -> None:
        shortest, longest = self.policy.name_length
        if "full_name" in given:
            require_length("fullName", given["full_name"] or "", shortest, longest)
        for field, limit in (
            ("display_name", longest),
            ("bio", self.policy.bio_length),
            ("city", self.policy.place_length),
            ("district", self.policy.place_length),
        ):
            require_length(_camel(field), given.get(field) or "", 0, limit)
        for field, (lowest, highest) in (
            ("height_cm", self.policy.height_cm),
            ("weight_kg", self.policy.weight_kg),
        ):
            value = given.get(field)
            if value is not None and not lowest <= value <= highest:
                raise InvalidInput(
                    _camel(field), "number.out_of_range", f"Give {lowest} to {highest}."
                )
        for field in ("languages", "interests", "talents"):
            tags = given.get(field, ())
            if len(tags) > self.policy.tags:
                raise InvalidInput(field, "list.too_long", f"Give at most {self.policy.tags}.")
            for tag in tags:
                require_length(field, tag, 1, self.policy.tag_length)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
