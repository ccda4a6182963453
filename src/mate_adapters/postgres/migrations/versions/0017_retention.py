"""Indexes for what is thrown away when its time is over.

Revision ID: 0017
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE INDEX bookings_places ON bookings (ends_at) WHERE meeting_lat IS NOT NULL;
        CREATE INDEX users_unverified ON users (created_at, id) WHERE status = 'PENDING';
        CREATE INDEX payment_intents_addresses ON payment_intents (created_at)
            WHERE payer_ip <> '';
    """)


def downgrade() -> None:
    op.execute("DROP INDEX bookings_places, users_unverified, payment_intents_addresses")
