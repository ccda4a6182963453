"""What staff do with bookings and the money held for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.world import World

_REASON: Final = "a ticket of support"
AWAITED: Final = "a second person is awaited"
"""Answer of a command that waits until a colleague repeats it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCancel(Command):
    booking: int

    async def run(self, world: World) -> Any:
        staff, booking_id = world.person(self.actor), world.booking_id(self.booking)
        await world.app.staff_bookings.cancel(staff, booking_id, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRefund(Command):
    booking: int

    async def run(self, world: World) -> Any:
        staff, booking_id = world.person(self.actor), world.booking_id(self.booking)
        decision = await world.app.staff_bookings.refund(staff, booking_id, reason=_REASON)
        return AWAITED if decision.waits_for_second_person else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRelease(Command):
    booking: int

    async def run(self, world: World) -> Any:
        staff, booking_id = world.person(self.actor), world.booking_id(self.booking)
        decision = await world.app.staff_bookings.release(staff, booking_id, reason=_REASON)
        return AWAITED if decision.waits_for_second_person else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze(Command):
    booking: int

    async def run(self, world: World) -> Any:
        staff, booking_id = world.person(self.actor), world.booking_id(self.booking)
        await world.app.staff_bookings.freeze(staff, booking_id, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfreeze(Command):
    booking: int

    async def run(self, world: World) -> Any:
        staff, booking_id = world.person(self.actor), world.booking_id(self.booking)
        await world.app.staff_bookings.unfreeze(staff, booking_id, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge(Command):
    """The daily housekeeping."""

    async def run(self, world: World) -> Any:
        await world.app.housekeeping.purge()
