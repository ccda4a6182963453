"""Refunds that their vendor refused leave for a bank account.

Revision ID: 0021
"""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

REFUNDS = """
ALTER TABLE refunds DROP CONSTRAINT refunds_status, DROP CONSTRAINT refunds_ended;
ALTER TABLE refunds
    ADD CONSTRAINT refunds_status CHECK (status IN (
        'REQUESTED', 'SENT', 'UNKNOWN', 'PENDING', 'DONE', 'REFUSED', 'BY_BANK')),
    ADD CONSTRAINT refunds_ended CHECK (
        (ended_at IS NOT NULL) = (status IN ('DONE', 'REFUSED', 'BY_BANK'))
        AND (ended_at IS NULL OR next_at IS NULL));
DROP INDEX refunds_for_staff;
CREATE INDEX refunds_for_staff ON refunds (requested_at DESC, id DESC)
    WHERE status = 'REFUSED' OR (status NOT IN ('DONE', 'BY_BANK') AND next_at IS NULL);
"""

WITHDRAWALS = """
ALTER TABLE withdrawals ADD COLUMN refund_id uuid REFERENCES refunds;
COMMENT ON COLUMN withdrawals.refund_id IS 'the refund that it pays out; null: earnings';
CREATE INDEX withdrawals_refund ON withdrawals (refund_id);
CREATE UNIQUE INDEX withdrawals_one_of_refund ON withdrawals (refund_id)
    WHERE refund_id IS NOT NULL AND status IN ('REQUESTED', 'APPROVED', 'EXPORTED', 'PAID');
"""

GUARD = """
CREATE OR REPLACE FUNCTION withdrawals_follow_the_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status, NEW.status) NOT IN (
        ('REQUESTED', 'APPROVED'), ('REQUESTED', 'REJECTED'), ('REQUESTED', 'CANCELLED'),
        ('APPROVED', 'REJECTED'), ('APPROVED', 'CANCELLED'), ('APPROVED', 'EXPORTED'),
        ('EXPORTED', 'PAID'), ('EXPORTED', 'FAILED'), ('PAID', 'RETURNED'))
    THEN
        RAISE EXCEPTION 'withdrawal %: % does not lead to %', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawals_moves';
    END IF;
    IF (OLD.user_id, OLD.bank_account_id, OLD.amount)
        <> (NEW.user_id, NEW.bank_account_id, NEW.amount){more}
    THEN
        RAISE EXCEPTION 'withdrawal % cannot be redirected', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawals_fixed';
    END IF;
    RETURN NEW;
END $$;
"""

# Whatever kinds of entries there are by now: four more.
KINDS = r"""
DO $$
DECLARE admitted text;
BEGIN
    SELECT string_agg(quote_literal(kind), ', ') INTO admitted FROM (
        SELECT (regexp_matches(pg_get_constraintdef(oid), $re$'(\w+)'::text$re$, 'g'))[1] AS kind
        FROM pg_constraint WHERE conname = 'journal_entries_kind'
        UNION VALUES ('refund_payout'), ('refund_payout_paid'), ('refund_payout_undone'),
                     ('refund_payout_returned')) AS kinds;
    ALTER TABLE journal_entries DROP CONSTRAINT journal_entries_kind;
    EXECUTE 'ALTER TABLE journal_entries ADD CONSTRAINT journal_entries_kind CHECK (kind IN ('
            || admitted || '))';
END $$;
"""


def upgrade() -> None:
    guard = GUARD.replace("{more}", " OR OLD.refund_id IS DISTINCT FROM NEW.refund_id")
    for statements in (REFUNDS, WITHDRAWALS, guard, KINDS):
        op.execute(statements)


def downgrade() -> None:
    """Kinds and states stay wider: what they admit was booked and is kept."""
    op.execute(GUARD.replace("{more}", ""))
    op.execute("DROP INDEX withdrawals_one_of_refund, withdrawals_refund")
    op.execute("ALTER TABLE withdrawals DROP COLUMN refund_id")
