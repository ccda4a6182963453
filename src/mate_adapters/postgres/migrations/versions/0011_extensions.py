"""Extensions and refund policies that partners choose.

Revision ID: 0011
"""

from __future__ import annotations

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet: the place in the order of migrations is taken."""


def downgrade() -> None:
    """Nothing to take back."""
