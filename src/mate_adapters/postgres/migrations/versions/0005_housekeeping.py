"""Outbox, idempotency keys, audit log, and the statement of a wallet as one view.

Revision ID: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OUTBOX = """
CREATE TABLE outbox (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type       text        NOT NULL,
    body       jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    due_at     timestamptz,
    attempts   smallint    NOT NULL DEFAULT 0,
    done_at    timestamptz,
    dead_at    timestamptz,
    last_error text,
    -- an event waits, is done, or is a dead letter; exactly one of the three
    CONSTRAINT outbox_state CHECK (num_nonnulls(due_at, done_at, dead_at) = 1)
);
CREATE INDEX outbox_waiting ON outbox (id) WHERE due_at IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;
"""

IDEMPOTENCY = """
CREATE TABLE idempotency_keys (
    actor_id    uuid        NOT NULL REFERENCES users,
    operation   text        NOT NULL,
    key         text        NOT NULL,
    fingerprint text        NOT NULL,
    result      text,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (actor_id, operation, key)
) WITH (fillfactor = 80);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
"""

AUDIT = """
CREATE TABLE audit_log (
    id           uuid        PRIMARY KEY,
    at           timestamptz NOT NULL,
    actor_id     uuid        REFERENCES users,
    action       text        NOT NULL,
    subject_type text        NOT NULL,
    subject_id   uuid        NOT NULL,
    reason       text        NOT NULL,
    facts        jsonb       NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (subject_id, at);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

TRANSACTIONS = """
CREATE VIEW transactions AS
SELECT entry.id, entry.transaction_code, posting.owner_id AS wallet_id,
       coalesce(escrow.booking_id, intent.booking_id) AS booking_id,
       CASE
           WHEN entry.kind = 'deposit' THEN 'DEPOSIT'
           WHEN entry.kind = 'suspense' THEN 'DEPOSIT'
           WHEN entry.kind = 'hold' THEN 'ESCROW_HOLD'
           WHEN posting.owner_id = escrow.payee_id THEN 'ESCROW_RELEASE'
           ELSE 'ESCROW_REFUND'
       END AS type,
       posting.account, posting.amount,
       CASE WHEN entry.kind = 'settlement' THEN coalesce(escrow.fee_kept, 0) ELSE 0 END AS fee,
       'COMPLETED' AS status,
       intent.provider AS payment_method, intent.external_transaction_id,
       entry.created_at, entry.created_at AS completed_at
FROM journal_entries entry
JOIN postings posting ON posting.entry_id = entry.id AND posting.owner_id IS NOT NULL
LEFT JOIN escrow_holdings escrow ON escrow.id = entry.subject_id
LEFT JOIN payment_intents intent ON intent.id = entry.subject_id
UNION ALL
SELECT id, merchant_reference, payer_id, booking_id, 'DEPOSIT', 'available', amount, 0,
       CASE status
           WHEN 'CREATED' THEN 'PENDING'
           WHEN 'OPEN' THEN 'PENDING'
           WHEN 'REVIEW' THEN 'PROCESSING'
           ELSE 'FAILED'
       END,
       provider, external_transaction_id, created_at, completed_at
FROM payment_intents WHERE status <> 'SUCCEEDED';
COMMENT ON VIEW transactions IS 'postings of persons, and attempts to pay that did not succeed';
"""


def upgrade() -> None:
    for statements in (OUTBOX, IDEMPOTENCY, AUDIT, TRANSACTIONS):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP VIEW transactions")
    op.execute("DROP TABLE audit_log, idempotency_keys, outbox")
