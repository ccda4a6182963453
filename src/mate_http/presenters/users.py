"""Accounts and profiles."""

from __future__ import annotations

from mate_core.identity.device_service import Device as OwnDevice
from mate_core.identity.model import User
from mate_core.identity.service import Registration
from mate_core.identity.session_tokens import Tokens
from mate_core.profiles.model import Profile, PublicProfile
from mate_core.profiles.service import Me, ProfileChanges
from mate_core.shared.actor import Role
from mate_core.shared.contact import AddressReader
from mate_http.presenters.addresses import unit
from mate_http.schemas.auth import Device, LoggedIn, RegisterBody
from mate_http.schemas.users import MyAccount, MyProfile, MyUser, ProfileBody, PublicUser
from mate_http.times import local


def registration(body: RegisterBody, reader: AddressReader) -> Registration:
    """Raises InvalidInput for addresses that cannot be."""
    return Registration(
        email=reader.email(body.email) if body.email is not None else None,
        phone=reader.phone(body.phone) if body.phone is not None else None,
        password=body.password,
        full_name=body.full_name,
        date_of_birth=body.date_of_birth,
        role=Role(body.role),
    )


def logged_in(tokens: Tokens, *, native: bool) -> LoggedIn:
    return LoggedIn(
        access_token=tokens.access_token,
        expires_in=tokens.expires_in_s,
        user=account(tokens.user),
        sos_token=tokens.sos_token,
        refresh_token=tokens.refresh_token if native else None,
        device_token=tokens.device_token if native else None,
    )


def device(each: OwnDevice) -> Device:
    return Device(
        id=each.session.id,
        device=each.session.device,
        created_at=local(each.session.created_at),
        last_used_at=local(each.last_used_at),
        is_current=each.is_current,
        is_logged_in=each.is_open,
        can_raise_alarm=each.can_raise_alarm,
    )


def account(user: User) -> MyAccount:
    return MyAccount(
        id=user.id,
        email=str(user.email) if user.email else None,
        phone=str(user.phone) if user.phone else None,
        email_verified=user.email_verified_at is not None,
        phone_verified=user.phone_verified_at is not None,
        role=user.role,
        capabilities=sorted(user.capabilities),
        status=user.status,
        kyc_status=user.kyc_status,
        created_at=local(user.created_at),
    )


def me(view: Me) -> MyUser:
    return MyUser(account=account(view.user), profile=_profile(view.profile))


def _profile(profile: Profile) -> MyProfile:
    address = profile.address
    return MyProfile(
        full_name=profile.full_name,
        display_name=profile.display_name,
        date_of_birth=profile.date_of_birth,
        avatar_url=profile.avatar_url,
        cover_photo_url=profile.cover_photo_url,
        bio=profile.bio,
        gender=profile.gender,
        height_cm=profile.height_cm,
        weight_kg=profile.weight_kg,
        city=profile.city,
        district=profile.district,
        province=unit(address.province if address else None),
        commune=unit(address.commune if address else None),
        languages=list(profile.languages),
        interests=list(profile.interests),
        talents=list(profile.talents),
    )


def changes(body: ProfileBody) -> ProfileChanges:
    return ProfileChanges(
        full_name=body.full_name,
        display_name=body.display_name,
        bio=body.bio,
        gender=body.gender,
        height_cm=body.height_cm,
        weight_kg=body.weight_kg,
        city=body.city,
        district=body.district,
        province_code=body.province_code,
        commune_code=body.commune_code,
        languages=None if body.languages is None else tuple(body.languages),
        interests=None if body.interests is None else tuple(body.interests),
        talents=None if body.talents is None else tuple(body.talents),
        avatar_url=body.avatar_url,
    )


def public_user(profile: PublicProfile) -> PublicUser:
    return PublicUser(
        id=profile.user_id,
        display_name=profile.display_name,
        avatar_url=profile.avatar_url,
        cover_photo_url=profile.cover_photo_url,
        bio=profile.bio,
        gender=profile.gender,
        city=profile.city,
        province=unit(profile.province),
        languages=list(profile.languages),
        interests=list(profile.interests),
        talents=list(profile.talents),
    )
