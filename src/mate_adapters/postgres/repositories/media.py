"""Stored media."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import Statement, constant, insert_into, of, param, saved_once
from mate_adapters.postgres.tables.columns import INSTANT, TEXTS
from mate_adapters.postgres.tables.media import stored_media
from mate_core.media.model import (
    BUCKET_OF,
    MediaFacts,
    MediaKind,
    MediaState,
    Rendition,
    StoredMedia,
)
from mate_core.shared.ids import MediaId, UserId
from mate_core.shared.pages import Cursor, Page

_C = stored_media.c
_ALL: Final = sa.select(*_C)
_LIMIT: Final = param("limit", sa.Integer())
_KEPT: Final = frozenset({"id", "owner_id", "kind", "bucket", "key", "created_at", "version"})
_MILLISECOND: Final = timedelta(milliseconds=1)

_ADD: Final = Statement(insert_into(stored_media))
_GET: Final = Statement(_ALL.where(_C.id == of(_C.id)))
_LOCK: Final = Statement(_ALL.where(_C.id == of(_C.id)).with_for_update(key_share=True))
_BY_KEY: Final = Statement(_ALL.where(_C.key == of(_C.key)))
_SAVE: Final = Statement(
    saved_once(
        stored_media.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _KEPT})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_CREATED_SINCE: Final = Statement(
    sa.select(_C.created_at)
    .where(
        _C.owner_id == of(_C.owner_id),
        _C.kind == of(_C.kind),
        _C.created_at >= param("since", INSTANT),
    )
    .order_by(_C.created_at)
)
_RECEIVED, _READY, _DELETED = (
    constant(state) for state in (MediaState.RECEIVED, MediaState.READY, MediaState.DELETED)
)
_IDLE: Final = Statement(
    sa.select(_C.id)
    .where(
        _C.state.in_([_RECEIVED, _READY]),
        _C.changed_at
        < sa.case(
            (_C.state == _RECEIVED, param("received_before", INSTANT)),
            else_=param("ready_before", INSTANT),
        ),
    )
    .order_by(_C.changed_at, _C.id)
    .limit(_LIMIT)
)
_TO_PURGE: Final = Statement(
    sa.select(_C.id)
    .where(_C.state == _DELETED, _C.purged_at.is_(None))
    .order_by(_C.changed_at, _C.id)
    .limit(_LIMIT)
)
_STANDING: Final = Statement(
    sa.select(_C.key).where(
        _C.key == sa.any_(param("keys", TEXTS)),
        _C.purged_at.is_(None),
    )
)
_FORGET: Final = Statement(
    stored_media.delete()
    .where(_C.purged_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)


def _page_statement(*, of_owner: bool, first: bool) -> Statement:
    asked = _ALL
    if of_owner:
        asked = asked.where(_C.owner_id == of(_C.owner_id))
    if not first:
        last = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(_C.created_at, _C.id) < last)
    return Statement(asked.order_by(_C.created_at.desc(), _C.id.desc()).limit(_LIMIT))


_PAGES: Final = {
    (of_owner, first): _page_statement(of_owner=of_owner, first=first)
    for of_owner in (False, True)
    for first in (False, True)
}


def _media_of(row: Row) -> StoredMedia:
    fields = dict(zip(_C.keys(), row, strict=True))
    duration_ms = fields["duration_ms"]
    facts = (
        MediaFacts(
            content_type=fields["content_type"],
            bytes=fields["bytes"],
            width=fields["width"],
            height=fields["height"],
            duration=None if duration_ms is None else duration_ms * _MILLISECOND,
        )
        if fields["content_type"] is not None
        else None
    )
    return StoredMedia(
        id=fields["id"],
        owner_id=fields["owner_id"],
        kind=MediaKind(fields["kind"]),
        key=fields["key"],
        state=MediaState(fields["state"]),
        facts=facts,
        renditions=tuple(Rendition(**each) for each in fields["renditions"]),
        created_at=fields["created_at"],
        changed_at=fields["changed_at"],
        purged_at=fields["purged_at"],
        version=fields["version"],
    )


def _values(media: StoredMedia) -> dict[str, Any]:
    facts = media.facts
    duration = facts.duration if facts else None
    copies = [
        {"name": each.name, "width": each.width, "height": each.height, "bytes": each.bytes}
        for each in media.renditions
    ]
    return {
        "id": media.id,
        "owner_id": media.owner_id,
        "kind": media.kind,
        "bucket": BUCKET_OF[media.kind],
        "key": media.key,
        "state": media.state,
        "content_type": facts and facts.content_type,
        "bytes": facts and facts.bytes,
        "width": facts and facts.width,
        "height": facts and facts.height,
        "duration_ms": None if duration is None else duration // _MILLISECOND,
        "renditions": json.dumps(copies),
        "created_at": media.created_at,
        "changed_at": media.changed_at,
        "purged_at": media.purged_at,
        "version": media.version,
    }


class PostgresMedia(Repository):
    __slots__ = ()

    async def add(self, media: StoredMedia) -> None:
        self._session.write(_ADD, _values(media))

    async def get(self, media_id: MediaId) -> StoredMedia:
        return _media_of(found(await self._session.row(_GET, {"id": media_id})))

    async def get_for_change(self, media_id: MediaId) -> StoredMedia:
        rows = await self._session.lock(_LOCK, {"id": media_id})
        return _media_of(found(rows[0] if rows else None))

    async def by_key(self, key: str) -> StoredMedia:
        return _media_of(found(await self._session.row(_BY_KEY, {"key": key})))

    async def save(self, media: StoredMedia) -> None:
        self._session.write(_SAVE, _values(media))

    async def created_since(
        self, owner_id: UserId, kind: MediaKind, since: datetime
    ) -> Sequence[datetime]:
        rows = await self._session.rows(
            _CREATED_SINCE, {"owner_id": owner_id, "kind": kind, "since": since}
        )
        return [created_at for (created_at,) in rows]

    async def idle(
        self, *, received_before: datetime, ready_before: datetime, limit: int
    ) -> Sequence[MediaId]:
        rows = await self._session.rows(
            _IDLE,
            {"received_before": received_before, "ready_before": ready_before, "limit": limit},
        )
        return [MediaId(id_) for (id_,) in rows]

    async def to_purge(self, *, limit: int) -> Sequence[MediaId]:
        rows = await self._session.rows(_TO_PURGE, {"limit": limit})
        return [MediaId(id_) for (id_,) in rows]

    async def standing(self, keys: Collection[str]) -> frozenset[str]:
        rows = await self._session.rows(_STANDING, {"keys": list(keys)})
        return frozenset(key for (key,) in rows)

    async def forget(self, *, before: datetime) -> int:
        return len(await self._session.lock(_FORGET, {"before": before}))

    async def listed(
        self, *, owner_id: UserId | None, after: Cursor | None, limit: int
    ) -> Page[StoredMedia]:
        statement = _PAGES[owner_id is not None, after is None]
        rows = await self._session.rows(
            statement, {"owner_id": owner_id, "limit": limit + 1, **cursor_values(after)}
        )
        items = [_media_of(row) for row in rows]
        return page_of(items, limit, lambda media: (media.created_at, media.id))
