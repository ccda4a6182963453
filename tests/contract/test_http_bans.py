"""Bans on the wire: staff decide, the banned person reads why and says why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from mate_core.shared.time import to_local
from tests.contract.http_world import Caller, HttpWorld, http_world
from tests.unit.world import PASSWORD

REASON = "Đòi tiền ngoài ứng dụng."


@pytest.fixture
async def http() -> AsyncIterator[HttpWorld]:
    async with http_world() as world:
        yield world


async def ban(http: HttpWorld, person: Caller, **terms: Any) -> dict[str, Any]:
    """By one member of staff, and by a second one where it takes two."""
    body = {"reason": REASON, **terms}
    path = f"/admin/users/{person.id}/ban"
    answer = await (await http.support()).post(path, body)
    if answer.status_code == 409:
        assert answer.json()["code"] == "moderation.second_staff_needed"
        answer = await (await http.support()).post(path, body)
    assert answer.status_code == 201, answer.text
    await http.world.pump()
    return dict(answer.json())


async def test_rule_17_ban_appeal_and_pardon(http: HttpWorld) -> None:
    user = await http.user()
    made = await ban(http, user)
    assert (made["reason"], made["until"], made["secondedBy"]) == (REASON, None, None)
    http.world.pass_time(timedelta(seconds=1))
    assert (await user.get("/wallet")).status_code == 401

    limited = await http.again(user)
    assert (await limited.get("/wallet")).status_code == 200
    refused = await limited.get("/search/nearby", params={"lat": 10.77, "lng": 106.69})
    assert (refused.status_code, refused.json()["code"]) == (403, "account.banned")
    mine = (await limited.get("/bans/me")).json()
    assert (mine["reason"], mine["appeal"]) == (REASON, None)

    said = await limited.post("/bans/appeal", {"text": "Không phải tôi."})
    assert said.status_code == 201
    judge = await http.support()
    waiting = (await judge.get("/admin/bans", params={"show": "appealed"})).json()["items"]
    assert [each["appeal"]["text"] for each in waiting] == ["Không phải tôi."]
    verdict = {"grant": True, "answer": "Đúng vậy."}
    done = await judge.post(f"/admin/users/{user.id}/ban/appeal", verdict)
    assert done.json()["liftedAt"] is not None
    free = await http.again(user)
    assert (await free.get("/bans/me")).json()["appeal"]["answer"] == "Đúng vậy."


async def test_rule_16_a_partner_takes_two_and_the_list_says_who_is_waited_for(
    http: HttpWorld,
) -> None:
    partner, staff = await http.partner(), await http.support()
    path = f"/admin/users/{partner.id}/ban"
    first = await staff.post(path, {"reason": REASON})
    again = await staff.post(path, {"reason": REASON})
    assert {first.status_code, again.status_code} == {409}
    (waiting,) = (await staff.get("/admin/bans/proposals")).json()["items"]
    assert waiting["proposedBy"] == staff.id
    second = await (await http.support()).post(path, {"reason": REASON})
    assert (second.status_code, second.json()["bannedBy"]) == (201, staff.id)
    assert (await staff.get("/admin/bans/proposals")).json()["items"] == []


async def test_ban_until_an_instant_in_any_offset(http: HttpWorld) -> None:
    user = await http.user()
    until = to_local(http.world.now + timedelta(days=3)).replace(microsecond=0)
    made = await ban(http, user, until=until.isoformat(), waiveTiers=True)
    assert (made["until"], made["waivesTiers"]) == (until.isoformat(), True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": REASON, "until": "2020-01-01T00:00:00+07:00"}, "until"),
        ({"reason": REASON, "until": "2026-03-01T00:00:00"}, "until"),
        ({"reason": REASON, "until": "soon"}, "until"),
        ({}, "reason"),
    ],
)
async def test_bad_terms_name_the_field_and_change_nothing(
    http: HttpWorld, body: dict[str, Any], field: str
) -> None:
    user, staff = await http.user(), await http.support()
    answer = await staff.post(f"/admin/users/{user.id}/ban", body)
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["field"] == field
    assert (await user.get("/wallet")).status_code == 200


async def test_rule_17_other_side_of_a_meeting_reads_nothing_of_a_ban(http: HttpWorld) -> None:
    user, partner = await http.user(), await http.partner()
    booking = await http.paid(user, partner)
    await ban(http, partner)
    seen = (await user.get(f"/bookings/{booking['id']}")).json()
    assert (seen["status"], seen["refundPercent"]) == ("CANCELLED", 100)
    assert (seen["cancellationCode"], seen["cancelledBy"]) == ("by_staff", "staff")
    assert "ban" not in {entry["reason"] for entry in seen["statusHistory"]}
    assert seen["cancellationReason"] is None


async def test_a17_register_answers_alike_for_a_person_who_was_banned(http: HttpWorld) -> None:
    user = await http.user()
    await ban(http, user)
    limited = await http.again(user)
    left = await limited.send("DELETE", "/users/me", json={"password": PASSWORD})
    assert left.status_code == 202
    await http.world.pump()
    _, fresh = await http.register()
    _, returning = await http.register(phone=user.phone)
    assert fresh.status_code == returning.status_code == 202
    assert set(fresh.json()) == set(returning.json())


async def test_every_ban_of_a_person(http: HttpWorld) -> None:
    user, staff = await http.user(), await http.support()
    first = await ban(http, user)
    lifted = await staff.post(f"/admin/users/{user.id}/unban", {"reason": "nhầm"})
    assert lifted.json()["liftReason"] == "nhầm"
    second = await ban(http, user)
    kept = (await staff.get(f"/admin/users/{user.id}/bans")).json()["items"]
    assert [each["id"] for each in kept] == [first["id"], second["id"]]
    again = await staff.post(f"/admin/users/{user.id}/ban", {"reason": REASON})
    assert (again.status_code, again.json()["code"]) == (409, "moderation.banned_already")
