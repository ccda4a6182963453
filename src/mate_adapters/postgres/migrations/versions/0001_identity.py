"""Accounts, one-time codes, sessions, profiles.

Revision ID: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
"""

USERS = """
CREATE TABLE users (
    id                uuid        PRIMARY KEY,
    email             text,
    phone             text,
    password_hash     text        NOT NULL,
    role              text        NOT NULL,
    status            text        NOT NULL,
    kyc_status        text        NOT NULL,
    capabilities      text[]      NOT NULL DEFAULT '{}',
    email_verified_at timestamptz,
    phone_verified_at timestamptz,
    session_epoch     integer     NOT NULL DEFAULT 0,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    CONSTRAINT users_role CHECK (role IN ('USER', 'PARTNER', 'SUPPORT', 'ADMIN')),
    CONSTRAINT users_status CHECK (status IN ('PENDING', 'ACTIVE', 'SUSPENDED', 'BANNED')),
    CONSTRAINT users_kyc_status CHECK (kyc_status IN ('NONE', 'PENDING', 'VERIFIED', 'REJECTED')),
    CONSTRAINT users_capabilities CHECK (capabilities <@ ARRAY['kyc', 'finance'])
) WITH (fillfactor = 85);
-- Unverified registrations reserve nothing: only a proven address is unique.
CREATE UNIQUE INDEX users_verified_email ON users (email) WHERE email_verified_at IS NOT NULL;
CREATE UNIQUE INDEX users_verified_phone ON users (phone) WHERE phone_verified_at IS NOT NULL;
CREATE INDEX users_admins ON users (id) WHERE role = 'ADMIN';
"""

CHALLENGES = """
CREATE TABLE otp_challenges (
    id          uuid        PRIMARY KEY,
    user_id     uuid        REFERENCES users,
    channel     text        NOT NULL,
    address     text        NOT NULL,
    code_hash   text        NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    tries       smallint    NOT NULL DEFAULT 0,
    consumed_at timestamptz,
    CONSTRAINT otp_challenges_channel CHECK (channel IN ('SMS', 'EMAIL'))
);
CREATE INDEX otp_challenges_address ON otp_challenges (address, created_at);
CREATE INDEX otp_challenges_user ON otp_challenges (user_id);
CREATE INDEX otp_challenges_expiry ON otp_challenges (expires_at);

CREATE TABLE outgoing_messages (
    id         uuid        PRIMARY KEY,
    channel    text        NOT NULL,
    address    text        NOT NULL,
    body       text        NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT outgoing_messages_channel CHECK (channel IN ('SMS', 'EMAIL'))
);
CREATE INDEX outgoing_messages_expiry ON outgoing_messages (expires_at);
"""

SESSIONS = """
CREATE TABLE sessions (
    id          uuid        PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES users,
    device_info text        NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX sessions_revoked ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE refresh_tokens (
    token      text        PRIMARY KEY,
    session_id uuid        NOT NULL REFERENCES sessions,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
COMMENT ON COLUMN refresh_tokens.token IS 'keyed hash; the token itself is never stored';
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
"""

PROFILES = """
CREATE TABLE profiles (
    user_id         uuid        PRIMARY KEY REFERENCES users,
    full_name       text        NOT NULL,
    display_name    text,
    avatar_url      text,
    cover_photo_url text,
    bio             text,
    gender          text,
    date_of_birth   date        NOT NULL,
    height_cm       smallint,
    weight_kg       smallint,
    current_lat     double precision,
    current_lng     double precision,
    city            text,
    district        text,
    languages       text[]      NOT NULL DEFAULT '{}',
    interests       text[]      NOT NULL DEFAULT '{}',
    talents         text[]      NOT NULL DEFAULT '{}',
    version         integer     NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT profiles_gender CHECK (gender IN ('MALE', 'FEMALE', 'OTHER')),
    CONSTRAINT profiles_location CHECK (
        (current_lat IS NULL) = (current_lng IS NULL)
        AND current_lat BETWEEN -90 AND 90 AND current_lng BETWEEN -180 AND 180)
);
"""


def upgrade() -> None:
    for statements in (EXTENSIONS, USERS, CHALLENGES, SESSIONS, PROFILES):
        op.execute(statements)


def downgrade() -> None:
    op.execute(
        "DROP TABLE profiles, refresh_tokens, sessions, outgoing_messages, otp_challenges, users"
    )
