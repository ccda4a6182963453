"""Roles that wait for a second administrator.

Revision ID: 0019
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ROLES = """
CREATE TABLE role_proposals (
    user_id      uuid        PRIMARY KEY REFERENCES users,
    role         text        NOT NULL,
    capabilities text[]      NOT NULL,
    reason       text        NOT NULL,
    proposed_by  uuid        NOT NULL,
    proposed_at  timestamptz NOT NULL,
    lapses_at    timestamptz NOT NULL,
    CONSTRAINT role_proposals_role CHECK (role IN ('USER', 'PARTNER', 'SUPPORT', 'ADMIN')),
    CONSTRAINT role_proposals_capabilities CHECK (capabilities <@ ARRAY['kyc', 'finance'])
);
CREATE INDEX role_proposals_lapse ON role_proposals (lapses_at);
"""


def upgrade() -> None:
    op.execute(ROLES)


def downgrade() -> None:
    op.execute("DROP TABLE role_proposals")
