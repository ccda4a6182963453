"""Reports and imported settlements.

Revision ID: 0009
"""

from __future__ import annotations

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet: the place in the order of migrations is taken."""


def downgrade() -> None:
    """Nothing to take back."""
