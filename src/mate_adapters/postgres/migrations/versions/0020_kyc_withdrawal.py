"""An identity check ends when its consent is withdrawn.

Revision ID: 0020
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ACTIONS = """
ALTER TABLE kyc_log
    DROP CONSTRAINT kyc_log_action,
    ADD CONSTRAINT kyc_log_action CHECK (action IN (
        'submit', 'begin', 'ask_again', 'verify', 'reject', 'retake', 'refer', 'override',
        'vouch', 'expire', 'revoke'{more}));
"""


def upgrade() -> None:
    op.execute(_ACTIONS.format(more=", 'withdraw'"))


def downgrade() -> None:
    """Only while nobody has withdrawn: the log keeps what it says."""
    op.execute(_ACTIONS.format(more=""))
