"""From a request to the end of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.world import Skipped, World
from mate_core.bookings.eligibility import Wish
from mate_core.bookings.model import MeetingPlace
from mate_core.bookings.service import BookingRequest
from mate_core.partners.model import ServiceType, VenueClass
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBooking(Command):
    """`booking` becomes the name of what comes of it."""

    repeatable: ClassVar[bool] = True

    booking: int
    partner: int
    start: datetime
    half_hours: int
    service: ServiceType = ServiceType.WALKING
    venue: VenueClass = VenueClass.CAFE
    expected_total: int | None = None

    async def run(self, world: World) -> Any:
        user = world.person(self.actor)
        request = BookingRequest(
            wish=Wish(world.person(self.partner).user_id, self.start, self.half_hours),
            service_type=self.service,
            place=MeetingPlace(self.venue, "12 Lê Lợi, Quận 1"),
            expected_total=None if self.expected_total is None else Vnd(self.expected_total),
        )
        view = await world.app.bookings.request(
            user, request, world.key(self.actor, "request", self.booking)
        )
        world.name(self.booking, view.booking.id)
        return view.booking.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Command):
    repeatable: ClassVar[bool] = True

    booking: int

    async def run(self, world: World) -> Any:
        await world.app.meetings.confirm(world.person(self.actor), world.booking_id(self.booking))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Command):
    repeatable: ClassVar[bool] = True

    booking: int

    async def run(self, world: World) -> Any:
        booking_id = world.booking_id(self.booking)
        await world.app.meetings.reject(world.person(self.actor), booking_id, "not that day")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewCancel(Command):
    """What cancelling would give back, in dong."""

    booking: int

    async def run(self, world: World) -> int:
        preview = await world.app.meetings.cancellation(
            world.person(self.actor), world.booking_id(self.booking)
        )
        return preview.refund_amount.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Command):
    repeatable: ClassVar[bool] = True

    booking: int
    expected_refund: int | None = None

    async def run(self, world: World) -> Any:
        await world.app.meetings.cancel(
            world.person(self.actor),
            world.booking_id(self.booking),
            "something came up",
            expected_refund=None if self.expected_refund is None else Vnd(self.expected_refund),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Command):
    """The partner types the code; `off_by` makes it a wrong one."""

    booking: int
    off_by: int = 0

    async def run(self, world: World) -> Any:
        code = world.booking(self.booking).meeting_code
        if code is None:
            raise Skipped
        digits = f"{(int(code.digits) + self.off_by) % 10_000:04}"
        await world.app.meetings.start(
            world.person(self.actor), world.booking_id(self.booking), digits
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode(Command):
    booking: int

    async def run(self, world: World) -> Any:
        await world.app.meetings.new_code(world.person(self.actor), world.booking_id(self.booking))


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Command):
    repeatable: ClassVar[bool] = True

    booking: int

    async def run(self, world: World) -> Any:
        await world.app.meetings.complete(world.person(self.actor), world.booking_id(self.booking))


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtBooking(Command):
    booking: int

    async def run(self, world: World) -> Any:
        await world.app.bookings.get(world.person(self.actor), world.booking_id(self.booking))


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtBookings(Command):
    async def run(self, world: World) -> Any:
        await world.app.bookings.page(
            world.person(self.actor),
            role=None,
            status=None,
            within=(None, None),
            after=None,
            limit=20,
        )
