"""Meetings that went wrong, over HTTP: no-show, dispute, appeal, safety."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mate_core.shared.actor import Capability
from tests.contract.http_world import Caller, HttpWorld, http_world
from tests.unit.world import DAY, HOUR, MINUTE

SPLIT_BODY = {
    "outcome": "split",
    "partnerAmount": 400_000,
    "note": "seen both",
}


async def unstarted(http: HttpWorld, user: Caller, partner: Caller) -> dict[str, Any]:
    """Paid, half an hour past the booked start."""
    booking = await http.paid(user, partner)
    http.world.pass_time(48 * HOUR + 30 * MINUTE)
    return booking


async def test_dispute_from_the_first_word_to_the_split() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.started(user, partner)
        user, partner = await http.again(user), await http.again(partner)
        finance = await http.support(Capability.FINANCE)
        path = f"/bookings/{booking['id']}"

        opened = await user.post(
            f"{path}/dispute", json={"reason": "left_early", "details": "về sau một giờ"}
        )
        assert opened.status_code == 200, opened.text
        assert opened.json()["status"] == "OPEN"
        seen = (await partner.get(path)).json()
        assert (seen["status"], seen["escrow"]["settlement"]) == ("DISPUTED", "pending")

        answered = await partner.post(f"{path}/dispute/answer", json={"statement": "trời mưa"})
        assert [each["by"] for each in answered.json()["statements"]] == ["partner"]

        cases = (await finance.get("/admin/disputes")).json()["items"]
        assert [case["bookingId"] for case in cases] == [booking["id"]]
        file = (await finance.get(f"/admin/disputes/{booking['id']}")).json()
        (evidence,) = file["evidence"]
        assert evidence["isIntact"]
        assert {item["source"] for item in evidence["content"]} >= {"history", "meeting_code"}
        assert [freeze["cause"] for freeze in file["freezes"]] == ["DISPUTE"]

        decided = await finance.post(f"/admin/disputes/{booking['id']}/resolve", json=SPLIT_BODY)
        assert decided.status_code == 200, decided.text
        assert decided.json()["division"] == {
            "payer": 345_000,
            "partner": 400_000,
            "serviceFee": 60_000,
            "vat": 0,
            "pit": 0,
        }
        told = (await partner.get(f"{path}/dispute")).json()
        assert "by" not in told["decisions"][0], "nobody learns who of staff decided"

        await user.post(f"{path}/dispute/accept")
        accepted = (await partner.post(f"{path}/dispute/accept")).json()
        assert (accepted["status"], accepted["settlement"]) == ("EXECUTED", "pending")
        await http.world.pump()
        assert (await partner.get(f"{path}/dispute")).json()["settlement"] == "done"
        assert (await partner.get("/wallet")).json()["balance"] == 400_000
        wallet = (await user.get("/wallet")).json()
        assert (wallet["balance"], wallet["withdrawingBalance"]) == (
            0,
            0,
        )  # gone back to its source
        await http.world.assert_books_are_clean()


async def test_appeal_and_its_decision() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.started(user, partner)
        user = await http.again(user)
        first = await http.support(Capability.FINANCE)
        second = await http.support(Capability.FINANCE)
        path, resolve = f"/bookings/{booking['id']}", f"/admin/disputes/{booking['id']}/resolve"
        release = {"outcome": "release", "note": "the code was typed"}
        await user.post(f"{path}/dispute", json={"reason": "other", "details": "hm"})
        await first.post(resolve, json=release)

        appealed = await user.post(f"{path}/dispute/appeal", json={"reason": "unfair"})
        assert appealed.json()["status"] == "APPEALED"
        listed = (await first.get("/admin/disputes?filter=appeal")).json()["items"]
        assert [case["isAppeal"] for case in listed] == [True]
        refused = await first.post(resolve, json=release)
        assert (refused.status_code, refused.json()["code"]) == (409, "dispute.same_decider")
        final = await second.post(resolve, json={"outcome": "refund", "note": "he is right"})
        assert final.json()["status"] == "EXECUTED"
        assert (await user.get(path)).json()["cancellationCode"] == "dispute_refunded"


async def test_split_and_its_amount_belong_together() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.started(user, partner)
        finance = await http.support(Capability.FINANCE)
        await (await http.again(user)).post(
            f"/bookings/{booking['id']}/dispute", json={"reason": "other", "details": "hm"}
        )
        for body in (
            {"outcome": "split", "note": "n"},
            {"outcome": "refund", "partnerAmount": 1, "note": "n"},
            {"outcome": "split", "partnerAmount": 700_001, "note": "n"},
        ):
            answer = await finance.post(f"/admin/disputes/{booking['id']}/resolve", json=body)
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["field"] == "partnerAmount"


async def test_rule_16_staff_without_finance_look_and_do_not_decide() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.started(user, partner)
        support = await http.support()
        opened = await support.post(
            f"/admin/disputes/{booking['id']}/open", json={"reason": "other", "details": "an alarm"}
        )
        assert opened.json()["case"]["openedBy"] == "staff"
        refused = await support.post(f"/admin/disputes/{booking['id']}/resolve", json=SPLIT_BODY)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_no_show_is_reported_contested_and_becomes_a_dispute() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await unstarted(http, user, partner)
        user, partner = await http.again(user), await http.again(partner)
        path = f"/bookings/{booking['id']}"

        assert (await partner.get(f"{path}/no-show")).status_code == 404
        reported = await user.post(f"{path}/no-show", json={"details": "không ai đến"})
        assert (reported.json()["claim"], reported.json()["status"]) == ("partner_absent", "OPEN")
        wrong = await partner.post(
            f"{path}/no-show", json={"claim": "partner_absent", "details": "hm"}
        )
        assert wrong.json()["errors"][0]["field"] == "claim"
        contested = await partner.post(f"{path}/no-show/contest", json={"statement": "tôi ở cổng"})
        assert (contested.json()["status"], contested.json()["bookingStatus"]) == (
            "DISPUTED",
            "DISPUTED",
        )
        dispute = (await user.get(f"{path}/dispute")).json()
        assert (dispute["openedBy"], dispute["reason"]) == ("system", "no_show")


async def test_rule_14_leaving_for_safety_is_answered_at_once_and_tells_nothing() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.paid(user, partner)
        path = f"/bookings/{booking['id']}"
        left = await user.post(
            f"{path}/safety-cancel",
            json={"reason": "not_this_person", "details": "không phải người trong ảnh"},
        )
        assert (left.status_code, left.json()["status"]) == (200, "DISPUTED")
        assert (await partner.get(f"{path}/dispute")).json()["details"] is None
        assert (await partner.get("/partners/me/slots")).json()["reserved"] == []
        refused = await user.post(f"{path}/dispute/withdraw")
        assert refused.json()["code"] == "dispute.safety_not_withdrawn"


async def test_withdrawal_brings_back_the_former_state() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.started(user, partner)
        user = await http.again(user)
        path = f"/bookings/{booking['id']}"
        await user.post(f"{path}/dispute", json={"reason": "other", "details": "hm"})
        withdrawn = await user.post(f"{path}/dispute/withdraw")
        assert withdrawn.json()["status"] == "WITHDRAWN"
        assert (await user.get(path)).json()["status"] == "IN_PROGRESS"
        again = await user.post(f"{path}/dispute", json={"reason": "other", "details": "hm"})
        assert (again.status_code, again.json()["code"]) == (409, "dispute.exists")


async def test_sentences_are_vietnamese_for_who_asks_so() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.paid(user, partner)
        answer = await user.post(
            f"/bookings/{booking['id']}/dispute",
            json={"reason": "other", "details": "hm"},
            headers={"Accept-Language": "vi"},
        )
        assert answer.json()["code"] == "dispute.too_early"
        assert answer.json()["detail"].startswith("Chỉ mở được khiếu nại")


async def test_overdue_list_names_what_staff_are_late_with() -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.started(user, partner)
        await (await http.again(user)).post(
            f"/bookings/{booking['id']}/dispute", json={"reason": "other", "details": "hm"}
        )
        http.world.pass_time(5 * DAY + timedelta(seconds=1))
        await http.world.pump()
        support = await http.support()
        (case,) = (await support.get("/admin/disputes?filter=overdue")).json()["items"]
        assert case["overdueSince"] is not None
