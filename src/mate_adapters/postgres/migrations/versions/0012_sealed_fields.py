"""Account numbers and files for the bank are sealed; what stands there in the clear still reads.

The first of two steps on a live database. Afterwards `mate fields rotate` seals what is there, and
a later migration, once no process of the old release writes any more, drops the clear columns.

Revision ID: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ACCOUNTS = """
ALTER TABLE bank_accounts
    ALTER COLUMN account_number DROP NOT NULL,
    ADD COLUMN sealed_number text,
    ADD COLUMN number_hash   text,
    ADD CONSTRAINT bank_accounts_sealed CHECK (
        num_nonnulls(account_number, sealed_number) = 1
        AND (sealed_number IS NULL) = (number_hash IS NULL));
DROP INDEX bank_accounts_shared;
CREATE INDEX bank_accounts_shared ON bank_accounts (number_hash);
COMMENT ON COLUMN bank_accounts.account_number IS 'before it was sealed; nothing new';
COMMENT ON COLUMN bank_accounts.sealed_number IS 'the only column that holds it';
COMMENT ON COLUMN bank_accounts.number_hash IS 'keyed, over bank and number: who shares one';
"""

# A file never changes, but its key may.
FILES = """
ALTER TABLE payout_files
    ALTER COLUMN content DROP NOT NULL,
    ADD COLUMN sealed_content text,
    ADD CONSTRAINT payout_files_sealed CHECK (num_nonnulls(content, sealed_content) = 1);
DROP TRIGGER payout_files_append_only ON payout_files;
CREATE TRIGGER payout_files_append_only BEFORE DELETE OR TRUNCATE ON payout_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payout_files_fixed
    BEFORE UPDATE OF id, created_at, created_by, line_count, total, digest ON payout_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON COLUMN payout_files.sealed_content IS 'holds account numbers; digest is of the content';
"""


def upgrade() -> None:
    op.execute(ACCOUNTS)
    op.execute(FILES)


def downgrade() -> None:
    """Only while nothing is sealed: the database has no keys."""
    op.execute("""
        DROP TRIGGER payout_files_fixed ON payout_files;
        DROP TRIGGER payout_files_append_only ON payout_files;
        CREATE TRIGGER payout_files_append_only
            BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_files
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        ALTER TABLE payout_files
            DROP COLUMN sealed_content, ALTER COLUMN content SET NOT NULL;
        ALTER TABLE bank_accounts
            DROP COLUMN sealed_number, DROP COLUMN number_hash,
            ALTER COLUMN account_number SET NOT NULL;
        CREATE INDEX bank_accounts_shared ON bank_accounts (account_number, bank_code);
    """)
