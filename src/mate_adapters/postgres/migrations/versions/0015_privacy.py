"""Consents, rights requests, closings of accounts, links to exports.

Revision ID: 0015
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CONSENTS = """
CREATE TABLE consents (
    id           uuid        PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES users,
    purpose      text        NOT NULL,
    granted      boolean     NOT NULL,
    text_version smallint    NOT NULL,
    language     text        NOT NULL,
    text_digest  text        NOT NULL,
    source       text        NOT NULL,
    at           timestamptz NOT NULL,
    CONSTRAINT consents_purpose CHECK (purpose IN (
        'terms', 'location', 'message_scanning', 'marketing', 'kyc_biometrics', 'cross_border')),
    CONSTRAINT consents_language CHECK (language IN ('vi', 'en')),
    CONSTRAINT consents_source CHECK (source IN ('registration', 'app', 'support')),
    CONSTRAINT consents_text CHECK (text_version > 0 AND text_digest ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE consents IS 'a ledger: the newest row of a person and purpose is what holds';
CREATE INDEX consents_user ON consents (user_id, purpose, at DESC, id DESC);
CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consents
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

REQUESTS = """
CREATE TABLE rights_requests (
    id                 uuid        PRIMARY KEY,
    user_id            uuid        NOT NULL REFERENCES users,
    kind               text        NOT NULL,
    details            text        NOT NULL,
    received_at        timestamptz NOT NULL,
    acknowledge_due_at timestamptz NOT NULL,
    due_at             timestamptz NOT NULL,
    status             text        NOT NULL,
    acknowledged_at    timestamptz,
    answered_at        timestamptz,
    answered_by        uuid        REFERENCES users,
    answer             text,
    version            integer     NOT NULL DEFAULT 0,
    CONSTRAINT rights_requests_kind CHECK (kind IN (
        'ACCESS', 'CORRECT', 'DELETE', 'RESTRICT', 'WITHDRAW')),
    CONSTRAINT rights_requests_status CHECK (status IN (
        'RECEIVED', 'ACKNOWLEDGED', 'ANSWERED', 'REFUSED')),
    CONSTRAINT rights_requests_answered CHECK (
        (answer IS NOT NULL) = (status IN ('ANSWERED', 'REFUSED'))),
    CONSTRAINT rights_requests_nobody_answers_himself CHECK (answered_by <> user_id)
);
CREATE INDEX rights_requests_user ON rights_requests (user_id, received_at DESC, id DESC);
CREATE INDEX rights_requests_queue ON rights_requests (due_at, id);
CREATE INDEX rights_requests_open ON rights_requests (due_at, id)
    WHERE status IN ('ACKNOWLEDGED', 'RECEIVED');
CREATE INDEX rights_requests_answered_by ON rights_requests (answered_by);
"""

CLOSURES = """
ALTER TABLE users
    DROP CONSTRAINT users_status,
    ADD CONSTRAINT users_status CHECK (status IN (
        'PENDING', 'ACTIVE', 'SUSPENDED', 'BANNED', 'CLOSING', 'CLOSED')),
    ADD CONSTRAINT users_closed_is_nobody CHECK (
        status <> 'CLOSED' OR (email IS NULL AND phone IS NULL));

CREATE TABLE account_closures (
    id           uuid        PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES users,
    requested_at timestamptz NOT NULL,
    complete_by  timestamptz NOT NULL,
    due_at       timestamptz,
    status       text        NOT NULL,
    still_open   text[]      NOT NULL DEFAULT '{}',
    hold_reason  text,
    held_by      uuid        REFERENCES users,
    phone_hash   text,
    email_hash   text,
    ended_at     timestamptz,
    version      integer     NOT NULL DEFAULT 0,
    CONSTRAINT account_closures_status CHECK (status IN ('CLOSING', 'CLOSED', 'WITHDRAWN')),
    CONSTRAINT account_closures_ended CHECK ((ended_at IS NULL) = (status = 'CLOSING')),
    CONSTRAINT account_closures_held CHECK (
        (hold_reason IS NULL) = (held_by IS NULL)
        AND (due_at IS NOT NULL) = (status = 'CLOSING' AND hold_reason IS NULL)
        AND (status <> 'CLOSED' OR hold_reason IS NULL))
);
COMMENT ON COLUMN account_closures.phone_hash IS 'keyed: how a ban still finds a person';
CREATE UNIQUE INDEX account_closures_one_open ON account_closures (user_id)
    WHERE status = 'CLOSING';
CREATE INDEX account_closures_user ON account_closures (user_id);
CREATE INDEX account_closures_held_by ON account_closures (held_by);
CREATE INDEX account_closures_due ON account_closures (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX account_closures_going_on ON account_closures (requested_at, id)
    WHERE status = 'CLOSING';
CREATE INDEX account_closures_phone ON account_closures (phone_hash);
CREATE INDEX account_closures_email ON account_closures (email_hash);
"""

EXPORTS = """
CREATE TABLE data_exports (
    id           uuid        PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES users,
    token_hash   text        NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    requested_by uuid        REFERENCES users,
    CONSTRAINT data_exports_token UNIQUE (token_hash),
    CONSTRAINT data_exports_times CHECK (expires_at > requested_at)
);
COMMENT ON TABLE data_exports IS 'links only: the archive is made while it is downloaded';
CREATE INDEX data_exports_user ON data_exports (user_id, requested_at);
CREATE INDEX data_exports_requested_by ON data_exports (requested_by);
CREATE INDEX data_exports_expiry ON data_exports (expires_at);
"""

# Whatever kinds of entries there are by now: one more.
KINDS = r"""
DO $$
DECLARE admitted text;
BEGIN
    SELECT string_agg(quote_literal(kind), ', ') INTO admitted FROM (
        SELECT (regexp_matches(pg_get_constraintdef(oid), $re$'(\w+)'::text$re$, 'g'))[1] AS kind
        FROM pg_constraint WHERE conname = 'journal_entries_kind'
        UNION VALUES ('unclaimed')) AS kinds;
    ALTER TABLE journal_entries DROP CONSTRAINT journal_entries_kind;
    EXECUTE 'ALTER TABLE journal_entries ADD CONSTRAINT journal_entries_kind CHECK (kind IN ('
            || admitted || '))';
END $$;
"""

# What may still go back of a payer's money, and what of it may still come.
INDEXES = """
CREATE INDEX captures_refundable ON captures (payer_id) WHERE returned < amount AND NOT suspended;
CREATE INDEX escrow_holdings_open_of_payer ON escrow_holdings (payer_id) WHERE status = 'HELD';
CREATE INDEX payment_intents_waiting_of_payer ON payment_intents (payer_id)
    WHERE status IN ('CREATED', 'OPEN');
"""


def upgrade() -> None:
    for step in (CONSENTS, REQUESTS, CLOSURES, EXPORTS, KINDS, INDEXES):
        op.execute(step)


def downgrade() -> None:
    """Only while no account is being closed: the former release knows no such state."""
    op.execute("""
        DROP INDEX payment_intents_waiting_of_payer;
        DROP INDEX escrow_holdings_open_of_payer;
        DROP INDEX captures_refundable;
        DROP TABLE data_exports;
        DROP TABLE account_closures;
        DROP TABLE rights_requests;
        DROP TABLE consents;
        ALTER TABLE users
            DROP CONSTRAINT users_closed_is_nobody,
            DROP CONSTRAINT users_status,
            ADD CONSTRAINT users_status CHECK (
                status IN ('PENDING', 'ACTIVE', 'SUSPENDED', 'BANNED'));
    """)
