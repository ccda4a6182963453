"""Identity checks: cases, their log, and cards by hash."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import psycopg
import sqlalchemy as sa

from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.repositories.kyc_rows import (
    case_of,
    entry_of,
    values_of_case,
    values_of_entry,
)
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    query,
    saved_once,
)
from mate_adapters.postgres.tables.columns import INSTANT, TEXTS
from mate_adapters.postgres.tables.kyc import kyc_cards, kyc_cases, kyc_log
from mate_core.kyc.case import KycCase, KycEntry
from mate_core.kyc.ports import CardHolder
from mate_core.kyc.states import KycAction, KycState
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import KycCaseId, UserId
from mate_core.shared.pages import Cursor, Page

_C = kyc_cases.c
_ALL: Final = sa.select(*_C)
_ADD: Final = Statement(insert_into(kyc_cases))
_GET: Final = Statement(_ALL.where(_C.id == of(_C.id)))
_LOCK: Final = Statement(_ALL.where(_C.id == of(_C.id)).with_for_update(key_share=True))
_OF_USER: Final = _ALL.where(_C.user_id == of(_C.user_id))
_NEWEST_OF_USER: Final = _OF_USER.order_by(_C.opened_at.desc(), _C.id.desc()).limit(
    sa.literal_column("1")
)
_OF: Final = Statement(_OF_USER.order_by(_C.opened_at, _C.id))
_LATEST: Final = Statement(_NEWEST_OF_USER)
_LATEST_LOCKED: Final = Statement(_NEWEST_OF_USER.with_for_update(key_share=True))
_VERIFIED: Final = Statement(_OF_USER.where(_C.state == constant(KycState.VERIFIED)))
_KEPT: Final = frozenset({"id", "user_id", "opened_at", "version"})
_SAVE: Final = Statement(
    saved_once(
        kyc_cases.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _KEPT})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)


def _page_statement(*, chosen: bool, first: bool) -> Statement:
    asked = _ALL
    if chosen:
        asked = asked.where(_C.state == sa.any_(param("states", TEXTS)))
    if not first:
        last = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(_C.opened_at, _C.id) < last)
    ordered = asked.order_by(_C.opened_at.desc(), _C.id.desc())
    return Statement(ordered.limit(param("limit", sa.Integer())))


_PAGES: Final = {
    (chosen, first): _page_statement(chosen=chosen, first=first)
    for chosen in (False, True)
    for first in (False, True)
}

_L = kyc_log.c
_WRITE_DOWN: Final = Statement(insert_into(kyc_log))
_LOG: Final = Statement(sa.select(*_L).where(_L.case_id == of(_L.case_id)).order_by(_L.at, _L.id))
_SUBMITTED: Final = Statement(
    sa.select(_L.at)
    .where(
        _L.user_id == of(_L.user_id),
        _L.action == constant(KycAction.SUBMIT),
        _L.at >= param("since", INSTANT),
    )
    .order_by(_L.at)
)

_H = kyc_cards.c
_ENTER: Final = Statement(
    query(
        """
        INSERT INTO kyc_cards (card_hash, user_id, claimed_at)
        VALUES (:card_hash, :user_id, :at) ON CONFLICT (card_hash) DO NOTHING
        """,
        card_hash=sa.Text(),
        user_id=sa.Uuid(),
        at=INSTANT,
    )
)
_HOLDER: Final = Statement(
    sa.select(_H.user_id, _H.banned_at).where(_H.card_hash == of(_H.card_hash))
)
_MARK: Final = Statement(
    kyc_cards.update()
    .where(_H.user_id == of(_H.user_id))
    .values({_H.banned_at: param("banned_at", INSTANT)})
    .returning(sa.literal_column("1"))
)


def _open_case(error: psycopg.Error) -> Exception | None:
    taken = error.diag.constraint_name == "kyc_cases_open"
    return ConcurrencyConflict() if taken else None


class PostgresKycCases(Repository):
    __slots__ = ("_seals",)

    def __init__(self, session: Session, seals: Seals) -> None:
        super().__init__(session)
        self._seals = seals

    async def add(self, case: KycCase) -> None:
        self._session.note_due(case.due_at)
        self._session.write(_ADD, values_of_case(case, self._seals), refusal=_open_case)

    async def get(self, case_id: KycCaseId) -> KycCase:
        return case_of(found(await self._session.row(_GET, {"id": case_id})), self._seals)

    async def get_for_change(self, case_id: KycCaseId) -> KycCase:
        rows = await self._session.lock(_LOCK, {"id": case_id})
        return case_of(found(rows[0] if rows else None), self._seals)

    async def latest(self, user_id: UserId) -> KycCase | None:
        row = await self._session.row(_LATEST, {"user_id": user_id})
        return None if row is None else case_of(row, self._seals)

    async def latest_for_change(self, user_id: UserId) -> KycCase | None:
        rows = await self._session.lock(_LATEST_LOCKED, {"user_id": user_id})
        return case_of(rows[0], self._seals) if rows else None

    async def of_user(self, user_id: UserId) -> Sequence[KycCase]:
        rows = await self._session.rows(_OF, {"user_id": user_id})
        return [case_of(row, self._seals) for row in rows]

    async def verified(self, user_id: UserId) -> KycCase | None:
        row = await self._session.row(_VERIFIED, {"user_id": user_id})
        return None if row is None else case_of(row, self._seals)

    async def save(self, case: KycCase) -> None:
        self._session.note_due(case.due_at)
        self._session.write(_SAVE, values_of_case(case, self._seals))

    async def listed(
        self, states: Collection[KycState], *, after: Cursor | None, limit: int
    ) -> Page[KycCase]:
        statement = _PAGES[bool(states), after is None]
        values = {"states": list(states), "limit": limit + 1, **cursor_values(after)}
        rows = await self._session.rows(statement, values)
        cases = [case_of(row, self._seals) for row in rows]
        return page_of(cases, limit, lambda case: (case.opened_at, case.id))

    async def write_down(self, entry: KycEntry) -> None:
        self._session.write(_WRITE_DOWN, values_of_entry(entry))

    async def log_of(self, case_id: KycCaseId) -> Sequence[KycEntry]:
        return [entry_of(row) for row in await self._session.rows(_LOG, {"case_id": case_id})]

    async def submitted_since(self, user_id: UserId, since: datetime) -> Sequence[datetime]:
        rows = await self._session.rows(_SUBMITTED, {"user_id": user_id, "since": since})
        return [at for (at,) in rows]


class PostgresCardHashes(Repository):
    __slots__ = ()

    async def claim(self, card_hash: str, user_id: UserId, *, at: datetime) -> CardHolder:
        # Waits for whoever enters the same card at this moment.
        self._session.write(_ENTER, {"card_hash": card_hash, "user_id": user_id, "at": at})
        holder, banned_at = found(await self._session.row(_HOLDER, {"card_hash": card_hash}))
        return CardHolder(holder, banned_at)

    async def ban_cards_of(self, user_id: UserId, *, at: datetime) -> int:
        return len(await self._session.lock(_MARK, {"user_id": user_id, "banned_at": at}))

    async def lift_bans_of(self, user_id: UserId) -> None:
        await self._session.lock(_MARK, {"user_id": user_id, "banned_at": None})
