"""MoMo and ZaloPay beside VNPay; a callback may be stored and understood later.

Revision ID: 0006
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES: Final = ("postings", "payment_intents", "callback_inbox", "suspense_items")
ONLY_VNPAY: Final = "provider IN ('vnpay')"
ALL_THREE: Final = "provider IN ('vnpay', 'momo', 'zalopay')"
OUTCOMES: Final = (
    "'recorded', 'already_recorded', 'unknown_order', 'wrong_amount', 'forged', 'unreadable',"
    " 'trouble'"
)


def upgrade() -> None:
    """Rows are checked by VALIDATE, under a lock that lets others read and write."""
    for table in TABLES:
        _replace(table, "provider", ALL_THREE)
    _replace("callback_inbox", "outcome", f"outcome IN ({OUTCOMES}, 'deferred')")


def downgrade() -> None:
    """Refused by the database while rows of the new gateways are there."""
    for table in TABLES:
        _replace(table, "provider", ONLY_VNPAY)
    _replace("callback_inbox", "outcome", f"outcome IN ({OUTCOMES})")


def _replace(table: str, name: str, check: str) -> None:
    constraint = f"{table}_{name}"
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({check}) NOT VALID")
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}")
