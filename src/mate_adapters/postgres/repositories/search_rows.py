"""What a search entry is in a row: the columns it is read from, and those that only serve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final
from zlib import crc32

from mate_adapters.postgres.connection import Row
from mate_core.partners.model import ServiceType
from mate_core.profiles.model import Gender
from mate_core.search.cells import centre_of, tile_of
from mate_core.search.entry import SearchEntry
from mate_core.search.ranking import rank_of
from mate_core.search.terms import EntryTerms, terms_of
from mate_core.shared.money import Vnd

SERVICE_BITS: Final[Mapping[ServiceType, int]] = {
    service: 1 << place
    for place, service in enumerate(
        (
            ServiceType.WALKING,
            ServiceType.MOVIE,
            ServiceType.COFFEE,
            ServiceType.DINING,
            ServiceType.PARTY,
            ServiceType.EVENT,
            ServiceType.SHOPPING,
            ServiceType.SPORT,
            ServiceType.TRAVEL,
        )
    )
}
"""Stored: a service keeps its bit for ever, and new ones come at the end."""
_MINUTE: Final = timedelta(minutes=1)

COLUMNS: Final = (
    "partner_id",
    "cell",
    "tile",
    "rank",
    "hourly_rate",
    "rating_hundredths",
    "service_bits",
    "value_bits",
    "gender",
    "minimum_half_hours",
    "travel_buffer_minutes",
    "total_reviews",
    "rating_sum",
    "display_name",
    "avatar_url",
    "bio",
    "city",
    "province_code",
    "service_types",
    "languages",
    "interests",
    "reliability",
)
"""All but the terms, in the order in which rows are read."""


def service_bits(services: Iterable[ServiceType]) -> int:
    return sum({SERVICE_BITS[service] for service in services})


def value_bits(values: Iterable[str]) -> int:
    """One of 63 bits for each chosen value: who lacks the bit lacks the value, for certain."""
    bits = 0
    for value in values:
        bits |= 1 << crc32(value.encode()) % 63
    return bits


def values_of(entry: SearchEntry, terms: EntryTerms) -> dict[str, Any]:
    """By column, as a row is written."""
    return {
        "partner_id": entry.partner_id,
        "cell": entry.cell,
        "tile": tile_of(entry.cell),
        "rank": rank_of(entry),
        "hourly_rate": entry.hourly_rate.amount,
        "rating_hundredths": entry.rating_hundredths,
        "service_bits": service_bits(entry.service_types),
        "value_bits": value_bits(terms.values),
        "gender": entry.gender and entry.gender.value,
        "minimum_half_hours": entry.minimum_half_hours,
        "travel_buffer_minutes": entry.travel_buffer // _MINUTE,
        "total_reviews": entry.total_reviews,
        "rating_sum": entry.rating_sum,
        "display_name": entry.display_name,
        "avatar_url": entry.avatar_url,
        "bio": entry.bio,
        "city": entry.city,
        "province_code": entry.province_code,
        "service_types": sorted(service.value for service in entry.service_types),
        "languages": list(entry.languages),
        "interests": list(entry.interests),
        "reliability": entry.reliability,
        "terms": vector_of(terms),
    }


def vector_of(terms: EntryTerms) -> str:
    """As PostgreSQL reads a tsvector.

    Terms hold letters, digits, spaces and slashes only, so nothing needs escaping.
    """
    return " ".join(f"'{term}'" for term in terms.all)


def entry_of_row(row: Row) -> SearchEntry:
    """From the `COLUMNS`."""
    kept = dict(zip(COLUMNS, row, strict=False))
    return SearchEntry(
        partner_id=kept["partner_id"],
        display_name=kept["display_name"],
        avatar_url=kept["avatar_url"],
        bio=kept["bio"],
        city=kept["city"],
        province_code=kept["province_code"],
        base_area=centre_of(kept["cell"]),
        hourly_rate=Vnd(kept["hourly_rate"]),
        minimum_half_hours=kept["minimum_half_hours"],
        travel_buffer=kept["travel_buffer_minutes"] * _MINUTE,
        service_types=frozenset(map(ServiceType, kept["service_types"])),
        gender=None if kept["gender"] is None else Gender(kept["gender"]),
        languages=tuple(kept["languages"]),
        interests=tuple(kept["interests"]),
        total_reviews=kept["total_reviews"],
        rating_sum=kept["rating_sum"],
        reliability=kept["reliability"],
    )


def is_same(row: Row, entry: SearchEntry) -> bool:
    """Whether the stored row, its terms at the end, is what would be written."""
    *columns, terms = row
    wanted = terms_of(entry)
    values = values_of(entry, wanted)
    return (
        all(values[name] == value for name, value in zip(COLUMNS, columns, strict=True))
        and frozenset(terms) == wanted.all
    )
