"""Sealed columns: how many rows each key holds, and sealing them again in batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement, query
from mate_core.shared.sealing import SealedBatch, SealedField

_COUNT: Final = """
    SELECT split_part({sealed}, '.', 2), count(*) FROM {table}
    WHERE {sealed} IS NOT NULL OR {clear} IS NOT NULL GROUP BY 1
"""
_BATCH: Final = """
    SELECT {id}, {clear}, {sealed}, {more} FROM {table}
    WHERE {id} > :after AND ({sealed} IS NOT NULL OR {clear} IS NOT NULL)
    ORDER BY {id} LIMIT :limit FOR NO KEY UPDATE
"""
_FIRST: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class _Column:
    """One sealed column: statements, and what to write for a row of `_BATCH` (None: current)."""

    count: Statement
    batch: Statement
    save: Statement
    values: Callable[[Seals, Sequence[Any]], Mapping[str, Any] | None]


def _account(seals: Seals, row: Sequence[Any]) -> Mapping[str, Any] | None:
    id_, clear, sealed, bank_code = row
    if sealed is not None and seals.cipher.is_current(sealed):
        return None
    number = clear if sealed is None else seals.open_account_number(id_, sealed)
    return {
        "id": id_,
        "sealed": seals.account_number(id_, number),
        "hash": seals.account_number_hash(bank_code, number),
    }


def _file(seals: Seals, row: Sequence[Any]) -> Mapping[str, Any] | None:
    id_, clear, sealed, _ = row
    if sealed is not None and seals.cipher.is_current(sealed):
        return None
    content = bytes(clear) if sealed is None else seals.open_file(id_, sealed)
    return {"id": id_, "sealed": seals.file(id_, content)}


def _declared(seals: Seals, row: Sequence[Any]) -> Mapping[str, Any] | None:
    id_, _, sealed, _ = row
    if seals.cipher.is_current(sealed):
        return None
    return {"id": id_, "sealed": seals.declared(id_, seals.open_declared(id_, sealed))}


def _verified_name(seals: Seals, row: Sequence[Any]) -> Mapping[str, Any] | None:
    id_, _, sealed, _ = row
    if seals.cipher.is_current(sealed):
        return None
    return {"id": id_, "sealed": seals.verified_name(id_, seals.open_verified_name(id_, sealed))}


def _safety_note(seals: Seals, row: Sequence[Any]) -> Mapping[str, Any] | None:
    id_, _, sealed, _ = row
    if seals.cipher.is_current(sealed):
        return None
    return {"id": id_, "sealed": seals.safety_note(id_, seals.open_safety_note(id_, sealed))}


def _second_factor(seals: Seals, row: Sequence[Any]) -> Mapping[str, Any] | None:
    id_, _, sealed, _ = row
    if seals.cipher.is_current(sealed):
        return None
    return {"id": id_, "sealed": seals.second_factor(id_, seals.open_second_factor(id_, sealed))}


def _column(
    values: Callable[[Seals, Sequence[Any]], Mapping[str, Any] | None],
    save: str,
    *,
    table: str,
    clear: str = "NULL",
    sealed: str,
    id_: str = "id",
    more: str = "NULL",
    **types: Any,
) -> _Column:
    names = {"id": id_, "table": table, "clear": clear, "sealed": sealed, "more": more}
    return _Column(
        Statement(query(_COUNT.format(**names))),
        Statement(query(_BATCH.format(**names), after=sa.Uuid(), limit=sa.Integer())),
        Statement(query(save, id=sa.Uuid(), sealed=sa.Text(), **types)),
        values,
    )


_COLUMNS: Final[Mapping[str, _Column]] = {
    "bank_account.number": _column(
        _account,
        "UPDATE bank_accounts SET account_number = NULL, sealed_number = :sealed,"
        " number_hash = :hash WHERE id = :id",
        table="bank_accounts",
        clear="account_number",
        sealed="sealed_number",
        more="bank_code",
        hash=sa.Text(),
    ),
    "payout_file.content": _column(
        _file,
        "UPDATE payout_files SET content = NULL, sealed_content = :sealed WHERE id = :id",
        table="payout_files",
        clear="content",
        sealed="sealed_content",
    ),
    "kyc_case.declared": _column(
        _declared,
        "UPDATE kyc_cases SET sealed_declared = :sealed WHERE id = :id",
        table="kyc_cases",
        sealed="sealed_declared",
    ),
    "kyc_case.name": _column(
        _verified_name,
        "UPDATE kyc_cases SET sealed_name = :sealed WHERE id = :id",
        table="kyc_cases",
        sealed="sealed_name",
    ),
    "review.safety_note": _column(
        _safety_note,
        "UPDATE reviews SET sealed_safety_note = :sealed WHERE id = :id",
        table="reviews",
        sealed="sealed_safety_note",
    ),
    "second_factor.secret": _column(
        _second_factor,
        "UPDATE second_factors SET sealed_secret = :sealed WHERE user_id = :id",
        table="second_factors",
        sealed="sealed_secret",
        id_="user_id",
    ),
}


class PostgresSealedFields:
    """See the port SealedFields."""

    def __init__(self, pool: ConnectionPool, seals: Seals) -> None:
        self._pool = pool
        self._seals = seals

    @property
    def names(self) -> Sequence[str]:
        return tuple(_COLUMNS)

    @property
    def current_key(self) -> str:
        return self._seals.cipher.current_key

    async def count(self, name: str) -> SealedField:
        session = Session(self._pool, read_only=True)
        await session.open()
        try:
            rows: dict[str | None, int] = dict(await session.rows(_COLUMNS[name].count))
        finally:
            await session.close()
        clear = rows.pop(None, 0)
        by_key = {key: rows[key] for key in sorted(filter(None, rows))}
        return SealedField(name, by_key, clear)

    async def reseal(self, name: str, *, after: UUID | None, limit: int) -> SealedBatch:
        column = _COLUMNS[name]
        session = Session(self._pool)
        await session.open()
        try:
            rows = await session.lock(column.batch, {"after": after or _FIRST, "limit": limit})
            stale = [column.values(self._seals, row) for row in rows]
            for values in stale:
                if values is not None:
                    session.write(column.save, values)
            await session.commit()
        finally:
            await session.close()
        last = rows[-1][0] if len(rows) == limit else None
        return SealedBatch(len(rows), sum(values is not None for values in stale), last)
