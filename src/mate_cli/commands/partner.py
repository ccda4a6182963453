"""`mate partner`: partners."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from mate_cli.console import Console
from mate_cli.exits import Exit
from mate_cli.opening import named, open_desk
from mate_cli.tables import local, rfc3339, table
from mate_core.partners.calendar_service import OwnCalendar
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import UserId
from mate_core.shared.months import day_period
from mate_core.shared.time import Period, local_day

_WEEK: Final = timedelta(days=6)


async def verify(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        person = await named(desk.application, args.person)
        question = f"Vouch for {person.phone or person.email or person.id} as a verified partner?"
        console.confirm(question, assumed=args.yes)
        partner = await desk.application.partners.verify(desk.actor, person.id, reason=args.reason)
    document: dict[str, object] = {
        "partnerId": str(partner.id),
        "verifiedAt": rfc3339(partner.verified_at),
        "isAvailable": partner.is_available,
    }
    console.answer(
        document, [f"Partner {partner.id} is verified since {local(partner.verified_at)}."]
    )
    return Exit.OK


async def calendar(args: Namespace, console: Console) -> int:
    async with open_desk(args) as desk:
        application = desk.application
        person = await named(application, args.person)
        within = _days(args.first or local_day(application.clock.now()), args.last)
        found = await application.calendars.of_partner(desk.actor, person.id, within)
    rows = sorted(_rows(found))
    lines = [f"{local(period.start)} to {local(period.end)}" for period, _ in rows]
    told = [what for _, what in rows]
    console.answer(
        _calendar_document(person.id, found),
        table(("when", "what"), zip(lines, told, strict=True)) if rows else ["Nothing is open."],
    )
    return Exit.OK


def _days(first: date, last: date | None) -> Period:
    last = last or first + _WEEK
    if last < first:
        raise InvalidInput("to", "period.reversed", "The last day must not be before the first.")
    return Period(day_period(first).start, day_period(last).end)


def _rows(found: OwnCalendar) -> Iterator[tuple[Period, str]]:
    """Everything that is published or taken, and what is left."""
    whole = found.calendar
    for slot in whole.slots:
        yield slot.period, f"slot, {slot.kind.value}"
    for each in whole.occurrences:
        yield each.period, "weekly hours"
    for taken in whole.reservations:
        code = found.booking_codes[taken.booking_id]
        yield taken.period, f"booking {code} as {taken.role.value}"
    for free in found.free():
        yield free, "free"


def _calendar_document(partner_id: UserId, found: OwnCalendar) -> dict[str, object]:
    whole = found.calendar
    return {
        "partnerId": str(partner_id),
        "slots": [
            {"id": str(slot.id), "kind": slot.kind.value, **_bounds(slot.period)}
            for slot in whole.slots
        ],
        "weekly": [
            {"weeklyHoursId": str(each.weekly_hours_id), **_bounds(each.period)}
            for each in whole.occurrences
        ],
        "reserved": [
            {
                "bookingCode": found.booking_codes[taken.booking_id],
                "role": taken.role.value,
                **_bounds(taken.period),
            }
            for taken in whole.reservations
        ],
        "free": [_bounds(free) for free in found.free()],
    }


def _bounds(period: Period) -> dict[str, object]:
    return {"startsAt": rfc3339(period.start), "endsAt": rfc3339(period.end)}
