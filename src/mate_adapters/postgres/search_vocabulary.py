"""Questions about the vocabulary: how many have a term, and which words look like one."""

from __future__ import annotations

from typing import Final

from mate_adapters.postgres.statement import Statement, query
from mate_adapters.postgres.tables.columns import BOOLEANS, TEXTS
from mate_core.search.ports import NEAREST_COUNTED

KNOWN: Final = Statement(
    query(
        """
        SELECT coalesce(CASE WHEN is_prefix THEN
                (SELECT sum(partners) FROM search_terms AS kept
                 WHERE kept.term >= asked.term AND kept.term < asked.term || chr(1114111))
            ELSE (SELECT partners FROM search_terms AS kept WHERE kept.term = asked.term)
            END, 0) AS partners
        FROM unnest(:terms, :prefixes) WITH ORDINALITY AS asked (term, is_prefix, place)
        ORDER BY place
        """,
        terms=TEXTS,
        prefixes=BOOLEANS,
    )
)
ALIKE: Final = Statement(
    query(
        f"""
        SELECT place, kept.term, kept.partners
        FROM unnest(:terms) WITH ORDINALITY AS asked (term, place)
        CROSS JOIN LATERAL (
            SELECT term, partners FROM search_terms AS known
            WHERE known.term % asked.term AND known.term ~ '^[a-z]{{3,}}$' AND partners > 0
                AND similarity(known.term, asked.term) >= 0.3::real
            ORDER BY similarity(known.term, asked.term) DESC, known.term LIMIT {NEAREST_COUNTED}
        ) AS kept
        """,
        terms=TEXTS,
    )
)
