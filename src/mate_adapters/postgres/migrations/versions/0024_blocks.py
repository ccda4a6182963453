"""Blocks between people.

Revision ID: 0024
"""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BLOCKS = """
CREATE TABLE user_blacklist (
    blocker_id uuid        NOT NULL REFERENCES users,
    blocked_id uuid        NOT NULL REFERENCES users,
    reason     text,
    shown_name text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id),
    CONSTRAINT user_blacklist_two_people CHECK (blocker_id <> blocked_id)
);
CREATE INDEX user_blacklist_blocked ON user_blacklist (blocked_id, blocker_id);
CREATE INDEX user_blacklist_newest ON user_blacklist (blocker_id, created_at, blocked_id);
"""


def upgrade() -> None:
    op.execute(BLOCKS)


def downgrade() -> None:
    op.execute("DROP TABLE user_blacklist")
