"""Private calendar feeds, found by the hash of their token."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, of
from mate_adapters.postgres.tables.partners import calendar_feeds
from mate_core.partners.feeds import CalendarFeed
from mate_core.shared.ids import UserId

_C = calendar_feeds.c
_INSERT: Final = insert(calendar_feeds).values({column: of(column) for column in _C})
_PUT: Final = Statement(
    _INSERT.on_conflict_do_update(
        index_elements=[_C.user_id],
        set_={name: _INSERT.excluded[name] for name in ("token_hash", "created_at")},
    )
)
_OF: Final = Statement(sa.select(*_C).where(_C.user_id == of(_C.user_id)))
_BY_TOKEN: Final = Statement(sa.select(*_C).where(_C.token_hash == of(_C.token_hash)))
_REMOVE: Final = Statement(calendar_feeds.delete().where(_C.user_id == of(_C.user_id)))


class PostgresCalendarFeeds(Repository):
    __slots__ = ()

    async def put(self, feed: CalendarFeed) -> None:
        self._session.write(
            _PUT,
            {
                "user_id": feed.user_id,
                "token_hash": feed.token_hash,
                "created_at": feed.created_at,
            },
        )

    async def of(self, user_id: UserId) -> CalendarFeed | None:
        return _feed_of(await self._session.row(_OF, {"user_id": user_id}))

    async def by_token(self, token_hash: str) -> CalendarFeed | None:
        return _feed_of(await self._session.row(_BY_TOKEN, {"token_hash": token_hash}))

    async def remove(self, user_id: UserId) -> None:
        self._session.write(_REMOVE, {"user_id": user_id})


def _feed_of(row: Row | None) -> CalendarFeed | None:
    return None if row is None else CalendarFeed(*row)
