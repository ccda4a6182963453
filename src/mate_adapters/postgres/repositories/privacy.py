"""Consents, rights requests, closings of accounts, links to exports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

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
from mate_adapters.postgres.tables.privacy import (
    account_closures,
    consents,
    data_exports,
    rights_requests,
)
from mate_core.privacy.closing import Closure, ClosureStatus
from mate_core.privacy.consents import Consent, ConsentSource, Language, Purpose
from mate_core.privacy.exports import Export
from mate_core.privacy.rights import OPEN, RightsKind, RightsRequest, RightsStatus
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page

_LIMIT: Final = param("limit", sa.Integer())
_AFTER: Final = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))

_C = consents.c
_ADD_CONSENT: Final = Statement(insert_into(consents))
_OF_PERSON: Final = sa.select(*_C).where(_C.user_id == of(_C.user_id))
_LAST: Final = Statement(
    _OF_PERSON.where(_C.purpose == of(_C.purpose))
    .order_by(_C.at.desc(), _C.id.desc())
    .limit(sa.literal_column("1"))
)
_LATEST: Final = Statement(
    _OF_PERSON.ext(distinct_on(_C.purpose)).order_by(_C.purpose, _C.at.desc(), _C.id.desc())
)
_HISTORY: Final = Statement(_OF_PERSON.order_by(_C.at, _C.id))

_R = rights_requests.c
_REQUEST: Final = tuple(column.name for column in _R)
_ADD_REQUEST: Final = Statement(insert_into(rights_requests))
_ONE_REQUEST: Final = sa.select(*_R).where(_R.id == of(_R.id))
_GET_REQUEST: Final = Statement(_ONE_REQUEST)
_LOCK_REQUEST: Final = Statement(_ONE_REQUEST.with_for_update(key_share=True))
_REQUESTS_OF: Final = Statement(
    sa.select(*_R).where(_R.user_id == of(_R.user_id)).order_by(_R.received_at.desc(), _R.id.desc())
)
_SAVE_REQUEST: Final = Statement(
    saved_once(
        rights_requests.update()
        .where(_R.id == of(_R.id), _R.version == of(_R.version))
        .values(
            {
                column: of(column)
                for column in (
                    _R.details,
                    _R.status,
                    _R.acknowledged_at,
                    _R.answered_at,
                    _R.answered_by,
                    _R.answer,
                )
            }
        )
        .values({_R.version: _R.version + sa.literal_column("1")})
    )
)


def _queue_statement(*, open_only: bool, first: bool) -> Statement:
    asked = sa.select(*_R)
    if open_only:
        asked = asked.where(_R.status.in_([constant(status) for status in sorted(OPEN)]))
    if not first:
        asked = asked.where(sa.tuple_(_R.due_at, _R.id) > _AFTER)
    return Statement(asked.order_by(_R.due_at, _R.id).limit(_LIMIT))


_QUEUES: Final = {
    (open_only, first): _queue_statement(open_only=open_only, first=first)
    for open_only in (False, True)
    for first in (False, True)
}

_A = account_closures.c
_CLOSURE: Final = tuple(column.name for column in _A)
_CLOSING: Final = _A.status == constant(ClosureStatus.CLOSING)
_ADD_CLOSURE: Final = Statement(insert_into(account_closures))
_GET_CLOSURE: Final = Statement(sa.select(*_A).where(_A.id == of(_A.id)))
_OPEN_CLOSURE: Final = Statement(sa.select(*_A).where(_A.user_id == of(_A.user_id), _CLOSING))
_FIXED: Final = frozenset({"id", "user_id", "requested_at", "complete_by", "version"})
_SAVE_CLOSURE: Final = Statement(
    saved_once(
        account_closures.update()
        .where(_A.id == of(_A.id), _A.version == of(_A.version))
        .values({column: of(column) for column in _A if column.name not in _FIXED})
        .values({_A.version: _A.version + sa.literal_column("1")})
    )
)
_GOING_ON: Final = sa.select(*_A).where(_CLOSING)
_BY_AGE: Final = (_A.requested_at, _A.id)
_FIRST_CLOSURES: Final = Statement(_GOING_ON.order_by(*_BY_AGE).limit(_LIMIT))
_MORE_CLOSURES: Final = Statement(
    _GOING_ON.where(sa.tuple_(*_BY_AGE) > _AFTER).order_by(*_BY_AGE).limit(_LIMIT)
)

_E = data_exports.c
_ADD_EXPORT: Final = Statement(insert_into(data_exports))
_EXPORTS_SINCE: Final = Statement(
    sa.select(*_E)
    .where(_E.user_id == of(_E.user_id), _E.requested_at >= param("since", INSTANT))
    .order_by(_E.requested_at, _E.id)
)
_BY_TOKEN: Final = Statement(sa.select(*_E).where(_E.token_hash == of(_E.token_hash)))
_PURGE_EXPORTS: Final = Statement(
    data_exports.delete()
    .where(_E.expires_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)


class PostgresConsents(Repository):
    __slots__ = ()

    async def add(self, consent: Consent) -> None:
        self._session.write(
            _ADD_CONSENT,
            {
                "id": consent.id,
                "user_id": consent.user_id,
                "purpose": consent.purpose,
                "granted": consent.granted,
                "text_version": consent.version,
                "language": consent.language,
                "text_digest": consent.digest,
                "source": consent.source,
                "at": consent.at,
            },
        )

    async def last(self, user_id: UserId, purpose: Purpose) -> Consent | None:
        row = await self._session.row(_LAST, {"user_id": user_id, "purpose": purpose})
        return None if row is None else _consent_of(row)

    async def latest(self, user_id: UserId) -> Sequence[Consent]:
        return [_consent_of(row) for row in await self._session.rows(_LATEST, {"user_id": user_id})]

    async def history(self, user_id: UserId) -> Sequence[Consent]:
        rows = await self._session.rows(_HISTORY, {"user_id": user_id})
        return [_consent_of(row) for row in rows]


class PostgresRightsRequests(Repository):
    __slots__ = ()

    async def add(self, request: RightsRequest) -> None:
        self._session.write(_ADD_REQUEST, _request_values(request))

    async def get(self, request_id: UUID) -> RightsRequest:
        return _request_of(found(await self._session.row(_GET_REQUEST, {"id": request_id})))

    async def get_for_change(self, request_id: UUID) -> RightsRequest:
        rows = await self._session.lock(_LOCK_REQUEST, {"id": request_id})
        return _request_of(found(rows[0] if rows else None))

    async def save(self, request: RightsRequest) -> None:
        self._session.write(_SAVE_REQUEST, _request_values(request))

    async def of_user(self, user_id: UserId) -> Sequence[RightsRequest]:
        rows = await self._session.rows(_REQUESTS_OF, {"user_id": user_id})
        return [_request_of(row) for row in rows]

    async def queue(
        self, *, open_only: bool, after: Cursor | None, limit: int
    ) -> Page[RightsRequest]:
        statement = _QUEUES[open_only, after is None]
        values = {**cursor_values(after), "limit": limit + 1}
        items = [_request_of(row) for row in await self._session.rows(statement, values)]
        return page_of(items, limit, lambda item: (item.due_at, item.id))


class PostgresClosures(Repository):
    __slots__ = ()

    async def add(self, closure: Closure) -> None:
        self._session.note_due(closure.due_at)
        self._session.write(_ADD_CLOSURE, _closure_values(closure))

    async def get(self, closure_id: UUID) -> Closure:
        return _closure_of(found(await self._session.row(_GET_CLOSURE, {"id": closure_id})))

    async def open_of(self, user_id: UserId) -> Closure | None:
        row = await self._session.row(_OPEN_CLOSURE, {"user_id": user_id})
        return None if row is None else _closure_of(row)

    async def save(self, closure: Closure) -> None:
        self._session.note_due(closure.due_at)
        self._session.write(_SAVE_CLOSURE, _closure_values(closure))

    async def queue(self, *, after: Cursor | None, limit: int) -> Page[Closure]:
        statement = _MORE_CLOSURES if after else _FIRST_CLOSURES
        values = {**cursor_values(after), "limit": limit + 1}
        items = [_closure_of(row) for row in await self._session.rows(statement, values)]
        return page_of(items, limit, lambda item: (item.requested_at, item.id))


class PostgresExports(Repository):
    __slots__ = ()

    async def add(self, export: Export) -> None:
        self._session.write(
            _ADD_EXPORT,
            {
                "id": export.id,
                "user_id": export.user_id,
                "token_hash": export.token_hash,
                "requested_at": export.requested_at,
                "expires_at": export.expires_at,
                "requested_by": export.requested_by,
            },
        )

    async def of_user_since(self, user_id: UserId, since: datetime) -> Sequence[Export]:
        rows = await self._session.rows(_EXPORTS_SINCE, {"user_id": user_id, "since": since})
        return [Export(*row) for row in rows]

    async def by_token(self, token_hash: str) -> Export | None:
        row = await self._session.row(_BY_TOKEN, {"token_hash": token_hash})
        return None if row is None else Export(*row)

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE_EXPORTS, {"before": before}))


def _consent_of(row: Row) -> Consent:
    id_, user_id, purpose, granted, version, language, digest, source, at = row
    return Consent(
        id=id_,
        user_id=user_id,
        purpose=Purpose(purpose),
        granted=granted,
        version=version,
        language=Language(language),
        digest=digest,
        source=ConsentSource(source),
        at=at,
    )


def _request_of(row: Row) -> RightsRequest:
    fields = dict(zip(_REQUEST, row, strict=True))
    return RightsRequest(
        kind=RightsKind(fields.pop("kind")),
        status=RightsStatus(fields.pop("status")),
        **fields,
    )


def _request_values(request: RightsRequest) -> dict[str, object]:
    return {name: getattr(request, name) for name in _REQUEST}


def _closure_of(row: Row) -> Closure:
    fields = dict(zip(_CLOSURE, row, strict=True))
    return Closure(
        status=ClosureStatus(fields.pop("status")),
        still_open=tuple(fields.pop("still_open")),
        **fields,
    )


def _closure_values(closure: Closure) -> dict[str, object]:
    return {name: getattr(closure, name) for name in _CLOSURE}
