"""Changes of roles that wait for a second administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.identity import role_proposals
from mate_core.identity.role_change import RoleProposal
from mate_core.shared.actor import Capability, Role
from mate_core.shared.ids import UserId

_C = role_proposals.c
_LOCK: Final = Statement(
    sa.select(*_C).where(_C.user_id == of(_C.user_id)).with_for_update(key_share=True)
)
_INSERT = postgresql.insert(role_proposals).values({column: of(column) for column in _C})
_PUT: Final = Statement(
    _INSERT.on_conflict_do_update(
        index_elements=[_C.user_id],
        set_={column: _INSERT.excluded[column.name] for column in _C if column is not _C.user_id},
    )
)
_REMOVE: Final = Statement(role_proposals.delete().where(_C.user_id == of(_C.user_id)))
_PURGE: Final = Statement(
    role_proposals.delete()
    .where(_C.lapses_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)


class PostgresRoleProposals(Repository):
    __slots__ = ()

    async def get_for_change(self, user_id: UserId) -> RoleProposal | None:
        rows = await self._session.lock(_LOCK, {"user_id": user_id})
        if not rows:
            return None
        _, role, capabilities, reason, proposed_by, proposed_at, lapses_at = rows[0]
        return RoleProposal(
            user_id=user_id,
            role=Role(role),
            capabilities=frozenset(map(Capability, capabilities)),
            reason=reason,
            proposed_by=proposed_by,
            proposed_at=proposed_at,
            lapses_at=lapses_at,
        )

    async def put(self, proposal: RoleProposal) -> None:
        self._session.write(
            _PUT,
            {
                "user_id": proposal.user_id,
                "role": proposal.role,
                "capabilities": sorted(proposal.capabilities),
                "reason": proposal.reason,
                "proposed_by": proposal.proposed_by,
                "proposed_at": proposal.proposed_at,
                "lapses_at": proposal.lapses_at,
            },
        )

    async def remove(self, user_id: UserId) -> None:
        self._session.write(_REMOVE, {"user_id": user_id})

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE, {"before": before}))
