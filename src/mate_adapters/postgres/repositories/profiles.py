"""Profiles."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import (
    Repository,
    address,
    address_values,
    coordinates,
    found,
)
from mate_adapters.postgres.statement import Statement, insert_into, of, param, saved_once
from mate_adapters.postgres.tables.columns import UUIDS
from mate_adapters.postgres.tables.identity import profiles
from mate_core.profiles.model import Gender, Profile
from mate_core.shared.ids import UserId

_C = profiles.c
_KEPT: Final = frozenset({"user_id", "created_at", "version"})
_UNITS: Final = ("province_code", "commune_code", "commune_name", "address_edition")
_ADD: Final = Statement(insert_into(profiles))
_GET: Final = Statement(sa.select(*_C).where(_C.user_id == of(_C.user_id)))
_MANY: Final = Statement(sa.select(*_C).where(_C.user_id == sa.any_(param("user_ids", UUIDS))))
_SAVE: Final = Statement(
    saved_once(
        profiles.update()
        .where(_C.user_id == of(_C.user_id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _KEPT})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)


def profile_of(row: Row) -> Profile:
    fields = dict(zip(_C.keys(), row, strict=True))
    latitude, longitude = fields.pop("current_lat"), fields.pop("current_lng")
    gender = fields.pop("gender")
    units = [fields.pop(name) for name in _UNITS]
    for name in ("languages", "interests", "talents"):
        fields[name] = tuple(fields[name])
    return Profile(
        **fields,
        gender=Gender(gender) if gender else None,
        current_location=coordinates(latitude, longitude),
        address=address(fields["city"], *units),
    )


def values_of_profile(profile: Profile) -> dict[str, Any]:
    place = profile.current_location
    return {
        "user_id": profile.user_id,
        "full_name": profile.full_name,
        "display_name": profile.display_name,
        "avatar_url": profile.avatar_url,
        "cover_photo_url": profile.cover_photo_url,
        "bio": profile.bio,
        "gender": profile.gender,
        "date_of_birth": profile.date_of_birth,
        "height_cm": profile.height_cm,
        "weight_kg": profile.weight_kg,
        "current_lat": place and place.latitude,
        "current_lng": place and place.longitude,
        "located_at": profile.located_at,
        "city": profile.city,
        "district": profile.district,
        "languages": profile.languages,
        "interests": profile.interests,
        "talents": profile.talents,
        "version": profile.version,
        "created_at": profile.created_at,
        "updated_at": profile.updated_at,
        **address_values(profile.address),
    }


class PostgresProfiles(Repository):
    __slots__ = ()

    async def add(self, profile: Profile) -> None:
        self._session.write(_ADD, values_of_profile(profile))

    async def get(self, user_id: UserId) -> Profile:
        return profile_of(found(await self._session.row(_GET, {"user_id": user_id})))

    async def many(self, user_ids: Collection[UserId]) -> Mapping[UserId, Profile]:
        if not user_ids:
            return {}
        rows = await self._session.rows(_MANY, {"user_ids": list(user_ids)})
        return {profile.user_id: profile for profile in map(profile_of, rows)}

    async def save(self, profile: Profile) -> None:
        self._session.write(_SAVE, values_of_profile(profile))
