"""Tax residencies, imported settlement files, and the entries that they make.

Revision ID: 0009
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Migrations before this one may have admitted kinds of their own: ours are put behind them.
KINDS = """
DO $$
DECLARE admitted text;
BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT admitted FROM pg_constraint
    WHERE conrelid = 'journal_entries'::regclass AND conname = 'journal_entries_kind';
    ALTER TABLE journal_entries DROP CONSTRAINT journal_entries_kind;
    EXECUTE 'ALTER TABLE journal_entries ADD CONSTRAINT journal_entries_kind '
        || replace(admitted, ']', ', ''tax''::text, ''vendor_settlement''::text]');
END $$;
"""

NO_MORE_KINDS = """
DO $$
DECLARE admitted text;
BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT admitted FROM pg_constraint
    WHERE conrelid = 'journal_entries'::regclass AND conname = 'journal_entries_kind';
    ALTER TABLE journal_entries DROP CONSTRAINT journal_entries_kind;
    EXECUTE 'ALTER TABLE journal_entries ADD CONSTRAINT journal_entries_kind '
        || replace(admitted, ', ''tax''::text, ''vendor_settlement''::text', '');
END $$;
"""

TAXES = """
CREATE TABLE tax_residencies (
    user_id     uuid        NOT NULL REFERENCES users,
    since       timestamptz NOT NULL,
    residency   text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid        NOT NULL REFERENCES users,
    reason      text        NOT NULL,
    PRIMARY KEY (user_id, since),
    CONSTRAINT tax_residencies_residency CHECK (residency IN ('RESIDENT', 'NON_RESIDENT'))
);
CREATE INDEX tax_residencies_recorded_by ON tax_residencies (recorded_by);
CREATE TRIGGER tax_residencies_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON tax_residencies
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

SETTLEMENTS = """
CREATE TABLE settlement_files (
    id          uuid        PRIMARY KEY,
    provider    text        NOT NULL,
    digest      text        NOT NULL,
    batch       text        NOT NULL,
    name        text        NOT NULL,
    imported_at timestamptz NOT NULL,
    imported_by uuid        NOT NULL REFERENCES users,
    CONSTRAINT settlement_files_digest UNIQUE (provider, digest),
    CONSTRAINT settlement_files_batch UNIQUE (provider, batch),
    CONSTRAINT settlement_files_provider CHECK (provider IN ('vnpay', 'momo', 'zalopay'))
);
CREATE INDEX settlement_files_imported_by ON settlement_files (imported_by);
CREATE TABLE settlement_rows (
    file_id                 uuid        NOT NULL REFERENCES settlement_files,
    line_no                 integer     NOT NULL,
    provider                text        NOT NULL,
    external_transaction_id text        NOT NULL,
    merchant_reference      text        NOT NULL,
    amount                  bigint      NOT NULL,
    fee                     bigint      NOT NULL,
    status                  text        NOT NULL,
    happened_at             timestamptz NOT NULL,
    PRIMARY KEY (file_id, line_no),
    CONSTRAINT settlement_rows_amounts CHECK (amount >= 0 AND fee >= 0),
    CONSTRAINT settlement_rows_status CHECK (status IN ('PAID', 'REFUNDED', 'FAILED'))
);
COMMENT ON COLUMN settlement_rows.provider IS 'repeats the file''s, for the search by time';
CREATE INDEX settlement_rows_happened ON settlement_rows (provider, happened_at);
CREATE TRIGGER settlement_files_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER settlement_rows_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_rows
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# Rows come in the order of time, so a block range index finds a day or month at next to no cost
# for what is written.
READING = """
CREATE INDEX postings_by_time ON postings USING brin (created_at) WITH (autosummarize = on);
CREATE INDEX journal_entries_by_time ON journal_entries USING brin (created_at)
    WITH (autosummarize = on);
CREATE INDEX escrow_holdings_settled ON escrow_holdings USING brin (released_at)
    WITH (autosummarize = on);
CREATE INDEX payment_intents_by_time ON payment_intents USING brin (created_at)
    WITH (autosummarize = on);
"""


def upgrade() -> None:
    for statements in (KINDS, TAXES, SETTLEMENTS, READING):
        op.execute(statements)


def downgrade() -> None:
    op.execute(
        "DROP INDEX payment_intents_by_time, escrow_holdings_settled, journal_entries_by_time,"
        " postings_by_time"
    )
    op.execute("DROP TABLE settlement_rows, settlement_files, tax_residencies")
    op.execute(NO_MORE_KINDS)
