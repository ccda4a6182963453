"""Refunds to the source, questions to gateways, chargebacks.

Revision ID: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CAPTURES = """
CREATE TABLE captures (
    id                      uuid        PRIMARY KEY,
    intent_id               uuid        NOT NULL REFERENCES payment_intents,
    provider                text        NOT NULL,
    external_transaction_id text        NOT NULL,
    payer_id                uuid        NOT NULL REFERENCES users,
    amount                  bigint      NOT NULL,
    captured_at             timestamptz NOT NULL,
    returned                bigint      NOT NULL DEFAULT 0,
    suspended               boolean     NOT NULL DEFAULT false,
    version                 integer     NOT NULL DEFAULT 0,
    CONSTRAINT captures_transaction UNIQUE (provider, external_transaction_id),
    CONSTRAINT captures_provider CHECK (provider IN ('vnpay', 'momo', 'zalopay')),
    CONSTRAINT captures_amount CHECK (amount > 0),
    -- RULES 8: never more goes back than came in
    CONSTRAINT captures_returned CHECK (returned >= 0 AND returned <= amount)
) WITH (fillfactor = 80);
COMMENT ON COLUMN captures.suspended IS 'its money lies in suspense, not in a wallet';
COMMENT ON COLUMN captures.returned IS 'dong gone back, on the way back or charged back';
CREATE INDEX captures_intent ON captures (intent_id, captured_at);
CREATE INDEX captures_payer ON captures (payer_id);

-- what came before this table did
INSERT INTO captures
    (id, intent_id, provider, external_transaction_id, payer_id, amount, captured_at, suspended)
SELECT entry.id, intent.id, posting.provider,
       substr(entry.reference, length('deposit:' || posting.provider || ':') + 1),
       intent.payer_id, -posting.amount, entry.created_at, entry.kind = 'suspense'
FROM journal_entries entry
JOIN postings posting ON posting.entry_id = entry.id AND posting.account = 'gateway'
JOIN payment_intents intent ON intent.id = entry.subject_id
WHERE entry.kind IN ('deposit', 'suspense');
"""

REFUNDS = """
CREATE TABLE refunds (
    id            uuid        PRIMARY KEY,
    capture_id    uuid        NOT NULL REFERENCES captures,
    intent_id     uuid        NOT NULL REFERENCES payment_intents,
    provider      text        NOT NULL,
    payer_id      uuid        NOT NULL REFERENCES users,
    amount        bigint      NOT NULL,
    cause         text        NOT NULL,
    requested_at  timestamptz NOT NULL,
    next_at       timestamptz,
    suspense_id   uuid        REFERENCES suspense_items,
    status        text        NOT NULL,
    attempts      smallint    NOT NULL DEFAULT 0,
    vendor_refund text,
    vendor_code   text,
    ended_at      timestamptz,
    version       integer     NOT NULL DEFAULT 0,
    CONSTRAINT refunds_provider CHECK (provider IN ('vnpay', 'momo', 'zalopay')),
    CONSTRAINT refunds_status CHECK (status IN (
        'REQUESTED', 'SENT', 'UNKNOWN', 'PENDING', 'DONE', 'REFUSED')),
    CONSTRAINT refunds_cause CHECK (cause IN (
        'LATE_PAYMENT', 'DOUBLE_PAYMENT', 'SETTLEMENT', 'PAYER_REQUEST', 'SUSPENSE')),
    CONSTRAINT refunds_amount CHECK (amount > 0),
    CONSTRAINT refunds_suspended CHECK ((cause = 'SUSPENSE') = (suspense_id IS NOT NULL)),
    CONSTRAINT refunds_ended CHECK (
        (ended_at IS NOT NULL) = (status IN ('DONE', 'REFUSED'))
        AND (ended_at IS NULL OR next_at IS NULL))
) WITH (fillfactor = 70);
COMMENT ON COLUMN refunds.next_at IS 'when the vendor is called next; null: ended, or for staff';
CREATE INDEX refunds_due ON refunds (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX refunds_newest ON refunds (requested_at DESC, id DESC);
CREATE INDEX refunds_for_staff ON refunds (requested_at DESC, id DESC)
    WHERE status = 'REFUSED' OR (status <> 'DONE' AND next_at IS NULL);
CREATE INDEX refunds_capture ON refunds (capture_id);
CREATE INDEX refunds_intent ON refunds (intent_id);
CREATE INDEX refunds_payer ON refunds (payer_id);
CREATE UNIQUE INDEX refunds_suspense ON refunds (suspense_id) WHERE suspense_id IS NOT NULL;
"""

CHARGEBACKS = """
CREATE TABLE chargebacks (
    id               uuid        PRIMARY KEY,
    capture_id       uuid        NOT NULL REFERENCES captures,
    intent_id        uuid        NOT NULL REFERENCES payment_intents,
    provider         text        NOT NULL,
    vendor_reference text        NOT NULL,
    payer_id         uuid        NOT NULL REFERENCES users,
    amount           bigint      NOT NULL,
    owed             bigint      NOT NULL,
    reason           text        NOT NULL,
    recorded_at      timestamptz NOT NULL,
    recorded_by      uuid        NOT NULL REFERENCES users,
    written_off_at   timestamptz,
    CONSTRAINT chargebacks_reference UNIQUE (provider, vendor_reference),
    CONSTRAINT chargebacks_provider CHECK (provider IN ('vnpay', 'momo', 'zalopay')),
    CONSTRAINT chargebacks_amount CHECK (amount > 0 AND owed >= 0 AND owed <= amount),
    CONSTRAINT chargebacks_written_off CHECK (written_off_at IS NULL OR owed > 0)
);
CREATE INDEX chargebacks_newest ON chargebacks (recorded_at DESC, id DESC);
CREATE INDEX chargebacks_owed ON chargebacks (recorded_at DESC, id DESC)
    WHERE owed > 0 AND written_off_at IS NULL;
CREATE INDEX chargebacks_capture ON chargebacks (capture_id);
CREATE INDEX chargebacks_intent ON chargebacks (intent_id);
CREATE INDEX chargebacks_payer ON chargebacks (payer_id);
"""

QUESTIONS = """
ALTER TABLE payment_intents ADD COLUMN next_query_at timestamptz;
COMMENT ON COLUMN payment_intents.next_query_at IS 'when the gateway is asked what became of it';
CREATE INDEX payment_intents_asked ON payment_intents (next_query_at, id)
    WHERE next_query_at IS NOT NULL;
"""

SUSPENSE = """
ALTER TABLE suspense_items ADD COLUMN next_action_at timestamptz;
COMMENT ON COLUMN suspense_items.next_action_at IS 'when the clock acts; null: a person must';
UPDATE suspense_items SET next_action_at = due_at WHERE closed_at IS NULL;
CREATE INDEX suspense_items_due ON suspense_items (next_action_at, id)
    WHERE next_action_at IS NOT NULL;
ALTER TABLE suspense_items
    ADD CONSTRAINT suspense_items_owner CHECK (owner IN ('system', 'finance')),
    ADD CONSTRAINT suspense_items_closed CHECK (closed_at IS NULL OR next_action_at IS NULL);
"""

KINDS = """
ALTER TABLE journal_entries DROP CONSTRAINT journal_entries_kind;
ALTER TABLE journal_entries ADD CONSTRAINT journal_entries_kind CHECK (kind IN (
    'deposit', 'suspense', 'hold', 'settlement', 'refund', 'refund_done', 'refund_refused',
    'suspense_cleared', 'suspense_returned', 'chargeback', 'write_off'));
"""

TRANSACTIONS = """
CREATE OR REPLACE VIEW transactions AS
SELECT entry.id, entry.transaction_code, posting.owner_id AS wallet_id,
       coalesce(escrow.booking_id, intent.booking_id) AS booking_id,
       CASE
           WHEN entry.kind IN ('deposit', 'suspense', 'suspense_cleared') THEN 'DEPOSIT'
           WHEN entry.kind = 'hold' THEN 'ESCROW_HOLD'
           WHEN entry.kind <> 'settlement' THEN upper(entry.kind)
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
"""


def upgrade() -> None:
    for statements in (CAPTURES, REFUNDS, CHARGEBACKS, QUESTIONS, SUSPENSE, KINDS, TRANSACTIONS):
        op.execute(statements)


def downgrade() -> None:
    """The kinds of entries and the view stay wider: what they admit was booked and is kept."""
    op.execute("DROP TABLE chargebacks, refunds, captures")
    op.execute("ALTER TABLE suspense_items DROP CONSTRAINT suspense_items_owner")
    op.execute("ALTER TABLE suspense_items DROP COLUMN next_action_at")
    op.execute("ALTER TABLE payment_intents DROP COLUMN next_query_at")
