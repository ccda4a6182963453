"""Act five: another booking, cancelled late, and the proof that every dong is there."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from mate_cli.demo.client import API, expect
from mate_cli.demo.scenes.booking import place
from mate_cli.demo.scenes.meeting import DAY_AND_A_BIT
from mate_cli.demo.scenes.paying import pay
from mate_cli.demo.stage import Scene, Stage, scene
from mate_cli.tables import money

_SECOND_START: Final = time(8)
_HALF: Final = 50


async def book_again(stage: Stage) -> Scene:
    """Between 6 and 24 hours ahead, where cancelling gives half of it back."""
    start = await book_tomorrow(stage)
    total = stage.quote["totalAmount"]
    return scene(
        f"{stage.user.name} books again, for {start:%d/%m %H:%M}: {money(total)} VND;"
        f" {stage.partner.name} confirms.",
        totalAmount=total,
    )


async def book_tomorrow(stage: Stage) -> datetime:
    """The same meeting again, confirmed; answers its start."""
    now = await stage.now()
    start = datetime.combine(now.date() + timedelta(days=1), _SECOND_START, now.tzinfo)
    stage.booking_id = await place(stage, stage.user, start)
    await stage.client.put(stage.partner, f"{API}/bookings/{stage.booking_id}/confirm")
    return start


async def top_up_and_pay(stage: Stage) -> Scene:
    total, status = await fill_and_pay(stage)
    return scene(
        f"This time {stage.user.name} fills the wallet with {money(total)} VND and pays from it.",
        deposited=total,
        status=status,
    )


async def fill_and_pay(stage: Stage) -> tuple[int, str]:
    """Deposit the price of the booking and pay it; answers the sum and the booking's status."""
    total: int = stage.quote["totalAmount"]
    before = await stage.balance(stage.user)
    deposit = await stage.client.post(
        stage.user, f"{API}/wallet/deposit", {"amount": total, "method": "vnpay"}, once=True
    )
    said = await pay(stage, deposit["payUrl"], "pay")
    expect(said == ["00"], f"the deposit's callback was answered {said}")
    filled = await stage.balance(stage.user)
    expect(filled == before + total, f"the wallet holds {filled} VND")
    await stage.client.post(
        stage.user,
        f"{API}/payments/pay",
        {"bookingId": stage.booking_id, "method": "wallet"},
        once=True,
    )
    booking = await stage.booking(stage.user, stage.booking_id)
    expect(booking["status"] == "PAID", f"the booking is {booking['status']}")
    return total, booking["status"]


async def cancel(stage: Stage) -> Scene:
    preview = await stage.client.get(stage.user, f"{API}/bookings/{stage.booking_id}/cancellation")
    refund = preview["refundAmount"]
    expect(preview["refundPercent"] == _HALF, f"the preview says {preview}")
    booking = await stage.client.put(
        stage.user,
        f"{API}/bookings/{stage.booking_id}/cancel",
        {"reason": "Trời mưa", "expectedRefundAmount": refund},
    )
    expect(booking["status"] == "CANCELLED", f"the booking is {booking['status']}")
    return scene(
        f"{stage.user.name} cancels less than a day ahead. The preview:"
        f" {preview['refundPercent']} % of what was paid, {money(refund)} VND.",
        refundPercent=preview["refundPercent"],
        refundAmount=refund,
    )


async def refund(stage: Stage) -> Scene:
    before = await stage.balance(stage.user)
    partner_before = await stage.balance(stage.partner)
    await stage.travel(DAY_AND_A_BIT)
    await stage.settled(stage.user, stage.booking_id)
    came = await stage.balance(stage.user) - before
    earned = await stage.balance(stage.partner) - partner_before
    half = sum((stage.quote[name] + 1) // 2 for name in ("subtotal", "serviceFee"))
    expect(came == half, f"{came} VND came back, the preview said {half}")
    return scene(
        f"24 hours later exactly the {money(came)} VND of the preview are back;"
        f" {stage.partner.name} earns {money(earned)} VND for the late cancellation.",
        refunded=came,
        earned=earned,
    )


async def prove(stage: Stage) -> Scene:
    proof = await stage.client.get(None, "/sandbox/ledger")
    expect(proof["ok"], f"the books do not balance: {proof['findings']}")
    expect(proof["difference"] == 0, f"the books differ by {proof['difference']} VND")
    accounts = [f"  {name:<16} {money(sum_):>14} VND" for name, sum_ in proof["accounts"].items()]
    return scene(
        f"{proof['entries']} entries with {proof['postings']} postings sum to"
        f" {proof['difference']} VND; every wallet and escrow agrees with them.",
        *accounts,
        ledgerDifference=proof["difference"],
        entries=proof["entries"],
        postings=proof["postings"],
    )
