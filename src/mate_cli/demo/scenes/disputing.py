"""Act six: a meeting that goes wrong, and a decision that divides its money to the dong."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mate_cli.demo.client import API, Person, expect
from mate_cli.demo.scenes.meeting import after_tax, meeting_code
from mate_cli.demo.scenes.parting import book_tomorrow, fill_and_pay
from mate_cli.demo.stage import Scene, Stage, scene
from mate_cli.tables import money

_PARTNER_AMOUNT: Final = 400_000
_BEFORE_START: Final = timedelta(minutes=5)
_AN_HOUR: Final = timedelta(hours=1)


async def go_wrong(stage: Stage) -> Scene:
    start = await book_tomorrow(stage)
    await fill_and_pay(stage)
    await stage.travel_to(start - _BEFORE_START)
    code = await meeting_code(stage)
    path = f"{API}/bookings/{stage.booking_id}"
    await stage.client.put(stage.partner, f"{path}/start", {"meetingCode": code})
    await stage.travel_to(start + _AN_HOUR)
    return scene(
        f"A third meeting begins at {start:%d/%m %H:%M}. After an hour {stage.partner.name} leaves."
    )


async def dispute(stage: Stage) -> Scene:
    path = f"{API}/bookings/{stage.booking_id}"
    opened = await stage.client.post(
        stage.user,
        f"{path}/dispute",
        {"reason": "left_early", "details": "Về sau một giờ."},
    )
    expect(opened["status"] == "OPEN", f"the dispute is {opened['status']}")
    answered = await stage.client.post(
        stage.partner, f"{path}/dispute/answer", {"statement": "Nhà có việc gấp."}
    )
    booking = await stage.booking(stage.partner, stage.booking_id)
    expect(booking["status"] == "DISPUTED", f"the booking is {booking['status']}")
    held = booking["escrow"]["settlement"]
    expect(held == "pending", f"the money is {held}")
    return scene(
        f"{stage.user.name} opens a dispute; the booking is DISPUTED, its money stays where it is.",
        f"{stage.partner.name} answers: “{answered['statements'][0]['text']}”",
        status=booking["status"],
    )


async def split(stage: Stage) -> Scene:
    staff = _staff(stage)
    before = await stage.balance(stage.user), await stage.balance(stage.partner)
    path = f"{API}/bookings/{stage.booking_id}/dispute"
    file = await stage.client.get(staff, f"{API}/admin/disputes/{stage.booking_id}")
    expect(all(each["isIntact"] for each in file["evidence"]), "the evidence was changed")
    decided = await stage.client.post(
        staff,
        f"{API}/admin/disputes/{stage.booking_id}/resolve",
        {
            "outcome": "split",
            "partnerAmount": _PARTNER_AMOUNT,
            "note": "Đã gặp nhau, kết thúc sớm.",
        },
    )
    division = decided["division"]
    for person in (stage.user, stage.partner):
        await stage.client.post(person, f"{path}/accept")
    await stage.settled(stage.user, stage.booking_id)
    back = await stage.balance(stage.user) - before[0]
    earned = await stage.balance(stage.partner) - before[1]
    expect(sum(division.values()) == stage.quote["totalAmount"], f"{division} is not the whole sum")
    expect(back == division["payer"], f"{back} VND came back of {division}")
    possible = (_PARTNER_AMOUNT, after_tax(_PARTNER_AMOUNT))
    expect(earned == division["partner"] and earned in possible, f"{earned} VND of {division}")
    return scene(
        f"{staff.name} of staff reads both sides and the frozen evidence, and splits it.",
        f"Both accept: {money(back)} VND back to {stage.user.name}, {money(earned)} VND for"
        f" {stage.partner.name}, {money(division['serviceFee'])} VND fee, not a dong besides.",
        splitRefunded=back,
        splitEarned=earned,
        splitFee=division["serviceFee"],
    )


def _staff(stage: Stage) -> Person:
    """Who vouched for the partner; scenes are played in order, so somebody has."""
    if stage.staff is None:
        raise ValueError("nobody of staff is here yet")
    return stage.staff
