"""Searching over HTTP: what is refused, and how pages go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.contract.http_world import Caller, HttpWorld, http_world
from tests.contract.test_http_bad_input import HUGE, only_field, problem_of

HERE: dict[str, Any] = {"lat": 10.7721, "lng": 106.6983}
FREE: dict[str, Any] = {"date": "2026-01-07", "startTime": "19:00", "durationHours": 3}


@pytest.fixture
async def http() -> AsyncIterator[HttpWorld]:
    async with http_world() as world:
        yield world


async def found(caller: Caller, **wishes: Any) -> list[str]:
    answer = await caller.post("/search/partners", HERE | wishes)
    assert answer.status_code == 200, answer.text
    return [item["partnerId"] for item in answer.json()["items"]]


async def test_partner_who_fits_is_found_with_everything_on_the_card(http: HttpWorld) -> None:
    user, partner = await http.user(), await http.partner()
    answer = await user.post(
        "/search/partners",
        HERE
        | {
            "q": "AN",
            "minRate": 200_000,
            "maxRate": 200_000,
            "serviceTypes": ["walking", "party"],
            "freeAt": FREE,
            "sort": "relevance",
        },
    )

    body = answer.json()
    (card,) = body["items"]
    assert card["partnerId"] == partner.id
    assert set(card) == {
        "partnerId", "displayName", "avatarUrl", "bio", "city", "hourlyRate", "averageRating",
        "totalReviews", "completedBookings", "isVerified", "serviceTypes", "distanceKm",
    }  # fmt: skip
    assert (body["total"], body["totalIsMore"], body["page"], body["limit"]) == (1, False, 1, 20)
    assert body["nextCursor"] is None


@pytest.mark.parametrize(
    "wish",
    [
        {"q": "Bình"},
        {"minRate": 200_001},
        {"maxRate": 199_999},
        {"serviceTypes": ["party"]},
        {"minRating": 1},
        {"gender": "OTHER"},
        {"languages": ["ko"]},
        {"interests": ["golf"]},
        {"city": "Hà Nội"},
        {"freeAt": FREE | {"date": "2026-01-30"}},
        {"lat": 11.2},
    ],
    ids=lambda wish: next(iter(wish)),
)
async def test_every_filter_counts(http: HttpWorld, wish: dict[str, Any]) -> None:
    user, partner = await http.user(), await http.partner()

    assert await found(user) == [partner.id]
    assert await found(user, **wish) == []


async def test_rule_15_a_block_shows_at_once_in_both_directions(http: HttpWorld) -> None:
    user, partner = await http.user(), await http.partner()
    await partner.post("/blacklist", {"userId": user.id})
    assert await found(user) == []
    assert (await user.get("/search/nearby", params=HERE)).json()["items"] == []

    await partner.send("DELETE", f"/blacklist/{user.id}")
    assert await found(user) == [partner.id]


async def test_taken_time_is_not_free(http: HttpWorld) -> None:
    user, partner = await http.user(), await http.partner()
    wish = http.wish(partner)
    when = {"date": wish["date"], "startTime": wish["startTime"], "durationHours": 3}
    assert await found(user, freeAt=when) == [partner.id]

    booking = (await user.once("/bookings", wish)).json()["id"]
    assert await found(user, freeAt=when) == [partner.id]
    assert (await partner.put(f"/bookings/{booking}/confirm")).status_code == 200
    assert await found(user, freeAt=when) == []
    assert await found(user) == [partner.id]


async def test_cursor_goes_on_behind_the_page(http: HttpWorld) -> None:
    user = await http.user()
    partners = {(await http.partner()).id for _ in range(5)}
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        asked = HERE | {"limit": 2} | ({"cursor": cursor} if cursor else {})
        body = (await user.post("/search/partners", asked)).json()
        seen.extend(item["partnerId"] for item in body["items"])
        cursor = body["nextCursor"]

    assert cursor is None
    assert len(seen) == 5
    assert set(seen) == partners


async def test_cursor_of_nearby_goes_on_too(http: HttpWorld) -> None:
    user = await http.user()
    partners = [(await http.partner()).id for _ in range(3)]
    first = (await user.get("/search/nearby", params=HERE | {"limit": 2})).json()
    rest = await user.get("/search/nearby", params=HERE | {"cursor": first["nextCursor"]})

    assert [item["partnerId"] for item in first["items"] + rest.json()["items"]] == partners


MALFORMED: list[tuple[dict[str, Any], str, str]] = [
    ({"lat": None}, "lat", "field.malformed"),
    ({"lat": 91}, "lat", "field.malformed"),
    ({"lng": "106"}, "lng", "field.malformed"),
    ({"radiusKm": 2.5}, "radiusKm", "field.malformed"),
    ({"minRate": -1}, "minRate", "field.malformed"),
    ({"minRate": HUGE}, "minRate", "field.malformed"),
    ({"serviceTypes": ["massage"]}, "serviceTypes[0]", "field.choice"),
    ({"minRating": 0}, "minRating", "field.malformed"),
    ({"minRating": 5.5}, "minRating", "field.malformed"),
    ({"gender": "F"}, "gender", "field.choice"),
    ({"languages": "vi"}, "languages", "field.malformed"),
    ({"sort": "cheapest"}, "sort", "field.choice"),
    ({"freeAt": "tonight"}, "freeAt", "field.malformed"),
    ({"freeAt": FREE | {"startTime": "7pm"}}, "freeAt.startTime", "field.malformed"),
    ({"freeAt": {"date": "2026-01-07"}}, "freeAt.startTime", "field.missing"),
    ({"cursor": "nonsense"}, "cursor", "cursor.malformed"),
    ({"cursor": "cmF0aW5nfDQyMDB8eA"}, "cursor", "cursor.malformed"),
    ({"latitude": 10}, "latitude", "field.unknown"),
    ({"q": "a\0b"}, "q", "text.nul"),
]
AGAINST_RULES: list[tuple[dict[str, Any], str, str]] = [
    ({"radiusKm": 0}, "radiusKm", "number.out_of_range"),
    ({"radiusKm": 101}, "radiusKm", "number.out_of_range"),
    ({"radiusKm": HUGE}, "radiusKm", "number.out_of_range"),
    ({"page": 0}, "page", "number.out_of_range"),
    ({"page": 11}, "page", "number.out_of_range"),
    ({"limit": 51}, "limit", "number.out_of_range"),
    ({"limit": 0}, "limit", "number.out_of_range"),
    ({"minRate": 200_000, "maxRate": 100_000}, "maxRate", "rate.below_minimum"),
    ({"q": ""}, "q", "text.length"),
    ({"q": "!?"}, "q", "search.words"),
    ({"q": "a b c d e f g h i"}, "q", "search.words"),
    ({"q": "x" * 101}, "q", "text.length"),
    ({"city": "…"}, "city", "search.words"),
    ({"languages": ["vi"] * 3 + [f"l{n}" for n in range(20)]}, "languages", "list.too_long"),
    ({"interests": ["x" * 41]}, "interests", "text.length"),
    ({"interests": ["☕"]}, "interests", "search.words"),
    ({"freeAt": FREE | {"durationHours": 0}}, "freeAt.durationHours", "number.out_of_range"),
    ({"freeAt": FREE | {"durationHours": 1.25}}, "freeAt.durationHours", "hours.not_half"),
    ({"freeAt": FREE | {"durationHours": 400}}, "freeAt.durationHours", "number.out_of_range"),
    ({"freeAt": FREE | {"date": "2025-01-01"}}, "freeAt.startTime", "period.in_the_past"),
    ({"freeAt": FREE | {"date": "2026-12-31"}}, "freeAt.date", "period.too_far"),
    ({"freeAt": FREE | {"date": "9999-12-31"}}, "freeAt.date", "date.out_of_range"),
]


async def test_q8_whatever_is_wrong_is_named(http: HttpWorld) -> None:
    user = await http.user()
    for status, cases in ((400, MALFORMED), (422, AGAINST_RULES)):
        for wish, field, code in cases:
            answer = await user.post("/search/partners", HERE | wish)
            assert only_field(problem_of(answer, status)) == (field, code), wish


async def test_cursor_of_another_order_or_beside_a_page_is_refused(http: HttpWorld) -> None:
    user = await http.user()
    for _ in range(2):
        await http.partner()
    first = await user.post("/search/partners", HERE | {"limit": 1})
    cursor = first.json()["nextCursor"]

    sorted_otherwise = await user.post(
        "/search/partners", HERE | {"cursor": cursor, "sort": "price"}
    )
    beside = await user.post("/search/partners", HERE | {"cursor": cursor, "page": 2})
    assert only_field(problem_of(sorted_otherwise, 400)) == ("cursor", "cursor.malformed")
    assert only_field(problem_of(beside, 422)) == ("page", "page.beside_cursor")
