"""Bodies of `/users`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from mate_core.identity.model import KycStatus, UserStatus
from mate_core.profiles.model import Gender
from mate_core.shared.actor import Capability, Role
from mate_http.schemas.addresses import Unit
from mate_http.schemas.base import Input, Latitude, Longitude, Output, Secret, Text

Tags = Annotated[list[Text], msgspec.Meta(max_length=200)]
Size = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class MyAccount(Output, frozen=True):
    id: UUID
    email: str | None
    phone: str | None
    email_verified: bool
    phone_verified: bool
    role: Role
    capabilities: list[Capability]
    status: UserStatus
    kyc_status: KycStatus
    created_at: dt.datetime


class MyProfile(Output, frozen=True):
    full_name: str
    display_name: str | None
    date_of_birth: dt.date
    avatar_url: str | None
    cover_photo_url: str | None
    bio: str | None
    gender: Gender | None
    height_cm: int | None
    weight_kg: int | None
    city: str | None
    district: str | None
    province: Unit | None
    commune: Unit | None
    languages: list[str]
    interests: list[str]
    talents: list[str]


class MyUser(Output, frozen=True):
    account: MyAccount
    profile: MyProfile


class ProfileBody(Input, frozen=True):
    """A field that is left out or null stays as it is; an empty text or list clears it.

    `avatarUrl` is the `url` that `POST /upload/avatar` answered; no other address is taken.
    Codes are those of `GET /addresses/provinces`; they win over `city`. Clients without them send
    `city` and `district` as ever: where these mean one province of today, `city` becomes its name.
    """

    full_name: Text | None = None
    display_name: Text | None = None
    bio: Text | None = None
    gender: Gender | None = None
    height_cm: Size | None = None
    weight_kg: Size | None = None
    city: Text | None = None
    district: Text | None = None
    province_code: Text | None = None
    commune_code: Text | None = None
    languages: Tags | None = None
    interests: Tags | None = None
    talents: Tags | None = None
    avatar_url: Text | None = None


class PasswordBody(Input, frozen=True):
    """`password` is the present one."""

    password: Secret
    new_password: Secret


class PhoneBody(Input, frozen=True):
    phone: Text
    password: Secret


class EmailBody(Input, frozen=True):
    email: Text
    password: Secret


class VerifyAddressBody(Input, frozen=True):
    """Which of the two addresses of the account, the one without its code yet."""

    channel: Literal["SMS", "EMAIL"]


class ConfirmAddressBody(Input, frozen=True):
    challenge_id: UUID
    code: Secret


class LocationBody(Input, frozen=True):
    """Degrees, WGS 84; read by nobody but the owner's own services."""

    latitude: Latitude
    longitude: Longitude


class PublicUser(Output, frozen=True):
    """What anyone logged in may read."""

    id: UUID
    display_name: str
    avatar_url: str | None
    cover_photo_url: str | None
    bio: str | None
    gender: Gender | None
    city: str | None
    province: Unit | None
    languages: list[str]
    interests: list[str]
    talents: list[str]
