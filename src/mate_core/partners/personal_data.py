"""What partners keep of a person: the listing and its calendar."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from mate_core.partners.ports import PartnersUow
from mate_core.partners.weekly_hours import WEEK
from mate_core.privacy.ports import Collection
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.ports import Clock
from mate_core.shared.time import Period

_CALENDAR: Final = timedelta(days=400)
"""How far back and ahead a calendar reaches."""


@dataclass(frozen=True, slots=True)
class PartnerData:
    open_read: Callable[[], PartnersUow]
    clock: Clock

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [
            Collection("partner-listing", self._listing(person)),
            Collection("partner-calendar", self._calendar(person)),
            Collection("partner-weekly-hours", self._weekly_hours(person)),
        ]

    async def _listing(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            try:
                partner = await uow.partners.get(person)
            except NotFound:
                return
        minutes = int(partner.travel_buffer.total_seconds() // 60)
        yield asdict(partner) | {"travel_buffer": f"{minutes} min"}

    async def _calendar(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        now = self.clock.now()
        async with self.open_read() as uow:
            slots = await uow.slots.within(person, Period(now - _CALENDAR, now + _CALENDAR))
        for slot in slots:
            yield {"from": slot.period.start, "to": slot.period.end, "kind": slot.kind}

    async def _weekly_hours(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            rules = await uow.weekly_hours.of(person)
        for rule in rules:
            plan = rule.plan
            yield {
                "weekdays": [day for day in WEEK if day in plan.weekdays],
                "start_minute": plan.start_minute,
                "minutes": plan.minutes,
                "since": plan.since,
                "until": plan.until,
                "except_dates": sorted(rule.except_dates),
            }

    async def erase(self, uow: PartnersUow, person: UserId, *, at: datetime) -> None:
        """The listing shows nothing and can be booked by nobody; its counters stay."""
        await uow.calendar_feeds.remove(person)
        try:
            partner = await uow.partners.get_for_change(person)
        except NotFound:
            return
        for slot in await uow.slots.within(person, Period(at - _CALENDAR, at + _CALENDAR)):
            await uow.slots.remove(slot.id)
        for rule in await uow.weekly_hours.of(person):
            await uow.weekly_hours.remove(rule.id)
        await uow.partners.save(
            replace(
                partner,
                bio=None,
                base_area=None,
                city=None,
                address=None,
                is_available=False,
                verified_at=None,
                updated_at=at,
            )
        )
