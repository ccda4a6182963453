"""Many partners at once, straight into the tables: for plans and figures, not for rules."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Final

import psycopg

from mate_adapters.postgres.repositories.search_rows import value_bits
from mate_core.search.cells import cell_of, centre_of, tile_of
from mate_core.shared.geo import Coordinates
from tests.contract.makers import NOW

TOWNS: Final = (
    (Coordinates(21.03, 105.85), 0.05, 25),
    (Coordinates(10.78, 106.69), 0.06, 35),
    (Coordinates(16.06, 108.21), 0.03, 6),
    (Coordinates(20.86, 106.68), 0.03, 4),
    (Coordinates(10.03, 105.78), 0.03, 4),
)
"""Centre, spread in degrees, percent of all partners; the rest lives anywhere."""


def places(number: int, chance: random.Random) -> Iterator[Coordinates]:
    shares = [share for _, _, share in TOWNS]
    for _ in range(number):
        if chance.random() < sum(shares) / 100:
            town, spread, _ = chance.choices(TOWNS, shares)[0]
            latitude = chance.gauss(town.latitude, spread)
            yield Coordinates(latitude, chance.gauss(town.longitude, spread))
        else:
            yield Coordinates(chance.uniform(9, 23), chance.uniform(104.5, 108))


_PEOPLE: Final = """
CREATE TEMPORARY TABLE bulk AS
SELECT gen_random_uuid() AS id, cell, tile, lat, lng,
    (3_500 + 1_500 * random())::int AS rank,
    10_000 * (5 + floor(-ln(random() + 1e-9) * 15))::int AS rate,
    (400 + random() * 100)::int AS rating,
    (1 << (random() * 8)::int) | (1 << (random() * 8)::int) | (1 << (random() * 8)::int) AS bits,
    CASE WHEN random() < 0.6 THEN 'FEMALE' WHEN random() < 0.95 THEN 'MALE' ELSE 'OTHER' END
        AS gender,
    (ARRAY['linh','anh','huong','mai','trang','minh','tuan','duc','ha','thao'])
        [1 + floor(random() * 10)] AS name,
    CASE WHEN random() < 0.1 THEN 'nguyen' ELSE 'n' || floor(random() ^ 2 * 300) END AS family,
    'w' || floor(random() ^ 3 * 5_000) AS word,
    (ARRAY['en','en','en','ja','ko','zh'])[1 + floor(random() * 20)] AS language,
    'hobby ' || floor(random() ^ 3 * 200) AS hobby, 0::bigint AS value_bits
FROM bulk_places, LATERAL generate_series(1, partners)
"""
_BITS_OF: Final = """
UPDATE bulk SET value_bits = (%(bits)s::jsonb->>'vi')::bigint | (%(bits)s::jsonb->>hobby)::bigint
    | coalesce((%(bits)s::jsonb->>language)::bigint, 0)
"""
_VALUES: Final = {
    "/lang/": ("vi", "en", "ja", "ko", "zh"),
    "/likes/": tuple(f"hobby {number}" for number in range(200)),
}
_ROWS: Final = (
    """
    INSERT INTO users (id, password_hash, role, status, kyc_status, created_at, updated_at)
    SELECT id, '', 'PARTNER', 'ACTIVE', 'VERIFIED', %(at)s, %(at)s FROM bulk
    """,
    """
    INSERT INTO profiles (user_id, full_name, date_of_birth, created_at, updated_at)
    SELECT id, family || ' ' || name, '1998-05-17', %(at)s, %(at)s FROM bulk
    """,
    """
    INSERT INTO partner_profiles (user_id, hourly_rate, minimum_half_hours, service_types, base_lat,
        base_lng, travel_buffer_minutes, is_available, verified_at, listing, created_at, updated_at)
    SELECT id, rate, 6, '{walking}', lat, lng, 30, true, %(at)s, 'APPROVED', %(at)s, %(at)s
    FROM bulk
    """,
    """
    INSERT INTO partner_search (partner_id, cell, tile, rank, hourly_rate, rating_hundredths,
        service_bits, value_bits, gender, minimum_half_hours, travel_buffer_minutes,
        total_reviews, rating_sum, reliability, display_name, bio, service_types, languages,
        interests, terms)
    SELECT id, cell, tile, rank, rate, rating, bits, value_bits, gender, 6, 30, 10, rating / 10,
        100, family || ' ' || name, repeat('Thích đi dạo. ', 10), '{walking}',
        array_remove(ARRAY['vi', language], NULL), ARRAY[hobby],
        array_to_tsvector(array_remove(ARRAY[name, family, word, '/named/' || name,
            '/named/' || family, '/called/' || family || ' ' || name, '/lang/vi',
            '/lang/' || language, '/likes/' || hobby], NULL))
    FROM bulk
    """,
    """
    INSERT INTO search_cells (cell, tile, lat, lng) SELECT cell, tile, lat, lng FROM bulk_places
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO search_terms (term, partners)
    SELECT word, ndoc FROM ts_stat('SELECT terms FROM partner_search')
    """,
    """
    INSERT INTO availability_slots (id, partner_id, period, status, created_at)
    SELECT gen_random_uuid(), id, tstzrange(opens, opens + interval '8 hours'), 'available', %(at)s
    FROM bulk, LATERAL (
        SELECT %(at)s::timestamptz + day * interval '1 day'
            + floor(random() * 5) * interval '1 hour'
        FROM generate_series(0, 6) AS day
        WHERE random() < %(share)s AND id IS NOT NULL) AS open (opens) -- anew for each partner
    """,
    """
    INSERT INTO weekly_hours (id, partner_id, weekdays, start_minute, minutes, since, created_at)
    SELECT gen_random_uuid(), id, 1 + floor(random() * 127), 1_020, 360, '2026-01-01', %(at)s
    FROM bulk WHERE random() < 0.5
    """,
    """
    INSERT INTO reservations (person_id, period, booking_id, role)
    SELECT id, tstzrange(%(at)s::timestamptz + interval '3 hours',
        %(at)s::timestamptz + interval '6 hours'), gen_random_uuid(), 'partner'
    FROM bulk WHERE random() < 0.1
    """,
    """
    INSERT INTO user_blacklist (blocker_id, blocked_id, created_at)
    SELECT one.id, other.id, %(at)s
    FROM (SELECT id, row_number() OVER () AS n FROM bulk LIMIT 5_000) AS one
    JOIN (SELECT id, row_number() OVER () - 5_000 AS n FROM bulk) AS other USING (n)
    """,
)
_TABLES: Final = (
    "users profiles partner_profiles partner_search search_cells search_terms availability_slots"
    " weekly_hours reservations user_blacklist"
)


def _known_bits() -> str:
    bits = {each: value_bits([kind + each]) for kind, values in _VALUES.items() for each in values}
    return json.dumps(bits)


def fill(dsn: str, partners: int, *, open_days: float = 0.5, seed: int = 5) -> None:
    """So many partners who can be found, with words, free time, meetings and blocks; analysed.

    `open_days` is the share of the next seven days on which somebody is open for eight hours.
    """
    crowd = Counter(map(cell_of, places(partners, random.Random(seed))))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute(
            "CREATE TEMPORARY TABLE bulk_places (cell bigint, tile bigint, lat float8, lng float8,"
            " partners integer)"
        )
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY bulk_places FROM STDIN") as copy,
        ):
            for cell, number in crowd.items():
                centre = centre_of(cell)
                copy.write_row((cell, tile_of(cell), centre.latitude, centre.longitude, number))
        connection.execute(_PEOPLE)
        connection.execute(_BITS_OF, {"bits": _known_bits()})
        for statement in _ROWS:
            connection.execute(statement, {"at": NOW, "share": open_days})
        for table in _TABLES.split():
            connection.execute(f"VACUUM (ANALYZE) {table}")
