"""RULES 15 on the wire: a block in either direction leaves the same trace as nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.contract.http_world import Caller, HttpWorld, http_world
from tests.unit.world import PASSWORD

DIRECTIONS = {"none": (), "user": ("user",), "partner": ("partner",), "both": ("user", "partner")}


@pytest.fixture
async def http() -> AsyncIterator[HttpWorld]:
    async with http_world() as world:
        yield world


async def block(one: Caller, other: Caller) -> None:
    answer = await one.post("/blacklist", {"userId": other.id, "reason": "làm phiền"})
    assert answer.status_code == 201, answer.text


async def surfaces(http: HttpWorld, user: Caller, partner: Caller) -> dict[str, tuple[int, str]]:
    """Status and code of everything that one of the two could see of the other."""
    day = {"from": "2026-01-06", "to": "2026-01-08"}
    wish = http.wish(partner)
    quote = {name: wish[name] for name in ("partnerId", "date", "startTime", "durationHours")}
    asked = {
        "profile of the partner": user.get(f"/users/{partner.id}"),
        "profile of the user": partner.get(f"/users/{user.id}"),
        "partner": user.get(f"/partners/{partner.id}"),
        "free time": user.get(f"/partners/{partner.id}/availability", params=day),
        "quote": user.post("/bookings/quote", quote),
        "booking": user.once("/bookings", wish),
    }
    told = {}
    place = {"lat": 10.7721, "lng": 106.6983}
    for name, asking in {
        "nearby": user.get("/search/nearby", params=place),
        "search": user.post("/search/partners", {**place, "radiusKm": 10}),
    }.items():
        found = {each["partnerId"] for each in (await asking).json()["items"]}
        told[name] = (200 if partner.id in found else 404), ""
    for name, asking in asked.items():
        answer = await asking
        told[name] = answer.status_code, answer.json().get("code", "")
    return told


@pytest.mark.parametrize("direction", DIRECTIONS)
async def test_rule_15_every_surface_in_every_direction(http: HttpWorld, direction: str) -> None:
    user, partner = await http.user(), await http.partner()
    people = {"user": (user, partner), "partner": (partner, user)}
    for blocker in DIRECTIONS[direction]:
        await block(*people[blocker])

    told = await surfaces(http, user, partner)
    if direction == "none":
        assert {status for status, _ in told.values()} == {200, 201}
        return
    absent = (404, "not_found")
    assert told == {
        "profile of the partner": absent,
        "profile of the user": absent,
        "partner": absent,
        "free time": absent,
        "nearby": (404, ""),
        "search": (404, ""),
        "quote": (422, "booking.partner_not_bookable"),
        "booking": (422, "booking.partner_not_bookable"),
    }


async def test_rule_15_a_blocked_person_reads_what_he_reads_of_a_closed_account(
    http: HttpWorld,
) -> None:
    """Word for word, so that a block is told apart from nothing else."""
    user = await http.user()
    blocking, closing = await http.partner(), await http.partner()
    await block(blocking, user)
    left = await closing.send("DELETE", "/users/me", json={"password": PASSWORD})
    assert left.status_code == 202
    closed = await surfaces(http, user, closing)
    del closed["profile of the user"]  # who closes is logged out
    assert closed.items() <= (await surfaces(http, user, blocking)).items()


async def test_list_block_and_unblock(http: HttpWorld) -> None:
    user, partner = await http.user(), await http.partner()
    assert (await user.get("/blacklist")).json() == {"items": [], "nextCursor": None}
    await block(user, partner)
    await block(user, partner)
    (item,) = (await user.get("/blacklist")).json()["items"]
    assert (item["userId"], item["displayName"], item["reason"]) == (partner.id, "An", "làm phiền")
    assert (await partner.get("/blacklist")).json()["items"] == []
    for _ in range(2):
        assert (await user.send("DELETE", f"/blacklist/{partner.id}")).status_code == 204
    assert (await user.get(f"/partners/{partner.id}")).status_code == 200


async def test_refusals_name_the_field_and_the_remedy(http: HttpWorld) -> None:
    user = await http.user()
    own = await user.post("/blacklist", {"userId": user.id})
    assert own.status_code == 422
    assert own.json()["code"] == "moderation.blocking_self"
    assert own.json()["errors"][0]["field"] == "userId"
    nobody = await user.post("/blacklist", {"userId": str(uuid4())})
    assert nobody.status_code == 404
    long = await user.post("/blacklist", {"userId": str(uuid4()), "reason": "x" * 501})
    assert long.json()["errors"][0]["field"] == "reason"
    odd = await user.get("/blacklist?cursor=x")
    assert odd.json()["errors"][0]["field"] == "cursor"


async def test_rule_15_both_keep_a_card_of_a_paid_booking_and_read_neutral_words_of_the_rest(
    http: HttpWorld,
) -> None:
    user, partner = await http.user(), await http.partner()
    paid = await http.paid(user, partner)
    later = await user.once("/bookings", http.wish(partner) | {"date": "2026-01-11"})
    await block(partner, user)
    for viewer, other in ((user, partner), (partner, user)):
        kept = (await viewer.get(f"/bookings/{paid['id']}")).json()
        assert kept["status"] == "PAID"
        assert kept["counterpart"]["userId"] == other.id
        ended = (await viewer.get(f"/bookings/{later.json()['id']}")).json()
        assert (ended["cancellationCode"], ended["cancelledBy"]) == ("no_longer_free", "system")
        assert ended["cancellationReason"] == "no longer free"
        assert ended["counterpart"] is None
