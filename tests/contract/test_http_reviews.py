"""Reviews over HTTP: the blind, the reveal, answers, reports, staff (RULES 15, 28; R1 to R5)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from mate_adapters.memory.workshop import png
from tests.contract.http_world import Caller, HttpWorld, http_world
from tests.unit.reviews.house import THREAT

STARS = {"overallRating": 4, "punctualityRating": 5, "comment": "Vui vẻ"}


@pytest.fixture
async def http() -> AsyncIterator[HttpWorld]:
    async with http_world() as world:
        yield world


async def met(http: HttpWorld) -> tuple[Caller, Caller, str]:
    """User, partner, and the id of their booking, which both have completed."""
    user, partner = await http.user(), await http.partner()
    booking = await http.started(user, partner)
    http.world.pass_time(timedelta(hours=4))
    user, partner = await http.again(user), await http.again(partner)
    for person in (user, partner):
        answer = await person.put(f"/bookings/{booking['id']}/complete")
        assert answer.status_code == 200, answer.text
    return user, partner, booking["id"]


async def write(who: Caller, booking_id: str, **fields: Any) -> dict[str, Any]:
    answer = await who.post("/reviews", {"bookingId": booking_id, "overallRating": 4, **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def published(http: HttpWorld) -> tuple[Caller, Caller, dict[str, Any]]:
    """User, partner, and what the user wrote, which everybody reads."""
    user, partner, booking_id = await met(http)
    review = await write(user, booking_id, **STARS)
    await write(partner, booking_id)
    return user, partner, review


async def test_rule_28_no_answer_changes_when_the_other_side_writes(http: HttpWorld) -> None:
    user, partner, booking_id = await met(http)
    before = await everything_seen(http, user, partner, booking_id)
    review = await write(user, booking_id, **STARS)
    assert await everything_seen(http, user, partner, booking_id) == before
    for method, path in (
        ("PUT", f"/reviews/{review['id']}"),
        ("POST", f"/reviews/{review['id']}/response"),
        ("PUT", f"/reviews/{review['id']}/report"),
    ):
        body = {"overallRating": 1} if path.endswith(review["id"]) else {"response": "Sao?"}
        body = {"reason": "spam"} if path.endswith("report") else body
        there = await partner.send(method, path, json=body)
        absent = await partner.send(method, path.replace(review["id"], str(uuid4())), json=body)
        assert (there.status_code, without_id(there)) == (404, without_id(absent))


async def test_both_sides_appear_together_with_numbers(http: HttpWorld) -> None:
    user, partner, review = await published(http)
    assert (review["state"], review["isEditable"]) == ("SEALED", True)
    page = (await user.get(f"/reviews/partner/{partner.id}")).json()
    [item] = page["items"]
    assert item["author"] == {"displayName": "An", "avatarUrl": None}
    assert item["ratings"]["punctuality"] == 5
    assert page["summary"] == {
        "averageRating": 4.0,
        "totalReviews": 1,
        "stars": {"one": 0, "two": 0, "three": 0, "four": 1, "five": 0},
        "means": {
            "punctuality": 5.0,
            "communication": None,
            "attitude": None,
            "appearance": None,
            "serviceQuality": None,
        },
    }
    profile = (await user.get(f"/partners/{partner.id}")).json()
    assert (profile["averageRating"], profile["totalReviews"]) == (4.0, 1)
    as_user = (await partner.get(f"/reviews/user/{user.id}")).json()
    assert as_user["summary"]["totalReviews"] == 1
    for hidden in (user.id, str(review["bookingId"]), "safety"):
        assert hidden not in str(page)


async def test_mine_shows_every_state_and_what_may_still_be_done(http: HttpWorld) -> None:
    user, _, booking_id = await met(http)
    review = await write(user, booking_id, comment="vội")
    edited = await user.put(f"/reviews/{review['id']}", {"overallRating": 2, "comment": "kỹ hơn"})
    assert edited.status_code == 200, edited.text
    [own] = (await user.get("/reviews/mine")).json()["items"]
    assert (own["ratings"]["overall"], own["comment"], own["state"]) == (2, "kỹ hơn", "SEALED")
    again = await user.post("/reviews", {"bookingId": booking_id, "overallRating": 5})
    assert (again.status_code, again.json()["code"]) == (409, "review.exists")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"overallRating": 100}, "overallRating"),
        ({"overallRating": 0}, "overallRating"),
        ({"overallRating": 4.5}, "overallRating"),
        ({"overallRating": 5, "attitudeRating": 6}, "attitudeRating"),
        ({"overallRating": 5, "revieweeId": str(uuid4())}, "revieweeId"),
        ({"overallRating": 5, "comment": "x" * 2_001}, "comment"),
        ({"overallRating": 5, "photoUrls": ["https://example.org/x.jpg"]}, "photoUrls"),
        ({}, "overallRating"),
    ],
)
async def test_r1_bad_input_names_the_field(
    http: HttpWorld, body: dict[str, Any], field: str
) -> None:
    user, _, booking_id = await met(http)
    answer = await user.post("/reviews", {"bookingId": booking_id, **body})
    assert answer.status_code in (400, 422), answer.text
    assert field in str(answer.json()["errors"])
    assert (await user.get("/reviews/mine")).json()["items"] == []


async def test_partners_give_no_sub_ratings(http: HttpWorld) -> None:
    _, partner, booking_id = await met(http)
    body = {"bookingId": booking_id, "overallRating": 5, "attitudeRating": 5}
    answer = await partner.post("/reviews", body)
    assert "attitudeRating" in str(answer.json()["errors"])


async def test_photos_are_ones_own_uploads(http: HttpWorld) -> None:
    user, partner, booking_id = await met(http)
    picture = {"file": ("x", png(40, 40), "image/png")}
    uploaded = (await user.post("/upload/image", files=picture)).json()
    review = await write(user, booking_id, photoUrls=[uploaded["url"]])
    assert review["photoUrls"] == [uploaded["url"]]
    theirs = await partner.post(
        "/reviews", {"bookingId": booking_id, "overallRating": 5, "photoUrls": [uploaded["url"]]}
    )
    assert "photoUrls" in str(theirs.json()["errors"])


async def test_r5_one_answer_by_the_reviewed_person(http: HttpWorld) -> None:
    user, partner, review = await published(http)
    path = f"/reviews/{review['id']}/response"
    assert (await user.post(path, {"response": "Không!"})).status_code == 404
    answered = await partner.post(path, {"response": "Cảm ơn"})
    assert (answered.status_code, answered.json()["state"]) == (201, "SHOWN")
    twice = await partner.post(path, {"response": "Và nữa"})
    assert (twice.status_code, twice.json()["code"]) == (409, "review.response_exists")
    [item] = (await user.get(f"/reviews/partner/{partner.id}")).json()["items"]
    assert item["response"]["text"] == "Cảm ơn"


async def test_r5_report_reaches_staff_who_decide(http: HttpWorld) -> None:
    _, partner, review = await published(http)
    staff, reader = await http.support(), await http.user()
    report = {"reason": "untrue", "details": "Không có thật"}
    first = await reader.put(f"/reviews/{review['id']}/report", report)
    assert first.status_code == 200, first.text
    assert (await reader.put(f"/reviews/{review['id']}/report", report)).json() == first.json()

    [case] = (await staff.get("/admin/flagged/reviews")).json()["items"]
    assert (case["id"], case["flagCause"]) == (review["id"], "reported")
    path = f"/admin/reviews/{review['id']}"
    hidden = await staff.post(f"{path}/hide", {"reason": "bịa đặt"})
    assert hidden.json()["state"] == "HIDDEN", hidden.text
    assert (await reader.get(f"/reviews/partner/{partner.id}")).json()["items"] == []
    assert (await reader.get(f"/partners/{partner.id}")).json()["totalReviews"] == 0
    restored = await staff.post(f"{path}/restore", {"reason": "nhầm"})
    assert restored.json()["state"] == "VISIBLE"
    file = (await staff.get(path)).json()
    assert [each["outcome"] for each in file["reports"]] == ["REMOVED"]
    assert [each["action"] for each in file["audit"]] == ["review.hide", "review.restore"]


async def test_rule_28_extortion_waits_for_staff(http: HttpWorld) -> None:
    user, partner, booking_id = await met(http)
    held = await write(user, booking_id, comment=THREAT, safetyNote="Anh ấy theo tôi về nhà")
    assert held["state"] == "HELD"
    assert (await write(partner, booking_id))["state"] == "SEALED"
    staff = await http.support()
    [case] = (await staff.get("/admin/flagged/reviews?filter=held")).json()["items"]
    assert (case["flagCause"], case["hasSafetyNote"]) == ("extortion", True)
    file = (await staff.get(f"/admin/reviews/{held['id']}")).json()
    assert file["safetyNote"] == "Anh ấy theo tôi về nhà"
    released = await staff.post(f"/admin/reviews/{held['id']}/release", {"reason": "đùa"})
    assert released.json()["state"] == "VISIBLE"
    page = await partner.get(f"/reviews/partner/{partner.id}")
    assert len(page.json()["items"]) == 1
    assert "theo tôi" not in page.text


async def test_problems_speak_vietnamese(http: HttpWorld) -> None:
    user, partner = await http.user(), await http.partner()
    booking = await http.started(user, partner)
    user = await http.again(user)
    answer = await user.post(
        "/reviews",
        {"bookingId": booking["id"], "overallRating": 5},
        headers={"Accept-Language": "vi"},
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "review.too_early"
    assert "buổi gặp" in answer.json()["detail"]


async def everything_seen(
    http: HttpWorld, user: Caller, partner: Caller, booking_id: str
) -> list[str]:
    """Every byte that the partner could look at, and what a stranger sees of him."""
    stranger = await http.user()
    seen = []
    for who, path in (
        (partner, f"/reviews/partner/{partner.id}"),
        (partner, f"/reviews/user/{user.id}"),
        (partner, "/reviews/mine"),
        (partner, f"/partners/{partner.id}"),
        (partner, "/partners/me"),
        (partner, f"/users/{user.id}"),
        (partner, f"/bookings/{booking_id}"),
        (partner, "/bookings"),
        (stranger, f"/reviews/partner/{partner.id}"),
        (stranger, f"/partners/{partner.id}"),
    ):
        answer = await who.get(path)
        assert answer.status_code == 200, answer.text
        seen.append(answer.text)
    return seen


def without_id(answer: Any) -> dict[str, Any]:
    """A problem without what differs from request to request."""
    return {k: v for k, v in answer.json().items() if k not in ("instance", "requestId")}
