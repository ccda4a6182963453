"""Act four: they meet, and 24 hours later the partner is paid."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mate_cli.demo.client import API, expect
from mate_cli.demo.scenes.booking import HOURS, required
from mate_cli.demo.stage import Scene, Stage, scene
from mate_cli.tables import money

DAY_AND_A_BIT: Final = timedelta(hours=24, seconds=5)
_VAT, _PIT = 5, 2


async def travel_to_start(stage: Stage) -> Scene:
    await stage.travel_to(required(stage.start) - timedelta(minutes=10))
    now = await stage.now()
    return scene(f"The sandbox clock travels to {now:%d/%m %H:%M}, ten minutes before the start.")


async def wrong_code(stage: Stage) -> Scene:
    code = await meeting_code(stage)
    wrong = f"{(int(code) + 1) % 10_000:04d}"
    problem = await stage.client.refused(
        stage.partner, "PUT", f"{API}/bookings/{stage.booking_id}/start", {"meetingCode": wrong}
    )
    expect(problem["code"] == "booking.meeting_code_wrong", f"refused as {problem['code']}")
    return scene(
        f"{stage.partner.name} types a wrong meeting code: {problem['detail']}",
        code=problem["code"],
    )


async def right_code(stage: Stage) -> Scene:
    code = await meeting_code(stage)
    booking = await stage.client.put(
        stage.partner, f"{API}/bookings/{stage.booking_id}/start", {"meetingCode": code}
    )
    expect(booking["status"] == "IN_PROGRESS", f"the booking is {booking['status']}")
    return scene(
        f"{stage.user.name} shows the code in the app; with it the right two have met:"
        " IN_PROGRESS.",
        status=booking["status"],
    )


async def complete(stage: Stage) -> Scene:
    await stage.travel_to(required(stage.start) + timedelta(hours=HOURS))
    path = f"{API}/bookings/{stage.booking_id}/complete"
    await stage.client.put(stage.user, path)
    booking = await stage.client.put(stage.partner, path)
    expect(booking["status"] == "COMPLETED", f"the booking is {booking['status']}")
    wallet = await stage.client.get(stage.partner, f"{API}/wallet")
    return scene(
        f"{HOURS} hours later both say that it is over: COMPLETED.",
        f"{stage.partner.name}'s wallet: {money(wallet['balance'])} VND,"
        f" {money(wallet['pendingBalance'])} VND on their way. For 24 hours each can object.",
        status=booking["status"],
        incoming=wallet["pendingBalance"],
    )


async def release(stage: Stage) -> Scene:
    await stage.travel(DAY_AND_A_BIT)
    await stage.settled(stage.partner, stage.booking_id)
    paid, subtotal = await stage.balance(stage.partner), stage.quote["subtotal"]
    expect(
        paid in (subtotal, after_tax(subtotal)),
        f"{stage.partner.name} was paid {paid} of {subtotal}",
    )
    return scene(
        f"24 hours later the worker releases the escrow: {money(paid)} VND for"
        f" {stage.partner.name}, {money(stage.quote['serviceFee'])} VND fee for the platform.",
        paid=paid,
        serviceFee=stage.quote["serviceFee"],
    )


async def statements(stage: Stage) -> Scene:
    lines = []
    for person in (stage.user, stage.partner):
        page = await stage.client.get(person, f"{API}/transactions")
        expect(page["items"], f"{person.name}'s statement is empty")
        lines.append(f"{person.name}'s statement:")
        lines += [
            f"  {item['transactionCode']}  {item['type']:<14}  to spend {money(item['amount']):>9}"
            f"  held {money(item['heldAmount']):>9}"
            for item in reversed(page["items"])
        ]
    return scene(*lines)


async def meeting_code(stage: Stage) -> str:
    booking = await stage.booking(stage.user, stage.booking_id)
    code = booking["meetingCode"]
    expect(code, f"{stage.user.name}'s app shows no meeting code")
    return str(code)


def after_tax(gross: int) -> int:
    """What the partner of `gross` dong reads in the wallet where tax is withheld."""
    return gross - _percent(gross, _VAT) - _percent(gross, _PIT)


def _percent(amount: int, rate: int) -> int:
    """Rounded half up, in integers, as the ledger does."""
    return (amount * rate + 50) // 100
