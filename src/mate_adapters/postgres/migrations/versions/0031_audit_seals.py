"""Seals over the audit log: a hash chain, and which record lies under which seal.

Revision ID: 0031
"""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# No foreign key to audit_log: that a record is gone must be told by the proof, not prevented by a
# constraint that whoever removes records would drop first.
SEALS = """
CREATE TABLE audit_seals (
    number   bigint      PRIMARY KEY,
    at       timestamptz NOT NULL,
    first_id uuid        NOT NULL,
    last_id  uuid        NOT NULL,
    records  integer     NOT NULL,
    previous text        NOT NULL,
    hash     text        NOT NULL,
    CONSTRAINT audit_seals_number CHECK (number >= 1),
    CONSTRAINT audit_seals_records CHECK (records >= 1),
    CONSTRAINT audit_seals_hashes CHECK (
        previous ~ '^[0-9a-f]{64}$' AND hash ~ '^[0-9a-f]{64}$')
);
CREATE UNIQUE INDEX audit_seals_hash ON audit_seals (hash);
CREATE TABLE audit_sealed (
    record_id uuid    PRIMARY KEY,
    seal      bigint  NOT NULL REFERENCES audit_seals,
    position  integer NOT NULL,
    digest    text    NOT NULL,
    CONSTRAINT audit_sealed_digest CHECK (digest ~ '^[0-9a-f]{64}$')
);
CREATE UNIQUE INDEX audit_sealed_place ON audit_sealed (seal, position);
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_sealed_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_sealed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX audit_log_newest ON audit_log (at, id);
CREATE INDEX audit_log_actor ON audit_log (actor_id, at, id);
"""


def upgrade() -> None:
    op.execute(SEALS)


def downgrade() -> None:
    op.execute("DROP INDEX audit_log_actor, audit_log_newest")
    op.execute("DROP TABLE audit_sealed, audit_seals")
