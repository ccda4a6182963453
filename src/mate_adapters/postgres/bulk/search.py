"""The read model of search for many new partners at once: made by the core, written by COPY."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from psycopg.rows import TupleRow

from mate_adapters.postgres.repositories.search_rows import values_of
from mate_adapters.postgres.tables.search import partner_search, search_cells, search_terms
from mate_core.search.cells import centre_of, tile_of
from mate_core.search.entry import SearchEntry
from mate_core.search.terms import terms_of

TABLES: Final[tuple[sa.Table, ...]] = (partner_search, search_cells, search_terms)
_CELLS: Final = """
    INSERT INTO search_cells (cell, tile, lat, lng)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::float8[])
    ON CONFLICT DO NOTHING
"""
# In the order of the terms, as everybody counts them: nobody waits in a ring.
_TERMS: Final = """
    INSERT INTO search_terms (term, partners) SELECT * FROM unnest(%s::text[], %s::bigint[])
    ON CONFLICT (term) DO UPDATE SET partners = search_terms.partners + excluded.partners
"""


class Vocabulary:
    """What entries of new partners have in common: how often each term, and all the cells."""

    def __init__(self) -> None:
        self._terms = Counter[str]()
        self._cells = set[int]()

    def rows(self, entries: Iterable[SearchEntry]) -> Iterator[Mapping[str, Any]]:
        """The entries as rows of `partner_search`, each counted when it is taken."""
        for entry in entries:
            terms = terms_of(entry)
            self._terms.update(terms.all)
            row = values_of(entry, terms)
            self._cells.add(row["cell"])
            yield row

    def add(self, other: Vocabulary) -> None:
        self._terms.update(other._terms)
        self._cells |= other._cells

    def write(self, connection: psycopg.Connection[TupleRow]) -> None:
        """In the same transaction as the rows."""
        cells = sorted(self._cells)
        centres = [centre_of(cell) for cell in cells]
        connection.execute(
            _CELLS,
            (
                cells,
                [tile_of(cell) for cell in cells],
                [centre.latitude for centre in centres],
                [centre.longitude for centre in centres],
            ),
        )
        terms = sorted(self._terms)
        connection.execute(_TERMS, (terms, [self._terms[term] for term in terms]))
