"""The read model of search for many new partners at once: made by the core, written by COPY."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from psycopg.rows import TupleRow

from mate_adapters.postgres.copying import CopyTable
from mate_adapters.postgres.repositories.search_rows import values_of, vector_of
from mate_adapters.postgres.tables.search import partner_search, search_cells, search_terms
from mate_core.search.cells import centre_of, tile_of
from mate_core.search.entry import SearchEntry
from mate_core.search.terms import terms_of

TABLES: Final[Sequence[sa.Table]] = (partner_search, search_cells, search_terms)
_ENTRIES: Final = CopyTable(partner_search)
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


class NewEntries:
    """Entries of partners who were not there before; what they have in common is counted here."""

    def __init__(self) -> None:
        self.table: Final = _ENTRIES
        self._terms = Counter[str]()
        self._cells = set[int]()

    def lines(self, entries: Iterable[SearchEntry]) -> bytes:
        """The rows for `table`, remembered for `finish`."""
        return _ENTRIES.lines(self._rows(entries))

    def _rows(self, entries: Iterable[SearchEntry]) -> Iterator[Mapping[str, Any]]:
        for entry in entries:
            terms = terms_of(entry)
            self._terms.update(terms.all)
            row = values_of(entry)
            self._cells.add(row["cell"])
            yield row | {"terms": vector_of(terms)}

    def finish(self, connection: psycopg.Connection[TupleRow]) -> None:
        """The cells and the vocabulary of all entries, in the same transaction."""
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
