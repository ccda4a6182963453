"""Listings that wait for staff, and reports. Listings of before are approved as they stand.

Revision ID: 0029
"""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# The default serves the rows of before only: whoever adds a partner says what his listing is.
LISTING = """
ALTER TABLE partner_profiles
    ADD COLUMN listing text NOT NULL DEFAULT 'APPROVED',
    ADD CONSTRAINT partner_profiles_listing CHECK (
        listing IN ('PENDING', 'APPROVED', 'REJECTED'));
ALTER TABLE partner_profiles ALTER COLUMN listing DROP DEFAULT;
"""

CASES = """
CREATE TABLE listing_cases (
    id                uuid        PRIMARY KEY,
    partner_id        uuid        NOT NULL REFERENCES users,
    cause             text        NOT NULL,
    state             text        NOT NULL,
    texts_digest      text        NOT NULL,
    texts             jsonb       NOT NULL,
    findings          jsonb       NOT NULL,
    opened_at         timestamptz NOT NULL,
    due_at            timestamptz NOT NULL,
    claimed_by        uuid        REFERENCES users,
    claimed_until     timestamptz,
    decided_by        uuid        REFERENCES users,
    decision_reason   text,
    decision_category text,
    closed_at         timestamptz,
    version           integer     NOT NULL DEFAULT 0,
    CONSTRAINT listing_cases_cause CHECK (cause IN (
        'findings', 'by_hand', 'after_rejection', 'taken_down')),
    CONSTRAINT listing_cases_state CHECK (state IN (
        'OPEN', 'APPROVED', 'REJECTED', 'CLEARED', 'SUPERSEDED')),
    CONSTRAINT listing_cases_decision_category CHECK (decision_category IN (
        'sexual_service', 'private_lodging', 'contact', 'drugs', 'gambling', 'minors',
        'money_threat')),
    CONSTRAINT listing_cases_digest CHECK (texts_digest ~ '^[0-9a-f]{64}$'),
    CONSTRAINT listing_cases_claim CHECK (
        num_nonnulls(claimed_by, claimed_until) = 0
        OR (num_nonnulls(claimed_by, claimed_until) = 2 AND state = 'OPEN')),
    CONSTRAINT listing_cases_closed CHECK ((closed_at IS NULL) = (state = 'OPEN')),
    CONSTRAINT listing_cases_decided CHECK (
        (decided_by IS NOT NULL) = (state IN ('APPROVED', 'REJECTED'))
        AND (decided_by IS NULL) = (decision_reason IS NULL)
        AND (decision_category IS NULL OR state = 'REJECTED')),
    CONSTRAINT listing_cases_reason_short CHECK (length(decision_reason) <= 500),
    CONSTRAINT listing_cases_clock CHECK (due_at > opened_at - interval '1 day')
);
COMMENT ON COLUMN listing_cases.texts IS 'as they stood: evidence, whatever is written later';
CREATE UNIQUE INDEX listing_cases_one_open ON listing_cases (partner_id) WHERE state = 'OPEN';
CREATE INDEX listing_cases_of ON listing_cases (partner_id, opened_at, id);
CREATE INDEX listing_cases_queue ON listing_cases (due_at, id) WHERE state = 'OPEN';
CREATE INDEX listing_cases_newest ON listing_cases (closed_at, id) WHERE closed_at IS NOT NULL;
"""

REPORTS = """
CREATE TABLE report_cases (
    id            uuid        PRIMARY KEY,
    kind          text        NOT NULL,
    object_id     uuid        NOT NULL,
    owner_id      uuid        NOT NULL REFERENCES users,
    opened_at     timestamptz NOT NULL,
    due_at        timestamptz NOT NULL,
    reports       integer     NOT NULL,
    claimed_by    uuid        REFERENCES users,
    claimed_until timestamptz,
    decided_by    uuid        REFERENCES users,
    decided_at    timestamptz,
    outcome       text,
    note          text,
    version       integer     NOT NULL DEFAULT 0,
    CONSTRAINT report_cases_kind CHECK (kind IN (
        'user', 'listing', 'review', 'message', 'media', 'booking')),
    CONSTRAINT report_cases_outcome CHECK (outcome IN (
        'no_action', 'removed', 'warned', 'suspended')),
    CONSTRAINT report_cases_possible CHECK (
        outcome <> 'removed' OR kind NOT IN ('user', 'booking')),
    CONSTRAINT report_cases_claim CHECK (
        num_nonnulls(claimed_by, claimed_until) = 0
        OR (num_nonnulls(claimed_by, claimed_until) = 2 AND decided_at IS NULL)),
    CONSTRAINT report_cases_decided CHECK (
        num_nonnulls(decided_by, decided_at, outcome, note) IN (0, 4)),
    CONSTRAINT report_cases_note_short CHECK (length(note) <= 500),
    CONSTRAINT report_cases_reports CHECK (reports >= 0),
    CONSTRAINT report_cases_clock CHECK (due_at > opened_at)
);
COMMENT ON COLUMN report_cases.reports IS 'none where a rule of ours asks staff to look';
CREATE UNIQUE INDEX report_cases_one_open ON report_cases (kind, object_id)
    WHERE decided_at IS NULL;
CREATE INDEX report_cases_owner ON report_cases (owner_id, opened_at);
CREATE INDEX report_cases_queue ON report_cases (due_at, id) WHERE decided_at IS NULL;
CREATE INDEX report_cases_newest ON report_cases (decided_at, id) WHERE decided_at IS NOT NULL;

CREATE TABLE user_reports (
    id          uuid        PRIMARY KEY,
    case_id     uuid        NOT NULL REFERENCES report_cases,
    reporter_id uuid        NOT NULL REFERENCES users,
    reason      text        NOT NULL,
    at          timestamptz NOT NULL,
    details     text,
    CONSTRAINT user_reports_reason CHECK (reason IN (
        'sexual_service', 'harassment', 'fraud', 'fake_identity', 'minor', 'private_lodging',
        'off_platform', 'hate', 'violence', 'spam', 'other'))
);
CREATE UNIQUE INDEX user_reports_once ON user_reports (case_id, reporter_id);
CREATE INDEX user_reports_by ON user_reports (reporter_id, at, id);
"""


def upgrade() -> None:
    for statements in (LISTING, CASES, REPORTS):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP TABLE user_reports, report_cases, listing_cases")
    op.execute("ALTER TABLE partner_profiles DROP COLUMN listing")
