"""What people booked and how they found it."""

from __future__ import annotations

from collections import Counter
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, query
from mate_core.partners.model import ServiceType
from mate_core.search.suggestions.model import Taste
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd

_BOOKED: Final = Statement(
    query(
        """
        SELECT service_type, hourly_rate FROM bookings
        WHERE user_id = :person AND paid_at IS NOT NULL
          AND status IN ('PAID', 'IN_PROGRESS', 'COMPLETED')
        ORDER BY created_at DESC, id DESC LIMIT :last
        """,
        person=sa.Uuid(),
        last=sa.Integer(),
    )
)
_RATED: Final = Statement(
    query(
        """
        SELECT reviewee_id, overall_rating FROM reviews
        WHERE reviewer_id = :person AND review_type = 'user_to_partner'
        ORDER BY created_at DESC, id DESC LIMIT :last
        """,
        person=sa.Uuid(),
        last=sa.Integer(),
    )
)


class PostgresTastes(Repository):
    __slots__ = ()

    async def of(self, person: UserId, *, last: int) -> Taste:
        values = {"person": person, "last": last}
        rows = await self._session.rows(_BOOKED, values)
        rated = await self._session.rows(_RATED, values)
        return Taste(
            services=Counter(ServiceType(service) for service, _ in rows),
            rates=tuple(Vnd(rate) for _, rate in rows),
            # Later ones overwrite earlier ones of the same partner.
            ratings=dict(reversed(rated)),
        )
