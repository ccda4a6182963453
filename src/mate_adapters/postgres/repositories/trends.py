"""Looks at partners, what happened around them, and who is on the rise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, param, query
from mate_adapters.postgres.tables.columns import BIGINTS, INSTANT, TEXTS, UUIDS
from mate_adapters.postgres.tables.trends import partner_trends, partner_views
from mate_core.search.trends.model import Activity, ProfileView, Trend
from mate_core.shared.ids import UserId
from mate_core.shared.time import local_day

# Sorted, so that two processes that write the same looks do not wait for each other in a circle.
_ADD_VIEWS: Final = Statement(
    query(
        """
        INSERT INTO partner_views (partner_id, day, viewer)
        SELECT partner_id, day::date, viewer
        FROM unnest(:partners, :days, :viewers) AS view (partner_id, day, viewer)
        WHERE EXISTS (SELECT FROM partner_profiles WHERE user_id = partner_id)
        ORDER BY partner_id, day, viewer
        ON CONFLICT DO NOTHING
        """,
        partners=UUIDS,
        days=TEXTS,
        viewers=TEXTS,
    )
)
_PURGE_VIEWS: Final = Statement(
    partner_views.delete()
    .where(partner_views.c.day < param("day", sa.Date()))
    .returning(sa.literal_column("1"))
)
# Both halves walk their index in the order of ids and stop after :limit partners.
_ACTIVE: Final = Statement(
    query(
        """
        WITH active AS MATERIALIZED (
            (SELECT DISTINCT partner_id FROM bookings
             WHERE partner_id > :after AND paid_at >= :paid
               AND status IN ('PAID', 'IN_PROGRESS', 'COMPLETED')
             ORDER BY partner_id LIMIT :limit)
            UNION
            (SELECT DISTINCT partner_id FROM partner_views
             WHERE partner_id > :after AND day >= :viewed
             ORDER BY partner_id LIMIT :limit)
            ORDER BY partner_id LIMIT :limit
        )
        SELECT partner_id,
               ARRAY(SELECT max(paid_at) FROM bookings
                     WHERE bookings.partner_id = active.partner_id AND paid_at >= :paid
                       AND status IN ('PAID', 'IN_PROGRESS', 'COMPLETED')
                     GROUP BY user_id ORDER BY 1),
               looks.days, looks.counts
        FROM active CROSS JOIN LATERAL (
            SELECT array_agg(day ORDER BY day) AS days, array_agg(seen ORDER BY day) AS counts
            FROM (SELECT day, count(*) AS seen FROM partner_views
                  WHERE partner_views.partner_id = active.partner_id AND day >= :viewed
                  GROUP BY day) AS by_day
        ) AS looks
        ORDER BY partner_id
        """,
        after=sa.Uuid(),
        paid=INSTANT,
        viewed=sa.Date(),
        limit=sa.Integer(),
    )
)
_BEFORE_ALL: Final = UUID(int=0)

_PUT: Final = Statement(
    query(
        """
        INSERT INTO partner_trends (partner_id, place, score, computed_at)
        SELECT partner_id, place, score, :at
        FROM unnest(:partners, :places, :scores) AS trend (partner_id, place, score)
        ORDER BY partner_id
        ON CONFLICT (partner_id) DO UPDATE SET place = excluded.place, score = excluded.score,
            computed_at = excluded.computed_at
        """,
        partners=UUIDS,
        places=TEXTS,
        scores=BIGINTS,
        at=INSTANT,
    )
)
_FORGET: Final = Statement(
    partner_trends.delete()
    .where(partner_trends.c.computed_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)


def _highest(*, somewhere: bool) -> Statement:
    where = "place = ANY (:places) AND" if somewhere else ""
    types = {"places": TEXTS} if somewhere else {}
    return Statement(
        query(
            f"""
            SELECT partner_id, place, score FROM partner_trends
            WHERE {where} score <= :score AND (score < :score OR partner_id > :after)
            ORDER BY score DESC, partner_id LIMIT :limit
            """,
            score=sa.BigInteger(),
            after=sa.Uuid(),
            limit=sa.Integer(),
            **types,
        )
    )


_HIGHEST: Final = _highest(somewhere=False)
_HIGHEST_SOMEWHERE: Final = _highest(somewhere=True)
_ABOVE_ALL: Final = 2**63 - 1


class PostgresPartnerViews(Repository):
    __slots__ = ()

    async def add(self, *views: ProfileView) -> None:
        self._session.write(
            _ADD_VIEWS,
            {
                "partners": [view.partner_id for view in views],
                "days": [view.day.isoformat() for view in views],
                "viewers": [view.viewer for view in views],
            },
        )

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE_VIEWS, {"day": local_day(before)}))


class PostgresActivities(Repository):
    __slots__ = ()

    async def since(
        self, *, paid: datetime, viewed: date, after: UserId | None, limit: int
    ) -> Sequence[Activity]:
        values = {"paid": paid, "viewed": viewed, "after": after or _BEFORE_ALL, "limit": limit}
        return [
            Activity(partner_id, tuple(paid_at), tuple(zip(days or (), counts or (), strict=True)))
            for partner_id, paid_at, days, counts in await self._session.rows(_ACTIVE, values)
        ]


class PostgresTrends(Repository):
    __slots__ = ()

    async def put(self, *trends: Trend, at: datetime) -> None:
        self._session.write(
            _PUT,
            {
                "partners": [trend.partner_id for trend in trends],
                "places": [trend.place for trend in trends],
                "scores": [trend.score for trend in trends],
                "at": at,
            },
        )

    async def forget(self, *, computed_before: datetime) -> int:
        return len(await self._session.lock(_FORGET, {"before": computed_before}))

    async def highest(
        self, places: Collection[str] | None, *, after: Trend | None, limit: int
    ) -> Sequence[Trend]:
        values: dict[str, object] = {
            "score": after.score if after else _ABOVE_ALL,
            "after": after.partner_id if after else _BEFORE_ALL,
            "limit": limit,
        }
        if places is None:
            rows = await self._session.rows(_HIGHEST, values)
        else:
            rows = await self._session.rows(_HIGHEST_SOMEWHERE, values | {"places": sorted(places)})
        return [Trend(partner_id, place, score) for partner_id, place, score in rows]
