"""Bad input of every kind: a problem document names the field and the remedy, no trace is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mate_core.shared.time import to_local
from tests.contract.http_world import Caller, HttpWorld, http_world

HUGE = 10**30


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["requestId"] == answer.headers["x-request-id"]
    return body


def only_field(body: dict[str, Any]) -> tuple[str, str]:
    (error,) = body["errors"]
    assert error["detail"]
    return error["field"], error["code"]


async def a_pair(http: HttpWorld) -> tuple[Caller, Caller]:
    return await http.user(), await http.partner()


async def nothing_booked(user: Caller) -> bool:
    items: list[object] = (await user.get("/bookings")).json()["items"]
    return items == []


MALFORMED_BOOKINGS: list[tuple[dict[str, Any], str, str]] = [
    ({"durationHours": "3.5"}, "durationHours", "field.malformed"),
    ({"durationHours": True}, "durationHours", "field.malformed"),
    ({"durationHours": None}, "durationHours", "field.malformed"),
    ({"partnerId": "An"}, "partnerId", "field.malformed"),
    ({"serviceType": "massage"}, "serviceType", "field.choice"),
    ({"venueClass": "hotel"}, "venueClass", "field.choice"),
    ({"date": "14/03/2026"}, "date", "field.malformed"),
    ({"date": "2026-02-30"}, "date", "field.malformed"),
    ({"startTime": "7pm"}, "startTime", "field.malformed"),
    ({"startTime": "24:00"}, "startTime", "field.malformed"),
    ({"meetingLat": 91}, "meetingLat", "field.malformed"),
    ({"expectedTotalAmount": 805_000.5}, "expectedTotalAmount", "field.malformed"),
    ({"expectedTotalAmount": -1}, "expectedTotalAmount", "field.malformed"),
    ({"expectedTotalAmount": HUGE}, "expectedTotalAmount", "field.malformed"),
    ({"totalAmount": 1}, "totalAmount", "field.unknown"),
    ({"meetingLocation": "x" * 5_000}, "meetingLocation", "field.malformed"),
    ({"userNote": "a\0b"}, "userNote", "text.nul"),
]


async def test_a_malformed_field_of_a_booking_is_named_with_400() -> None:
    async with http_world() as http:
        user, partner = await a_pair(http)
        for change, field, code in MALFORMED_BOOKINGS:
            answer = await user.once("/bookings", {**http.wish(partner), **change})
            assert only_field(problem_of(answer, 400)) == (field, code), change
        assert await nothing_booked(user)


async def test_a_missing_field_is_named_with_400() -> None:
    async with http_world() as http:
        user, partner = await a_pair(http)
        wish = http.wish(partner)
        for name in set(wish) - {"meetingLocation"}:
            less = {key: value for key, value in wish.items() if key != name}
            answer = await user.once("/bookings", less)
            assert only_field(problem_of(answer, 400)) == (name, "field.missing")


AGAINST_RULES: list[tuple[dict[str, Any], str, str]] = [
    ({"durationHours": 3.25}, "durationHours", "hours.not_half"),
    ({"durationHours": 0}, "durationHours", "booking.duration_invalid"),
    ({"durationHours": -2}, "durationHours", "booking.duration_invalid"),
    ({"durationHours": 400}, "durationHours", "booking.duration_invalid"),
    ({"durationHours": 1e300}, "durationHours", "hours.not_half"),
    ({"durationHours": 300}, "durationHours", "booking.total_too_high"),
    ({"date": "2025-12-31"}, "startTime", "booking.start_in_past"),
    ({"date": "0001-01-01"}, "date", "date.out_of_range"),
    ({"date": "9999-12-31"}, "date", "date.out_of_range"),
    ({"date": "2026-12-31"}, "date", "booking.beyond_horizon"),
    ({"serviceType": "party"}, "serviceType", "booking.service_not_offered"),
    ({"meetingLat": 10.5}, "meetingLng", "coordinates.incomplete"),
    ({"userNote": "x" * 1_500}, "userNote", "text.length"),
]


async def test_a_field_against_a_rule_is_named_with_422() -> None:
    async with http_world() as http:
        user, partner = await a_pair(http)
        for change, field, code in AGAINST_RULES:
            answer = await user.once("/bookings", {**http.wish(partner), **change})
            assert only_field(problem_of(answer, 422)) == (field, code), change
        assert await nothing_booked(user)


async def test_a_start_outside_published_time_points_to_the_free_periods() -> None:
    async with http_world() as http:
        user, partner = await a_pair(http)
        late = http.wish(partner, start_in=timedelta(days=6, hours=23))
        body = problem_of(await user.once("/bookings", late), 422)
        assert only_field(body) == ("startTime", "booking.outside_published_time")
        assert "free periods" in body["detail"]


async def test_one_cannot_book_oneself() -> None:
    async with http_world() as http:
        partner = await http.partner()
        body = problem_of(await partner.once("/bookings", http.wish(partner)), 422)
        assert only_field(body) == ("partnerId", "booking.with_self")


@pytest.mark.parametrize(
    ("raw", "field", "code"),
    [
        (b"", "body", "body.missing"),
        (b"null", "body", "body.not_object"),
        (b"[]", "body", "body.not_object"),
        (b'"text"', "body", "body.not_object"),
        (b"{", "body", "body.malformed"),
        (b'{"amount": 10000, "method": "vnpay"} and more', "body", "body.malformed"),
        (b'{"amount": 10000, "method": "vn\xffpay"}', "body", "body.malformed"),
        (b'{"amount": 10000, "method": "\\ud800"}', "body", "body.malformed"),
        (b'{"amount": 1e400, "method": "vnpay"}', "amount", "field.malformed"),
        (b'{"amount": NaN, "method": "vnpay"}', "body", "body.malformed"),
        (b'{"amount": 10000.0, "method": "vnpay"}', "amount", "field.malformed"),
        (b'{"amount": true, "method": "vnpay"}', "amount", "field.malformed"),
        (b'{"amount": "10000", "method": "vnpay"}', "amount", "field.malformed"),
        (b'{"amount": ' + b"9" * 400 + b', "method": "vnpay"}', "amount", "field.malformed"),
        (b'{"amount": 10000, "method": "bank"}', "method", "field.choice"),
        (b'{"amount": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", "amount", "field.malformed"),
    ],
)
async def test_a_body_that_cannot_be_read_is_400(raw: bytes, field: str, code: str) -> None:
    async with http_world() as http:
        user = await http.user()
        answer = await user.post(
            "/wallet/deposit",
            content=raw,
            headers={"Idempotency-Key": "k", "Content-Type": "application/json"},
        )
        assert only_field(problem_of(answer, 400)) == (field, code)


async def test_a_body_nested_without_end_is_400() -> None:
    async with http_world() as http:
        partner = await http.partner()
        raw = b'{"slots": [' * 2_000
        answer = await partner.post(
            "/partners/me/slots/bulk", content=raw, headers={"Content-Type": "application/json"}
        )
        problem_of(answer, 400)


async def test_a_body_that_is_not_declared_as_json_is_415() -> None:
    async with http_world() as http:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
            answer = await http.nobody.post(
                "/auth/login", content=b'{"identifier": "a"}', headers={"Content-Type": kind}
            )
            assert problem_of(answer, 415)["code"] == "request.media_type"


async def test_a_body_above_64_kib_is_413_also_without_a_declared_length() -> None:
    async with http_world() as http:
        kind = {"Content-Type": "application/json"}
        whole = await http.nobody.post("/auth/login", content=b" " * 70_000, headers=kind)
        assert problem_of(whole, 413)["code"] == "request.too_large"
        pieces = await http.raw("POST", "/auth/login", headers=kind, body=[b" " * 1_024] * 70)
        assert pieces.status == 413


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("lat=91&lng=106", "lat"),
        ("lat=nan&lng=106", "lat"),
        ("lat=1e400&lng=106", "lat"),
        ("lng=106", "lat"),
        ("lat=10&lng=106&radiusKm=0", "radiusKm"),
        ("lat=10&lng=106&page=" + "9" * 40, "page"),
        ("lat=10&lng=106&limit=ten", "limit"),
        ("lat=10&lng=106&limit=51", "limit"),
    ],
)
async def test_a_bad_query_parameter_is_named_as_it_was_sent(query: str, field: str) -> None:
    async with http_world() as http:
        user = await http.user()
        body = problem_of(await user.get(f"/search/nearby?{query}"), 400)
        assert [error["field"] for error in body["errors"]] == [field]


@pytest.mark.parametrize("cursor", ["x", "%00", "MjAyNg", "é", "a" * 300])
async def test_a_cursor_of_ones_own_is_400(cursor: str) -> None:
    async with http_world() as http:
        user = await http.user()
        body = problem_of(await user.get(f"/bookings?cursor={cursor}"), 400)
        assert body["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(
    ("query", "field", "status"),
    [
        ("from=yesterday", "from", 400),
        ("from=2026-01-09&to=2026-01-08", "to", 422),
        ("from=0001-01-01", "from", 422),
        ("from=2026-01-05&to=9999-12-31", "to", 422),
        ("from=2026-01-05&to=2027-01-05", "to", 422),
    ],
)
async def test_a_bad_stretch_of_days_is_named(query: str, field: str, status: int) -> None:
    async with http_world() as http:
        partner = await http.partner()
        body = problem_of(await partner.get(f"/partners/me/slots?{query}"), status)
        assert body["errors"][0]["field"] == field


async def test_a_slot_in_the_past_is_refused_by_name() -> None:
    async with http_world() as http:
        partner = await http.partner()
        day = to_local(http.world.now - timedelta(days=3))
        slot = {"date": f"{day:%Y-%m-%d}", "startTime": "10:00", "endTime": "12:00"}
        body = problem_of(await partner.post("/partners/me/slots", json=slot), 422)
        assert only_field(body) == ("date", "date.in_past")


async def test_a_field_deep_in_a_list_is_named_with_its_place() -> None:
    async with http_world() as http:
        partner = await http.partner()
        good = {"date": "2026-01-20", "startTime": "10:00", "endTime": "12:00"}
        bad = {**good, "startTime": "25:00"}
        answer = await partner.post("/partners/me/slots/bulk", json={"slots": [good, bad]})
        assert only_field(problem_of(answer, 400)) == ("slots[1].startTime", "field.malformed")


async def test_registration_names_what_is_wrong() -> None:
    async with http_world() as http:
        for change, field, code in (
            ({"phone": "12345"}, "phone", "phone.not_mobile_vn"),
            ({"email": "an@", "phone": None}, "email", "email.malformed"),
            ({"phone": None}, "phone", "address.missing"),
            ({"password": "short"}, "password", "password.length"),
            ({"dateOfBirth": "2015-01-01"}, "dateOfBirth", "identity.under_age"),
            ({"dateOfBirth": "0001-01-01"}, "dateOfBirth", "date.too_early"),
        ):
            _, answer = await http.register(**change)
            assert only_field(problem_of(answer, 422)) == (field, code), change
        _, answer = await http.register(role="ADMIN")
        body = problem_of(answer, 400)
        assert only_field(body) == ("role", "field.choice")
        assert body["errors"][0]["detail"] == "Choose one of: PARTNER, USER."


async def test_an_address_that_is_no_id_or_no_route_is_404_and_a_wrong_method_405() -> None:
    async with http_world() as http:
        user = await http.user()
        for path in ("/bookings/1", "/bookings/1%00", "/users/%2e%2e", "/nothing"):
            assert problem_of(await user.get(path), 404)["code"] == "not_found"
        refused = await user.send("DELETE", "/bookings")
        assert problem_of(refused, 405)["code"] == "request.method"
        assert "POST" in refused.headers["allow"]
