"""MoMo and ZaloPay beside VNPay.

Revision ID: 0006
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet: the place in the order of migrations is taken."""


def downgrade() -> None:
    """Nothing to take back."""
