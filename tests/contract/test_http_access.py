"""Who may call what: every route with every role, from the declarations themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler

from mate_core.shared.actor import Capability
from mate_http.access import ACCESS, Access, AccessUndeclared
from mate_http.app import create_app
from tests.contract.http_world import OPTIONS, Caller, HttpWorld, http_world
from tests.unit.world import World

PUBLIC, USER, PARTNER, STAFF = Access.PUBLIC, Access.USER, Access.PARTNER, Access.STAFF

TABLE: dict[tuple[str, str], Access] = {
    ("POST", "/api/v1/auth/register"): PUBLIC,
    ("POST", "/api/v1/auth/verify-otp"): PUBLIC,
    ("POST", "/api/v1/auth/resend-otp"): PUBLIC,
    ("POST", "/api/v1/auth/login"): PUBLIC,
    ("POST", "/api/v1/auth/refresh"): PUBLIC,
    ("POST", "/api/v1/auth/logout"): USER,
    ("GET", "/api/v1/users/me"): USER,
    ("PUT", "/api/v1/users/me"): USER,
    ("PUT", "/api/v1/users/me/location"): USER,
    ("GET", "/api/v1/users/{user_id}"): USER,
    ("POST", "/api/v1/partners/register"): USER,
    ("GET", "/api/v1/partners/me"): PARTNER,
    ("PUT", "/api/v1/partners/me"): PARTNER,
    ("PUT", "/api/v1/partners/me/pricing"): PARTNER,
    ("PUT", "/api/v1/partners/me/availability"): PARTNER,
    ("GET", "/api/v1/partners/me/slots"): PARTNER,
    ("POST", "/api/v1/partners/me/slots"): PARTNER,
    ("POST", "/api/v1/partners/me/slots/bulk"): PARTNER,
    ("PUT", "/api/v1/partners/me/slots/{slot_id}"): PARTNER,
    ("DELETE", "/api/v1/partners/me/slots/{slot_id}"): PARTNER,
    ("GET", "/api/v1/partners/{partner_id}"): USER,
    ("GET", "/api/v1/partners/{partner_id}/availability"): USER,
    ("GET", "/api/v1/search/nearby"): USER,
    ("POST", "/api/v1/bookings/quote"): USER,
    ("POST", "/api/v1/bookings"): USER,
    ("GET", "/api/v1/bookings"): USER,
    ("GET", "/api/v1/bookings/{booking_id}"): USER,
    ("PUT", "/api/v1/bookings/{booking_id}/confirm"): USER,
    ("PUT", "/api/v1/bookings/{booking_id}/reject"): USER,
    ("PUT", "/api/v1/bookings/{booking_id}/cancel"): USER,
    ("GET", "/api/v1/bookings/{booking_id}/cancellation"): USER,
    ("PUT", "/api/v1/bookings/{booking_id}/start"): USER,
    ("PUT", "/api/v1/bookings/{booking_id}/complete"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/meeting-code"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/no-show"): USER,
    ("GET", "/api/v1/bookings/{booking_id}/no-show"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/no-show/contest"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/safety-cancel"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/dispute"): USER,
    ("GET", "/api/v1/bookings/{booking_id}/dispute"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/dispute/answer"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/dispute/accept"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/dispute/appeal"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/dispute/withdraw"): USER,
    ("GET", "/api/v1/admin/disputes"): STAFF,
    ("GET", "/api/v1/admin/disputes/{booking_id}"): STAFF,
    ("POST", "/api/v1/admin/disputes/{booking_id}/open"): STAFF,
    ("POST", "/api/v1/admin/disputes/{booking_id}/resolve"): STAFF,
    ("POST", "/api/v1/bookings/{booking_id}/extend"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/extend/{extension_id}/accept"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/extend/{extension_id}/decline"): USER,
    ("POST", "/api/v1/bookings/{booking_id}/extend/{extension_id}/pay"): USER,
    ("GET", "/api/v1/wallet"): USER,
    ("POST", "/api/v1/wallet/deposit"): USER,
    ("GET", "/api/v1/wallet/statement"): USER,
    ("GET", "/api/v1/transactions"): USER,
    ("GET", "/api/v1/transactions/{transaction_id}"): USER,
    ("POST", "/api/v1/payments/pay"): USER,
    ("GET", "/api/v1/payments/callback/vnpay"): PUBLIC,
    ("POST", "/api/v1/payments/callback/vnpay"): PUBLIC,
    ("POST", "/api/v1/payments/callback/momo"): PUBLIC,
    ("POST", "/api/v1/payments/callback/zalopay"): PUBLIC,
    ("GET", "/api/v1/payments/return/{provider}"): PUBLIC,
    ("POST", "/api/v1/admin/escrow/{booking_id}/release"): STAFF,
    ("POST", "/api/v1/admin/escrow/{booking_id}/refund"): STAFF,
    ("POST", "/api/v1/admin/escrow/{booking_id}/freeze"): STAFF,
    ("POST", "/api/v1/admin/escrow/{booking_id}/unfreeze"): STAFF,
    ("POST", "/api/v1/admin/partners/{partner_id}/verify"): STAFF,
    ("POST", "/api/v1/admin/bookings/{booking_id}/cancel"): STAFF,
    ("GET", "/api/v1/admin/approvals"): STAFF,
    ("GET", "/api/v1/wallet/bank-account"): USER,
    ("PUT", "/api/v1/wallet/bank-account"): USER,
    ("POST", "/api/v1/wallet/withdraw"): USER,
    ("GET", "/api/v1/wallet/withdrawals"): USER,
    ("GET", "/api/v1/wallet/withdrawals/{withdrawal_id}"): USER,
    ("POST", "/api/v1/wallet/withdrawals/{withdrawal_id}/cancel"): USER,
    ("GET", "/api/v1/admin/withdrawals"): STAFF,
    ("GET", "/api/v1/admin/withdrawals/{withdrawal_id}"): STAFF,
    ("POST", "/api/v1/admin/withdrawals/{withdrawal_id}/approve"): STAFF,
    ("POST", "/api/v1/admin/withdrawals/{withdrawal_id}/reject"): STAFF,
    ("POST", "/api/v1/admin/withdrawals/{withdrawal_id}/paid"): STAFF,
    ("POST", "/api/v1/admin/withdrawals/{withdrawal_id}/failed"): STAFF,
    ("POST", "/api/v1/admin/withdrawals/{withdrawal_id}/returned"): STAFF,
    ("POST", "/api/v1/admin/withdrawals/export"): STAFF,
    ("GET", "/api/v1/admin/withdrawals/files"): STAFF,
    ("GET", "/api/v1/admin/withdrawals/files/{file_id}"): STAFF,
    ("GET", "/api/v1/admin/reports/daily"): STAFF,
    ("POST", "/api/v1/wallet/refund"): USER,
    ("GET", "/api/v1/admin/suspense"): STAFF,
    ("GET", "/api/v1/admin/suspense/{item_id}"): STAFF,
    ("POST", "/api/v1/admin/suspense/{item_id}/clear"): STAFF,
    ("POST", "/api/v1/admin/suspense/{item_id}/return"): STAFF,
    ("GET", "/health"): PUBLIC,
    ("GET", "/health/live"): PUBLIC,
    ("GET", "/health/ready"): PUBLIC,
    ("GET", "/api/docs"): PUBLIC,
    ("GET", "/api/docs/openapi.json"): PUBLIC,
    ("GET", "/api/docs/assets/{file_path}"): PUBLIC,
    ("HEAD", "/api/docs/assets/{file_path}"): PUBLIC,
}


EXTEND_STEPS = ("accept", "decline", "pay")


def declared(http: HttpWorld) -> Iterator[tuple[str, str, Access]]:
    for route in http.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                for method in handler.http_methods - {"OPTIONS"}:
                    path = getattr(route, "path_format", route.path)
                    yield str(method), path, handler.opt[ACCESS]


async def test_the_table_is_the_application_no_more_no_less() -> None:
    async with http_world() as http:
        assert {(method, path): access for method, path, access in declared(http)} == TABLE


def concrete(path: str) -> str:
    filled = path.replace("{provider}", "vnpay").replace("{file_path}", "start.js")
    for name in re.findall(r"{(\w+)}", filled):
        filled = filled.replace(f"{{{name}}}", str(uuid4()))
    return "/" + filled


async def first_gate(caller: Caller, method: str, path: str) -> int | None:
    """401 or 403 when the caller was turned away at the gate, None when he got further."""
    answer = await caller.send(method, concrete(path), json={} if method != "GET" else None)
    return answer.status_code if answer.status_code in (401, 403) else None


async def test_nobody_passes_only_public_routes() -> None:
    async with http_world() as http:
        for (method, path), access in TABLE.items():
            gate = await first_gate(http.nobody, method, path)
            assert gate == (None if access is PUBLIC else 401), path


@pytest.mark.parametrize("role", ["user", "partner", "support", "admin"])
async def test_a_role_passes_the_gates_that_are_its_own(role: str) -> None:
    async with http_world() as http:
        # finer rights are the core's: here staff have all of them
        caller = await (http.support(*Capability) if role == "support" else getattr(http, role)())
        passes = {
            "user": {USER},
            "partner": {USER, PARTNER},
            "support": {USER, STAFF},
            "admin": {USER, STAFF},
        }[role]
        for (method, path), access in TABLE.items():
            if access is PUBLIC or path.endswith("/logout"):
                continue
            gate = await first_gate(caller, method, path)
            if access in passes:
                assert gate is None, (role, method, path)
            else:
                assert gate == 403, (role, method, path)


async def test_support_without_the_capability_is_refused_behind_the_gate() -> None:
    async with http_world() as http:
        support, booking = await http.support(), uuid4()
        for action in ("release", "refund", "freeze", "unfreeze"):
            path = f"/admin/escrow/{booking}/{action}"
            answer = await support.post(path, json={"reason": "why"})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        admin = await http.admin()
        answer = await admin.post(f"/admin/escrow/{booking}/release", json={"reason": "why"})
        assert answer.status_code == 404


async def test_a_person_is_a_partner_from_the_moment_of_registering() -> None:
    async with http_world() as http:
        person = await http.user()
        assert (await person.get("/partners/me")).status_code == 403
        offer = {"hourlyRate": 100_000, "serviceTypes": ["movie"]}
        assert (await person.post("/partners/register", json=offer)).status_code == 201
        assert (await person.get("/partners/me")).status_code == 200


@pytest.mark.parametrize(
    "value",
    ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x.y.z", "bearer é", "Bearer " + "x" * 9_000],
)
async def test_a_bad_token_is_401_also_where_none_is_needed_to_fail(value: str) -> None:
    async with http_world() as http:
        answer = await http.nobody.get(
            "/wallet",
            headers={"Authorization": value.encode()},
        )
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_public_route_ignores_an_old_token() -> None:
    async with http_world() as http:
        answer = await http.nobody.get("//health/live", headers={"Authorization": "Bearer old"})
        assert answer.status_code == 200


async def test_an_application_with_a_route_of_unknown_access_does_not_start() -> None:
    @get("/forgotten")
    async def forgotten() -> None:
        return None

    with pytest.raises(AccessUndeclared, match="GET /forgotten"):
        create_app(World().app, OPTIONS, more_routes=[forgotten])


async def test_other_peoples_things_are_404_and_not_403() -> None:
    async with http_world() as http:
        user, partner, stranger = await http.user(), await http.partner(), await http.user()
        booking = await http.confirmed(user, partner)
        path = f"/bookings/{booking['id']}"
        reason = {"reason": "why"}
        attempts = [
            await stranger.get(path),
            await stranger.get(f"{path}/cancellation"),
            await stranger.put(f"{path}/confirm"),
            await stranger.put(f"{path}/reject", json=reason),
            await stranger.put(f"{path}/cancel", json=reason),
            await stranger.put(f"{path}/start", json={"meetingCode": "0000"}),
            await stranger.put(f"{path}/complete"),
            await stranger.post(f"{path}/meeting-code"),
            await stranger.post(f"{path}/no-show", json={"details": "why"}),
            await stranger.get(f"{path}/no-show"),
            await stranger.post(f"{path}/no-show/contest", json={"statement": "why"}),
            await stranger.post(
                f"{path}/safety-cancel", json={"reason": "safety", "details": "why"}
            ),
            await stranger.post(f"{path}/dispute", json={"reason": "other", "details": "why"}),
            await stranger.get(f"{path}/dispute"),
            await stranger.post(f"{path}/dispute/answer", json={"statement": "why"}),
            await stranger.post(f"{path}/dispute/accept"),
            await stranger.post(f"{path}/dispute/appeal", json=reason),
            await stranger.post(f"{path}/dispute/withdraw"),
            await stranger.once(f"{path}/extend", {"hours": 0.5}),
            *[await stranger.post(f"{path}/extend/{uuid4()}/{step}") for step in EXTEND_STEPS],
            await stranger.once("/payments/pay", {"bookingId": booking["id"], "method": "wallet"}),
        ]
        assert [answer.status_code for answer in attempts] == [404] * len(attempts)
        calendar = (await partner.get("/partners/me/slots")).json()
        other = await http.partner()
        slot = calendar["items"][0]["id"]
        assert (await other.send("DELETE", f"/partners/me/slots/{slot}")).status_code == 404
        assert (await user.get(path)).json()["status"] == "CONFIRMED"
