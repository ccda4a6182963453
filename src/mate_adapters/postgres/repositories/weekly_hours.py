"""Hours that are open every week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.statement import Statement, insert_into, of, param, saved_once
from mate_adapters.postgres.tables.partners import weekly_hours
from mate_core.partners.weekly_hours import WEEK, Weekday, WeeklyHours, WeeklyPlan, days_reaching
from mate_core.shared.ids import UserId, WeeklyHoursId
from mate_core.shared.time import Period

_C = weekly_hours.c
_KEPT: Final = frozenset({"id", "partner_id", "created_at", "version"})
_OLDEST_FIRST: Final = (_C.created_at, _C.id)
_OF: Final = sa.select(*_C).where(_C.partner_id == of(_C.partner_id)).order_by(*_OLDEST_FIRST)

_ADD: Final = Statement(insert_into(weekly_hours))
_GET: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)))
_SAVE: Final = Statement(
    saved_once(
        weekly_hours.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _KEPT})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_REMOVE: Final = Statement(weekly_hours.delete().where(_C.id == of(_C.id)))
_WITHIN: Final = Statement(
    _OF.where(
        _C.since <= param("last", sa.Date()),
        sa.or_(_C.until.is_(None), _C.until >= param("first", sa.Date())),
    )
)
_ALL: Final = Statement(_OF)


def _rule_of(row: Row) -> WeeklyHours:
    (
        id_,
        partner_id,
        weekdays,
        start_minute,
        minutes,
        since,
        until,
        except_dates,
        created_at,
        version,
    ) = row
    plan = WeeklyPlan(_weekdays_of(weekdays), start_minute, minutes, since, until)
    return WeeklyHours(id_, partner_id, plan, created_at, frozenset(except_dates), version)


def _weekdays_of(bits: int) -> frozenset[Weekday]:
    """Bit 0 is Monday."""
    return frozenset(day for number, day in enumerate(WEEK) if bits >> number & 1)


def values_of_rule(rule: WeeklyHours) -> dict[str, Any]:
    plan = rule.plan
    return {
        "id": rule.id,
        "partner_id": rule.partner_id,
        "weekdays": sum(1 << WEEK.index(day) for day in plan.weekdays),
        "start_minute": plan.start_minute,
        "minutes": plan.minutes,
        "since": plan.since,
        "until": plan.until,
        "except_dates": sorted(rule.except_dates),
        "created_at": rule.created_at,
        "version": rule.version,
    }


class PostgresWeeklyHours(Repository):
    __slots__ = ()

    async def add(self, *rules: WeeklyHours) -> None:
        for rule in rules:
            self._session.write(_ADD, values_of_rule(rule))

    async def get(self, rule_id: WeeklyHoursId) -> WeeklyHours:
        return _rule_of(found(await self._session.row(_GET, {"id": rule_id})))

    async def save(self, rule: WeeklyHours) -> None:
        self._session.write(_SAVE, values_of_rule(rule))

    async def remove(self, rule_id: WeeklyHoursId) -> None:
        self._session.write(_REMOVE, {"id": rule_id})

    async def within(self, partner_id: UserId, period: Period) -> Sequence[WeeklyHours]:
        first, last = days_reaching(period)
        values = {"partner_id": partner_id, "first": first, "last": last}
        return [_rule_of(row) for row in await self._session.rows(_WITHIN, values)]

    async def of(self, partner_id: UserId) -> Sequence[WeeklyHours]:
        rows = await self._session.rows(_ALL, {"partner_id": partner_id})
        return [_rule_of(row) for row in rows]
