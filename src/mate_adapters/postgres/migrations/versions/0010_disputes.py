"""No-shows, disputes and their evidence.

Revision ID: 0010
"""

from __future__ import annotations

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet: the place in the order of migrations is taken."""


def downgrade() -> None:
    """Nothing to take back."""
