"""What partners need of the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from mate_core.kyc.ports import KycUow
from mate_core.partners.calendar import Reservation, Slot
from mate_core.partners.model import Partner
from mate_core.shared.ids import SlotId, UserId
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


class PartnersUow(KycUow, Protocol):
    @property
    def partners(self) -> Partners: ...
    @property
    def slots(self) -> Slots: ...
    @property
    def reservations(self) -> Reservations: ...
