"""What is looked at and booked lately; how partners deal with requests; when a place was told.

Revision ID: 0027
"""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_UP = """
ALTER TABLE partner_profiles
    ADD COLUMN requests_accepted  integer NOT NULL DEFAULT 0,
    ADD COLUMN requests_declined  integer NOT NULL DEFAULT 0,
    ADD COLUMN requests_lapsed    integer NOT NULL DEFAULT 0,
    ADD COLUMN bookings_cancelled integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT partner_profiles_reliability CHECK (
        least(requests_accepted, requests_declined, requests_lapsed, bookings_cancelled) >= 0);

ALTER TABLE partner_search
    ADD COLUMN reliability smallint NOT NULL DEFAULT 85,
    ADD CONSTRAINT partner_search_reliability CHECK (reliability BETWEEN 0 AND 100);
ALTER TABLE partner_search ALTER COLUMN reliability DROP DEFAULT;

ALTER TABLE profiles
    ADD COLUMN located_at timestamptz,
    ADD CONSTRAINT profiles_located CHECK (located_at IS NULL OR current_lat IS NOT NULL);

CREATE TABLE partner_views (
    partner_id uuid NOT NULL REFERENCES partner_profiles,
    day        date NOT NULL,
    viewer     text NOT NULL,
    PRIMARY KEY (partner_id, day, viewer)
);
COMMENT ON COLUMN partner_views.viewer IS
    'keyed digest of viewer, partner and day: it matches no other day and no other partner';
CREATE INDEX partner_views_day ON partner_views (day, partner_id);

CREATE TABLE partner_trends (
    partner_id  uuid        PRIMARY KEY REFERENCES partner_profiles,
    place       text        NOT NULL,
    score       bigint      NOT NULL,
    computed_at timestamptz NOT NULL,
    CONSTRAINT partner_trends_score CHECK (score > 0)
);
CREATE INDEX partner_trends_order ON partner_trends (score DESC, partner_id);
CREATE INDEX partner_trends_places ON partner_trends (place, score DESC, partner_id);

CREATE INDEX bookings_trends ON bookings (partner_id, paid_at)
    WHERE paid_at IS NOT NULL AND status IN ('PAID', 'IN_PROGRESS', 'COMPLETED');
"""

_DOWN = """
DROP INDEX bookings_trends;
DROP TABLE partner_trends;
DROP TABLE partner_views;
ALTER TABLE partner_search DROP COLUMN reliability;
ALTER TABLE profiles DROP COLUMN located_at;
ALTER TABLE partner_profiles
    DROP COLUMN requests_accepted,
    DROP COLUMN requests_declined,
    DROP COLUMN requests_lapsed,
    DROP COLUMN bookings_cancelled;
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)
