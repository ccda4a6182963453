"""What partners need of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from mate_core.kyc.ports import KycUow
from mate_core.moderation.reports.ports import ReportsUow
from mate_core.moderation.screening.ports import ScreeningUow
from mate_core.partners.calendar import Reservation, Slot
from mate_core.partners.feeds import CalendarFeed
from mate_core.partners.model import Partner
from mate_core.partners.reliability import Reliability
from mate_core.partners.weekly_hours import WeeklyHours
from mate_core.shared.ids import SlotId, UserId, WeeklyHoursId
from mate_core.shared.time import Period


class Partners(Protocol):
    async def add(self, partner: Partner) -> None:
        """Raises AlreadyPartner when the person is one."""
        ...

    async def get(self, partner_id: UserId) -> Partner:
        """Raises NotFound."""
        ...

    async def get_for_change(self, partner_id: UserId) -> Partner:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def save(self, partner: Partner) -> None: ...

    async def count_booking(self, partner_id: UserId, *, booked: int, completed: int) -> None:
        """Add to the partner's counters of bookings."""
        ...

    async def count_review(self, partner_id: UserId, *, stars: int, reviews: int) -> None:
        """Add to the partner's number of visible reviews and the sum of their stars."""
        ...

    async def count_reliability(self, partner_id: UserId, more: Reliability) -> None:
        """Add to the counters of how he deals with requests; `version` does not move."""
        ...


class Slots(Protocol):
    async def add(self, *slots: Slot) -> None:
        """Raises SlotOverlap when one meets another slot of the same partner and kind."""
        ...

    async def get(self, slot_id: SlotId) -> Slot:
        """Raises NotFound."""
        ...

    async def replace(self, slot: Slot) -> None:
        """Raises SlotOverlap."""
        ...

    async def remove(self, slot_id: SlotId) -> None: ...

    async def within(self, partner_id: UserId, period: Period) -> Sequence[Slot]:
        """Slots that meet `period`, in order of start."""
        ...

    async def count(self, partner_id: UserId) -> int:
        """All slots of the partner, past ones included."""
        ...


class WeeklyHoursRepository(Protocol):
    async def add(self, *rules: WeeklyHours) -> None: ...

    async def get(self, rule_id: WeeklyHoursId) -> WeeklyHours:
        """Raises NotFound."""
        ...

    async def save(self, rule: WeeklyHours) -> None:
        """Guarded by `version`."""
        ...

    async def remove(self, rule_id: WeeklyHoursId) -> None: ...

    async def within(self, partner_id: UserId, period: Period) -> Sequence[WeeklyHours]:
        """Rules whose first and last day let them meet `period` (`days_reaching`), oldest first.

        Days of the week and exceptions are the rule's own to judge.
        """
        ...

    async def of(self, partner_id: UserId) -> Sequence[WeeklyHours]:
        """All rules of the partner, ended ones included, oldest first."""
        ...


class BookingCodes(Protocol):
    async def of(self, *booking_ids: UUID) -> Mapping[UUID, str]:
        """Under what codes the parties know those bookings; unknown ids are left out."""
        ...


class CalendarFeeds(Protocol):
    async def put(self, feed: CalendarFeed) -> None:
        """In place of the person's feed before, if there was one."""
        ...

    async def of(self, user_id: UserId) -> CalendarFeed | None: ...

    async def by_token(self, token_hash: str) -> CalendarFeed | None: ...

    async def remove(self, user_id: UserId) -> None:
        """Nothing to remove is no error."""
        ...


class Reservations(Protocol):
    async def add(self, *reservations: Reservation) -> None:
        """Raises PeriodTaken when a person is reserved in an overlapping period.

        Callers hold the lock on the persons; the database's exclusion constraint is the net.
        """
        ...

    async def move(self, *reservations: Reservation) -> None:
        """Give rows of a booking another period; those without a row are left out.

        Raises PeriodTaken like `add`.
        """
        ...

    async def remove(self, booking_id: UUID) -> None:
        """Free the time of both people; nothing to remove is no error."""
        ...

    async def of(self, person_id: UserId, period: Period) -> Sequence[Reservation]:
        """Reservations of that person, in whichever role, that meet `period`, by start."""
        ...


class PartnersUow(KycUow, ScreeningUow, ReportsUow, Protocol):
    @property
    def partners(self) -> Partners: ...
    @property
    def slots(self) -> Slots: ...
    @property
    def weekly_hours(self) -> WeeklyHoursRepository: ...
    @property
    def calendar_feeds(self) -> CalendarFeeds: ...
    @property
    def booking_codes(self) -> BookingCodes: ...
    @property
    def reservations(self) -> Reservations: ...
