"""What search knows of partners who can be found, and the words that they are found by.

Revision ID: 0026
"""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

EXTENSIONS = "CREATE EXTENSION IF NOT EXISTS pg_trgm"

ENTRIES = """
CREATE TABLE partner_search (
    partner_id            uuid             PRIMARY KEY REFERENCES partner_profiles,
    cell                  bigint           NOT NULL,
    tile                  bigint           NOT NULL,
    rank                  integer          NOT NULL,
    hourly_rate           integer          NOT NULL,
    rating_hundredths     smallint         NOT NULL,
    service_bits          integer          NOT NULL,
    value_bits            bigint           NOT NULL,
    gender                text,
    minimum_half_hours    smallint         NOT NULL,
    travel_buffer_minutes smallint         NOT NULL,
    total_reviews         integer          NOT NULL,
    rating_sum            integer          NOT NULL,
    display_name          text             NOT NULL,
    avatar_url            text,
    bio                   text,
    city                  text,
    province_code         text,
    service_types         text[]           NOT NULL,
    languages             text[]           NOT NULL,
    interests             text[]           NOT NULL,
    terms                 tsvector         NOT NULL,
    CONSTRAINT partner_search_gender CHECK (gender IN ('MALE', 'FEMALE', 'OTHER')),
    CONSTRAINT partner_search_rating CHECK (
        rating_hundredths BETWEEN 0 AND 500 AND least(total_reviews, rating_sum) >= 0),
    CONSTRAINT partner_search_minimum CHECK (minimum_half_hours >= 6),
    CONSTRAINT partner_search_travel_buffer CHECK (travel_buffer_minutes >= 0)
) WITH (
    fillfactor = 90,
    -- Walks along an index read no row of a page that a vacuum has seen since it was written.
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.02
);
COMMENT ON COLUMN partner_search.cell IS '1 km cell by number: all that search knows of the place';

CREATE TABLE search_cells (
    cell bigint           PRIMARY KEY,
    tile bigint           NOT NULL,
    lat  double precision NOT NULL,
    lng  double precision NOT NULL,
    spot point            GENERATED ALWAYS AS (point(lng, lat)) STORED
);
CREATE INDEX search_cells_spot ON search_cells USING gist (spot);

CREATE TABLE search_terms (
    term     text    COLLATE "C" PRIMARY KEY,
    partners integer NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX search_terms_alike ON search_terms USING gin (term gin_trgm_ops)
    WHERE term ~ '^[a-z]{3,}$';
"""

INDEXES = """
CREATE INDEX partner_search_by_cell
    ON partner_search (cell, rank DESC, partner_id)
    INCLUDE (hourly_rate, rating_hundredths, service_bits, value_bits, gender,
             minimum_half_hours, travel_buffer_minutes);
CREATE INDEX partner_search_by_rank
    ON partner_search (tile, rank DESC, partner_id)
    INCLUDE (cell, hourly_rate, rating_hundredths, service_bits, value_bits, gender,
             minimum_half_hours, travel_buffer_minutes);
CREATE INDEX partner_search_by_rate
    ON partner_search (tile, hourly_rate, rank DESC, partner_id)
    INCLUDE (cell, rating_hundredths, service_bits, value_bits, gender,
             minimum_half_hours, travel_buffer_minutes);
CREATE INDEX partner_search_terms ON partner_search USING gin (terms);
DROP INDEX partner_profiles_nearby;
"""


def upgrade() -> None:
    for statements in (EXTENSIONS, ENTRIES, INDEXES):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP TABLE partner_search, search_cells, search_terms")
    op.execute(
        "CREATE INDEX partner_profiles_nearby ON partner_profiles USING gist (base_point)"
        " WHERE is_available AND verified_at IS NOT NULL AND base_lat IS NOT NULL"
    )
