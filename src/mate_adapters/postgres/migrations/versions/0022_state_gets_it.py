"""Deeds of staff whose money no person gets, but the state.

Revision ID: 0022
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE staff_deeds ALTER COLUMN beneficiary_id DROP NOT NULL;
        COMMENT ON COLUMN staff_deeds.beneficiary_id IS 'who gets the money; null: the state';
    """)


def downgrade() -> None:
    """The column stays wider: what it admits was done and is kept."""
