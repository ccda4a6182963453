"""Second factors; the secret only sealed."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement, of
from mate_adapters.postgres.tables.identity import second_factors
from mate_core.identity.second_factor import SecondFactor
from mate_core.shared.ids import UserId

_C = second_factors.c
_LOCK: Final = Statement(
    sa.select(*_C).where(_C.user_id == of(_C.user_id)).with_for_update(key_share=True)
)
_INSERT = postgresql.insert(second_factors).values({column: of(column) for column in _C})
_PUT: Final = Statement(
    _INSERT.on_conflict_do_update(
        index_elements=[_C.user_id],
        set_={column: _INSERT.excluded[column.name] for column in _C if column is not _C.user_id},
    )
)
_REMOVE: Final = Statement(second_factors.delete().where(_C.user_id == of(_C.user_id)))


class PostgresSecondFactors(Repository):
    __slots__ = ("_seals",)

    def __init__(self, session: Session, seals: Seals) -> None:
        super().__init__(session)
        self._seals = seals

    async def get_for_change(self, user_id: UserId) -> SecondFactor | None:
        rows = await self._session.lock(_LOCK, {"user_id": user_id})
        if not rows:
            return None
        _, sealed_secret, created_at, confirmed_at, last_step, recovery_hashes = rows[0]
        return SecondFactor(
            user_id=user_id,
            secret=self._seals.open_second_factor(user_id, sealed_secret),
            created_at=created_at,
            confirmed_at=confirmed_at,
            last_step=last_step,
            recovery=frozenset(recovery_hashes),
        )

    async def put(self, factor: SecondFactor) -> None:
        self._session.write(
            _PUT,
            {
                "user_id": factor.user_id,
                "sealed_secret": self._seals.second_factor(factor.user_id, factor.secret),
                "created_at": factor.created_at,
                "confirmed_at": factor.confirmed_at,
                "last_step": factor.last_step,
                "recovery_hashes": sorted(factor.recovery),
            },
        )

    async def remove(self, user_id: UserId) -> None:
        self._session.write(_REMOVE, {"user_id": user_id})
