"""Bans: decisions, proposals, the marks of banned people, and what a ban does elsewhere.

Revision ID: 0030
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BANS = """
CREATE TABLE system_blacklist (
    id                uuid        PRIMARY KEY,
    user_id           uuid        NOT NULL REFERENCES users,
    reason            text        NOT NULL,
    blacklisted_by    uuid        NOT NULL REFERENCES users,
    seconded_by       uuid        REFERENCES users,
    is_permanent      boolean     NOT NULL,
    expires_at        timestamptz,
    waives_tiers      boolean     NOT NULL,
    created_at        timestamptz NOT NULL,
    review_until      timestamptz NOT NULL,
    due_at            timestamptz,
    carried_out_at    timestamptz,
    reviewed_at       timestamptz,
    watched           uuid[]      NOT NULL,
    appeal            text,
    appealed_at       timestamptz,
    appeal_decided_at timestamptz,
    appeal_decided_by uuid        REFERENCES users,
    appeal_granted    boolean,
    appeal_answer     text,
    lifted_at         timestamptz,
    lifted_by         uuid        REFERENCES users,
    lift_reason       text,
    version           integer     NOT NULL DEFAULT 0,
    CONSTRAINT system_blacklist_permanent CHECK (is_permanent = (expires_at IS NULL)),
    CONSTRAINT system_blacklist_expires CHECK (expires_at > created_at),
    CONSTRAINT system_blacklist_others CHECK (
        user_id <> blacklisted_by AND user_id <> seconded_by AND seconded_by <> blacklisted_by),
    CONSTRAINT system_blacklist_appeal CHECK (
        (appeal IS NULL) = (appealed_at IS NULL)
        AND (appeal_decided_at IS NULL OR appealed_at IS NOT NULL)
        AND (appeal_decided_at IS NULL) = (appeal_decided_by IS NULL)
        AND (appeal_decided_at IS NULL) = (appeal_granted IS NULL)
        AND (appeal_decided_at IS NULL) = (appeal_answer IS NULL)),
    CONSTRAINT system_blacklist_judge CHECK (
        appeal_decided_by <> blacklisted_by AND appeal_decided_by <> seconded_by),
    CONSTRAINT system_blacklist_lifted CHECK (
        (lifted_at IS NULL) = (lift_reason IS NULL)
        AND (lifted_by IS NULL OR lifted_at IS NOT NULL))
);
CREATE UNIQUE INDEX system_blacklist_one_in_force ON system_blacklist (user_id)
    WHERE lifted_at IS NULL;
CREATE INDEX system_blacklist_user ON system_blacklist (user_id, created_at);
CREATE INDEX system_blacklist_newest ON system_blacklist (created_at, id);
CREATE INDEX system_blacklist_due ON system_blacklist (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE ban_proposals (
    user_id      uuid        PRIMARY KEY REFERENCES users,
    expires_at   timestamptz,
    waives_tiers boolean     NOT NULL,
    reason       text        NOT NULL,
    proposed_by  uuid        NOT NULL REFERENCES users,
    proposed_at  timestamptz NOT NULL,
    lapses_at    timestamptz NOT NULL,
    CONSTRAINT ban_proposals_others CHECK (user_id <> proposed_by)
);
CREATE INDEX ban_proposals_lapse ON ban_proposals (lapses_at);

CREATE TABLE ban_marks (
    ban_id uuid NOT NULL REFERENCES system_blacklist,
    kind   text NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (ban_id, kind, digest),
    CONSTRAINT ban_marks_kind CHECK (kind IN ('PHONE', 'EMAIL', 'DEVICE'))
);
CREATE INDEX ban_marks_digest ON ban_marks (digest, kind);

ALTER TABLE sessions ADD COLUMN device_hash text;
"""
# A new list is put beside the old rows first and proven afterwards, so that nobody waits for the
# whole table to be read.
_CHECKS = (
    (
        "bookings",
        "bookings_cancellation_code",
        "cancellation_code IN ('rejected', 'no_longer_free', 'request_expired',"
        " 'payment_expired', 'by_user', 'by_partner', 'by_staff', 'unproven',"
        " 'partner_no_show', 'user_no_show', 'code_refused', 'safety', 'dispute_refunded', 'ban')",
        "cancellation_code IN ('rejected', 'no_longer_free', 'request_expired',"
        " 'payment_expired', 'by_user', 'by_partner', 'by_staff', 'unproven',"
        " 'partner_no_show', 'user_no_show', 'code_refused', 'safety', 'dispute_refunded')",
    ),
    (
        "escrow_freezes",
        "escrow_freezes_cause",
        "cause IN ('STAFF', 'DISPUTE', 'BAN')",
        "cause IN ('STAFF', 'DISPUTE')",
    ),
)


def _replace_checks(*, forwards: bool) -> None:
    for table, name, new, old in _CHECKS:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        rule = new if forwards else old
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rule}) NOT VALID")
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def upgrade() -> None:
    op.execute(BANS)
    _replace_checks(forwards=True)


def downgrade() -> None:
    op.execute("ALTER TABLE sessions DROP COLUMN device_hash")
    op.execute("DROP TABLE ban_marks, ban_proposals, system_blacklist")
    _replace_checks(forwards=False)
