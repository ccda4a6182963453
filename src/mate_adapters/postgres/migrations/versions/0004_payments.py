"""Wallets, the journal, escrow, payment attempts and what gateways send.

Revision ID: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WALLETS = """
CREATE TABLE wallets (
    user_id         uuid   PRIMARY KEY REFERENCES users,
    balance         bigint NOT NULL DEFAULT 0,
    pending_balance bigint NOT NULL DEFAULT 0,
    withdrawing     bigint NOT NULL DEFAULT 0,
    receivable      bigint NOT NULL DEFAULT 0,
    currency        text   NOT NULL DEFAULT 'VND',
    CONSTRAINT wallets_bounds CHECK (
        balance >= 0 AND pending_balance >= 0 AND withdrawing >= 0 AND receivable <= 0),
    CONSTRAINT wallets_currency CHECK (currency = 'VND')
) WITH (fillfactor = 70);
COMMENT ON COLUMN wallets.balance IS 'dong that the person may spend (account available)';
COMMENT ON COLUMN wallets.pending_balance IS 'dong held for references (account held)';
"""

JOURNAL = """
CREATE TABLE journal_entries (
    id               uuid        PRIMARY KEY,
    transaction_code text        NOT NULL,
    reference        text        NOT NULL,
    kind             text        NOT NULL,
    created_at       timestamptz NOT NULL,
    subject_id       uuid        NOT NULL,
    CONSTRAINT journal_entries_code UNIQUE (transaction_code),
    CONSTRAINT journal_entries_reference UNIQUE (reference),
    CONSTRAINT journal_entries_kind CHECK (kind IN ('deposit', 'suspense', 'hold', 'settlement'))
);
CREATE INDEX journal_entries_subject ON journal_entries (subject_id, created_at);

CREATE TABLE postings (
    entry_id   uuid        NOT NULL REFERENCES journal_entries,
    line_no    smallint    NOT NULL,
    account    text        NOT NULL,
    owner_id   uuid        REFERENCES users,
    provider   text,
    amount     bigint      NOT NULL,
    memo       text        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (entry_id, line_no),
    CONSTRAINT postings_account CHECK (account IN (
        'available', 'held', 'withdrawing', 'receivable', 'revenue', 'tax_payable', 'suspense',
        'unclaimed', 'fees_paid', 'loss', 'bank', 'gateway')),
    CONSTRAINT postings_provider CHECK (provider IN ('vnpay')),
    CONSTRAINT postings_owner CHECK (
        (owner_id IS NOT NULL)
        = (account IN ('available', 'held', 'withdrawing', 'receivable'))),
    CONSTRAINT postings_gateway CHECK ((provider IS NOT NULL) = (account = 'gateway')),
    CONSTRAINT postings_amount CHECK (amount <> 0)
);
-- created_at repeats the entry's, so that a person's statement is one index scan
CREATE INDEX postings_of_owner ON postings (owner_id, created_at DESC, entry_id DESC)
    WHERE owner_id IS NOT NULL;

CREATE FUNCTION postings_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM inserted GROUP BY entry_id HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'the postings of an entry must sum to zero'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'postings_balance';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER postings_balance AFTER INSERT ON postings REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION postings_must_balance();
CREATE TRIGGER journal_entries_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON postings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

ESCROWS = """
CREATE TABLE escrow_holdings (
    id                   uuid        PRIMARY KEY,
    booking_id           uuid        NOT NULL REFERENCES bookings,
    payer_id             uuid        NOT NULL REFERENCES users,
    payee_id             uuid        NOT NULL REFERENCES users,
    amount               bigint      NOT NULL,
    platform_fee         bigint      NOT NULL,
    status               text        NOT NULL,
    settlement_kind      text,
    release_scheduled_at timestamptz,
    refund_percent       smallint,
    partner_amount       bigint,
    amount_paid          bigint,
    amount_refunded      bigint,
    fee_kept             bigint,
    tax_vat              bigint,
    tax_pit              bigint,
    released_at          timestamptz,
    created_at           timestamptz NOT NULL,
    version              integer     NOT NULL DEFAULT 0,
    CONSTRAINT escrow_holdings_booking UNIQUE (booking_id),
    CONSTRAINT escrow_holdings_two_people CHECK (payer_id <> payee_id),
    CONSTRAINT escrow_holdings_status CHECK (status IN ('HELD', 'RELEASED', 'REFUNDED')),
    CONSTRAINT escrow_holdings_settlement_kind CHECK (
        settlement_kind IN ('release', 'refund', 'split')),
    CONSTRAINT escrow_holdings_instruction CHECK (
        num_nulls(settlement_kind, release_scheduled_at, refund_percent, partner_amount)
        IN (0, 4)),
    CONSTRAINT escrow_holdings_amounts CHECK (
        amount > 0 AND platform_fee BETWEEN 0 AND amount
        AND refund_percent BETWEEN 0 AND 100
        AND partner_amount BETWEEN 0 AND amount - platform_fee),
    CONSTRAINT escrow_holdings_settled CHECK (
        CASE WHEN status = 'HELD'
        THEN num_nulls(amount_paid, amount_refunded, fee_kept, tax_vat, tax_pit, released_at) = 6
        ELSE num_nulls(amount_paid, amount_refunded, fee_kept, tax_vat, tax_pit, released_at) = 0
             AND least(amount_paid, amount_refunded, fee_kept, tax_vat, tax_pit) >= 0
             AND amount_paid + amount_refunded + fee_kept + tax_vat + tax_pit = amount
             AND (status = 'REFUNDED') = (amount_paid + tax_vat + tax_pit = 0)
        END)
) WITH (fillfactor = 70);
COMMENT ON COLUMN escrow_holdings.booking_id IS 'the reference for which the money is held';
COMMENT ON COLUMN escrow_holdings.released_at IS 'when it was settled, whatever the outcome';
CREATE INDEX escrow_holdings_due ON escrow_holdings (release_scheduled_at, id)
    WHERE status = 'HELD' AND release_scheduled_at IS NOT NULL;
CREATE INDEX escrow_holdings_newest ON escrow_holdings (created_at DESC, id DESC);
CREATE INDEX escrow_holdings_payer ON escrow_holdings (payer_id);
CREATE INDEX escrow_holdings_payee ON escrow_holdings (payee_id);

CREATE TABLE escrow_lines (
    escrow_id   uuid     NOT NULL REFERENCES escrow_holdings,
    line_no     smallint NOT NULL,
    subtotal    bigint   NOT NULL,
    service_fee bigint   NOT NULL,
    PRIMARY KEY (escrow_id, line_no),
    CONSTRAINT escrow_lines_amounts CHECK (subtotal >= 0 AND service_fee >= 0)
);

CREATE TABLE escrow_freezes (
    id        uuid        PRIMARY KEY,
    escrow_id uuid        NOT NULL REFERENCES escrow_holdings,
    cause     text        NOT NULL,
    reason    text        NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid        REFERENCES users,
    lifted_at timestamptz,
    CONSTRAINT escrow_freezes_cause CHECK (cause IN ('STAFF')),
    CONSTRAINT escrow_freezes_lifted CHECK (lifted_at >= opened_at)
);
CREATE INDEX escrow_freezes_escrow ON escrow_freezes (escrow_id);

CREATE FUNCTION escrow_must_not_be_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM escrow_freezes WHERE escrow_id = NEW.id AND lifted_at IS NULL) THEN
        RAISE EXCEPTION 'escrow % is frozen', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'escrow_holdings_not_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER escrow_holdings_not_frozen BEFORE UPDATE OF status ON escrow_holdings
    FOR EACH ROW WHEN (OLD.status = 'HELD' AND NEW.status <> 'HELD')
    EXECUTE FUNCTION escrow_must_not_be_frozen();

CREATE FUNCTION escrow_settles_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'escrow % is settled already', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'escrow_holdings_settled_once';
END $$;
CREATE TRIGGER escrow_holdings_settled_once BEFORE UPDATE ON escrow_holdings
    FOR EACH ROW WHEN (OLD.status <> 'HELD') EXECUTE FUNCTION escrow_settles_once();
"""

INTENTS = """
CREATE TABLE payment_intents (
    id                      uuid        PRIMARY KEY,
    purpose                 text        NOT NULL,
    provider                text        NOT NULL,
    payer_id                uuid        NOT NULL REFERENCES users,
    booking_id              uuid        REFERENCES bookings,
    amount                  bigint      NOT NULL,
    merchant_reference      text        NOT NULL,
    payer_ip                text        NOT NULL,
    status                  text        NOT NULL,
    pay_url                 text,
    external_transaction_id text,
    failure                 text,
    created_at              timestamptz NOT NULL,
    expires_at              timestamptz NOT NULL,
    completed_at            timestamptz,
    version                 integer     NOT NULL DEFAULT 0,
    CONSTRAINT payment_intents_merchant_reference UNIQUE (provider, merchant_reference),
    CONSTRAINT payment_intents_purpose CHECK (purpose IN ('DEPOSIT', 'BOOKING')),
    CONSTRAINT payment_intents_reference CHECK (
        (purpose = 'BOOKING') = (booking_id IS NOT NULL)),
    CONSTRAINT payment_intents_provider CHECK (provider IN ('vnpay')),
    CONSTRAINT payment_intents_status CHECK (status IN (
        'CREATED', 'OPEN', 'SUCCEEDED', 'FAILED', 'SUPERSEDED', 'EXPIRED', 'REVIEW')),
    CONSTRAINT payment_intents_amount CHECK (amount > 0)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX payment_intents_one_waiting ON payment_intents (booking_id)
    WHERE status IN ('CREATED', 'OPEN');
CREATE INDEX payment_intents_due ON payment_intents (expires_at, id)
    WHERE status IN ('CREATED', 'OPEN');
CREATE INDEX payment_intents_booking ON payment_intents (booking_id);
CREATE INDEX payment_intents_payer ON payment_intents (payer_id);

CREATE TABLE callback_inbox (
    id           uuid        PRIMARY KEY,
    provider     text        NOT NULL,
    digest       text        NOT NULL,
    raw          bytea       NOT NULL,
    received_at  timestamptz NOT NULL,
    attempts     smallint    NOT NULL DEFAULT 0,
    due_at       timestamptz,
    processed_at timestamptz,
    outcome      text,
    CONSTRAINT callback_inbox_digest UNIQUE (provider, digest),
    CONSTRAINT callback_inbox_provider CHECK (provider IN ('vnpay')),
    CONSTRAINT callback_inbox_outcome CHECK (outcome IN (
        'recorded', 'already_recorded', 'unknown_order', 'wrong_amount', 'forged', 'unreadable',
        'trouble')),
    CONSTRAINT callback_inbox_size CHECK (octet_length(raw) <= 16384)
);
CREATE INDEX callback_inbox_due ON callback_inbox (due_at, id) WHERE processed_at IS NULL;
CREATE INDEX callback_inbox_unverified ON callback_inbox (received_at)
    WHERE outcome IN ('forged', 'unreadable');

CREATE TABLE suspense_items (
    id                      uuid        PRIMARY KEY,
    provider                text        NOT NULL,
    external_transaction_id text        NOT NULL,
    intent_id               uuid        NOT NULL REFERENCES payment_intents,
    payer_id                uuid        NOT NULL REFERENCES users,
    amount                  bigint      NOT NULL,
    cause                   text        NOT NULL,
    owner                   text        NOT NULL,
    opened_at               timestamptz NOT NULL,
    due_at                  timestamptz NOT NULL,
    closed_at               timestamptz,
    CONSTRAINT suspense_items_transaction UNIQUE (provider, external_transaction_id),
    CONSTRAINT suspense_items_provider CHECK (provider IN ('vnpay')),
    CONSTRAINT suspense_items_cause CHECK (cause IN ('WRONG_AMOUNT', 'SUSPECTED_FRAUD')),
    CONSTRAINT suspense_items_amount CHECK (amount > 0)
);
CREATE INDEX suspense_items_open ON suspense_items (due_at) WHERE closed_at IS NULL;
CREATE INDEX suspense_items_intent ON suspense_items (intent_id);
CREATE INDEX suspense_items_payer ON suspense_items (payer_id);
"""


def upgrade() -> None:
    for statements in (WALLETS, JOURNAL, ESCROWS, INTENTS):
        op.execute(statements)


def downgrade() -> None:
    op.execute(
        "DROP TABLE suspense_items, callback_inbox, payment_intents, escrow_freezes,"
        " escrow_lines, escrow_holdings, postings, journal_entries, wallets"
    )
    op.execute(
        "DROP FUNCTION escrow_settles_once, escrow_must_not_be_frozen, postings_must_balance"
    )
