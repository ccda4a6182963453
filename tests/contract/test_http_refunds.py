"""Refunds to the source and money in suspense, as clients and staff meet them over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble
from mate_core.payments.intent import NoticeResult
from mate_core.shared.actor import Capability
from tests.contract.http_world import Caller, HttpWorld, http_world

AMOUNT = 500_000
WHY = {"reason": "the bank confirms"}


async def deposited(http: HttpWorld, user: Caller, *, arrives: int = AMOUNT) -> str:
    """A top-up of 500,000 VND for which `arrives` came; the id of the attempt."""
    opened = await user.once("/wallet/deposit", {"amount": AMOUNT, "method": "vnpay"})
    assert opened.status_code == 201, opened.text
    await http.gateway_says(opened.json()["payUrl"], arrives)
    return str(opened.json()["paymentIntentId"])


async def balance(user: Caller) -> int:
    return int((await user.get("/wallet")).json()["balance"])


async def moved(user: Caller) -> list[tuple[str, int, int]]:
    """Type, spendable and outgoing dong of every transaction, newest first."""
    items = (await user.get("/transactions")).json()["items"]
    return [(each["type"], each["amount"], each["withdrawingAmount"]) for each in items]


async def test_payer_sends_part_of_his_money_back_and_reads_of_it() -> None:
    async with http_world() as http:
        user = await http.user()
        wish = {"paymentIntentId": await deposited(http, user), "amount": 200_000}
        answer = await user.once("/wallet/refund", wish)

        assert answer.status_code == 201, answer.text
        refund = answer.json()
        assert (refund["status"], refund["amount"], refund["method"]) == (
            "REQUESTED",
            200_000,
            "vnpay",
        )
        assert await balance(user) == 300_000
        await http.world.pump()
        assert await moved(user) == [
            ("REFUND_DONE", 0, -200_000),
            ("REFUND", -200_000, 200_000),
            ("DEPOSIT", 500_000, 0),
        ]
        item = (await user.get("/transactions")).json()["items"][0]
        shown = await user.get(f"/transactions/{item['id']}")
        assert shown.json() == item


async def test_rule_08_more_than_came_is_refused_and_says_what_is_left() -> None:
    async with http_world() as http:
        user = await http.user()
        wish = {"paymentIntentId": await deposited(http, user), "amount": AMOUNT + 1}
        answer = await user.once("/wallet/refund", wish)

        assert (answer.status_code, answer.json()["code"]) == (422, "refund.above_captured")
        assert answer.json()["errors"][0]["field"] == "amount"
        assert "500000" in answer.json()["detail"]


async def test_rule_26_one_key_is_one_refund() -> None:
    async with http_world() as http:
        user = await http.user()
        wish = {"paymentIntentId": await deposited(http, user), "amount": 100_000}
        first = await user.once("/wallet/refund", wish, key="again")
        second = await user.once("/wallet/refund", wish, key="again")
        other = await user.once("/wallet/refund", {**wish, "amount": 100_001}, key="again")

        assert first.json() == second.json()
        assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
        assert await balance(user) == 400_000


async def test_payment_of_somebody_else_is_404() -> None:
    async with http_world() as http:
        user, stranger = await http.user(), await http.user()
        wish = {"paymentIntentId": await deposited(http, user)}

        assert (await stranger.once("/wallet/refund", wish)).status_code == 404


async def test_m11_a_booking_that_was_paid_by_gateway_and_called_off_pays_back_the_source() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.paid(user, partner)
        cancelled = await partner.put(f"/bookings/{booking['id']}/cancel", json=WHY)
        assert cancelled.status_code == 200, cancelled.text
        await http.world.pump()

        total = booking["totalAmount"]
        assert await balance(user) == 0
        items = (await user.get("/transactions")).json()["items"]
        sent = next(each for each in items if each["type"] == "REFUND")
        assert (sent["amount"], sent["bookingId"]) == (-total, booking["id"])


async def test_rule_08_staff_pay_a_refused_refund_to_the_payers_account() -> None:
    async with http_world() as http:
        user, finance = await http.user(), await http.support(Capability.FINANCE)
        wish = {"paymentIntentId": await deposited(http, user)}
        http.world.gateway_meets(GatewayTrouble.REFUSED, call=GatewayCall.REFUND)
        refund = (await user.once("/wallet/refund", wish)).json()
        await http.world.pump()
        (waiting,) = (await finance.get("/admin/refunds?needsStaff=true")).json()["items"]
        assert (waiting["refundId"], waiting["status"]) == (refund["refundId"], "REFUSED")
        path = f"/admin/refunds/{refund['refundId']}"
        retried = await finance.post(f"{path}/retry", json=WHY)
        assert (retried.status_code, retried.json()["code"]) == (409, "refund.closed")

        account = {"bankCode": "VCB", "accountNumber": "0123456789", **WHY}
        other = await finance.post(f"{path}/pay", json={**account, "accountName": "TRAN THI BE"})
        assert (other.status_code, other.json()["code"]) == (422, "refund.name_mismatch")
        assert other.json()["errors"][0]["field"] == "accountName"
        paid = await finance.post(f"{path}/pay", json={**account, "accountName": "NGUYEN VAN AN"})
        assert paid.status_code == 200, paid.text
        assert paid.json()["refund"]["status"] == "BY_BANK"
        withdrawal = paid.json()["withdrawal"]
        assert (withdrawal["refundId"], withdrawal["status"]) == (refund["refundId"], "REQUESTED")

        assert (await user.get("/wallet/withdrawals")).json()["items"] == []
        assert (await moved(user))[0] == ("REFUND_PAYOUT", -AMOUNT, AMOUNT)
        assert (await finance.get("/admin/refunds?needsStaff=true")).json()["items"] == []
        shown = (await finance.get(path)).json()
        assert [each["action"] for each in shown["audit"]] == ["refund.pay"]


async def suspended(http: HttpWorld, user: Caller) -> dict[str, Any]:
    """The vendor took the money of a top-up and suspects fraud."""
    opened = await user.once("/wallet/deposit", {"amount": AMOUNT, "method": "vnpay"})
    await http.gateway_says(opened.json()["payUrl"], AMOUNT, NoticeResult.SUSPECTED)
    finance = await http.support(Capability.FINANCE)
    (item,) = (await finance.get("/admin/suspense")).json()["items"]
    return dict(item)


async def test_rule_21_staff_see_money_in_suspense_and_clear_it() -> None:
    async with http_world() as http:
        user = await http.user()
        item = await suspended(http, user)
        assert (item["cause"], item["owner"], item["amount"]) == (
            "SUSPECTED_FRAUD",
            "finance",
            AMOUNT,
        )
        finance = await http.support(Capability.FINANCE)
        path = f"/admin/suspense/{item['id']}"
        cleared = await finance.post(f"{path}/clear", json=WHY)

        assert cleared.status_code == 200, cleared.text
        assert cleared.json()["item"]["closedAt"] is not None
        assert await balance(user) == AMOUNT
        shown = (await finance.get(path)).json()
        assert [each["action"] for each in shown["audit"]] == ["suspense.clear"]
        again = await finance.post(f"{path}/return", json=WHY)
        assert (again.status_code, again.json()["code"]) == (409, "suspense.closed")


async def test_rule_21_staff_send_money_in_suspense_back() -> None:
    async with http_world() as http:
        user = await http.user()
        item = await suspended(http, user)
        finance = await http.support(Capability.FINANCE)
        path = f"/admin/suspense/{item['id']}"
        returned = await finance.post(f"{path}/return", json=WHY)
        assert returned.json()["refund"]["status"] == "REQUESTED"
        early = await finance.post(f"{path}/clear", json=WHY)
        assert (early.status_code, early.json()["code"]) == (409, "suspense.return_under_way")
        await http.world.pump()

        assert (await finance.get(path)).json()["refund"]["status"] == "DONE"
        assert (await finance.get("/admin/suspense")).json() == {"items": []}
        assert await balance(user) == 0


async def test_rule_21_undecided_it_is_back_after_72_hours() -> None:
    async with http_world() as http:
        user = await http.user()
        item = await suspended(http, user)
        http.world.pass_time(timedelta(hours=72))
        await http.world.pump()
        finance = await http.support(Capability.FINANCE)

        shown = (await finance.get(f"/admin/suspense/{item['id']}")).json()
        assert shown["refund"]["status"] == "DONE"


async def test_suspense_needs_the_capability() -> None:
    async with http_world() as http:
        support = await http.support()
        answer = await support.get("/admin/suspense")

        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
