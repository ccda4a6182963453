"""Act three: money comes in by VNPay, whatever the wire does to it."""

from __future__ import annotations

from mate_cli.demo.client import API, Json, expect
from mate_cli.demo.stage import Scene, Stage, scene
from mate_cli.tables import money


async def open_pay_page(stage: Stage) -> Scene:
    payment = await stage.client.post(
        stage.user,
        f"{API}/payments/pay",
        {"bookingId": stage.booking_id, "method": "vnpay"},
        once=True,
    )
    stage.pay_url = payment["payUrl"]
    total = stage.quote["totalAmount"]
    return scene(
        f"{stage.user.name} chooses VNPay and is sent to a signed page for {money(total)} VND.",
        amount=total,
    )


async def tampered_callback(stage: Stage) -> Scene:
    """VNPay's own answer codes: 97 is a signature that does not fit."""
    said = await pay(stage, stage.pay_url, "tampered")
    expect(said == ["97"], f"the tampered callback was answered {said}")
    booking = await stage.booking(stage.user, stage.booking_id)
    expect(booking["status"] == "CONFIRMED", f"the booking became {booking['status']}")
    return scene(
        "Somebody changes the amount in the gateway's callback: answered 97, nothing is booked.",
        answers=said,
        status=booking["status"],
    )


async def duplicate_callback(stage: Stage) -> Scene:
    said = await pay(stage, stage.pay_url, "duplicate")
    expect(said == ["00", "02"], f"the callbacks were answered {said}")
    booking = await stage.booking(stage.user, stage.booking_id)
    expect(booking["status"] == "PAID", f"the booking is {booking['status']}")
    wallet = await stage.client.get(stage.user, f"{API}/wallet")
    partner = await stage.client.get(stage.partner, f"{API}/wallet")
    total, subtotal = stage.quote["totalAmount"], stage.quote["subtotal"]
    expect(booking["escrow"]["amount"] == total, f"{booking['escrow']} is held")
    expect(wallet["heldBalance"] == total, f"{wallet} is in the wallet, {total} held once")
    expect(partner["pendingBalance"] == subtotal, f"the partner expects {partner}")
    return scene(
        f"{stage.user.name} pays; VNPay reports it twice: answered 00, then 02.",
        f"{stage.user.name}'s wallet holds {money(wallet['heldBalance'])} VND for the booking,"
        f" {money(wallet['balance'])} VND to spend; {stage.partner.name} sees"
        f" {money(partner['pendingBalance'])} VND on their way.",
        answers=said,
        held=total,
        incoming=partner["pendingBalance"],
    )


async def pay(stage: Stage, pay_url: str, outcome: str) -> list[str]:
    """Let the sandbox's VNPay do `outcome`; answers what we said to its callbacks."""
    result: Json = await stage.client.post(
        None, "/sandbox/vnpay/pay", {"payUrl": pay_url, "outcome": outcome}
    )
    return [delivery["answer"] for delivery in result["deliveries"]]
