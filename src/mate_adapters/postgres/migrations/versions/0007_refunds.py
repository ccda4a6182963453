"""Refunds to the source, questions to gateways, chargebacks.

Revision ID: 0007
"""

from __future__ import annotations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet: the place in the order of migrations is taken."""


def downgrade() -> None:
    """Nothing to take back."""
