"""One booking lives its whole life over HTTP."""

from __future__ import annotations

from datetime import timedelta

from tests.contract.http_world import http_world


async def test_from_registration_to_the_released_escrow() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()

        found = await user.get("/search/nearby?lat=10.77&lng=106.69")
        assert [card["partnerId"] for card in found.json()["items"]] == [partner.id]

        wish = http.wish(partner)
        asked = {key: wish[key] for key in ("partnerId", "date", "startTime", "durationHours")}
        quote = (await user.post("/bookings/quote", json=asked)).json()
        assert (quote["subtotal"], quote["serviceFee"], quote["totalAmount"]) == (
            700_000,
            105_000,
            805_000,
        )

        booking = await http.paid(user, partner)
        assert booking["status"] == "PAID"
        assert booking["escrow"] == {
            "amount": 805_000,
            "status": "HELD",
            "settlement": "pending",
            "refundedAmount": None,
            "paidAmount": None,
        }

        http.world.pass_time(timedelta(hours=48))
        user, partner = await http.again(user), await http.again(partner)
        path = f"/bookings/{booking['id']}"
        code = (await user.get(path)).json()["meetingCode"]
        started = await partner.put(f"{path}/start", json={"meetingCode": code})
        assert started.json()["status"] == "IN_PROGRESS"

        http.world.pass_time(timedelta(hours=3, minutes=30))
        user, partner = await http.again(user), await http.again(partner)
        await user.put(f"{path}/complete")
        assert (await partner.put(f"{path}/complete")).json()["status"] == "COMPLETED"

        http.world.pass_time(timedelta(hours=24) - timedelta(seconds=1))
        await http.world.pump()
        partner = await http.again(partner)
        assert (await partner.get("/wallet")).json()["balance"] == 0
        http.world.pass_time(timedelta(seconds=1))
        await http.world.pump()
        partner = await http.again(partner)
        assert (await partner.get("/wallet")).json() == {
            "balance": 700_000,
            "heldBalance": 0,
            "withdrawingBalance": 0,
            "pendingBalance": 0,
            "currency": "VND",
        }
        seen = (await partner.get(path)).json()
        assert seen["escrow"]["settlement"] == "done"
        assert seen["escrow"]["paidAmount"] == 700_000
        assert seen["escrow"]["refundedAmount"] is None
        assert [change["toStatus"] for change in seen["statusHistory"]] == [
            "PENDING",
            "CONFIRMED",
            "PAID",
            "IN_PROGRESS",
            "IN_PROGRESS",
            "COMPLETED",
        ]
        (released,) = (await partner.get("/transactions")).json()["items"]
        assert (released["type"], released["amount"]) == ("ESCROW_RELEASE", 700_000)
        assert released["bookingId"] == booking["id"]
        await http.world.assert_books_are_clean()
