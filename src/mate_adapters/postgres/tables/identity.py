"""Accounts, codes, sessions and profiles."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from mate_adapters.postgres.tables.columns import (
    address,
    count,
    degrees,
    identifier,
    instant,
    metadata,
    small,
    text,
    texts,
)

users: Final = sa.Table(
    "users",
    metadata,
    identifier(primary_key=True),
    text("email", null=True),
    text("phone", null=True),
    text("password_hash"),
    text("role"),
    text("status"),
    text("kyc_status"),
    texts("capabilities"),
    instant("email_verified_at", null=True),
    instant("phone_verified_at", null=True),
    count("session_epoch"),
    instant("password_changed_at", null=True),
    instant("second_factor_at", null=True),
    instant("created_at"),
    instant("updated_at"),
)

otp_challenges: Final = sa.Table(
    "otp_challenges",
    metadata,
    identifier(primary_key=True),
    identifier("user_id", null=True),
    text("channel"),
    text("address"),
    text("code_hash"),
    instant("created_at"),
    instant("expires_at"),
    small("tries"),
    instant("consumed_at", null=True),
    text("purpose"),
    identifier("session_id", null=True),
)

outgoing_messages: Final = sa.Table(
    "outgoing_messages",
    metadata,
    identifier(primary_key=True),
    text("channel"),
    text("address"),
    instant("created_at"),
    instant("expires_at"),
    sa.Column("message", JSONB, nullable=False),
)

sessions: Final = sa.Table(
    "sessions",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    text("device_info"),
    instant("created_at"),
    instant("expires_at"),
    instant("revoked_at", null=True),
    instant("last_used_at", null=True),
    text("device_hash", null=True),
)

refresh_tokens: Final = sa.Table(
    "refresh_tokens",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),
    identifier("session_id"),
    instant("created_at"),
    instant("expires_at"),
    instant("used_at", null=True),
)

tries: Final = sa.Table(
    "tries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    count("count"),
    instant("since"),
    instant("last_at"),
)

second_factors: Final = sa.Table(
    "second_factors",
    metadata,
    identifier("user_id", primary_key=True),
    text("sealed_secret"),
    instant("created_at"),
    instant("confirmed_at", null=True),
    sa.Column("last_step", sa.BigInteger, nullable=True),
    texts("recovery_hashes"),
)

role_proposals: Final = sa.Table(
    "role_proposals",
    metadata,
    identifier("user_id", primary_key=True),
    text("role"),
    texts("capabilities"),
    text("reason"),
    identifier("proposed_by"),
    instant("proposed_at"),
    instant("lapses_at"),
)

struck_sos_credentials: Final = sa.Table(
    "struck_sos_credentials",
    metadata,
    identifier("session_id", primary_key=True),
    identifier("user_id"),
    instant("struck_at"),
)

profiles: Final = sa.Table(
    "profiles",
    metadata,
    identifier("user_id", primary_key=True),
    text("full_name"),
    text("display_name", null=True),
    text("avatar_url", null=True),
    text("cover_photo_url", null=True),
    text("bio", null=True),
    text("gender", null=True),
    sa.Column("date_of_birth", sa.Date, nullable=False),
    small("height_cm", null=True),
    small("weight_kg", null=True),
    degrees("current_lat"),
    degrees("current_lng"),
    instant("located_at", null=True),
    text("city", null=True),
    text("district", null=True),
    texts("languages"),
    texts("interests"),
    texts("talents"),
    count("version"),
    instant("created_at"),
    instant("updated_at"),
    *address(),
)
