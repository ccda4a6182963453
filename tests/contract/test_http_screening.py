"""Screening, listings that wait, reports and the audit log over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from mate_adapters.memory.workshop import png
from tests.contract.http_world import Caller, HttpWorld, http_world

DOUBTFUL = "Đi chơi được, qua đêm cũng được."
VIETNAMESE = {"Accept-Language": "vi"}


@pytest.fixture
async def http() -> AsyncIterator[HttpWorld]:
    async with http_world() as world:
        yield world


async def queue(staff: Caller, of: str, **params: Any) -> list[dict[str, Any]]:
    answer = await staff.get(f"/admin/{of}", params=params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_forbidden_words_name_the_field_in_both_languages(http: HttpWorld) -> None:
    user = await http.user()
    told = {}
    for headers in ({}, VIETNAMESE):
        answer = await user.put("/users/me", json={"bio": "Em là g.á.i g-ọ-i"}, headers=headers)
        assert answer.status_code == 422
        problem = answer.json()
        assert problem["code"] == "text.refused"
        (error,) = problem["errors"]
        assert error["field"] == "bio"
        told[headers.get("Accept-Language")] = error["detail"]
    assert told == {
        None: "Take out “g.á.i g-ọ-i”: sexual services are not offered here.",
        "vi": "Hãy bỏ “g.á.i g-ọ-i”: ở đây không có dịch vụ tình dục.",
    }
    assert (await user.get("/users/me")).json()["profile"]["bio"] is None


async def test_doubtful_listing_waits_is_approved_and_shown(http: HttpWorld) -> None:
    partner, user = await http.partner(), await http.user()
    staff = await http.support()
    changed = await partner.put("/partners/me", json={"bio": DOUBTFUL})
    assert changed.json()["listingStatus"] == "PENDING"
    own = (await partner.get("/partners/me/listing")).json()
    assert own == {"status": "PENDING", "categories": ["private_lodging"], "words": ["qua đêm"]}
    assert (await user.get(f"/partners/{partner.id}")).status_code == 404
    day = {"from": "2026-01-06", "to": "2026-01-08"}
    free = await user.get(f"/partners/{partner.id}/availability", params=day)
    assert free.status_code == 404

    (case,) = await queue(staff, "listings")
    assert (case["partnerId"], case["isOverdue"]) == (partner.id, False)
    path = f"/admin/listings/{case['id']}"
    file = (await staff.get(path)).json()
    assert (file["texts"]["bio"], file["status"]) == (DOUBTFUL, "PENDING")
    (found,) = file["case"]["findings"]
    assert DOUBTFUL[found["start"] : found["end"]] == found["excerpt"]
    claimed = await staff.post(f"{path}/claim")
    assert claimed.json()["claimedBy"] == staff.id
    approved = await staff.post(f"{path}/approve", json={"reason": "a tour with a hostel"})
    assert approved.json()["state"] == "APPROVED"
    again = await staff.post(f"{path}/approve", json={"reason": "twice"})
    assert (again.status_code, again.json()["code"]) == (409, "moderation.case_decided")

    assert (await user.get(f"/partners/{partner.id}")).status_code == 200
    assert await queue(staff, "listings") == []
    assert [each["id"] for each in await queue(staff, "listings", closed=True)] == [case["id"]]


async def test_rejected_and_taken_down_listings_are_hidden(http: HttpWorld) -> None:
    partner, user = await http.partner(), await http.user()
    staff = await http.support()
    verdict = {"category": "private_lodging", "reason": "sells the night"}
    taken = await staff.post(f"/admin/listings/partners/{partner.id}/take-down", json=verdict)
    assert (taken.status_code, taken.json()["cause"]) == (200, "taken_down")
    assert (await user.get(f"/partners/{partner.id}")).status_code == 404
    quote = {"partnerId": partner.id, "date": "2026-01-07", "startTime": "09:00"}
    refused = await user.post("/bookings/quote", json=quote | {"durationHours": 3})
    assert refused.json()["code"] == "booking.partner_not_bookable"

    await partner.put("/partners/me", json={"bio": "Thích đi dạo."})
    (case,) = await queue(staff, "listings")
    answer = await staff.post(f"/admin/listings/{case['id']}/reject", json=verdict)
    assert answer.json()["category"] == "private_lodging"
    own = (await partner.get("/partners/me/listing")).json()
    assert own == {"status": "REJECTED", "categories": ["private_lodging"], "words": []}
    unknown = verdict | {"category": "boring"}
    malformed = await staff.post(f"/admin/listings/{case['id']}/reject", json=unknown)
    assert malformed.status_code == 400


async def test_report_from_the_first_word_to_the_verdict(http: HttpWorld) -> None:
    partner, user, other = await http.partner(), await http.user(), await http.user()
    staff = await http.support()
    body = {"kind": "listing", "id": partner.id, "reason": "fraud", "details": "Đòi cọc trước."}
    first = await user.post("/reports", json=body)
    assert (first.status_code, first.json()["status"]) == (201, "IN_REVIEW")
    assert (await user.post("/reports", json=body)).json() == first.json()
    await other.post("/reports", json=body | {"reason": "spam"})

    (case,) = await queue(staff, "reports", kind="listing")
    assert (case["reports"], case["ownerId"]) == (2, partner.id)
    assert await queue(staff, "reports", kind="user") == []
    path = f"/admin/reports/{case['id']}"
    file = (await staff.get(path)).json()
    assert [each["reason"] for each in file["reports"]] == ["fraud", "spam"]
    assert (await staff.post(f"{path}/claim")).json()["claimedBy"] == staff.id
    decided = await staff.post(f"{path}/decide", json={"outcome": "removed", "note": "fraud"})
    assert decided.json()["outcome"] == "removed"
    assert (await user.get(f"/partners/{partner.id}")).status_code == 404
    (mine,) = (await user.get("/reports")).json()["items"]
    assert mine["status"] == "CLOSED"
    assert "outcome" not in mine
    assert [each["id"] for each in await queue(staff, "reports", closed=True)] == [case["id"]]


async def test_bad_reports_are_refused(http: HttpWorld) -> None:
    user, other = await http.user(), await http.user()
    base = {"kind": "user", "reason": "spam"}
    cases = {
        "nothing named": (base, 422, "id"),
        "a stranger's id": (base | {"id": str(uuid4())}, 404, None),
        "oneself": (base | {"id": user.id}, 422, "id"),
        "too many words": (base | {"id": other.id, "details": "x" * 1_001}, 422, "details"),
        "no such kind": (base | {"kind": "cloud", "id": other.id}, 400, "kind"),
        "a review": (base | {"kind": "review", "id": other.id}, 422, "kind"),
        "no picture there": ({"kind": "media", "reason": "hate", "url": "https://x/y"}, 404, None),
    }
    for name, (body, status, field) in cases.items():
        answer = await user.post("/reports", json=body)
        assert answer.status_code == status, name
        errors = answer.json().get("errors") or [{"field": None}]
        assert errors[0]["field"] == field, name


async def test_picture_is_reported_by_its_address(http: HttpWorld) -> None:
    user, other = await http.user(), await http.user()
    uploaded = await user.post("/upload/avatar", files={"file": ("x", png(640, 480), "image/png")})
    url = uploaded.json()["url"]
    made = await other.post("/reports", json={"kind": "media", "reason": "hate", "url": url})
    assert made.status_code == 201, made.text
    (case,) = await queue(await http.support(), "reports", kind="media")
    assert case["ownerId"] == user.id


async def test_cursor_of_one_order_is_refused_by_the_other(http: HttpWorld) -> None:
    staff = await http.support()
    for _ in range(2):
        await (await http.partner()).put("/partners/me", json={"bio": DOUBTFUL})
    page = (await staff.get("/admin/listings", params={"limit": 1})).json()
    rest = await queue(staff, "listings", limit=1, cursor=page["nextCursor"])
    assert rest[0]["id"] != page["items"][0]["id"]
    mixed = {"closed": True, "cursor": page["nextCursor"]}
    assert (await staff.get("/admin/listings", params=mixed)).status_code == 400


async def test_audit_log_is_filtered_and_sealed(http: HttpWorld) -> None:
    partner, admin = await http.partner(), await http.admin()
    staff = await http.support()
    verdict = {"category": "drugs", "reason": "sells"}
    await staff.post(f"/admin/listings/partners/{partner.id}/take-down", json=verdict)
    (record,) = await queue(admin, "audit-log", action="listing", actor=staff.id)
    assert (record["action"], record["subjectId"]) == ("listing.reject", partner.id)
    assert record["facts"]["category"] == "drugs"
    assert await queue(admin, "audit-log", subject=str(uuid4())) == []
    assert await queue(admin, "audit-log", to="2020-01-01") == []
    assert len(await queue(admin, "audit-log", **{"from": "2020-01-01"})) >= 2
    page = (await admin.get("/admin/audit-log", params={"limit": 1})).json()
    rest = await queue(admin, "audit-log", limit=1, cursor=page["nextCursor"])
    assert rest[0]["id"] != page["items"][0]["id"]
    reversed_days = {"from": "2026-01-02", "to": "2026-01-01"}
    assert (await admin.get("/admin/audit-log", params=reversed_days)).status_code == 422

    sealed = await http.world.app.audit.seal()
    seals = (await admin.get("/admin/audit-log/seals")).json()
    assert [each["records"] for each in seals["items"]] == [sealed]
    assert (seals["items"][0]["previous"], seals["next"]) == ("0" * 64, None)
