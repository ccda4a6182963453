"""The read model of search, with the cells and the vocabulary that go with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.repositories.partners import partner_of
from mate_adapters.postgres.repositories.profiles import profile_of
from mate_adapters.postgres.repositories.search_rows import (
    COLUMNS,
    entry_of_row,
    is_same,
    values_of,
)
from mate_adapters.postgres.repositories.users import user_of
from mate_adapters.postgres.statement import Statement, param, query
from mate_adapters.postgres.tables.columns import BIGINTS, TEXTS, UUIDS
from mate_adapters.postgres.tables.identity import profiles, users
from mate_adapters.postgres.tables.partners import partner_profiles
from mate_adapters.postgres.tables.search import partner_search
from mate_core.search.cells import centre_of, tile_of
from mate_core.search.entry import SearchEntry
from mate_core.search.ports import SearchSource
from mate_core.search.terms import terms_of
from mate_core.shared.ids import UserId

_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
_NAMES: Final = ", ".join(COLUMNS)
_OF: Final = Statement(
    query(
        f"""
        SELECT {_NAMES}, tsvector_to_array(terms)
        FROM partner_search WHERE partner_id = ANY (:ids)
        """,
        ids=UUIDS,
    )
)
_TYPES: Final = ", ".join(
    f"{column.name} {'text' if column.name == 'terms' else column.type.compile(_DIALECT)}"
    for column in partner_search.columns
)
_PUT: Final = Statement(
    query(
        f"""
        INSERT INTO partner_search ({_NAMES}, terms)
        SELECT {_NAMES}, terms::tsvector
        FROM jsonb_to_recordset(:entries) AS given ({_TYPES})
        ORDER BY partner_id
        ON CONFLICT (partner_id) DO UPDATE SET
            {", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS[1:], "terms"))}
        """,
        entries=JSONB(),
    )
)
_PUT_CELLS: Final = Statement(
    query(
        """
        INSERT INTO search_cells (cell, tile, lat, lng)
        SELECT cell, tile, lat, lng
        FROM jsonb_to_recordset(:cells)
            AS given (cell bigint, tile bigint, lat double precision, lng double precision)
        ORDER BY cell
        ON CONFLICT DO NOTHING
        """,
        cells=JSONB(),
    )
)
# Always in the order of the terms, so that two transactions wait for each other and not in a ring.
_COUNT_TERMS: Final = Statement(
    query(
        """
        INSERT INTO search_terms (term, partners)
        SELECT term, step FROM unnest(:terms, :steps) AS given (term, step)
        ON CONFLICT (term) DO UPDATE SET partners = search_terms.partners + excluded.partners
        """,
        terms=TEXTS,
        steps=BIGINTS,
    )
)
_FORGET_TERMS: Final = Statement(
    query("DELETE FROM search_terms WHERE term = ANY (:terms) AND partners <= 0", terms=TEXTS)
)
_REMOVE: Final = Statement(
    query("DELETE FROM partner_search WHERE partner_id = ANY (:ids)", ids=UUIDS)
)

_BEHIND: Final = """
    SELECT user_id FROM partner_profiles AS partner
    WHERE (CAST(:after AS uuid) IS NULL OR user_id > :after)
        AND EXISTS (SELECT FROM profiles WHERE profiles.user_id = partner.user_id)
        AND EXISTS (SELECT FROM users WHERE users.id = partner.user_id)
    ORDER BY user_id LIMIT :limit
"""
_SOURCE_IDS: Final = Statement(query(_BEHIND, after=sa.Uuid(), limit=sa.Integer()))
_LOCK_SOURCES: Final = Statement(
    query(_BEHIND + " FOR NO KEY UPDATE OF partner", after=sa.Uuid(), limit=sa.Integer())
)
_PARTNERS: Final = Statement(
    sa.select(*partner_profiles.c).where(partner_profiles.c.user_id == sa.any_(param("ids", UUIDS)))
)
_PROFILES: Final = Statement(
    sa.select(*profiles.c).where(profiles.c.user_id == sa.any_(param("ids", UUIDS)))
)
_USERS: Final = Statement(sa.select(*users.c).where(users.c.id == sa.any_(param("ids", UUIDS))))

_HAVE: Final = (
    "SELECT word AS term, ndoc AS partners FROM ts_stat('SELECT terms FROM partner_search')"
)
_MISCOUNTED: Final = Statement(
    query(
        f"""
        SELECT count(*) FROM ({_HAVE}) AS have FULL JOIN search_terms AS kept USING (term)
        WHERE have.partners IS DISTINCT FROM kept.partners
        """
    )
)
_LOCK_TERMS: Final = Statement(query("LOCK TABLE search_terms IN SHARE ROW EXCLUSIVE MODE"))
_CLEAR_TERMS: Final = Statement(query("DELETE FROM search_terms"))
_RECOUNT: Final = Statement(query(f"INSERT INTO search_terms (term, partners) {_HAVE}"))


class PostgresSearchEntries(Repository):
    __slots__ = ()

    async def put(self, *entries: SearchEntry) -> None:
        if not entries:
            return
        before = await self._rows(entry.partner_id for entry in entries)
        changed = [
            entry
            for entry in entries
            if entry.partner_id not in before or not is_same(before[entry.partner_id], entry)
        ]
        if not changed:
            return
        self._session.write(_PUT_CELLS, {"cells": json.dumps(_cells(changed))})
        self._session.write(_PUT, {"entries": json.dumps([_document(each) for each in changed])})
        steps = Counter[str]()
        for entry in changed:
            steps.update(terms_of(entry).all)
            steps.subtract(_terms(before.get(entry.partner_id)))
        self._count(steps)

    async def remove(self, *partner_ids: UserId) -> None:
        before = await self._rows(partner_ids) if partner_ids else {}
        if not before:
            return
        self._session.write(_REMOVE, {"ids": sorted(before)})
        steps = Counter[str]()
        for row in before.values():
            steps.subtract(_terms(row))
        self._count(steps)

    def _count(self, steps: Counter[str]) -> None:
        changed = sorted(term for term, step in steps.items() if step)
        if changed:
            values = {"terms": changed, "steps": [steps[term] for term in changed]}
            self._session.write(_COUNT_TERMS, values)
        less = [term for term in changed if steps[term] < 0]
        if less:
            self._session.write(_FORGET_TERMS, {"terms": less})

    async def _rows(self, partner_ids: Iterable[UserId]) -> dict[UserId, Row]:
        rows = await self._session.rows(_OF, {"ids": list(partner_ids)})
        return {row[0]: row for row in rows}

    async def of(self, *partner_ids: UserId) -> Sequence[SearchEntry]:
        return [entry_of_row(row) for row in (await self._rows(partner_ids)).values()]

    async def sources(self, after: UserId | None, limit: int) -> Sequence[SearchSource]:
        values = {"after": after, "limit": limit}
        return await self._sources(await self._session.rows(_SOURCE_IDS, values))

    async def sources_for_change(self, after: UserId | None, limit: int) -> Sequence[SearchSource]:
        values = {"after": after, "limit": limit}
        return await self._sources(await self._session.lock(_LOCK_SOURCES, values))

    async def _sources(self, locked: Sequence[Row]) -> Sequence[SearchSource]:
        """Read only now: whatever was waited for has been committed."""
        values = {"ids": [row[0] for row in locked]}
        session = self._session
        partners, people, accounts = await session.together(
            [session.rows(each, values) for each in (_PARTNERS, _PROFILES, _USERS)]
        )
        profile_by = {profile.user_id: profile for profile in map(profile_of, people)}
        user_by = {user.id: user for user in map(user_of, accounts)}
        made = [
            SearchSource(partner, profile_by[partner.id], user_by[partner.id])
            for partner in map(partner_of, partners)
        ]
        return sorted(made, key=lambda source: source.partner.id)

    async def stale(self, *entries: SearchEntry) -> Sequence[UserId]:
        rows = await self._rows(entry.partner_id for entry in entries)
        return [
            entry.partner_id
            for entry in entries
            if entry.partner_id not in rows or not is_same(rows[entry.partner_id], entry)
        ]

    async def miscounted_terms(self) -> int:
        return int(found(await self._session.row(_MISCOUNTED))[0])

    async def recount_terms(self) -> None:
        for statement in (_LOCK_TERMS, _CLEAR_TERMS, _RECOUNT):
            self._session.write(statement)


def _terms(row: Row | None) -> Sequence[str]:
    return row[-1] if row else ()


def _document(entry: SearchEntry) -> dict[str, object]:
    return values_of(entry, terms_of(entry)) | {"partner_id": str(entry.partner_id)}


def _cells(entries: Iterable[SearchEntry]) -> list[dict[str, object]]:
    found_in = {entry.cell: centre_of(entry.cell) for entry in entries}
    return [
        {"cell": cell, "tile": tile_of(cell), "lat": centre.latitude, "lng": centre.longitude}
        for cell, centre in found_in.items()
    ]
