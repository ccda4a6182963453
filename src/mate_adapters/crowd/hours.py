"""When invented partners have time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

from mate_adapters.crowd.chance import pick
from mate_adapters.crowd.numbers import Thing, id_of
from mate_core.partners.calendar import Slot, SlotKind
from mate_core.shared.ids import SlotId, UserId
from mate_core.shared.time import Period, from_local, local_day

_MOST_SLOTS: Final = 8
_SHARE_WITH_SLOTS: Final = 0.5
_WINDOWS: Final = (
    (time(8), 14),
    (time(9), 8),
    (time(13), 9),
    (time(17, 30), 5),
    (time(18), 5),
    (time(19), 4),
)
"""Local start and hours: some end after midnight of the next day never, the longest at 23."""
_DAYS_AHEAD: Final = 10


def slots_of(
    chance: Random, seed: int, number: int, partner_id: UserId, *, at: datetime
) -> Sequence[Slot]:
    """Open stretches on some of the next days, one a day at most."""
    if chance.random() >= _SHARE_WITH_SLOTS:
        return ()
    today = local_day(at)
    slots: list[Slot] = []
    for ahead in range(1, _DAYS_AHEAD + 1):
        if chance.random() < 0.5 or len(slots) == _MOST_SLOTS:
            continue
        opens, hours = pick(chance, _WINDOWS)
        start = from_local(today + timedelta(days=ahead), opens)
        slots.append(
            Slot(
                id=SlotId(id_of(seed, Thing.SLOT, number * _MOST_SLOTS + len(slots))),
                partner_id=partner_id,
                period=Period(start, start + timedelta(hours=hours)),
                kind=SlotKind.AVAILABLE,
                created_at=at,
            )
        )
    return slots
