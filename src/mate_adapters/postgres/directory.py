"""Search for partners: asking the server, and what its rows mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.repositories.search_rows import COLUMNS, entry_of_row
from mate_adapters.postgres.search_planning import box_around, plan_of
from mate_adapters.postgres.search_statements import statement_of
from mate_adapters.postgres.search_vocabulary import ALIKE, KNOWN
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement, query
from mate_core.search.criteria import Sort
from mate_core.search.model import PageWish, PartnerCard, Place, SearchPage
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.search.query import SearchQuery
from mate_core.search.terms import Term, TermKnowledge
from mate_core.search.text import has_alikes
from mate_core.shared.geo import distance_band_km
from mate_core.shared.ids import UserId

_CARD: Final = 4
"""Where the columns of the entry begin in a row."""
_TIDY: Final = tuple(
    Statement(query(f"VACUUM (ANALYZE) {table}"))
    for table in ("partner_search", "search_cells", "search_terms")
)


class PostgresDirectory:
    """For places away from the poles and the date line, such as Viet Nam."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    async def known(self, terms: Sequence[Term]) -> Sequence[TermKnowledge]:
        values = {
            "terms": [term.text for term in terms],
            "prefixes": [term.is_prefix for term in terms],
        }
        counts = [int(row[0]) for row in await self._rows(KNOWN, values)]
        asked = zip(terms, counts, strict=True)
        unknown = sorted({term.text for term, n in asked if not n and has_alikes(term.text)})
        alike: dict[str, list[tuple[str, int]]] = {}
        for place, word, owners in await self._rows(ALIKE, {"terms": unknown}) if unknown else ():
            alike.setdefault(unknown[place - 1], []).append((word, owners))
        return [
            TermKnowledge(partners) if partners else _unknown(alike.get(term.text, ()))
            for term, partners in zip(terms, counts, strict=True)
        ]

    async def find(self, viewer: UserId, query: SearchQuery, page: PageWish) -> SearchPage:
        plan = plan_of(viewer, query, page)
        rows: Sequence[Row] = ()
        for radius_km in plan.radii_km:
            around = box_around(query.criteria.origin, radius_km)
            rows = await self._rows(statement_of(plan.form), {**plan.values, **around})
            # Whoever is farther than the ring comes behind everybody in it.
            if rows[0][0] > TOTAL_COUNTED and len(rows) > page.limit:
                break
        total = int(rows[0][0])
        hits = [row for row in rows if row[1] is not None]
        shown = hits[: page.limit]
        return SearchPage(
            [_card(row) for row in shown],
            min(total, TOTAL_COUNTED),
            total > TOTAL_COUNTED,
            _place(query.sort, shown[-1]) if len(hits) > page.limit else None,
        )

    async def tidy(self) -> None:
        for statement in _TIDY:
            await self._rows(statement, {})

    async def _rows(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        session = Session(self._pool, read_only=True)
        await session.open()
        try:
            return await session.rows(statement, values)
        finally:
            await session.close()


def _unknown(alike: Sequence[tuple[str, int]]) -> TermKnowledge:
    return TermKnowledge(0, tuple(word for word, _ in alike), sum(n for _, n in alike))


def _place(sort: Sort, row: Row) -> Place:
    match, kept = row[2], dict(zip(COLUMNS, row[_CARD:], strict=True))
    first: dict[Sort, tuple[int, ...]] = {
        Sort.DISTANCE: (kept["cell"],),
        Sort.RATING: (),
        Sort.PRICE: (kept["hourly_rate"],),
        Sort.RELEVANCE: (match,),
    }
    return Place((*first[sort], kept["rank"]), kept["partner_id"])


def _card(row: Row) -> PartnerCard:
    km, completed_bookings = row[1], row[3]
    entry = entry_of_row(row[_CARD:])
    return PartnerCard(
        partner_id=entry.partner_id,
        display_name=entry.display_name,
        avatar_url=entry.avatar_url,
        bio=entry.bio,
        city=entry.city,
        hourly_rate=entry.hourly_rate,
        average_rating=entry.average_rating,
        total_reviews=entry.total_reviews,
        completed_bookings=completed_bookings,
        is_verified=True,
        service_types=entry.service_types,
        distance_km=distance_band_km(km),
    )
