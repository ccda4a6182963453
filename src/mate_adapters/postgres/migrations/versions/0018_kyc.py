"""Identity checks: cases, the log of decisions, and cards by their keyed hash.

Revision ID: 0018
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# No foreign key to stored_media: its rows are forgotten once their objects are gone.
CASES = """
CREATE TABLE kyc_cases (
    id                 uuid        PRIMARY KEY,
    user_id            uuid        NOT NULL REFERENCES users,
    opened_at          timestamptz NOT NULL,
    changed_at         timestamptz NOT NULL,
    due_at             timestamptz,
    state              text        NOT NULL,
    front_id           uuid,
    back_id            uuid,
    video_id           uuid,
    selfie_id          uuid,
    sealed_declared    text,
    sealed_name        text,
    reasons            text[]      NOT NULL,
    checks             smallint    NOT NULL,
    submitted_at       timestamptz,
    decided_at         timestamptz,
    discarded_at       timestamptz,
    gone_at            timestamptz,
    proposed_action    text,
    proposed_by        uuid        REFERENCES users,
    proposal_lapses_at timestamptz,
    version            integer     NOT NULL DEFAULT 0,
    CONSTRAINT kyc_cases_state CHECK (state IN (
        'COLLECTING', 'SUBMITTED', 'CHECKING', 'IN_REVIEW', 'VERIFIED', 'REJECTED', 'EXPIRED',
        'REVOKED')),
    CONSTRAINT kyc_cases_reasons CHECK (reasons <@ ARRAY[
        'CARD_BLURRED', 'CARD_INCOMPLETE', 'CARD_NOT_FOUND', 'FACE_NOT_FOUND', 'FACE_COVERED',
        'VIDEO_UNUSABLE', 'CARD_NOT_GENUINE', 'CARD_EXPIRED', 'CARD_NOT_ACCEPTED', 'NOT_LIVE',
        'FACE_MISMATCH', 'DETAILS_DIFFER', 'UNDER_AGE', 'SCORES_BORDERLINE',
        'FINDINGS_INCOMPLETE', 'VERIFIER_UNAVAILABLE', 'OTHER']),
    CONSTRAINT kyc_cases_proposed_action CHECK (proposed_action IN ('override', 'revoke')),
    CONSTRAINT kyc_cases_proposal CHECK (
        num_nonnulls(proposed_action, proposed_by, proposal_lapses_at) IN (0, 3)),
    CONSTRAINT kyc_cases_checks CHECK (checks >= 0),
    CONSTRAINT kyc_cases_minimised CHECK (
        sealed_declared IS NULL
        OR (state IN ('SUBMITTED', 'CHECKING', 'IN_REVIEW', 'COLLECTING', 'REJECTED')
            AND discarded_at IS NULL)),
    CONSTRAINT kyc_cases_gone CHECK (
        gone_at IS NULL OR num_nonnulls(front_id, back_id, video_id, selfie_id) = 0)
) WITH (fillfactor = 80);
COMMENT ON COLUMN kyc_cases.sealed_declared IS 'number, name and birth date; goes with the verdict';
COMMENT ON COLUMN kyc_cases.sealed_name IS 'the verified name, which payouts are compared with';
COMMENT ON COLUMN kyc_cases.gone_at IS 'since when storage lists none of the pictures';
CREATE UNIQUE INDEX kyc_cases_open ON kyc_cases (user_id)
    WHERE state IN ('COLLECTING', 'SUBMITTED', 'CHECKING', 'IN_REVIEW');
CREATE UNIQUE INDEX kyc_cases_verified ON kyc_cases (user_id) WHERE state = 'VERIFIED';
CREATE INDEX kyc_cases_of ON kyc_cases (user_id, opened_at, id);
CREATE INDEX kyc_cases_newest ON kyc_cases (opened_at, id);
CREATE INDEX kyc_cases_due ON kyc_cases (due_at, id) WHERE due_at IS NOT NULL;
"""

LOG = """
CREATE TABLE kyc_log (
    id           uuid        PRIMARY KEY,
    case_id      uuid        NOT NULL REFERENCES kyc_cases,
    user_id      uuid        NOT NULL REFERENCES users,
    at           timestamptz NOT NULL,
    action       text        NOT NULL,
    state_before text        NOT NULL,
    state_after  text        NOT NULL,
    signed_by    text        NOT NULL,
    actor_id     uuid        REFERENCES users,
    provider     text,
    reference    text        NOT NULL,
    liveness     smallint,
    face         smallint,
    ocr          smallint,
    thresholds   text        NOT NULL,
    reasons      text[]      NOT NULL,
    note         text        NOT NULL,
    CONSTRAINT kyc_log_action CHECK (action IN (
        'submit', 'begin', 'ask_again', 'verify', 'reject', 'retake', 'refer', 'override',
        'vouch', 'expire', 'revoke')),
    CONSTRAINT kyc_log_signed_by CHECK (signed_by IN ('owner', 'system', 'staff', 'two_staff')),
    CONSTRAINT kyc_log_named CHECK ((actor_id IS NOT NULL) = (signed_by IN ('staff', 'two_staff'))),
    CONSTRAINT kyc_log_provider CHECK (provider IN ('vnpt', 'fpt')),
    CONSTRAINT kyc_log_scores CHECK (
        least(liveness, face, ocr) >= 0 AND greatest(liveness, face, ocr) <= 10000),
    CONSTRAINT kyc_log_note_short CHECK (length(note) <= 500)
);
CREATE INDEX kyc_log_of ON kyc_log (case_id, at, id);
CREATE INDEX kyc_log_submissions ON kyc_log (user_id, at) WHERE action = 'submit';
CREATE TRIGGER kyc_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON kyc_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

CARDS = """
CREATE TABLE kyc_cards (
    card_hash  text        PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users,
    claimed_at timestamptz NOT NULL,
    banned_at  timestamptz
);
COMMENT ON COLUMN kyc_cards.card_hash IS 'keyed, over the number: one card, one account';
CREATE INDEX kyc_cards_of ON kyc_cards (user_id);
"""


def upgrade() -> None:
    for statements in (CASES, LOG, CARDS):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP TABLE kyc_cards, kyc_log, kyc_cases")
