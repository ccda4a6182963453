"""Act two: a price, two requests for the same time, one of them confirmed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from mate_cli.demo.client import API, Json, Person, expect
from mate_cli.demo.scenes.arriving import register
from mate_cli.demo.stage import Scene, Stage, scene
from mate_cli.tables import money

HOURS: Final = 3.5
_FIRST_START: Final = time(10)


async def quote(stage: Stage) -> Scene:
    now = await stage.now()
    stage.start = datetime.combine(now.date() + timedelta(days=1), _FIRST_START, now.tzinfo)
    wish = _wish(stage, stage.start)
    stage.quote = await stage.client.post(stage.user, f"{API}/bookings/quote", wish)
    subtotal, fee, total = (stage.quote[name] for name in ("subtotal", "serviceFee", "totalAmount"))
    expect(subtotal + fee == total, f"{subtotal} + {fee} is not {total}")
    return scene(
        f"{HOURS} hours from {stage.start:%d/%m %H:%M} cost {money(subtotal)} VND"
        f" + {money(fee)} VND service fee = {money(total)} VND.",
        subtotal=subtotal,
        serviceFee=fee,
        totalAmount=total,
    )


async def request(stage: Stage) -> Scene:
    stage.booking_id = await place(stage, stage.user, required(stage.start))
    booking = await stage.booking(stage.user, stage.booking_id)
    expect(booking["status"] == "PENDING", f"the request is {booking['status']}")
    return scene(
        f"{stage.user.name} requests it: {booking['bookingCode']} is PENDING.",
        bookingCode=booking["bookingCode"],
        status=booking["status"],
    )


async def rival_request(stage: Stage) -> Scene:
    await register(stage, stage.rival)
    stage.rival_booking_id = await place(stage, stage.rival, required(stage.start))
    return scene(
        f"{stage.rival.name} wants {stage.partner.name} at the very same time;"
        " a request reserves nothing yet."
    )


async def wrong_role(stage: Stage) -> Scene:
    problem = await stage.client.refused(
        stage.user, "PUT", f"{API}/bookings/{stage.booking_id}/confirm"
    )
    expect(problem["code"] == "booking.not_your_step", f"refused as {problem['code']}")
    return scene(
        f"{stage.user.name} tries to confirm in the partner's place: {problem['status']}"
        f" {problem['code']}.",
        status=problem["status"],
        code=problem["code"],
    )


async def confirm(stage: Stage) -> Scene:
    booking = await stage.client.put(stage.partner, f"{API}/bookings/{stage.booking_id}/confirm")
    expect(booking["status"] == "CONFIRMED", f"the booking is {booking['status']}")
    rival = await stage.booking(stage.rival, stage.rival_booking_id)
    expect(rival["status"] == "CANCELLED", f"the rival request is {rival['status']}")
    return scene(
        f"{stage.partner.name} confirms {stage.user.name}'s request.",
        f"{stage.rival.name}'s request is declined by itself: {rival['cancellationCode']}.",
        status=booking["status"],
        rivalStatus=rival["status"],
        rivalCode=rival["cancellationCode"],
    )


async def place(stage: Stage, person: Person, start: datetime) -> str:
    """A request at the quoted price; answers the booking's id."""
    body = _wish(stage, start) | {
        "serviceType": "walking",
        "venueClass": "outdoors",
        "meetingLocation": "Cổng đền Ngọc Sơn",
        "expectedTotalAmount": stage.quote["totalAmount"],
    }
    booking = await stage.client.post(person, f"{API}/bookings", body, once=True)
    booking_id: str = booking["id"]
    return booking_id


def _wish(stage: Stage, start: datetime) -> Json:
    return {
        "partnerId": stage.partner.user_id,
        "date": start.date().isoformat(),
        "startTime": f"{start:%H:%M}",
        "durationHours": HOURS,
    }


def required(start: datetime | None) -> datetime:
    """The agreed start; scenes are played in order, so it is known by now."""
    if start is None:
        raise ValueError("no start was agreed yet")
    return start
