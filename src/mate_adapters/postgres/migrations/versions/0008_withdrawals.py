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

ACCOUNTS = """
CREATE TABLE bank_accounts (
    id             uuid        PRIMARY KEY,
    user_id        uuid        NOT NULL REFERENCES users,
    bank_code      text        NOT NULL,
    account_number text        NOT NULL,
    account_name   text        NOT NULL,
    created_at     timestamptz NOT NULL,
    replaced_at    timestamptz,
    CONSTRAINT bank_accounts_number CHECK (account_number ~ '^[0-9]{6,19}$'),
    CONSTRAINT bank_accounts_replaced CHECK (replaced_at >= created_at),
    CONSTRAINT bank_accounts_of_owner UNIQUE (id, user_id)
);
CREATE UNIQUE INDEX bank_accounts_one_active ON bank_accounts (user_id)
    WHERE replaced_at IS NULL;
CREATE INDEX bank_accounts_user ON bank_accounts (user_id);
CREATE INDEX bank_accounts_shared ON bank_accounts (account_number, bank_code);
COMMENT ON COLUMN bank_accounts.account_number IS 'the only column that holds it';
"""

FILES = """
CREATE TABLE payout_files (
    id         uuid        PRIMARY KEY,
    created_at timestamptz NOT NULL,
    created_by uuid        NOT NULL REFERENCES users,
    line_count integer     NOT NULL,
    total      bigint      NOT NULL,
    digest     text        NOT NULL,
    content    bytea       NOT NULL,
    CONSTRAINT payout_files_digest CHECK (digest = encode(sha256(content), 'hex')),
    CONSTRAINT payout_files_amounts CHECK (line_count > 0 AND total > 0)
);
CREATE INDEX payout_files_newest ON payout_files (created_at DESC, id DESC);
CREATE INDEX payout_files_created_by ON payout_files (created_by);
CREATE TRIGGER payout_files_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

WITHDRAWALS = """
CREATE TABLE withdrawals (
    id               uuid        PRIMARY KEY,
    user_id          uuid        NOT NULL REFERENCES users,
    bank_account_id  uuid        NOT NULL,
    amount           bigint      NOT NULL,
    status           text        NOT NULL,
    requested_at     timestamptz NOT NULL,
    approved_at      timestamptz,
    file_id          uuid        REFERENCES payout_files,
    bank_reference   text,
    return_reference text,
    ended_at         timestamptz,
    version          integer     NOT NULL DEFAULT 0,
    -- to an account of one's own
    CONSTRAINT withdrawals_account FOREIGN KEY (bank_account_id, user_id)
        REFERENCES bank_accounts (id, user_id),
    CONSTRAINT withdrawals_status CHECK (status IN (
        'REQUESTED', 'APPROVED', 'EXPORTED', 'PAID', 'FAILED', 'RETURNED', 'REJECTED',
        'CANCELLED')),
    CONSTRAINT withdrawals_amount CHECK (amount > 0),
    CONSTRAINT withdrawals_exported CHECK (
        (file_id IS NOT NULL) = (status IN ('EXPORTED', 'PAID', 'FAILED', 'RETURNED'))
        AND (file_id IS NULL OR approved_at IS NOT NULL)),
    CONSTRAINT withdrawals_bank_reference CHECK (
        (bank_reference IS NOT NULL) = (status IN ('PAID', 'FAILED', 'RETURNED'))
        AND (return_reference IS NOT NULL) = (status = 'RETURNED')),
    CONSTRAINT withdrawals_ended CHECK (
        (ended_at IS NOT NULL) = (status NOT IN ('REQUESTED', 'APPROVED', 'EXPORTED')))
) WITH (fillfactor = 70);
CREATE INDEX withdrawals_user ON withdrawals (user_id, requested_at DESC, id DESC);
CREATE INDEX withdrawals_newest ON withdrawals (requested_at DESC, id DESC);
CREATE INDEX withdrawals_by_status ON withdrawals (status, requested_at, id);
CREATE INDEX withdrawals_account ON withdrawals (bank_account_id);
CREATE INDEX withdrawals_file ON withdrawals (file_id);

CREATE FUNCTION withdrawals_follow_the_table() RETURNS trigger LANGUAGE plpgsql AS $$
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
        <> (NEW.user_id, NEW.bank_account_id, NEW.amount)
    THEN
        RAISE EXCEPTION 'withdrawal % cannot be redirected', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawals_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER withdrawals_moves BEFORE UPDATE ON withdrawals
    FOR EACH ROW EXECUTE FUNCTION withdrawals_follow_the_table();
"""

# Whatever kinds of entries there are by now: four more.
KINDS = r"""
DO $$
DECLARE admitted text;
BEGIN
    SELECT string_agg(quote_literal(kind), ', ') INTO admitted FROM (
        SELECT (regexp_matches(pg_get_constraintdef(oid), $re$'(\w+)'::text$re$, 'g'))[1] AS kind
        FROM pg_constraint WHERE conname = 'journal_entries_kind'
        UNION VALUES ('withdrawal'), ('withdrawal_paid'), ('withdrawal_undone'),
                     ('withdrawal_returned')) AS kinds;
    ALTER TABLE journal_entries DROP CONSTRAINT journal_entries_kind;
    EXECUTE 'ALTER TABLE journal_entries ADD CONSTRAINT journal_entries_kind CHECK (kind IN ('
            || admitted || '))';
END $$;
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
    for statements in (DEEDS, ACCOUNTS, FILES, WITHDRAWALS, KINDS, TRANSACTIONS):
        op.execute(statements)


def downgrade() -> None:
    """The kinds of entries and the view stay wider: what they admit was booked and is kept."""
    op.execute("DROP TABLE withdrawals, payout_files, bank_accounts, staff_deeds")
    op.execute("DROP FUNCTION withdrawals_follow_the_table")
