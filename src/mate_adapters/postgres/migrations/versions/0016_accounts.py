"""Codes with a purpose, and what sessions and passwords have lived through.

Revision ID: 0016
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The defaults are for processes of the release before, which know no purpose.
CODES = """
ALTER TABLE otp_challenges
    ADD COLUMN purpose    text NOT NULL DEFAULT 'ACTIVATE',
    ADD COLUMN session_id uuid,
    ADD CONSTRAINT otp_challenges_purpose CHECK (purpose IN (
        'ACTIVATE', 'RESET_PASSWORD', 'CHANGE_PHONE', 'CHANGE_EMAIL', 'VERIFY_ADDRESS',
        'STEP_UP'));
ALTER TABLE otp_challenges DROP CONSTRAINT otp_challenges_channel,
    ADD CONSTRAINT otp_challenges_channel CHECK (channel IN ('SMS', 'EMAIL', 'VOICE'));
ALTER TABLE outgoing_messages DROP CONSTRAINT outgoing_messages_channel,
    ADD CONSTRAINT outgoing_messages_channel CHECK (channel IN ('SMS', 'EMAIL', 'VOICE'));
CREATE INDEX otp_challenges_range ON otp_challenges (left(address, 6), created_at, id)
    WHERE channel = 'SMS';
CREATE INDEX otp_challenges_texted ON otp_challenges (created_at) WHERE channel = 'SMS';
COMMENT ON COLUMN otp_challenges.session_id IS 'who alone may answer; outlived by the session';
"""

ACCOUNTS = """
ALTER TABLE users ADD COLUMN password_changed_at timestamptz;
ALTER TABLE sessions ADD COLUMN last_used_at timestamptz;
"""

ALARMS = """
CREATE TABLE struck_sos_credentials (
    session_id uuid        PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users,
    struck_at  timestamptz NOT NULL
);
COMMENT ON TABLE struck_sos_credentials IS 'outlives the session: the credential never expires';
CREATE INDEX struck_sos_credentials_user ON struck_sos_credentials (user_id);
"""

SECOND_FACTORS = """
ALTER TABLE users ADD COLUMN second_factor_at timestamptz;
CREATE TABLE second_factors (
    user_id         uuid        PRIMARY KEY REFERENCES users,
    sealed_secret   text        NOT NULL,
    created_at      timestamptz NOT NULL,
    confirmed_at    timestamptz,
    last_step       bigint,
    recovery_hashes text[]      NOT NULL DEFAULT '{}'
);
COMMENT ON COLUMN second_factors.last_step IS 'the code of this step and all before are used up';
"""

TRIES = """
CREATE TABLE tries (
    key     text        PRIMARY KEY,
    count   integer     NOT NULL,
    since   timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT tries_count CHECK (count >= 0)
) WITH (fillfactor = 70);
COMMENT ON COLUMN tries.key IS 'keyed hash of who guesses at what';
CREATE INDEX tries_last_at ON tries (last_at);
"""


def upgrade() -> None:
    for statements in (CODES, ACCOUNTS, ALARMS, SECOND_FACTORS, TRIES):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP TABLE tries")
    op.execute("DROP TABLE second_factors")
    op.execute("ALTER TABLE users DROP COLUMN second_factor_at")
    op.execute("DROP TABLE struck_sos_credentials")
    op.execute("ALTER TABLE sessions DROP COLUMN last_used_at")
    op.execute("ALTER TABLE users DROP COLUMN password_changed_at")
    op.execute("DROP INDEX otp_challenges_range, otp_challenges_texted")
    for table in ("otp_challenges", "outgoing_messages"):
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_channel,"
            f" ADD CONSTRAINT {table}_channel CHECK (channel IN ('SMS', 'EMAIL'))"
        )
    op.execute("ALTER TABLE otp_challenges DROP COLUMN purpose, DROP COLUMN session_id")
