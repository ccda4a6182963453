"""The index speaks degrees, the port promises kilometres: compared with brute force."""

from __future__ import annotations

import random
from collections.abc import Sequence
from uuid import UUID

import psycopg
import pytest

from mate_adapters.postgres.store import PostgresStore
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from tests.contract.makers import NOW, new_id

pytestmark = pytest.mark.postgres

VIEWER = UserId(UUID(int=1))


def fill(dsn: str, areas: Sequence[Coordinates]) -> dict[UserId, Coordinates]:
    """Bookable partners at those places, faster than by registering each."""
    partners = {UserId(new_id()): area for area in areas}
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO users (id, password_hash, role, status, kyc_status, created_at,"
            " updated_at) VALUES (%s, '', 'USER', 'ACTIVE', 'NONE', %s, %s)",
            [(person, NOW, NOW) for person in partners],
        )
        cursor.executemany(
            "INSERT INTO profiles (user_id, full_name, date_of_birth, created_at, updated_at)"
            " VALUES (%s, 'Nguyễn An', '1998-05-17', %s, %s)",
            [(person, NOW, NOW) for person in partners],
        )
        cursor.executemany(
            "INSERT INTO partner_profiles (user_id, hourly_rate, minimum_half_hours,"
            " service_types, base_lat, base_lng, travel_buffer_minutes, is_available,"
            " verified_at, created_at, updated_at)"
            " VALUES (%s, 100000, 6, '{}', %s, %s, 30, true, %s, %s, %s)",
            [(person, at.latitude, at.longitude, NOW, NOW, NOW) for person, at in partners.items()],
        )
    return partners


@pytest.mark.parametrize("latitude", [10.8, 21.0, 60.0])
@pytest.mark.parametrize(("spread", "radius_km"), [(0.05, 10), (0.3, 20), (1.5, 50)])
async def test_pages_and_totals_are_those_of_brute_force(
    postgres_store: PostgresStore,
    empty_database: str,
    latitude: float,
    spread: float,
    radius_km: int,
) -> None:
    chance = random.Random(f"{latitude}/{spread}")
    origin = Coordinates(latitude, 106.7)
    partners = fill(
        empty_database,
        [
            Coordinates(
                latitude + chance.uniform(-spread, spread), 106.7 + chance.uniform(-spread, spread)
            )
            for _ in range(700)
        ],
    )
    inside = sorted(
        (origin.distance_km(area), person)
        for person, area in partners.items()
        if origin.distance_km(area) <= radius_km
    )

    for page in (1, 3, 12, 30):
        found = await postgres_store.directory.nearby(
            VIEWER, origin, radius_km=radius_km, page=page, limit=20
        )
        wanted = [person for _, person in inside[(page - 1) * 20 : page * 20]]
        assert [card.partner_id for card in found.items] == wanted
        assert found.total == min(len(inside), TOTAL_COUNTED)
        assert found.total_is_more is (len(inside) > TOTAL_COUNTED)
