"""The profile of a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from mate_core.profiles.policies import ProfilePolicy
from mate_core.shared.addresses import Address, Locality, Province
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from mate_core.shared.time import is_adult


class Gender(StrEnum):
    MALE = "MALE"
    FEMALE = "FEMALE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a person says of himself; only `PublicProfile` is for others."""

    user_id: UserId
    full_name: str
    date_of_birth: date
    created_at: datetime
    updated_at: datetime
    display_name: str | None = None
    avatar_url: str | None = None
    cover_photo_url: str | None = None
    bio: str | None = None
    gender: Gender | None = None
    height_cm: int | None = None
    weight_kg: int | None = None
    current_location: Coordinates | None = None
    located_at: datetime | None = None
    """When he told `current_location`."""
    city: str | None = None
    district: str | None = None
    address: Address | None = None
    """With it, `city` is the name of its province."""
    languages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    talents: tuple[str, ...] = ()
    version: int = 0

    @property
    def locality(self) -> Locality:
        return Locality(self.city, self.district, self.address)

    @property
    def shown_name(self) -> str:
        """The name that others read: the chosen one, else the given name (the last word)."""
        return self.display_name or self.full_name.split()[-1]

    def moved(self, to: Coordinates, policy: ProfilePolicy, *, at: datetime) -> Profile | None:
        """The profile at the new place; None when nobody gets there so fast (FEATURES 22)."""
        here, since = self.current_location, self.located_at
        if here is not None and since is not None:
            hours = max(at - since, timedelta(0)) / timedelta(hours=1)
            if here.distance_km(to) > policy.jitter_km + policy.fastest_kmh * hours:
                return None
        return replace(self, current_location=to, located_at=at, updated_at=at)

    def without_location(self, *, at: datetime) -> Profile:
        return replace(self, current_location=None, located_at=None, updated_at=at)

    def is_adult(self, *, at: datetime) -> bool:
        return is_adult(self.date_of_birth, at=at)


@dataclass(frozen=True, slots=True)
class PublicProfile:
    """What anyone logged in may read: no phone, e-mail, birth date, weight or place."""

    user_id: UserId
    display_name: str
    avatar_url: str | None
    cover_photo_url: str | None
    bio: str | None
    gender: Gender | None
    city: str | None
    province: Province | None
    languages: tuple[str, ...]
    interests: tuple[str, ...]
    talents: tuple[str, ...]

    @classmethod
    def of(cls, profile: Profile) -> PublicProfile:
        return cls(
            user_id=profile.user_id,
            display_name=profile.shown_name,
            avatar_url=profile.avatar_url,
            cover_photo_url=profile.cover_photo_url,
            bio=profile.bio,
            gender=profile.gender,
            city=profile.city,
            province=profile.address.province if profile.address else None,
            languages=profile.languages,
            interests=profile.interests,
            talents=profile.talents,
        )
