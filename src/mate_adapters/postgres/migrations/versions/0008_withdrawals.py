"""Bank accounts, withdrawals, and deeds that need two people.

Revision ID: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DEEDS = """
CREATE TABLE staff_deeds (
    id             uuid        PRIMARY KEY,
    action         text        NOT NULL,
    subject_id     uuid        NOT NULL,
    terms          text        NOT NULL,
    amount         bigint      NOT NULL,
    beneficiary_id uuid        NOT NULL REFERENCES users,
    reason         text        NOT NULL,
    proposed_by    uuid        NOT NULL REFERENCES users,
    proposed_at    timestamptz NOT NULL,
    lapses_at      timestamptz NOT NULL,
    seconded_by    uuid        REFERENCES users,
    granted_at     timestamptz,
    CONSTRAINT staff_deeds_amount CHECK (amount >= 0),
    CONSTRAINT staff_deeds_two_people CHECK (seconded_by <> proposed_by),
    CONSTRAINT staff_deeds_nobody_helps_himself CHECK (
        beneficiary_id <> proposed_by AND beneficiary_id <> seconded_by),
    CONSTRAINT staff_deeds_granted CHECK (seconded_by IS NULL OR granted_at IS NOT NULL),
    CONSTRAINT staff_deeds_times CHECK (lapses_at > proposed_at AND granted_at >= proposed_at)
);
COMMENT ON TABLE staff_deeds IS 'money moved by staff; a proposal while granted_at is null';
CREATE UNIQUE INDEX staff_deeds_one_proposal ON staff_deeds (subject_id, action, terms)
    WHERE granted_at IS NULL;
CREATE INDEX staff_deeds_waiting ON staff_deeds (proposed_at DESC, id DESC)
    WHERE granted_at IS NULL;
-- the sums of a day, and every foreign key
CREATE INDEX staff_deeds_proposed_by ON staff_deeds (proposed_by, granted_at);
CREATE INDEX staff_deeds_seconded_by ON staff_deeds (seconded_by, granted_at);
CREATE INDEX staff_deeds_beneficiary ON staff_deeds (beneficiary_id, granted_at);
"""


def upgrade() -> None:
    op.execute(DEEDS)


def downgrade() -> None:
    op.execute("DROP TABLE staff_deeds")
