"""Login, refresh by cookie and by body, and pages that may not use the cookie."""

from __future__ import annotations

import dataclasses
from base64 import b32decode
from datetime import timedelta
from typing import Any

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.identity import totp
from mate_core.shared.contact import PhoneNumber
from tests.contract.http_world import OPTIONS, HttpWorld, http_world
from tests.unit.world import PASSWORD

NATIVE = {"X-Client": "native"}
OURS = {"Origin": "https://api.mate.test"}


async def login(http: HttpWorld, phone: str, **headers: str) -> Any:
    return await http.nobody.post(
        "/auth/login", json={"identifier": phone, "password": PASSWORD}, headers=headers
    )


async def someone(http: HttpWorld) -> str:
    return (await http.user()).phone


async def test_the_refresh_token_is_a_cookie_that_scripts_and_other_sites_cannot_reach() -> None:
    async with http_world() as http:
        answer = await login(http, await someone(http))
        cookie, device = answer.headers.get_list("set-cookie")
        assert device.startswith("mate_device=")
        name, *attributes = (part.strip() for part in cookie.split(";"))
        assert name.startswith("mate_refresh=")
        assert {part.lower() for part in attributes} == {
            "httponly",
            "secure",
            "samesite=strict",
            "path=/api/v1/auth",
            "max-age=604800",
        }
        body = answer.json()
        assert body["refreshToken"] is body["deviceToken"] is None
        assert body["expiresIn"] == 900
        assert body["sosToken"]
        assert body["user"]["phoneVerified"] is True


async def test_a_native_client_reads_the_refresh_token_in_the_body() -> None:
    async with http_world() as http:
        answer = await login(http, await someone(http), **NATIVE)
        token = answer.json()["refreshToken"]
        assert answer.json()["deviceToken"]
        http.client.cookies.clear()
        renewed = await http.nobody.post(
            "/auth/refresh", json={"refreshToken": token}, headers=NATIVE
        )
        assert renewed.status_code == 200
        assert renewed.json()["refreshToken"] not in (None, token)
        assert renewed.json()["sosToken"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OURS, 200),
        ({"Origin": "https://app.mate.test"}, 200),
        ({"X-Client": "web"}, 200),
        ({}, 403),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.test", "X-Client": "web"}, 403),
    ],
)
async def test_the_cookie_serves_our_own_pages_only(headers: dict[str, str], status: int) -> None:
    async with http_world() as http:
        await login(http, await someone(http))
        answer = await http.nobody.post("/auth/refresh", headers=headers)
        assert answer.status_code == status
        if status == 403:
            assert answer.json()["code"] == "auth.origin_refused"
            assert (await http.nobody.post("/auth/refresh", headers=OURS)).status_code == 200


async def test_refreshing_without_any_token_is_401() -> None:
    async with http_world() as http:
        assert (await http.nobody.post("/auth/refresh", headers=OURS)).status_code == 401
        answer = await http.nobody.post("/auth/refresh", json={"refreshToken": "made up"})
        assert answer.json()["code"] == "auth.session_ended"


async def test_a_refresh_token_shown_twice_closes_the_session() -> None:
    async with http_world() as http:
        token = (await login(http, await someone(http), **NATIVE)).json()["refreshToken"]
        http.client.cookies.clear()
        renewed = await http.nobody.post(
            "/auth/refresh", json={"refreshToken": token}, headers=NATIVE
        )
        http.client.cookies.clear()
        http.world.pass_time(timedelta(minutes=1))
        again = await http.nobody.post("/auth/refresh", json={"refreshToken": token})
        assert again.json()["code"] == "auth.refresh_reused"
        access = {"Authorization": f"Bearer {renewed.json()['accessToken']}"}
        assert (await http.nobody.get("/users/me", headers=access)).status_code == 401


async def test_logout_ends_the_session_and_empties_the_cookie() -> None:
    async with http_world() as http:
        person = await http.user()
        answer = await person.post("/auth/logout")
        assert (answer.status_code, answer.content) == (204, b"")
        assert 'mate_refresh=""' in answer.headers["set-cookie"]
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert (await person.get("/users/me")).status_code == 401


async def test_a_wrong_password_and_an_unknown_person_are_told_alike() -> None:
    async with http_world() as http:
        phone = await someone(http)
        wrong = await http.nobody.post(
            "/auth/login", json={"identifier": phone, "password": "wrong password"}
        )
        unknown = await login(http, "0999999999")
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.json()["detail"] == unknown.json()["detail"]


async def test_a_known_phone_registers_with_the_same_answer() -> None:
    async with http_world() as http:
        phone = await someone(http)
        _, new = await http.register()
        _, known = await http.register(phone=phone)
        assert new.status_code == known.status_code == 202
        assert set(new.json()) == set(known.json()) == {"userId", "challengeId"}


async def test_codes_without_end_are_429_with_a_time_to_come_back() -> None:
    async with http_world() as http:
        _, first = await http.register()
        challenge = first.json()["challengeId"]
        for _ in range(2):
            answer = await http.nobody.post("/auth/resend-otp", json={"challengeId": challenge})
            assert answer.status_code == 202
            challenge = answer.json()["challengeId"]
        limited = await http.nobody.post("/auth/resend-otp", json={"challengeId": challenge})
        assert limited.status_code == 429
        assert limited.headers["retry-after"] == "600"


async def test_a_wrong_code_is_a_rule_about_that_field() -> None:
    async with http_world() as http:
        _, registered = await http.register()
        answer = await http.nobody.post(
            "/auth/verify-otp",
            json={"challengeId": registered.json()["challengeId"], "code": "no code"},
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "code"


async def test_a_development_server_without_tls_sets_a_cookie_that_works_there() -> None:
    options = dataclasses.replace(OPTIONS, secure_cookies=False)
    async with http_world(options) as http:
        cookie = (await login(http, await someone(http))).headers["set-cookie"]
        assert "secure" not in cookie.lower()
        assert "HttpOnly" in cookie


async def test_profile_and_location_are_changed_by_their_owner() -> None:
    async with http_world() as http:
        person, other = await http.user(), await http.user()
        changed = await person.put("/users/me", json={"displayName": "An", "languages": ["vi"]})
        assert changed.json()["profile"]["displayName"] == "An"
        place = {"latitude": 10.7, "longitude": 106.6}
        refused = await person.put("/users/me/location", json=place)
        assert (refused.status_code, refused.json()["code"]) == (409, "privacy.consent_missing")
        await person.post("/privacy/consents", json={"purpose": "location", "version": 1})
        moved = await person.put("/users/me/location", json=place)
        assert (moved.status_code, moved.content) == (204, b"")
        seen = (await other.get(f"/users/{person.id}")).json()
        assert seen["displayName"] == "An"
        assert not {"phone", "email", "dateOfBirth", "latitude", "fullName"} & set(seen)
        bad = await person.put("/users/me", json={"heightCm": 20})
        assert bad.json()["errors"][0]["field"] == "heightCm"


async def test_a_forgotten_password_is_replaced_with_a_code_and_known_addresses_are_no_secret() -> (
    None
):
    async with http_world() as http:
        person = await http.user()
        answers = [
            await http.nobody.post("/auth/forgot-password", json={"identifier": each})
            for each in (person.phone, "0999999999")
        ]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert set(answers[0].json()) == set(answers[1].json()) == {"challengeId"}
        body = {
            "challengeId": answers[0].json()["challengeId"],
            "code": await http.world.code_sent_to(PhoneNumber(person.phone)),
            "password": "mưa rơi trên phố cổ",
        }
        assert (await http.nobody.post("/auth/reset-password", json=body)).status_code == 204
        again = await http.nobody.post("/auth/reset-password", json=body)
        assert again.json()["code"] == "auth.code_invalid"
        assert (await login(http, person.phone)).status_code == 401


async def test_another_number_is_the_account_s_once_its_code_is_entered() -> None:
    async with http_world() as http:
        person, fresh = await http.user(), http.world.new_phone()
        wish = {"phone": "0" + fresh.e164.removeprefix("+84"), "password": PASSWORD}
        asked = await person.put("/users/me/phone", json=wish)
        assert asked.status_code == 202
        code = await http.world.code_sent_to(fresh)
        answer = await person.post(
            "/users/me/confirm-address",
            json={"challengeId": asked.json()["challengeId"], "code": code},
        )
        assert answer.json()["phone"] == fresh.e164
        wrong = await person.put("/users/me/email", json={"email": "no", "password": PASSWORD})
        assert wrong.json()["errors"][0]["field"] == "email"
        changed = await person.put(
            "/users/me/password", json={"password": "wrong", "newPassword": "mưa rơi trên phố cổ"}
        )
        assert changed.json()["code"] == "auth.password_wrong"


async def test_staff_enroll_before_anything_else_and_log_in_in_two_steps_from_then_on() -> None:
    async with http_world(policies=Policies()) as http:
        support = await http.support()
        refused = await support.get("/users/me")
        assert (refused.status_code, refused.json()["code"]) == (403, "auth.second_factor_missing")
        made = await support.post("/auth/totp/enroll", json={"password": PASSWORD})
        assert made.json()["otpauthUri"].startswith("otpauth://totp/Mate%20Social")
        secret = b32decode(made.json()["secret"])
        code = totp.code_of(secret, totp.step_at(http.world.now))
        confirmed = await support.post("/auth/totp/confirm", json={"code": code})
        assert len(confirmed.json()["recoveryCodes"]) == 10
        assert (await support.get("/users/me")).status_code == 200

        step = await login(http, support.phone, **NATIVE)
        assert (step.status_code, set(step.json())) == (
            202,
            {"stepToken", "expiresIn", "challengeId"},
        )
        assert "set-cookie" not in step.headers
        body = {"stepToken": step.json()["stepToken"], "code": code}
        used = await http.nobody.post("/auth/totp/verify", json=body)
        assert used.json()["code"] == "auth.code_invalid"
        recovery = body | {"code": confirmed.json()["recoveryCodes"][0]}
        done = await http.nobody.post("/auth/totp/verify", json=recovery, headers=NATIVE)
        assert done.json()["accessToken"]
        assert done.json()["refreshToken"]
