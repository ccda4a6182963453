"""Bookings, their history, and the reservations that they make.

Revision ID: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;
"""

BOOKINGS = """
CREATE TABLE bookings (
    id                     uuid        PRIMARY KEY,
    booking_code           text        NOT NULL,
    user_id                uuid        NOT NULL REFERENCES users,
    partner_id             uuid        NOT NULL REFERENCES users,
    service_type           text        NOT NULL,
    starts_at              timestamptz NOT NULL,
    ends_at                timestamptz NOT NULL,
    travel_buffer_minutes  smallint    NOT NULL,
    occupied_until         timestamptz NOT NULL,
    venue_class            text        NOT NULL,
    meeting_location       text,
    meeting_lat            double precision,
    meeting_lng            double precision,
    hourly_rate            bigint      NOT NULL,
    requested_half_hours   smallint    NOT NULL,
    billed_half_hours      smallint    NOT NULL,
    duration_hours         numeric(4, 1) GENERATED ALWAYS AS (requested_half_hours / 2.0) STORED,
    total_hours            numeric(4, 1) GENERATED ALWAYS AS (billed_half_hours / 2.0) STORED,
    fee_percent            smallint    NOT NULL,
    subtotal               bigint      NOT NULL,
    service_fee            bigint      NOT NULL,
    total_amount           bigint      GENERATED ALWAYS AS (subtotal + service_fee) STORED,
    refund_tiers           jsonb       NOT NULL,
    status                 text        NOT NULL,
    user_note              text,
    partner_note           text,
    created_at             timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL,
    confirmed_at           timestamptz,
    payment_extended_until timestamptz,
    paid_at                timestamptz,
    started_at             timestamptz,
    user_completed_at      timestamptz,
    partner_completed_at   timestamptz,
    completed_at           timestamptz,
    meeting_code           text,
    meeting_codes_issued   smallint,
    meeting_code_tries     smallint,
    cancelled_by           text,
    cancellation_code      text,
    cancellation_reason    text,
    cancelled_at           timestamptz,
    refund_percent         smallint,
    due_at                 timestamptz,
    version                integer     NOT NULL DEFAULT 0,
    CONSTRAINT bookings_code UNIQUE (booking_code),
    CONSTRAINT bookings_two_people CHECK (user_id <> partner_id),
    CONSTRAINT bookings_period CHECK (
        starts_at < ends_at AND ends_at - starts_at <= interval '14 days'
        AND occupied_until >= ends_at),
    CONSTRAINT bookings_amounts CHECK (
        hourly_rate > 0 AND subtotal >= 0 AND service_fee >= 0
        AND billed_half_hours >= requested_half_hours AND requested_half_hours > 0),
    CONSTRAINT bookings_service_type CHECK (service_type IN (
        'walking', 'movie', 'coffee', 'dining', 'party', 'event', 'shopping', 'sport', 'travel')),
    CONSTRAINT bookings_venue_class CHECK (venue_class IN (
        'outdoors', 'cafe', 'restaurant', 'cinema', 'mall', 'event_venue', 'sports_venue',
        'transport_hub', 'bar')),
    CONSTRAINT bookings_status CHECK (status IN (
        'PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
    CONSTRAINT bookings_cancelled_by CHECK (
        cancelled_by IN ('user', 'partner', 'staff', 'system')),
    CONSTRAINT bookings_cancellation_code CHECK (cancellation_code IN (
        'rejected', 'no_longer_free', 'request_expired', 'payment_expired', 'by_user',
        'by_partner', 'by_staff', 'unproven')),
    CONSTRAINT bookings_cancellation CHECK (
        (cancelled_at IS NULL OR status = 'CANCELLED')
        AND (cancelled_at IS NULL) = (cancelled_by IS NULL)
        AND (cancelled_at IS NULL) = (cancellation_code IS NULL)),
    CONSTRAINT bookings_refund_percent CHECK (refund_percent BETWEEN 0 AND 100),
    CONSTRAINT bookings_meeting_code CHECK (
        (meeting_code IS NULL) = (meeting_codes_issued IS NULL)
        AND (meeting_code IS NULL) = (meeting_code_tries IS NULL)),
    CONSTRAINT bookings_meeting_place CHECK ((meeting_lat IS NULL) = (meeting_lng IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX bookings_of_user ON bookings (user_id, created_at DESC, id DESC);
CREATE INDEX bookings_of_partner ON bookings (partner_id, created_at DESC, id DESC);
CREATE INDEX bookings_newest ON bookings (created_at DESC, id DESC);
CREATE INDEX bookings_due ON bookings (due_at, id) WHERE due_at IS NOT NULL;
"""

HISTORY = """
CREATE TABLE booking_status_history (
    id          uuid        PRIMARY KEY,
    booking_id  uuid        NOT NULL REFERENCES bookings,
    from_status text,
    to_status   text        NOT NULL,
    action      text        NOT NULL,
    party       text        NOT NULL,
    changed_by  uuid        REFERENCES users,
    reason      text,
    created_at  timestamptz NOT NULL,
    CONSTRAINT booking_status_history_from_status CHECK (from_status IN (
        'PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
    CONSTRAINT booking_status_history_to_status CHECK (to_status IN (
        'PENDING', 'CONFIRMED', 'PAID', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
    CONSTRAINT booking_status_history_action CHECK (action IN (
        'request', 'confirm', 'reject', 'decline', 'expire', 'pay', 'cancel', 'start',
        'agree_completion', 'complete')),
    CONSTRAINT booking_status_history_party CHECK (
        party IN ('user', 'partner', 'staff', 'system')),
    CONSTRAINT booking_status_history_actor CHECK (changed_by IS NOT NULL OR party = 'system')
);
CREATE INDEX booking_status_history_booking ON booking_status_history (booking_id, created_at);
CREATE TRIGGER booking_status_history_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON booking_status_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

RESERVATIONS = """
CREATE TABLE reservations (
    person_id  uuid      NOT NULL REFERENCES users,
    period     tstzrange NOT NULL,
    booking_id uuid      NOT NULL REFERENCES bookings,
    role       text      NOT NULL,
    PRIMARY KEY (booking_id, role),
    CONSTRAINT reservations_role CHECK (role IN ('user', 'partner')),
    -- 14 days of meeting and the longest travel buffer behind it
    CONSTRAINT reservations_period CHECK (
        lower_inc(period) AND NOT upper_inc(period)
        AND upper(period) - lower(period) <= interval '15 days'),
    CONSTRAINT reservations_no_overlap EXCLUDE USING gist (person_id WITH =, period WITH &&)
);
"""

LOCAL_TIMES = """
CREATE VIEW booking_times AS
SELECT id, booking_code,
       (starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS date,
       (starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::time AS start_time,
       (ends_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::time AS end_time,
       (ends_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS end_date,
       duration_hours, total_hours
FROM bookings;
"""


def upgrade() -> None:
    for statements in (APPEND_ONLY, BOOKINGS, HISTORY, RESERVATIONS, LOCAL_TIMES):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP VIEW booking_times")
    op.execute("DROP TABLE reservations, booking_status_history, bookings")
    op.execute("DROP FUNCTION refuse_change")
