"""Two-way reviews, their answers, reports about them, and the numbers they come to.

Revision ID: 0028
"""

from __future__ import annotations

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

REVIEWS = """
CREATE TABLE reviews (
    id                     uuid        PRIMARY KEY,
    booking_id             uuid        NOT NULL REFERENCES bookings,
    reviewer_id            uuid        NOT NULL REFERENCES users,
    reviewee_id            uuid        NOT NULL REFERENCES users,
    review_type            text        NOT NULL,
    overall_rating         smallint    NOT NULL,
    punctuality_rating     smallint,
    communication_rating   smallint,
    attitude_rating        smallint,
    appearance_rating      smallint,
    service_quality_rating smallint,
    comment                text,
    photo_urls             text[]      NOT NULL,
    sealed_safety_note     text,
    state                  text        NOT NULL,
    is_visible             boolean     NOT NULL,
    is_flagged             boolean     NOT NULL,
    flag_cause             text,
    flagged_at             timestamptz,
    decide_by              timestamptz,
    overdue_since          timestamptz,
    staff_note             text,
    created_at             timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL,
    closes_at              timestamptz NOT NULL,
    published_at           timestamptz,
    due_at                 timestamptz,
    version                integer     NOT NULL DEFAULT 0,
    CONSTRAINT reviews_once UNIQUE (booking_id, reviewer_id),
    CONSTRAINT reviews_once_a_side UNIQUE (booking_id, review_type),
    CONSTRAINT reviews_of_others CHECK (reviewer_id <> reviewee_id),
    CONSTRAINT reviews_type CHECK (review_type IN ('user_to_partner', 'partner_to_user')),
    CONSTRAINT reviews_overall_rating CHECK (overall_rating BETWEEN 1 AND 5),
    CONSTRAINT reviews_sub_ratings CHECK (
        punctuality_rating BETWEEN 1 AND 5 AND communication_rating BETWEEN 1 AND 5
        AND attitude_rating BETWEEN 1 AND 5 AND appearance_rating BETWEEN 1 AND 5
        AND service_quality_rating BETWEEN 1 AND 5),
    CONSTRAINT reviews_sub_ratings_of_partners CHECK (
        review_type = 'user_to_partner'
        OR num_nonnulls(punctuality_rating, communication_rating, attitude_rating,
                        appearance_rating, service_quality_rating) = 0),
    CONSTRAINT reviews_state CHECK (state IN ('SEALED', 'HELD', 'VISIBLE', 'HIDDEN')),
    CONSTRAINT reviews_visible CHECK (is_visible = (state = 'VISIBLE')),
    CONSTRAINT reviews_published CHECK (state <> 'VISIBLE' OR published_at IS NOT NULL),
    CONSTRAINT reviews_sealed CHECK (state <> 'SEALED' OR published_at IS NULL),
    CONSTRAINT reviews_flag_cause CHECK (flag_cause IN ('extortion', 'terms', 'reported')),
    CONSTRAINT reviews_flag CHECK (
        is_flagged = (flagged_at IS NOT NULL)
        AND num_nonnulls(flag_cause, flagged_at, decide_by) IN (0, 3)
        AND (overdue_since IS NULL OR is_flagged)),
    CONSTRAINT reviews_held CHECK (state <> 'HELD' OR is_flagged),
    CONSTRAINT reviews_short CHECK (
        length(comment) <= 8016 AND length(staff_note) <= 500
        AND cardinality(photo_urls) <= 6)
) WITH (fillfactor = 80);
COMMENT ON COLUMN reviews.sealed_safety_note IS 'for staff alone, never for the person it is about';
COMMENT ON COLUMN reviews.closes_at IS 'when its window was last known to close';
CREATE INDEX reviews_published ON reviews (reviewee_id, review_type, published_at, id)
    WHERE state = 'VISIBLE';
CREATE INDEX reviews_by ON reviews (reviewer_id, created_at, id);
CREATE INDEX reviews_about ON reviews (reviewee_id, created_at, id);
CREATE INDEX reviews_newest ON reviews (created_at, id);
CREATE INDEX reviews_flagged ON reviews (decide_by, id) WHERE is_flagged;
CREATE INDEX reviews_hidden ON reviews (created_at, id) WHERE state = 'HIDDEN';
CREATE INDEX reviews_noted ON reviews (created_at, id) WHERE sealed_safety_note IS NOT NULL;
CREATE INDEX reviews_due ON reviews (due_at, id) WHERE due_at IS NOT NULL;
"""

RESPONSES = """
CREATE TABLE review_responses (
    id           uuid        PRIMARY KEY,
    review_id    uuid        NOT NULL UNIQUE REFERENCES reviews,
    responder_id uuid        NOT NULL REFERENCES users,
    response     text        NOT NULL,
    created_at   timestamptz NOT NULL,
    state        text        NOT NULL,
    CONSTRAINT review_responses_state CHECK (state IN ('SHOWN', 'HELD', 'HIDDEN')),
    CONSTRAINT review_responses_short CHECK (length(response) <= 4016)
);
"""

REPORTS = """
CREATE TABLE review_reports (
    id          uuid        PRIMARY KEY,
    review_id   uuid        NOT NULL REFERENCES reviews,
    reporter_id uuid        NOT NULL REFERENCES users,
    part        text        NOT NULL,
    reason      text        NOT NULL,
    details     text        NOT NULL,
    reported_at timestamptz NOT NULL,
    decide_by   timestamptz NOT NULL,
    outcome     text,
    closed_at   timestamptz,
    CONSTRAINT review_reports_once UNIQUE (review_id, reporter_id, part),
    CONSTRAINT review_reports_part CHECK (part IN ('review', 'response')),
    CONSTRAINT review_reports_reason CHECK (reason IN (
        'extortion', 'offensive', 'sexual', 'private_information', 'untrue', 'spam', 'other')),
    CONSTRAINT review_reports_outcome CHECK (outcome IN ('REMOVED', 'KEPT')),
    CONSTRAINT review_reports_closed CHECK ((outcome IS NULL) = (closed_at IS NULL)),
    CONSTRAINT review_reports_short CHECK (length(details) <= 2016)
);
CREATE INDEX review_reports_by ON review_reports (reporter_id, reported_at, id);
"""

SUMMARIES = """
CREATE TABLE review_summaries (
    person_id             uuid    NOT NULL REFERENCES users,
    review_type           text    NOT NULL,
    stars_1               integer NOT NULL,
    stars_2               integer NOT NULL,
    stars_3               integer NOT NULL,
    stars_4               integer NOT NULL,
    stars_5               integer NOT NULL,
    punctuality_count     integer NOT NULL,
    punctuality_sum       integer NOT NULL,
    communication_count   integer NOT NULL,
    communication_sum     integer NOT NULL,
    attitude_count        integer NOT NULL,
    attitude_sum          integer NOT NULL,
    appearance_count      integer NOT NULL,
    appearance_sum        integer NOT NULL,
    service_quality_count integer NOT NULL,
    service_quality_sum   integer NOT NULL,
    PRIMARY KEY (person_id, review_type),
    CONSTRAINT review_summaries_type CHECK (review_type IN ('user_to_partner', 'partner_to_user')),
    CONSTRAINT review_summaries_counts CHECK (
        least(stars_1, stars_2, stars_3, stars_4, stars_5) >= 0),
    CONSTRAINT review_summaries_sums CHECK (
        punctuality_sum BETWEEN punctuality_count AND 5 * punctuality_count
        AND communication_sum BETWEEN communication_count AND 5 * communication_count
        AND attitude_sum BETWEEN attitude_count AND 5 * attitude_count
        AND appearance_sum BETWEEN appearance_count AND 5 * appearance_count
        AND service_quality_sum BETWEEN service_quality_count AND 5 * service_quality_count)
) WITH (fillfactor = 80);
"""

PARTNERS = """
ALTER TABLE partner_profiles ADD CONSTRAINT partner_profiles_rating CHECK (
    rating_sum BETWEEN total_reviews AND 5 * total_reviews);
"""


def upgrade() -> None:
    for statements in (REVIEWS, RESPONSES, REPORTS, SUMMARIES, PARTNERS):
        op.execute(statements)


def downgrade() -> None:
    op.execute("ALTER TABLE partner_profiles DROP CONSTRAINT partner_profiles_rating")
    for table in ("review_summaries", "review_reports", "review_responses", "reviews"):
        op.execute(f"DROP TABLE {table}")
