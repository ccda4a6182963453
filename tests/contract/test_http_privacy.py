"""Privacy over HTTP: consents, a copy of one's data, closing, and what others may see."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from tests.contract.http_world import API, Caller, HttpWorld, http_world
from tests.unit.world import PASSWORD

PRIVATE_KEYS = {
    *("phone", "email", "dateOfBirth", "fullName", "weightKg", "heightCm", "district", "commune"),
    *("latitude", "longitude", "currentLat", "currentLng", "baseLat", "baseLng", "baseArea"),
    *("kycStatus", "role", "passwordHash", "accountNumber", "userNote"),
}


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from keys_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from keys_of(part)


async def marked_partner(http: HttpWorld) -> tuple[Caller, set[str]]:
    """A partner with something in every private field, and what must not be seen of it."""
    partner = await http.partner()
    profile = {
        "fullName": "Trần Bí Mật",
        "displayName": "Mây",
        "heightCm": 171,
        "weightKg": 63,
        "district": "Quận Kín",
        "communeCode": "26740",
        "bio": "Thích đi bộ.",
    }
    assert (await partner.put("/users/me", json=profile)).status_code == 200
    consent = {"purpose": "location", "version": 1}
    assert (await partner.post("/privacy/consents", json=consent)).status_code == 200
    place = {"latitude": 10.771234, "longitude": 106.698765}
    assert (await partner.put("/users/me/location", json=place)).status_code == 204
    return partner, {
        "Trần Bí Mật",
        "Quận Kín",
        partner.phone,
        "Phường Sài Gòn",
        "1998-05-17",
        "10.7712",
        "106.69876",
    }


async def test_a20_routes_that_show_somebody_else_show_nothing_private() -> None:
    async with http_world() as http:
        partner, secrets = await marked_partner(http)
        viewer = await http.user()
        search = "/search/nearby?lat=10.7721&lng=106.6983"
        for path in (f"/users/{partner.id}", f"/partners/{partner.id}", search):
            answer = await viewer.get(path)
            assert answer.status_code == 200, path
            assert partner.id in answer.text, path
            assert set(keys_of(answer.json())) & PRIVATE_KEYS == set(), path
            assert [each for each in secrets if each in answer.text] == [], path


async def test_a20_counterpart_of_a_booking_is_a_name() -> None:
    async with http_world() as http:
        partner, secrets = await marked_partner(http)
        user = await http.user()
        booking = await http.paid(user, partner)
        seen = await user.get(f"/bookings/{booking['id']}")
        assert [each for each in secrets if each in seen.text] == []


async def test_consents_are_given_for_the_text_that_was_shown_and_withdrawn() -> None:
    async with http_world() as http:
        user = await http.user()
        shown = (await user.get("/privacy/consents")).json()["items"]
        location = next(each for each in shown if each["purpose"] == "location")
        assert not location["granted"]
        wish = {"purpose": "location", "version": location["version"], "language": "en"}
        assert (await user.post("/privacy/consents", json=wish)).json()["granted"]
        old = await user.post("/privacy/consents", json={**wish, "version": 9})
        assert (old.status_code, old.json()["code"]) == (409, "privacy.text_outdated")

        withdrawn = await user.send("DELETE", "/privacy/consents/location")
        assert not withdrawn.json()["granted"]
        terms = await user.send("DELETE", "/privacy/consents/terms")
        assert (terms.status_code, terms.json()["code"]) == (409, "privacy.consent_indispensable")
        assert (await user.send("DELETE", "/privacy/consents/nonsense")).status_code == 400


async def test_copy_comes_by_a_link_that_needs_no_login() -> None:
    async with http_world() as http:
        user = await http.user()
        link = (await user.get("/users/me/export")).json()
        path = urlsplit(link["url"]).path.removeprefix(API)
        answer = await http.nobody.get(path)

        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            (account,) = json.loads(packed.read("account.json"))
        assert account["phone"] == user.phone
        assert (await http.nobody.get("/exports/" + "x" * 43)).status_code == 404


async def test_account_is_closed_taken_back_and_closed_for_good() -> None:
    async with http_world() as http:
        user = await http.user()
        login = {"identifier": user.phone, "password": PASSWORD}
        wrong = await user.send("DELETE", "/users/me", json={"password": "not mine"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "auth.password_wrong")
        closing = await user.send("DELETE", "/users/me", json={"password": PASSWORD})
        assert (closing.status_code, closing.json()["status"]) == (202, "CLOSING")
        http.world.pass_time(timedelta(seconds=1))  # as old as a session's state may be
        assert (await user.get("/users/me")).status_code == 401
        refused = await http.nobody.post("/auth/login", json=login)
        assert (refused.status_code, refused.json()["code"]) == (409, "auth.account_closing")

        assert (await http.nobody.post("/auth/reopen", json=login)).status_code == 204
        user = await http.logged_in(user.phone)
        await user.send("DELETE", "/users/me", json={"password": PASSWORD})
        await http.world.pump()

        gone = await http.nobody.post("/auth/login", json=login)
        unknown = await http.nobody.post(
            "/auth/login", json={"identifier": "+84987654321", "password": PASSWORD}
        )
        told = [
            {name: value for name, value in each.json().items() if name != "requestId"}
            for each in (gone, unknown)
        ]
        assert told[0] == told[1]
        assert (gone.status_code, told[0]["code"]) == (401, "auth.credentials_invalid")


async def test_request_is_answered_by_staff_and_read_by_its_person() -> None:
    async with http_world() as http:
        user, staff = await http.user(), await http.support()
        asked = await user.post("/privacy/requests", json={"kind": "CORRECT", "details": "Ánh"})
        assert asked.status_code == 201
        (case,) = (await staff.get("/admin/privacy/requests")).json()["items"]
        assert (case["userId"], case["overdue"]) == (user.id, False)
        path = f"/admin/privacy/requests/{asked.json()['id']}"
        assert (await staff.get(path)).json()["request"]["status"] == "ACKNOWLEDGED"
        answer = {"answer": "Đã sửa.", "reason": "checked"}
        assert (await staff.post(f"{path}/answer", json=answer)).status_code == 200
        again = await staff.post(f"{path}/answer", json=answer)
        assert (again.status_code, again.json()["code"]) == (409, "privacy.request_ended")

        mine = (await user.get("/privacy/requests")).json()["items"]
        assert [(each["status"], each["answer"]) for each in mine] == [("ANSWERED", "Đã sửa.")]
