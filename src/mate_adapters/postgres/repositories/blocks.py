"""Blocks between people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import Statement, insert_into, of, param, query
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.moderation import user_blacklist
from mate_core.moderation.blocks import Block
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page

_C = user_blacklist.c
_ADD: Final = Statement(insert_into(user_blacklist))
_PAIR: Final = (_C.blocker_id == of(_C.blocker_id), _C.blocked_id == of(_C.blocked_id))
_GET: Final = Statement(sa.select(*_C).where(*_PAIR))
_REMOVE: Final = Statement(user_blacklist.delete().where(*_PAIR))
_BETWEEN: Final = Statement(
    query(
        """
        SELECT EXISTS (SELECT FROM user_blacklist WHERE blocker_id = :one AND blocked_id = :other)
            OR EXISTS (SELECT FROM user_blacklist WHERE blocker_id = :other AND blocked_id = :one)
        """,
        one=sa.Uuid(),
        other=sa.Uuid(),
    )
)
_MADE_BY: Final = sa.select(*_C).where(_C.blocker_id == of(_C.blocker_id))
_COUNT: Final = Statement(
    sa.select(sa.func.count()).select_from(user_blacklist).where(_C.blocker_id == of(_C.blocker_id))
)
_ALL: Final = Statement(_MADE_BY.order_by(_C.created_at, _C.blocked_id))
_NEWEST: Final = (_C.created_at.desc(), _C.blocked_id.desc())
_LIMIT: Final = param("limit", sa.Integer())
_AFTER: Final = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
_FIRST: Final = Statement(_MADE_BY.order_by(*_NEWEST).limit(_LIMIT))
_MORE: Final = Statement(
    _MADE_BY.where(sa.tuple_(_C.created_at, _C.blocked_id) < _AFTER)
    .order_by(*_NEWEST)
    .limit(_LIMIT)
)
_HIDDEN: Final = Statement(
    query(
        """
        SELECT blocked_id FROM user_blacklist WHERE blocker_id = :person
        UNION SELECT blocker_id FROM user_blacklist WHERE blocked_id = :person
        """,
        person=sa.Uuid(),
    )
)
_FORGET: Final = Statement(
    query(
        "DELETE FROM user_blacklist WHERE blocker_id = :person OR blocked_id = :person",
        person=sa.Uuid(),
    )
)


class PostgresBlocks(Repository):
    __slots__ = ()

    async def add(self, block: Block) -> None:
        self._session.write(
            _ADD,
            {
                "blocker_id": block.blocker_id,
                "blocked_id": block.blocked_id,
                "reason": block.reason,
                "shown_name": block.shown_name,
                "created_at": block.created_at,
            },
        )

    async def get(self, blocker: UserId, blocked: UserId) -> Block | None:
        values = {"blocker_id": blocker, "blocked_id": blocked}
        row = await self._session.row(_GET, values)
        return None if row is None else _block_of(row)

    async def remove(self, blocker: UserId, blocked: UserId) -> None:
        self._session.write(_REMOVE, {"blocker_id": blocker, "blocked_id": blocked})

    async def between(self, one: UserId, other: UserId) -> bool:
        return bool(found(await self._session.row(_BETWEEN, {"one": one, "other": other}))[0])

    async def count(self, blocker: UserId) -> int:
        return int(found(await self._session.row(_COUNT, {"blocker_id": blocker}))[0])

    async def of(self, blocker: UserId, *, after: Cursor | None, limit: int) -> Page[Block]:
        values = {"blocker_id": blocker, "limit": limit + 1, **cursor_values(after)}
        items = [
            _block_of(row) for row in await self._session.rows(_MORE if after else _FIRST, values)
        ]
        return page_of(items, limit, lambda block: (block.created_at, block.blocked_id))

    async def hidden_from(self, user_id: UserId) -> frozenset[UserId]:
        rows = await self._session.rows(_HIDDEN, {"person": user_id})
        return frozenset(UserId(row[0]) for row in rows)

    async def made_by(self, blocker: UserId) -> Sequence[Block]:
        rows = await self._session.rows(_ALL, {"blocker_id": blocker})
        return [_block_of(row) for row in rows]

    async def forget(self, user_id: UserId) -> None:
        self._session.write(_FORGET, {"person": user_id})


def _block_of(row: Row) -> Block:
    blocker_id, blocked_id, reason, shown_name, created_at = row
    return Block(blocker_id, blocked_id, created_at, reason, shown_name)
