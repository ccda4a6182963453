"""Partners, their published time, and everyone's reservations.

Revision ID: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PARTNERS = """
CREATE TABLE partner_profiles (
    user_id               uuid        PRIMARY KEY REFERENCES users,
    hourly_rate           bigint      NOT NULL,
    minimum_half_hours    smallint    NOT NULL,
    minimum_hours         numeric(4, 1) GENERATED ALWAYS AS (minimum_half_hours / 2.0) STORED,
    service_types         text[]      NOT NULL,
    bio                   text,
    base_lat              double precision,
    base_lng              double precision,
    base_point            point       GENERATED ALWAYS AS (point(base_lng, base_lat)) STORED,
    city                  text,
    travel_buffer_minutes smallint    NOT NULL,
    is_available          boolean     NOT NULL,
    verified_at           timestamptz,
    is_verified           boolean     GENERATED ALWAYS AS (verified_at IS NOT NULL) STORED,
    total_bookings        integer     NOT NULL DEFAULT 0,
    completed_bookings    integer     NOT NULL DEFAULT 0,
    total_reviews         integer     NOT NULL DEFAULT 0,
    rating_sum            integer     NOT NULL DEFAULT 0,
    average_rating        numeric(3, 2) GENERATED ALWAYS AS (
        CASE WHEN total_reviews > 0 THEN rating_sum::numeric / total_reviews ELSE 0 END) STORED,
    version               integer     NOT NULL DEFAULT 0,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    CONSTRAINT partner_profiles_hourly_rate CHECK (hourly_rate > 0),
    CONSTRAINT partner_profiles_minimum CHECK (minimum_half_hours >= 6),
    CONSTRAINT partner_profiles_travel_buffer CHECK (travel_buffer_minutes >= 0),
    CONSTRAINT partner_profiles_counters CHECK (
        least(total_bookings, completed_bookings, total_reviews, rating_sum) >= 0),
    CONSTRAINT partner_profiles_base_area CHECK (
        (base_lat IS NULL) = (base_lng IS NULL)
        AND base_lat BETWEEN -90 AND 90 AND base_lng BETWEEN -180 AND 180),
    CONSTRAINT partner_profiles_service_types CHECK (
        service_types <@ ARRAY['walking', 'movie', 'coffee', 'dining', 'party', 'event',
                               'shopping', 'sport', 'travel'])
) WITH (fillfactor = 80);
COMMENT ON COLUMN partner_profiles.base_lat IS 'centre of a 1 km cell, never the exact point';
CREATE INDEX partner_profiles_nearby ON partner_profiles USING gist (base_point)
    WHERE is_available AND verified_at IS NOT NULL AND base_lat IS NOT NULL;
"""

SLOTS = """
CREATE TABLE availability_slots (
    id         uuid        PRIMARY KEY,
    partner_id uuid        NOT NULL REFERENCES partner_profiles,
    period     tstzrange   NOT NULL,
    status     text        NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT availability_slots_status CHECK (status IN ('available', 'blocked')),
    CONSTRAINT availability_slots_period CHECK (
        lower_inc(period) AND NOT upper_inc(period)
        AND upper(period) - lower(period) <= interval '14 days'),
    CONSTRAINT availability_slots_no_overlap
        EXCLUDE USING gist (partner_id WITH =, status WITH =, period WITH &&)
);
"""


def upgrade() -> None:
    op.execute(PARTNERS)
    op.execute(SLOTS)


def downgrade() -> None:
    op.execute("DROP TABLE availability_slots, partner_profiles")
