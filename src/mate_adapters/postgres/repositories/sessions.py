"""Logins and their refresh tokens."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.repositories.users import ALL as USER_COLUMNS
from mate_adapters.postgres.repositories.users import user_of
from mate_adapters.postgres.statement import Statement, insert_into, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.identity import (
    refresh_tokens,
    sessions,
    struck_sos_credentials,
    users,
)
from mate_core.identity.model import RefreshToken, Session, SessionState, SosCredential
from mate_core.shared.ids import SessionId, UserId

_C, _T = sessions.c, refresh_tokens.c
_WIDTH: Final = len(_C)
_ADD: Final = Statement(insert_into(sessions))
_LOCK: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_SAVE: Final = Statement(
    sessions.update()
    .where(_C.id == of(_C.id))
    .values({each: of(each) for each in (_C.expires_at, _C.revoked_at, _C.last_used_at)})
)
_OF_USER: Final = Statement(
    sa.select(*_C).where(_C.user_id == of(_C.user_id)).order_by(_C.created_at, _C.id)
)
_FORGET_TOKENS: Final = Statement(
    refresh_tokens.delete().where(
        _T.session_id.in_(sa.select(_C.id).where(_C.user_id == of(_C.user_id)))
    )
)
_FORGET: Final = Statement(sessions.delete().where(_C.user_id == of(_C.user_id)))
_STATE: Final = Statement(
    sa.select(*_C, *USER_COLUMNS)
    .join_from(sessions, users, users.c.id == _C.user_id)
    .where(_C.id == of(_C.id))
)
_ADD_TOKEN: Final = Statement(insert_into(refresh_tokens))
_LOCK_TOKEN: Final = Statement(
    sa.select(*_T).where(_T.token == of(_T.token)).with_for_update(key_share=True)
)
_SAVE_TOKEN: Final = Statement(
    refresh_tokens.update().where(_T.token == of(_T.token)).values({_T.used_at: of(_T.used_at)})
)
_S = struck_sos_credentials.c
_STRIKE: Final = Statement(
    postgresql.insert(struck_sos_credentials)
    .values({column: of(column) for column in _S})
    .on_conflict_do_nothing()
)
_STRUCK: Final = Statement(sa.select(_S.session_id).where(_S.user_id == of(_S.user_id)))
_BEFORE: Final = param("before", INSTANT)
_OVER: Final = sa.or_(_C.expires_at < _BEFORE, _C.revoked_at < _BEFORE)
_PURGE_TOKENS: Final = Statement(
    refresh_tokens.delete().where(_T.session_id.in_(sa.select(_C.id).where(_OVER)))
)
_PURGE: Final = Statement(sessions.delete().where(_OVER).returning(sa.literal_column("1")))


def _session_of(row: Row) -> Session:
    return Session(*row)


class PostgresSessions(Repository):
    __slots__ = ()

    async def add(self, session: Session) -> None:
        self._session.write(
            _ADD,
            {
                "id": session.id,
                "user_id": session.user_id,
                "device_info": session.device,
                "created_at": session.created_at,
                "expires_at": session.expires_at,
                "revoked_at": session.revoked_at,
                "last_used_at": session.last_used_at,
                "device_hash": session.device_hash,
            },
        )

    async def get_for_change(self, session_id: SessionId) -> Session | None:
        rows = await self._session.lock(_LOCK, {"id": session_id})
        return _session_of(rows[0]) if rows else None

    async def save(self, session: Session) -> None:
        self._session.write(
            _SAVE,
            {
                "id": session.id,
                "expires_at": session.expires_at,
                "revoked_at": session.revoked_at,
                "last_used_at": session.last_used_at,
            },
        )

    async def of_user(self, user_id: UserId) -> Sequence[Session]:
        return [
            _session_of(row) for row in await self._session.rows(_OF_USER, {"user_id": user_id})
        ]

    async def state(self, session_id: SessionId) -> SessionState | None:
        row = await self._session.row(_STATE, {"id": session_id})
        if row is None:
            return None
        return SessionState(_session_of(row[:_WIDTH]), user_of(row[_WIDTH:]))

    async def add_token(self, token: RefreshToken) -> None:
        self._session.write(
            _ADD_TOKEN,
            {
                "token": token.token_hash,
                "session_id": token.session_id,
                "created_at": token.issued_at,
                "expires_at": token.expires_at,
                "used_at": token.used_at,
            },
        )

    async def token_for_change(self, token_hash: str) -> RefreshToken | None:
        rows = await self._session.lock(_LOCK_TOKEN, {"token": token_hash})
        return RefreshToken(*rows[0]) if rows else None

    async def save_token(self, token: RefreshToken) -> None:
        self._session.write(_SAVE_TOKEN, {"token": token.token_hash, "used_at": token.used_at})

    async def forget(self, user_id: UserId) -> None:
        self._session.write(_FORGET_TOKENS, {"user_id": user_id})
        self._session.write(_FORGET, {"user_id": user_id})

    async def strike_sos(self, credential: SosCredential, *, at: datetime) -> None:
        values = {"session_id": credential.session_id, "user_id": credential.user_id}
        self._session.write(_STRIKE, {**values, "struck_at": at})

    async def struck_sos(self, user_id: UserId) -> Collection[SessionId]:
        rows = await self._session.rows(_STRUCK, {"user_id": user_id})
        return {row[0] for row in rows}

    async def purge(self, *, before: datetime) -> int:
        self._session.write(_PURGE_TOKENS, {"before": before})
        return len(await self._session.lock(_PURGE, {"before": before}))
