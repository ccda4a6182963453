"""When invented partners have time: a rule or two for every week, now and then a day apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Final

from mate_adapters.crowd.chance import pick
from mate_adapters.crowd.numbers import Thing, id_of
from mate_core.partners.calendar import Slot, SlotKind
from mate_core.partners.weekly_hours import WEEK, Weekday, WeeklyHours, WeeklyPlan
from mate_core.shared.ids import SlotId, UserId, WeeklyHoursId
from mate_core.shared.time import Period, from_local, local_day

_MOST: Final = 4
"""Rules, and slots, of one partner."""
_WORKDAYS: Final = frozenset(WEEK[:5])
_WEEKEND: Final = frozenset(WEEK[5:])
_NIGHTS: Final = frozenset({Weekday.FRIDAY, Weekday.SATURDAY})

Hours = tuple[frozenset[Weekday], time, float]
"""Which days, from when (local), how many hours."""
_EVENINGS: Final[Hours] = (_WORKDAYS, time(18), 4.5)
_LATE_EVENINGS: Final[Hours] = (_WORKDAYS, time(19, 30), 3.5)
_DAYTIME: Final[Hours] = (_WORKDAYS, time(8), 9)
_AFTERNOONS: Final[Hours] = (_WORKDAYS, time(13), 9)
_WHOLE_WEEKEND: Final[Hours] = (_WEEKEND, time(8), 15)
_SUNDAYS: Final[Hours] = (frozenset({Weekday.SUNDAY}), time(9), 12)
_DAILY: Final[Hours] = (frozenset(WEEK), time(9), 13)
_LONG_NIGHTS: Final[Hours] = (_NIGHTS, time(19), 6)
"""Past midnight."""
_HABITS: Final[Sequence[Sequence[Hours]]] = (
    *((_EVENINGS, _WHOLE_WEEKEND),) * 6,
    *((_EVENINGS,),) * 2,
    *((_LATE_EVENINGS, _SUNDAYS),) * 2,
    *((_WHOLE_WEEKEND,),) * 3,
    *((_DAILY,),) * 4,
    *((_DAYTIME,),) * 2,
    (_AFTERNOONS,),
    (_AFTERNOONS, _LONG_NIGHTS),
    (_EVENINGS, _LONG_NIGHTS),
    (),
)

_WITH_SLOTS: Final = 0.2
_WINDOWS: Final = ((time(8), 14), (time(9), 8), (time(13), 9), (time(17, 30), 5), (time(19), 4))
_BLOCKED: Final = 0.25
"""The share of slots that close a stretch, a day off as a rule, instead of opening one."""
_DAY_OFF: Final = (time(7), 16)
_DAYS_AHEAD: Final = 14


def weekly_hours_of(
    chance: Random, seed: int, number: int, partner_id: UserId, *, at: datetime
) -> Sequence[WeeklyHours]:
    plans = _plans(local_day(at))
    return [
        WeeklyHours(
            WeeklyHoursId(id_of(seed, Thing.WEEKLY_HOURS, number * _MOST + place)),
            partner_id,
            plan,
            at,
        )
        for place, plan in enumerate(pick(chance, plans))
    ]


def slots_of(
    chance: Random, seed: int, number: int, partner_id: UserId, *, at: datetime
) -> Sequence[Slot]:
    """Stretches opened or closed on some of the next days, one a day at most."""
    if chance.random() >= _WITH_SLOTS:
        return ()
    days = sorted({1 + int(chance.random() * _DAYS_AHEAD) for _ in range(_MOST)})
    slots: list[Slot] = []
    for place, ahead in enumerate(days):
        is_blocked = chance.random() < _BLOCKED
        opens, hours = _DAY_OFF if is_blocked else pick(chance, _WINDOWS)
        start = from_local(local_day(at) + timedelta(days=ahead), opens)
        slots.append(
            Slot(
                id=SlotId(id_of(seed, Thing.SLOT, number * _MOST + place)),
                partner_id=partner_id,
                period=Period(start, start + timedelta(hours=hours)),
                kind=SlotKind.BLOCKED if is_blocked else SlotKind.AVAILABLE,
                created_at=at,
            )
        )
    return slots


@lru_cache(maxsize=4)
def _plans(today: date) -> Sequence[Sequence[WeeklyPlan]]:
    """The habits from that day on; plans are values, so that all partners may share them."""
    return [[_plan(hours, today) for hours in habit] for habit in _HABITS]


def _plan(hours: Hours, since: date) -> WeeklyPlan:
    days, opens, how_long = hours
    return WeeklyPlan(days, opens.hour * 60 + opens.minute, int(how_long * 60), since)
