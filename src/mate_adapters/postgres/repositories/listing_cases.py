"""Listings that wait for staff."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    saved_once,
)
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.screening import listing_cases
from mate_core.moderation.desk import Claim
from mate_core.moderation.screening.case import (
    Decision,
    ListingCase,
    ListingCaseState,
    ListingCause,
)
from mate_core.moderation.screening.model import Category, Finding, Severity
from mate_core.shared.ids import ListingCaseId, UserId
from mate_core.shared.pages import Cursor, Page

_C = listing_cases.c
_ALL: Final = sa.select(*_C)
_ADD: Final = Statement(insert_into(listing_cases))
_GET: Final = Statement(_ALL.where(_C.id == of(_C.id)))
_LOCK: Final = Statement(_ALL.where(_C.id == of(_C.id)).with_for_update(key_share=True))
_OF: Final = _ALL.where(_C.partner_id == of(_C.partner_id))
_OF_PARTNER: Final = Statement(_OF.order_by(_C.opened_at, _C.id))
_ONE: Final[sa.ColumnClause[int]] = sa.literal_column("1")
_LATEST: Final = Statement(_OF.order_by(_C.opened_at.desc(), _C.id.desc()).limit(_ONE))
_LAST_DECIDED: Final = Statement(
    _OF.where(_C.decided_by.is_not(None)).order_by(_C.closed_at.desc(), _C.id.desc()).limit(_ONE)
)
_KEPT: Final = frozenset({"id", "partner_id", "cause", "opened_at", "version"})
_SAVE: Final = Statement(
    saved_once(
        listing_cases.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _KEPT})
        .values({_C.version: _C.version + _ONE})
    )
)
_OPEN: Final = _C.state == constant(ListingCaseState.OPEN)
_AFTER: Final = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
_LIMIT: Final = param("limit", sa.Integer())
_QUEUE: Final = _ALL.where(_OPEN).order_by(_C.due_at, _C.id).limit(_LIMIT)
_QUEUES: Final = {
    True: Statement(_QUEUE),
    False: Statement(_QUEUE.where(sa.tuple_(_C.due_at, _C.id) > _AFTER)),
}
_CLOSED: Final = (
    _ALL.where(_C.closed_at.is_not(None)).order_by(_C.closed_at.desc(), _C.id.desc()).limit(_LIMIT)
)
_CLOSED_PAGES: Final = {
    True: Statement(_CLOSED),
    False: Statement(_CLOSED.where(sa.tuple_(_C.closed_at, _C.id) < _AFTER)),
}
_OVERDUE: Final = Statement(
    sa.select(sa.func.count())
    .select_from(listing_cases)
    .where(_OPEN, _C.due_at <= param("at", INSTANT))
)
_REJECTED: Final = Statement(
    sa.select(sa.func.count())
    .select_from(listing_cases)
    .where(
        _C.partner_id == of(_C.partner_id),
        _C.state == constant(ListingCaseState.REJECTED),
        _C.decision_category == of(_C.decision_category),
        _C.closed_at >= param("since", INSTANT),
    )
)


class PostgresListingCases(Repository):
    __slots__ = ()

    async def add(self, case: ListingCase) -> None:
        self._session.write(_ADD, _values(case))

    async def get(self, case_id: ListingCaseId) -> ListingCase:
        return _case_of(found(await self._session.row(_GET, {"id": case_id})))

    async def get_for_change(self, case_id: ListingCaseId) -> ListingCase:
        rows = await self._session.lock(_LOCK, {"id": case_id})
        return _case_of(found(rows[0] if rows else None))

    async def latest(self, partner_id: UserId) -> ListingCase | None:
        row = await self._session.row(_LATEST, {"partner_id": partner_id})
        return None if row is None else _case_of(row)

    async def last_decided(self, partner_id: UserId) -> ListingCase | None:
        row = await self._session.row(_LAST_DECIDED, {"partner_id": partner_id})
        return None if row is None else _case_of(row)

    async def of_partner(self, partner_id: UserId) -> Sequence[ListingCase]:
        rows = await self._session.rows(_OF_PARTNER, {"partner_id": partner_id})
        return [_case_of(row) for row in rows]

    async def save(self, case: ListingCase) -> None:
        self._session.write(_SAVE, _values(case))

    async def queue(self, *, after: Cursor | None, limit: int) -> Page[ListingCase]:
        values = {"limit": limit + 1, **cursor_values(after)}
        rows = await self._session.rows(_QUEUES[after is None], values)
        cases = [_case_of(row) for row in rows]
        return page_of(cases, limit, lambda case: (case.due_at, case.id))

    async def closed(self, *, after: Cursor | None, limit: int) -> Page[ListingCase]:
        values = {"limit": limit + 1, **cursor_values(after)}
        rows = await self._session.rows(_CLOSED_PAGES[after is None], values)
        cases = [_case_of(row) for row in rows]
        return page_of(cases, limit, lambda case: (case.closed_at or case.opened_at, case.id))

    async def count_overdue(self, *, at: datetime) -> int:
        return int(found(await self._session.row(_OVERDUE, {"at": at}))[0])

    async def count_rejected(
        self, partner_id: UserId, category: Category, *, since: datetime
    ) -> int:
        values = {"partner_id": partner_id, "decision_category": category, "since": since}
        return int(found(await self._session.row(_REJECTED, values))[0])


def _case_of(row: Row) -> ListingCase:
    kept = dict(zip(_C.keys(), row, strict=True))
    claimed_by, claimed_until = kept["claimed_by"], kept["claimed_until"]
    return ListingCase(
        id=kept["id"],
        partner_id=kept["partner_id"],
        cause=ListingCause(kept["cause"]),
        texts_digest=kept["texts_digest"],
        opened_at=kept["opened_at"],
        due_at=kept["due_at"],
        texts=kept["texts"],
        findings=tuple(_finding_of(each) for each in kept["findings"]),
        state=ListingCaseState(kept["state"]),
        claim=Claim(claimed_by, claimed_until) if claimed_by else None,
        decision=_decision_of(kept),
        closed_at=kept["closed_at"],
        version=kept["version"],
    )


def _decision_of(kept: Mapping[str, Any]) -> Decision | None:
    if kept["decided_by"] is None:
        return None
    category = kept["decision_category"]
    return Decision(
        by=kept["decided_by"],
        at=kept["closed_at"],
        reason=kept["decision_reason"],
        category=Category(category) if category else None,
    )


def _finding_of(kept: Mapping[str, Any]) -> Finding:
    return Finding(
        **{
            **kept,
            "category": Category(kept["category"]),
            "severity": Severity(kept["severity"]),
        }
    )


def _values(case: ListingCase) -> dict[str, object]:
    claim, decision = case.claim, case.decision
    return {
        "id": case.id,
        "partner_id": case.partner_id,
        "cause": case.cause,
        "state": case.state,
        "texts_digest": case.texts_digest,
        "texts": json.dumps(dict(case.texts), ensure_ascii=False),
        "findings": json.dumps([asdict(each) for each in case.findings], ensure_ascii=False),
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "claimed_by": claim and claim.by,
        "claimed_until": claim and claim.until,
        "decided_by": decision and decision.by,
        "decision_reason": decision and decision.reason,
        "decision_category": decision and decision.category,
        "closed_at": case.closed_at,
        "version": case.version,
    }
