"""The journal: entry and postings go in by one statement, and never change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import Statement, query
from mate_adapters.postgres.tables.columns import BIGINTS, INSTANT, INSTANTS, TEXTS, UUIDS
from mate_core.payments.books.statements import Turnover
from mate_core.payments.ledger import (
    Account,
    AccountKind,
    EntryKind,
    JournalEntry,
    Posting,
    Provider,
)
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import EntryId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

_ADD: Final = Statement(
    query(
        """
        WITH entry AS (
            INSERT INTO journal_entries
                (id, transaction_code, reference, kind, created_at, subject_id)
            VALUES (:id, :code, :reference, :kind, :at, :subject_id)
        )
        INSERT INTO postings
            (entry_id, line_no, account, owner_id, provider, amount, memo, created_at)
        SELECT :id, line_no, account, owner_id, provider, amount, memo, :at
        FROM unnest(:accounts, :owners, :providers, :amounts, :memos)
             WITH ORDINALITY AS line (account, owner_id, provider, amount, memo, line_no)
        """,
        id=sa.Uuid(),
        code=sa.Text(),
        reference=sa.Text(),
        kind=sa.Text(),
        at=INSTANT,
        subject_id=sa.Uuid(),
        accounts=TEXTS,
        owners=UUIDS,
        providers=TEXTS,
        amounts=BIGINTS,
        memos=TEXTS,
    )
)
_ADD_ALL: Final = Statement(
    query(
        """
        WITH entry AS (
            INSERT INTO journal_entries
                (id, transaction_code, reference, kind, created_at, subject_id)
            SELECT id, code, reference, kind, at, subject_id
            FROM unnest(:ids, :codes, :references, :kinds, :instants, :subjects)
                 AS entry (id, code, reference, kind, at, subject_id)
        )
        INSERT INTO postings
            (entry_id, line_no, account, owner_id, provider, amount, memo, created_at)
        SELECT (:ids)[entry_no], line_no, account, owner_id, provider, amount, memo,
               (:instants)[entry_no]
        FROM unnest(:entry_numbers, :lines, :accounts, :owners, :providers, :amounts, :memos)
             AS line (entry_no, line_no, account, owner_id, provider, amount, memo)
        """,
        ids=UUIDS,
        codes=TEXTS,
        references=TEXTS,
        kinds=TEXTS,
        instants=INSTANTS,
        subjects=UUIDS,
        entry_numbers=BIGINTS,
        lines=BIGINTS,
        accounts=TEXTS,
        owners=UUIDS,
        providers=TEXTS,
        amounts=BIGINTS,
        memos=TEXTS,
    )
)
_HAS: Final = Statement(
    query(
        "SELECT EXISTS (SELECT FROM journal_entries WHERE reference = :reference)",
        reference=sa.Text(),
    )
)
_ROWS: Final = """
    SELECT entry.id, transaction_code, reference, kind, entry.created_at, subject_id,
           account, owner_id, provider, amount, memo
    FROM {entries} JOIN postings ON postings.entry_id = entry.id
    ORDER BY entry.created_at {order}, entry.id {order}, line_no
"""
_GET: Final = Statement(
    query(
        _ROWS.format(
            entries="(SELECT * FROM journal_entries WHERE id = :id) AS entry", order="ASC"
        ),
        id=sa.Uuid(),
    )
)
_OF_SUBJECT: Final = Statement(
    query(
        _ROWS.format(
            entries="(SELECT * FROM journal_entries WHERE subject_id = :subject_id) AS entry",
            order="ASC",
        ),
        subject_id=sa.Uuid(),
    )
)
_OF_PERSON_ENTRIES: Final = """
    (SELECT DISTINCT created_at, entry_id FROM postings
     WHERE owner_id = :owner_id {after}
     ORDER BY created_at DESC, entry_id DESC LIMIT :limit) AS mine
    JOIN journal_entries AS entry ON entry.id = mine.entry_id
"""
_FIRST_OF_PERSON: Final = Statement(
    query(
        _ROWS.format(entries=_OF_PERSON_ENTRIES.format(after=""), order="DESC"),
        owner_id=sa.Uuid(),
        limit=sa.Integer(),
    )
)
_NEXT_OF_PERSON: Final = Statement(
    query(
        _ROWS.format(
            entries=_OF_PERSON_ENTRIES.format(
                after="AND (created_at, entry_id) < (:after_at, :after_id)"
            ),
            order="DESC",
        ),
        owner_id=sa.Uuid(),
        limit=sa.Integer(),
        after_at=INSTANT,
        after_id=sa.Uuid(),
    )
)

_WITHIN: Final = "AND created_at >= :since AND created_at < :until"
_FIRST_WITHIN: Final = Statement(
    query(
        _ROWS.format(entries=_OF_PERSON_ENTRIES.format(after=_WITHIN), order="DESC"),
        owner_id=sa.Uuid(),
        limit=sa.Integer(),
        since=INSTANT,
        until=INSTANT,
    )
)
_NEXT_WITHIN: Final = Statement(
    query(
        _ROWS.format(
            entries=_OF_PERSON_ENTRIES.format(
                after=f"{_WITHIN} AND (created_at, entry_id) < (:after_at, :after_id)"
            ),
            order="DESC",
        ),
        owner_id=sa.Uuid(),
        limit=sa.Integer(),
        since=INSTANT,
        until=INSTANT,
        after_at=INSTANT,
        after_id=sa.Uuid(),
    )
)
_AVAILABLE_THROUGH: Final = Statement(
    query(
        """
        SELECT coalesce(sum(amount), 0)::bigint FROM postings
        WHERE owner_id = :owner_id AND account = 'available'
          AND (created_at, entry_id) <= (:at, :entry_id)
        """,
        owner_id=sa.Uuid(),
        at=INSTANT,
        entry_id=sa.Uuid(),
    )
)
_TURNOVER: Final = Statement(
    query(
        """
        SELECT coalesce(sum(amount) FILTER (WHERE created_at < :since), 0)::bigint,
               coalesce(sum(amount) FILTER (WHERE created_at >= :since AND amount > 0), 0)::bigint,
               coalesce(sum(amount) FILTER (WHERE created_at >= :since AND amount < 0), 0)::bigint
        FROM postings
        WHERE owner_id = :owner_id AND account = 'available' AND created_at < :until
        """,
        owner_id=sa.Uuid(),
        since=INSTANT,
        until=INSTANT,
    )
)


def _posting_of(row: Row) -> Posting:
    account, owner_id, provider, amount, memo = row[6:]
    kind = AccountKind(account)
    gateway = None if provider is None else Provider(provider)
    return Posting(Account(kind, owner_id, gateway), Vnd(amount), memo)


def _entries_of(rows: Sequence[Row]) -> list[JournalEntry]:
    """Rows of one entry stand together, its postings in their order."""
    entries = []
    for (id_, code, reference, kind, at, subject_id), lines in groupby(rows, itemgetter(*range(6))):
        entries.append(
            JournalEntry(
                id=id_,
                code=code,
                reference=reference,
                kind=EntryKind(kind),
                at=at,
                postings=tuple(_posting_of(line) for line in lines),
                subject_id=subject_id,
            )
        )
    return entries


def _values(entry: JournalEntry) -> dict[str, Any]:
    postings = entry.postings
    return {
        "id": entry.id,
        "code": entry.code,
        "reference": entry.reference,
        "kind": entry.kind,
        "at": entry.at,
        "subject_id": entry.subject_id,
        "accounts": [posting.account.kind for posting in postings],
        "owners": [posting.account.owner for posting in postings],
        "providers": [posting.account.provider for posting in postings],
        "amounts": [posting.amount.amount for posting in postings],
        "memos": [posting.memo for posting in postings],
    }


def _values_of_all(entries: Sequence[JournalEntry]) -> dict[str, Any]:
    lines = [
        (entry_no, line_no, posting)
        for entry_no, entry in enumerate(entries, start=1)
        for line_no, posting in enumerate(entry.postings, start=1)
    ]
    return {
        "ids": [entry.id for entry in entries],
        "codes": [entry.code for entry in entries],
        "references": [entry.reference for entry in entries],
        "kinds": [entry.kind for entry in entries],
        "instants": [entry.at for entry in entries],
        "subjects": [entry.subject_id for entry in entries],
        "entry_numbers": [entry_no for entry_no, _, _ in lines],
        "lines": [line_no for _, line_no, _ in lines],
        "accounts": [posting.account.kind for _, _, posting in lines],
        "owners": [posting.account.owner for _, _, posting in lines],
        "providers": [posting.account.provider for _, _, posting in lines],
        "amounts": [posting.amount.amount for _, _, posting in lines],
        "memos": [posting.memo for _, _, posting in lines],
    }


class PostgresJournal(Repository):
    __slots__ = ()

    async def add(self, entry: JournalEntry) -> None:
        self._session.write(_ADD, _values(entry))

    async def add_all(self, entries: Sequence[JournalEntry]) -> None:
        if len(entries) == 1:
            await self.add(entries[0])
        elif entries:
            self._session.write(_ADD_ALL, _values_of_all(entries))

    async def has(self, reference: str) -> bool:
        return bool(found(await self._session.row(_HAS, {"reference": reference}))[0])

    async def get(self, entry_id: EntryId) -> JournalEntry:
        entries = _entries_of(await self._session.rows(_GET, {"id": entry_id}))
        if not entries:
            raise NotFound
        return entries[0]

    async def of_person(
        self, owner: UserId, *, after: Cursor | None, limit: int
    ) -> Page[JournalEntry]:
        statement = _NEXT_OF_PERSON if after else _FIRST_OF_PERSON
        values = {"owner_id": owner, "limit": limit + 1, **cursor_values(after)}
        entries = _entries_of(await self._session.rows(statement, values))
        return page_of(entries, limit, lambda entry: (entry.at, entry.id))

    async def of_person_within(
        self,
        owner: UserId,
        *,
        since: datetime,
        until: datetime,
        after: Cursor | None,
        limit: int,
    ) -> Page[JournalEntry]:
        values = {
            "owner_id": owner,
            "limit": limit + 1,
            "since": since,
            "until": until,
            **cursor_values(after),
        }
        rows = await self._session.rows(_NEXT_WITHIN if after else _FIRST_WITHIN, values)
        return page_of(_entries_of(rows), limit, lambda entry: (entry.at, entry.id))

    async def available_through(self, owner: UserId, through: Cursor) -> Vnd:
        values = {"owner_id": owner, "at": through.at, "entry_id": through.id}
        return Vnd(found(await self._session.row(_AVAILABLE_THROUGH, values))[0])

    async def turnover(self, owner: UserId, *, since: datetime, until: datetime) -> Turnover:
        values = {"owner_id": owner, "since": since, "until": until}
        sums = found(await self._session.row(_TURNOVER, values))
        return Turnover(*map(Vnd, sums))

    async def of_subject(self, subject_id: UUID) -> Sequence[JournalEntry]:
        return _entries_of(await self._session.rows(_OF_SUBJECT, {"subject_id": subject_id}))
