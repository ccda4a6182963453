"""No-shows, disputes and their evidence.

Revision ID: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# A new list is put beside the old rows first and proven afterwards, so that nobody waits for the
# whole table to be read.
_CHECKS = (
    (
        "bookings",
        "bookings_status",
        "status IN ('PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED',"
        " 'DISPUTED')",
        "status IN ('PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')",
    ),
    (
        "bookings",
        "bookings_cancellation_code",
        "cancellation_code IN ('rejected', 'no_longer_free', 'request_expired',"
        " 'payment_expired', 'by_user', 'by_partner', 'by_staff', 'unproven',"
        " 'partner_no_show', 'user_no_show', 'code_refused', 'safety', 'dispute_refunded')",
        "cancellation_code IN ('rejected', 'no_longer_free', 'request_expired',"
        " 'payment_expired', 'by_user', 'by_partner', 'by_staff', 'unproven')",
    ),
    (
        "bookings",
        "bookings_cancellation",
        "(cancelled_at IS NULL OR status IN ('CANCELLED', 'DISPUTED'))"
        " AND (cancelled_at IS NULL) = (cancelled_by IS NULL)"
        " AND (cancelled_at IS NULL) = (cancellation_code IS NULL)",
        "(cancelled_at IS NULL OR status = 'CANCELLED')"
        " AND (cancelled_at IS NULL) = (cancelled_by IS NULL)"
        " AND (cancelled_at IS NULL) = (cancellation_code IS NULL)",
    ),
    (
        "booking_status_history",
        "booking_status_history_from_status",
        "from_status IN ('PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED',"
        " 'CANCELLED', 'DISPUTED')",
        "from_status IN ('PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')",
    ),
    (
        "booking_status_history",
        "booking_status_history_to_status",
        "to_status IN ('PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED',"
        " 'CANCELLED', 'DISPUTED')",
        "to_status IN ('PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')",
    ),
    (
        "booking_status_history",
        "booking_status_history_action",
        "action IN ('request', 'confirm', 'reject', 'decline', 'expire', 'pay', 'cancel',"
        " 'start', 'agree_completion', 'complete', 'no_show', 'safety_cancel', 'dispute',"
        " 'release', 'split', 'refund', 'return_to_paid', 'return_to_in_progress',"
        " 'return_to_completed', 'return_to_cancelled')",
        "action IN ('request', 'confirm', 'reject', 'decline', 'expire', 'pay', 'cancel',"
        " 'start', 'agree_completion', 'complete')",
    ),
    (
        "escrow_freezes",
        "escrow_freezes_cause",
        "cause IN ('STAFF', 'DISPUTE')",
        "cause IN ('STAFF')",
    ),
)

BOOKINGS = """
ALTER TABLE bookings
    ADD COLUMN unproven_warnings smallint NOT NULL DEFAULT 0,
    ADD COLUMN no_show_due_at timestamptz,
    ADD COLUMN paused_until timestamptz,
    ADD CONSTRAINT bookings_unproven_warnings CHECK (unproven_warnings BETWEEN 0 AND 3) NOT VALID;
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_unproven_warnings;
"""

NO_SHOWS = """
CREATE TABLE no_show_reports (
    booking_id     uuid        PRIMARY KEY REFERENCES bookings,
    claim          text        NOT NULL,
    reporter_id    uuid        NOT NULL REFERENCES users,
    details        text        NOT NULL,
    reported_at    timestamptz NOT NULL,
    contest_due_at timestamptz NOT NULL,
    status         text        NOT NULL,
    closed_at      timestamptz,
    version        integer     NOT NULL DEFAULT 0,
    CONSTRAINT no_show_reports_claim CHECK (claim IN (
        'partner_absent', 'user_absent', 'code_refused')),
    CONSTRAINT no_show_reports_status CHECK (status IN (
        'OPEN', 'SETTLED', 'DISPUTED', 'MOOT')),
    CONSTRAINT no_show_reports_closed CHECK ((status = 'OPEN') = (closed_at IS NULL)),
    CONSTRAINT no_show_reports_contest CHECK (contest_due_at > reported_at)
);
CREATE INDEX no_show_reports_reporter ON no_show_reports (reporter_id);
"""

DISPUTES = """
CREATE TABLE disputes (
    booking_id            uuid        PRIMARY KEY REFERENCES bookings,
    opened_by             text        NOT NULL,
    opener_id             uuid        REFERENCES users,
    reason                text        NOT NULL,
    details               text        NOT NULL,
    former_status         text        NOT NULL,
    code_entered          boolean     NOT NULL,
    opened_at             timestamptz NOT NULL,
    answer_due_at         timestamptz NOT NULL,
    decision_due_at       timestamptz NOT NULL,
    default_at            timestamptz NOT NULL,
    status                text        NOT NULL,
    benefit_of_doubt      boolean     NOT NULL,
    overdue_since         timestamptz,
    outcome               text,
    partner_amount        bigint,
    note                  text,
    decided_by            uuid        REFERENCES users,
    decided_at            timestamptz,
    second_outcome        text,
    second_partner_amount bigint,
    second_note           text,
    second_decided_by     uuid        REFERENCES users,
    second_decided_at     timestamptz,
    accepted_by_user      boolean     NOT NULL,
    accepted_by_partner   boolean     NOT NULL,
    appealed_by           text,
    appeal_reason         text,
    appealed_at           timestamptz,
    appeal_due_at         timestamptz,
    closed_at             timestamptz,
    due_at                timestamptz,
    version               integer     NOT NULL DEFAULT 0,
    CONSTRAINT disputes_opened_by CHECK (opened_by IN ('user', 'partner', 'staff', 'system')),
    CONSTRAINT disputes_opener CHECK ((opener_id IS NULL) = (opened_by = 'system')),
    CONSTRAINT disputes_reason CHECK (reason IN (
        'no_show', 'code_refused', 'left_early', 'not_as_agreed', 'misconduct',
        'cancellation', 'other', 'safety', 'not_this_person')),
    CONSTRAINT disputes_former_status CHECK (former_status IN (
        'PAID', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
    CONSTRAINT disputes_status CHECK (status IN (
        'OPEN', 'DECIDED', 'APPEALED', 'EXECUTED', 'WITHDRAWN')),
    CONSTRAINT disputes_outcome CHECK (outcome IN ('release', 'refund', 'split')),
    CONSTRAINT disputes_second_outcome CHECK (second_outcome IN ('release', 'refund', 'split')),
    CONSTRAINT disputes_amounts CHECK (partner_amount >= 0 AND second_partner_amount >= 0),
    CONSTRAINT disputes_ruling CHECK (
        num_nulls(outcome, partner_amount, note, decided_by, decided_at) IN (0, 5)
        AND (outcome IS NOT NULL OR status NOT IN ('DECIDED', 'APPEALED'))),
    -- whoever decides the appeal is somebody else
    CONSTRAINT disputes_second_ruling CHECK (
        num_nulls(second_outcome, second_partner_amount, second_note, second_decided_by,
                  second_decided_at) IN (0, 5)
        AND (second_outcome IS NULL OR appealed_at IS NOT NULL)
        AND second_decided_by <> decided_by),
    CONSTRAINT disputes_appealed_by CHECK (appealed_by IN ('user', 'partner')),
    CONSTRAINT disputes_appeal CHECK (
        num_nulls(appealed_by, appeal_reason, appealed_at) IN (0, 3)
        AND (appealed_at IS NULL OR outcome IS NOT NULL)
        AND (appealed_at IS NOT NULL OR status <> 'APPEALED')),
    CONSTRAINT disputes_closed CHECK (
        (status IN ('EXECUTED', 'WITHDRAWN')) = (closed_at IS NOT NULL)
        AND (closed_at IS NULL) = (due_at IS NOT NULL))
);
CREATE INDEX disputes_newest ON disputes (opened_at DESC, booking_id DESC);
CREATE INDEX disputes_unsettled ON disputes (opened_at DESC, booking_id DESC)
    WHERE closed_at IS NULL;
CREATE INDEX disputes_due ON disputes (due_at, booking_id) WHERE due_at IS NOT NULL;
CREATE INDEX disputes_opener ON disputes (opener_id, opened_at);
CREATE INDEX disputes_decided_by ON disputes (decided_by);
CREATE INDEX disputes_second_decided_by ON disputes (second_decided_by);
"""

EVIDENCE = """
CREATE TABLE dispute_statements (
    id         uuid        PRIMARY KEY,
    booking_id uuid        NOT NULL REFERENCES disputes,
    party      text        NOT NULL,
    author_id  uuid        NOT NULL REFERENCES users,
    content    text        NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT dispute_statements_party CHECK (party IN ('user', 'partner'))
);
CREATE INDEX dispute_statements_booking ON dispute_statements (booking_id, created_at, id);
CREATE INDEX dispute_statements_author ON dispute_statements (author_id);

CREATE TABLE dispute_evidence (
    booking_id uuid        NOT NULL REFERENCES bookings,
    frozen_at  timestamptz NOT NULL,
    content    text        NOT NULL,
    digest     text        NOT NULL,
    PRIMARY KEY (booking_id, frozen_at),
    CONSTRAINT dispute_evidence_digest CHECK (
        digest = encode(sha256(convert_to(content, 'UTF8')), 'hex'))
);

CREATE TRIGGER dispute_statements_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_statements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dispute_evidence_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    for table, name, check, _ in _CHECKS:
        _replace(table, name, check)
    for statements in (BOOKINGS, NO_SHOWS, DISPUTES, EVIDENCE):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP TABLE dispute_evidence, dispute_statements, disputes, no_show_reports")
    op.execute(
        "ALTER TABLE bookings DROP COLUMN unproven_warnings, DROP COLUMN no_show_due_at,"
        " DROP COLUMN paused_until"
    )
    for table, name, _, check in _CHECKS:
        _replace(table, name, check)


def _replace(table: str, name: str, check: str) -> None:
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({check}) NOT VALID")
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
