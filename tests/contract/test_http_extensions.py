"""Going on longer, refund policies, lists and versions of bookings, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.contract.http_world import Caller, HttpWorld, http_world

HALF_HOUR = {"hours": 0.5}


async def funded(http: HttpWorld, user: Caller, amount: int) -> None:
    """Money from the gateway in the user's wallet."""
    body = {"amount": amount, "method": "vnpay"}
    opened = (await user.once("/wallet/deposit", body)).json()
    await http.gateway_says(opened["payUrl"], amount)


async def meeting(http: HttpWorld) -> tuple[Caller, Caller, str]:
    """User, partner and the path of their meeting, which has just begun."""
    user, partner = await http.user(), await http.partner()
    booking = await http.started(user, partner)
    user, partner = await http.again(user), await http.again(partner)
    return user, partner, f"/bookings/{booking['id']}"


def codes(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class TestExtending:
    async def test_from_the_wallet_the_meeting_is_longer_once_the_partner_agrees(self) -> None:
        async with http_world() as http:
            user, partner, path = await meeting(http)
            await funded(http, user, 115_000)
            before = (await user.get(path)).json()
            asked = await user.once(f"{path}/extend", HALF_HOUR)
            assert asked.status_code == 201, asked.text
            extension = asked.json()
            assert (extension["status"], extension["method"]) == ("PROPOSED", "wallet")
            assert extension["totalAmount"] == 115_000
            answered = await partner.post(f"{path}/extend/{extension['id']}/accept")
            assert (answered.status_code, answered.json()["status"]) == (200, "HELD")
            after = (await user.get(path)).json()
            assert after["endsAt"] == "2026-01-07T13:00:00+07:00"
            changed = ("durationHours", "extendedHours", "subtotal", "serviceFee", "totalAmount")
            assert [before[name] for name in changed] == [3.5, 0.0, 700_000, 105_000, 805_000]
            assert [after[name] for name in changed] == [4.0, 0.5, 800_000, 120_000, 920_000]
            assert after["escrow"]["amount"] == 920_000
            assert [each["status"] for each in after["extensions"]] == ["HELD"]
            assert after["statusHistory"][-1]["action"] == "extend"
            assert (await user.get("/wallet")).json()["heldBalance"] == 920_000
            await http.world.assert_books_are_clean()

    async def test_by_gateway_the_user_pays_on_a_page_after_the_partner_agrees(self) -> None:
        async with http_world() as http:
            user, partner, path = await meeting(http)
            body = {**HALF_HOUR, "method": "vnpay"}
            extension = (await user.once(f"{path}/extend", body)).json()
            early = await user.post(f"{path}/extend/{extension['id']}/pay")
            assert codes(early) == (409, "booking.extension_closed")
            agreed = await partner.post(f"{path}/extend/{extension['id']}/accept")
            assert agreed.json()["status"] == "AWAITING_PAYMENT"
            page = (await user.post(f"{path}/extend/{extension['id']}/pay")).json()
            assert page["extension"]["status"] == "AWAITING_PAYMENT"
            await http.gateway_says(page["payUrl"], 115_000)
            assert (await user.get(path)).json()["extendedHours"] == 0.5

    async def test_rule_23_the_user_never_reads_a_no(self) -> None:
        async with http_world() as http:
            user, partner, path = await meeting(http)
            await funded(http, user, 115_000)
            extension = (await user.once(f"{path}/extend", HALF_HOUR)).json()
            declined = await partner.post(f"{path}/extend/{extension['id']}/decline")
            assert declined.json()["status"] == "DECLINED"
            assert (await user.get(path)).json()["extensions"] == [extension]
            http.world.pass_time(timedelta(minutes=10))
            told = (await user.get(path)).json()["extensions"]
            assert [each["status"] for each in told] == ["LAPSED"]

    async def test_the_same_key_proposes_once_and_needs_the_same_body(self) -> None:
        async with http_world() as http:
            user, _, path = await meeting(http)
            await funded(http, user, 500_000)
            first = await user.once(f"{path}/extend", HALF_HOUR, key="k")
            again = await user.once(f"{path}/extend", HALF_HOUR, key="k")
            other = await user.once(f"{path}/extend", {"hours": 1}, key="k")
            assert (again.status_code, again.json()) == (201, first.json())
            assert codes(other) == (422, "idempotency.key_reused")

    @pytest.mark.parametrize(
        ("body", "status", "field", "code"),
        [
            ({"hours": 0.25}, 422, "hours", "hours.not_half"),
            ({"hours": 0}, 422, "hours", "booking.extension_too_long"),
            ({"hours": -1}, 422, "hours", "booking.extension_too_long"),
            ({"hours": 400}, 422, "hours", "booking.extension_too_long"),
            ({"hours": 300}, 422, "hours", "booking.extension_too_dear"),
            ({"hours": "1"}, 400, "hours", "field.malformed"),
            ({"hours": 1, "method": "cash"}, 400, "method", "field.choice"),
            ({}, 400, "hours", "field.missing"),
        ],
    )
    async def test_an_impossible_wish_names_its_field(
        self, body: dict[str, Any], status: int, field: str, code: str
    ) -> None:
        async with http_world() as http:
            user, _, path = await meeting(http)
            answer = await user.once(f"{path}/extend", body)
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["field"], error["code"]) == (status, field, code)

    async def test_without_a_key_nothing_is_proposed(self) -> None:
        async with http_world() as http:
            user, _, path = await meeting(http)
            answer = await user.post(f"{path}/extend", json=HALF_HOUR)
            assert answer.status_code == 400
            assert (await user.get(path)).json()["extensions"] == []

    async def test_the_step_of_the_other_side_is_403(self) -> None:
        async with http_world() as http:
            user, partner, path = await meeting(http)
            await funded(http, user, 115_000)
            refused = await partner.once(f"{path}/extend", HALF_HOUR)
            assert codes(refused) == (403, "booking.not_your_step")
            extension = (await user.once(f"{path}/extend", HALF_HOUR)).json()
            for caller, step in ((user, "accept"), (user, "decline"), (partner, "pay")):
                answer = await caller.post(f"{path}/extend/{extension['id']}/{step}")
                assert codes(answer) == (403, "booking.not_your_step")


class TestRefundPolicy:
    async def test_choice_shows_in_profile_quote_and_booking(self) -> None:
        async with http_world() as http:
            user, partner = await http.user(), await http.partner()
            changed = await partner.put(
                "/partners/me/pricing", json={"hourlyRate": 200_000, "refundPolicy": "strict"}
            )
            tiers = [
                {"hoursBefore": 168.0, "percent": 100},
                {"hoursBefore": 48.0, "percent": 50},
            ]
            wish = http.wish(partner)
            asked = {key: wish[key] for key in ("partnerId", "date", "startTime", "durationHours")}
            quote = await user.post("/bookings/quote", json=asked)
            shown = [
                changed.json(),
                (await user.get(f"/partners/{partner.id}")).json(),
                quote.json(),
                await http.requested(user, partner),
            ]
            assert [each["refundPolicy"] for each in shown] == ["strict"] * 4
            assert [each["refundTiers"] for each in shown] == [tiers] * 4

    async def test_unknown_policy_is_named(self) -> None:
        async with http_world() as http:
            partner = await http.partner()
            body = {"hourlyRate": 200_000, "refundPolicy": "none"}
            answer = await partner.put("/partners/me/pricing", json=body)
            assert answer.json()["errors"][0]["field"] == "refundPolicy"


class TestLists:
    async def test_several_statuses_and_the_order_of_meetings(self) -> None:
        async with http_world() as http:
            partner = await http.partner()
            user = await http.user()
            tomorrow = http.wish(partner, start_in=timedelta(hours=24))
            soon = await http.requested(user, partner, **tomorrow)
            late = await http.confirmed(user, partner)
            query = "/bookings?status=PENDING&status=CONFIRMED"
            newest = (await user.get(query)).json()
            by_start = (await user.get(f"{query}&order=start")).json()
            none = (await user.get("/bookings?status=PAID&status=COMPLETED")).json()
            assert [each["id"] for each in newest["items"]] == [late["id"], soon["id"]]
            assert [each["id"] for each in by_start["items"]] == [soon["id"], late["id"]]
            assert none["items"] == []

    async def test_a_cursor_goes_on_in_its_own_order_only(self) -> None:
        async with http_world() as http:
            user = await http.user()
            for _ in range(2):
                await http.requested(user, await http.partner())
            first = (await user.get("/bookings?order=start&limit=1")).json()
            cursor = first["nextCursor"]
            rest = await user.get(f"/bookings?order=start&cursor={cursor}")
            other = await user.get(f"/bookings?cursor={cursor}")
            assert len(rest.json()["items"]) == 1
            assert rest.json()["items"] != first["items"]
            assert (other.status_code, other.json()["errors"][0]["field"]) == (400, "cursor")

    @pytest.mark.parametrize("query", ["status=LOST", "order=price", "status=PAID&status=x"])
    async def test_an_unknown_status_or_order_is_named(self, query: str) -> None:
        async with http_world() as http:
            answer = await (await http.user()).get(f"/bookings?{query}")
            assert answer.status_code == 400


class TestVersions:
    async def test_of_two_who_read_the_same_version_the_second_is_refused(self) -> None:
        """Feature 39: the partner confirms, the user cancels what he still reads as a request."""
        async with http_world() as http:
            user, partner = await http.user(), await http.partner()
            booking = await http.requested(user, partner)
            path = f"/bookings/{booking['id']}"
            read = await user.get(path)
            tag = read.headers["etag"]
            assert tag == f'"{read.json()["version"]}"'
            confirmed = await partner.put(f"{path}/confirm", headers={"If-Match": tag})
            assert confirmed.status_code == 200
            body = {"reason": "no"}
            refused = await user.put(f"{path}/cancel", json=body, headers={"If-Match": tag})
            assert codes(refused) == (409, "booking.changed")
            again = {"If-Match": confirmed.headers["etag"]}
            done = await user.put(f"{path}/cancel", json=body, headers=again)
            assert done.json()["status"] == "CANCELLED"

    async def test_a_repeated_wish_that_stands_is_no_conflict(self) -> None:
        async with http_world() as http:
            user, partner = await http.user(), await http.partner()
            booking = await http.requested(user, partner)
            path = f"/bookings/{booking['id']}/confirm"
            seen = {"If-Match": f'"{booking["version"]}"'}
            answers = [await partner.put(path, headers=seen) for _ in range(2)]
            assert [answer.status_code for answer in answers] == [200, 200]

    @pytest.mark.parametrize("header", [None, "*"])
    async def test_without_a_version_nothing_is_compared(self, header: str | None) -> None:
        async with http_world() as http:
            booking = await http.requested(await http.user(), partner := await http.partner())
            headers = {} if header is None else {"If-Match": header}
            answer = await partner.put(f"/bookings/{booking['id']}/confirm", headers=headers)
            assert answer.status_code == 200

    @pytest.mark.parametrize("header", ["1", '"x"', 'W/"1"', '"-1"', '"99999999999999"'])
    async def test_a_version_that_we_never_gave_is_400(self, header: str) -> None:
        async with http_world() as http:
            booking = await http.requested(await http.user(), partner := await http.partner())
            path = f"/bookings/{booking['id']}/confirm"
            answer = await partner.put(path, headers={"If-Match": header})
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["field"] == "If-Match"
