"""Messages are templates with variables; attempts at them are remembered without text or address.

Revision ID: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# What waited as plain text lives for five minutes at most and cannot be told as a template; its
# people ask for another code.
OUTGOING = """
DELETE FROM outgoing_messages;
ALTER TABLE outgoing_messages DROP COLUMN body, ADD COLUMN message jsonb NOT NULL;
"""

ATTEMPTS = """
CREATE TABLE message_attempts (
    id           uuid        PRIMARY KEY,
    message_id   uuid        NOT NULL,
    number       smallint    NOT NULL,
    channel      text        NOT NULL,
    vendor       text        NOT NULL,
    template     text        NOT NULL,
    address_hash text        NOT NULL,
    started_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    status       text        NOT NULL,
    vendor_id    text,
    error        text,
    CONSTRAINT message_attempts_number UNIQUE (message_id, number),
    CONSTRAINT message_attempts_channel CHECK (channel IN ('SMS', 'VOICE', 'EMAIL')),
    CONSTRAINT message_attempts_vendor CHECK (
        vendor IN ('sandbox', 'twilio', 'stringee', 'smtp', 'sendgrid', 'ses')),
    CONSTRAINT message_attempts_status CHECK (status IN (
        'STARTED', 'NOT_TAKEN', 'UNKNOWN', 'REFUSED', 'ACCEPTED', 'SENT', 'FAILED', 'DELIVERED')),
    CONSTRAINT message_attempts_number_positive CHECK (number > 0),
    CONSTRAINT message_attempts_error_short CHECK (length(error) <= 60)
);
CREATE INDEX message_attempts_started ON message_attempts (started_at);
CREATE INDEX message_attempts_address ON message_attempts (address_hash, started_at, id);
"""

SUPPRESSIONS = """
CREATE TABLE message_suppressions (
    channel      text        NOT NULL,
    address_hash text        NOT NULL,
    cause        text        NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (channel, address_hash),
    CONSTRAINT message_suppressions_channel CHECK (channel IN ('SMS', 'VOICE', 'EMAIL')),
    CONSTRAINT message_suppressions_cause CHECK (
        cause IN ('BOUNCED', 'DROPPED', 'COMPLAINED', 'OPTED_OUT'))
);
CREATE INDEX message_suppressions_at ON message_suppressions (at);
"""


def upgrade() -> None:
    for statements in (OUTGOING, ATTEMPTS, SUPPRESSIONS):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP TABLE message_suppressions, message_attempts")
    op.execute("DELETE FROM outgoing_messages")
    op.execute("ALTER TABLE outgoing_messages DROP COLUMN message, ADD COLUMN body text NOT NULL")
