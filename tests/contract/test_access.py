"""Who may do what: every route with every caller, against a table that one can read.

`+` gets past every gate (whatever the state of things then answers), 401 must log in, 403 lacks the
role or the capability, 404 is told nothing of other people's things. `owner` and `other` are the
parties of such a thing and of another one; see `access_scene.py`. A route without a row fails. The
rows are walked from top to bottom; those that make the caller somebody else stand at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from litestar import WebSocket, get, websocket
from litestar.handlers import HTTPRouteHandler

from mate_http.access import AccessUndeclared
from mate_http.app import create_app
from tests.contract.access_scene import CALLERS, scene_of
from tests.contract.http_world import API, OPTIONS, HttpWorld, http_world
from tests.unit.world import World

# ruff: noqa: E501 - a table is read by its columns
TABLE: Final = """
                                                          anonymous user partner support  kyc finance admin owner other
POST   /auth/register                                             +    +       +       +    +       +     +     +     +
POST   /auth/verify-otp                                           +    +       +       +    +       +     +     +     +
POST   /auth/resend-otp                                           +    +       +       +    +       +     +     +     +
POST   /auth/forgot-password                                      +    +       +       +    +       +     +     +     +
POST   /auth/reset-password                                       +    +       +       +    +       +     +     +     +
POST   /auth/login                                                +    +       +       +    +       +     +     +     +
POST   /auth/refresh                                              +    +       +       +    +       +     +     +     +
POST   /auth/totp/enroll                                        401  403     403       +    +       +     +   403   403
POST   /auth/totp/confirm                                       401  403     403       +    +       +     +   403   403
POST   /auth/totp/recovery-codes                                401    +       +       +    +       +     +     +     +
POST   /auth/totp/verify                                          +    +       +       +    +       +     +     +     +
GET    /auth/sessions                                           401    +       +       +    +       +     +     +     +
DELETE /auth/sessions/{session_id}                              401  404     404     404  404     404   404     +   404
GET    /users/me                                                401    +       +       +    +       +     +     +     +
PUT    /users/me                                                401    +       +       +    +       +     +     +     +
PUT    /users/me/location                                       401    +       +       +    +       +     +     +     +
PUT    /users/me/password                                       401    +       +       +    +       +     +     +     +
PUT    /users/me/phone                                          401    +       +       +    +       +     +     +     +
PUT    /users/me/email                                          401    +       +       +    +       +     +     +     +
POST   /users/me/verify-address                                 401    +       +       +    +       +     +     +     +
POST   /users/me/confirm-address                                401    +       +       +    +       +     +     +     +
GET    /users/{user_id}                                         401    +       +       +    +       +     +     +     +
GET    /partners/me                                             401  403       +     403  403     403   403     +     +
PUT    /partners/me                                             401  403       +     403  403     403   403     +     +
PUT    /partners/me/pricing                                     401  403       +     403  403     403   403     +     +
PUT    /partners/me/availability                                401  403       +     403  403     403   403     +     +
GET    /partners/me/slots                                       401  403       +     403  403     403   403     +     +
POST   /partners/me/slots                                       401  403       +     403  403     403   403     +     +
POST   /partners/me/slots/bulk                                  401  403       +     403  403     403   403     +     +
PUT    /partners/me/slots/{slot_id}                             401  403     404     403  403     403   403     +   404
DELETE /partners/me/slots/{slot_id}                             401  403     404     403  403     403   403     +   404
GET    /partners/me/weekly-hours                                401  403       +     403  403     403   403     +     +
GET    /partners/me/weekly-hours/{weekly_hours_id}              401  403     404     403  403     403   403     +   404
PUT    /partners/me/weekly-hours/{weekly_hours_id}              401  403     404     403  403     403   403     +   404
POST   /partners/me/weekly-hours/{weekly_hours_id}/exceptions   401  403     404     403  403     403   403     +   404
DELETE /partners/me/weekly-hours/{weekly_hours_id}/exceptions/{day} 401 403   404     403  403     403   403     +   404
DELETE /partners/me/weekly-hours/{weekly_hours_id}              401  403     404     403  403     403   403     +   404
GET    //calendar/{file_name}                                     +    +       +       +    +       +     +     +     +
GET    /users/me/calendar-feed                                  401    +       +       +    +       +     +     +     +
POST   /users/me/calendar-feed                                  401    +       +       +    +       +     +     +     +
DELETE /users/me/calendar-feed                                  401    +       +       +    +       +     +     +     +
GET    /activities                                                +    +       +       +    +       +     +     +     +
GET    /partners/{partner_id}                                   401    +       +       +    +       +     +     +     +
GET    /partners/{partner_id}/availability                      401    +       +       +    +       +     +     +     +
GET    /addresses/provinces                                       +    +       +       +    +       +     +     +     +
GET    /addresses/provinces/{province_code}/communes              +    +       +       +    +       +     +     +     +
POST   /search/partners                                         401    +       +       +    +       +     +     +     +
GET    /search/nearby                                           401    +       +       +    +       +     +     +     +
GET    /search/suggestions                                      401    +       +       +    +       +     +     +     +
GET    /search/trending                                         401    +       +       +    +       +     +     +     +
GET    /blacklist                                               401    +       +       +    +       +     +     +     +
POST   /blacklist                                               401  404     404     404  404     404   404   404   404
DELETE /blacklist/{user_id}                                     401    +       +       +    +       +     +     +     +
GET    /bans/me                                                 401  404     404     404  404     404   404   404   404
POST   /bans/appeal                                             401    +       +       +    +       +     +     +     +
GET    /admin/bans                                              401  403     403       +    +       +     +   403   403
GET    /admin/bans/proposals                                    401  403     403       +    +       +     +   403   403
GET    /admin/users/{user_id}/bans                              401  403     403       +    +       +     +   403   403
POST   /admin/users/{user_id}/unban                             401  403     403       +    +       +     +   403   403
POST   /admin/users/{user_id}/ban/appeal                        401  403     403       +    +       +     +   403   403
POST   /bookings/quote                                          401    +       +       +    +       +     +     +     +
POST   /bookings                                                401    +       +       +    +       +     +     +     +
GET    /bookings                                                401    +       +       +    +       +     +     +     +
GET    /bookings/{booking_id}                                   401  404     404     404  404     404   404     +   404
PUT    /bookings/{booking_id}/confirm                           401  404     404     404  404     404   404     +   404
PUT    /bookings/{booking_id}/reject                            401  404     404     404  404     404   404     +   404
PUT    /bookings/{booking_id}/cancel                            401  404     404     404  404     404   404     +   404
GET    /bookings/{booking_id}/cancellation                      401  404     404     404  404     404   404     +   404
PUT    /bookings/{booking_id}/start                             401  404     404     404  404     404   404     +   404
PUT    /bookings/{booking_id}/complete                          401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/meeting-code                      401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/no-show                           401  404     404     404  404     404   404     +   404
GET    /bookings/{booking_id}/no-show                           401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/no-show/contest                   401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/safety-cancel                     401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/dispute                           401  404     404     404  404     404   404     +   404
GET    /bookings/{booking_id}/dispute                           401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/dispute/answer                    401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/dispute/accept                    401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/dispute/appeal                    401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/dispute/withdraw                  401  404     404     404  404     404   404     +   404
GET    /admin/disputes                                          401  403     403       +    +       +     +   403   403
GET    /admin/disputes/{booking_id}                             401  403     403       +    +       +     +   403   403
POST   /admin/disputes/{booking_id}/open                        401  403     403       +    +       +     +   403   403
POST   /admin/disputes/{booking_id}/resolve                     401  403     403     403  403       +     +   403   403
POST   /bookings/{booking_id}/extend                            401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/extend/{extension_id}/accept       401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/extend/{extension_id}/decline       401  404     404     404  404     404   404     +   404
POST   /bookings/{booking_id}/extend/{extension_id}/pay         401  404     404     404  404     404   404     +   404
POST   /reviews                                                 401  404     404     404  404     404   404     +   404
GET    /reviews/mine                                            401    +       +       +    +       +     +     +     +
PUT    /reviews/{review_id}                                     401  404     404     404  404     404   404     +   404
GET    /reviews/partner/{partner_id}                            401    +       +       +    +       +     +     +     +
GET    /reviews/user/{user_id}                                  401    +       +       +    +       +     +     +     +
POST   /reviews/{review_id}/response                            401  404     404     404  404     404   404     +   404
PUT    /reviews/{review_id}/report                              401    +       +       +    +       +     +     +     +
GET    /admin/flagged/reviews                                   401  403     403       +    +       +     +   403   403
GET    /admin/reviews/{review_id}                               401  403     403       +    +       +     +   403   403
POST   /admin/reviews/{review_id}/hide                          401  403     403       +    +       +     +   403   403
POST   /admin/reviews/{review_id}/restore                       401  403     403       +    +       +     +   403   403
POST   /admin/reviews/{review_id}/release                       401  403     403       +    +       +     +   403   403
GET    /wallet                                                  401    +       +       +    +       +     +     +     +
POST   /wallet/deposit                                          401    +       +       +    +       +     +     +     +
GET    /wallet/statement                                        401    +       +       +    +       +     +     +     +
GET    /transactions                                            401    +       +       +    +       +     +     +     +
GET    /transactions/{transaction_id}                           401  404     404     404  404     404   404     +   404
POST   /payments/pay                                            401  404     404     404  404     404   404     +   404
GET    /payments/callback/vnpay                                   +    +       +       +    +       +     +     +     +
POST   /payments/callback/vnpay                                   +    +       +       +    +       +     +     +     +
POST   /payments/callback/momo                                    +    +       +       +    +       +     +     +     +
POST   /payments/callback/zalopay                                 +    +       +       +    +       +     +     +     +
GET    /payments/return/{provider}                              404  404     404     404  404     404   404   404   404
POST   /admin/escrow/{booking_id}/release                       401  403     403     403  403       +     +   403   403
POST   /admin/escrow/{booking_id}/refund                        401  403     403     403  403       +     +   403   403
POST   /admin/escrow/{booking_id}/freeze                        401  403     403     403  403       +     +   403   403
POST   /admin/escrow/{booking_id}/unfreeze                      401  403     403     403  403       +     +   403   403
POST   /admin/partners/{partner_id}/verify                      401  403     403     403    +     403     +   403   403
POST   /admin/bookings/{booking_id}/cancel                      401  403     403       +    +       +     +   403   403
GET    /admin/approvals                                         401  403     403     403  403       +     +   403   403
GET    /wallet/bank-account                                     401  404     404     404  404     404   404     +     +
PUT    /wallet/bank-account                                     401    +       +       +    +       +     +     +     +
POST   /wallet/withdraw                                         401    +       +       +    +       +     +     +     +
GET    /wallet/withdrawals                                      401    +       +       +    +       +     +     +     +
GET    /wallet/withdrawals/{withdrawal_id}                      401  404     404     404  404     404   404     +   404
POST   /wallet/withdrawals/{withdrawal_id}/cancel               401  404     404     404  404     404   404     +   404
GET    /admin/withdrawals                                       401  403     403     403  403       +     +   403   403
GET    /admin/withdrawals/{withdrawal_id}                       401  403     403     403  403       +     +   403   403
POST   /admin/withdrawals/{withdrawal_id}/approve               401  403     403     403  403       +     +   403   403
POST   /admin/withdrawals/{withdrawal_id}/reject                401  403     403     403  403       +     +   403   403
POST   /admin/withdrawals/{withdrawal_id}/paid                  401  403     403     403  403       +     +   403   403
POST   /admin/withdrawals/{withdrawal_id}/failed                401  403     403     403  403       +     +   403   403
POST   /admin/withdrawals/{withdrawal_id}/returned              401  403     403     403  403       +     +   403   403
POST   /admin/withdrawals/export                                401  403     403     403  403       +     +   403   403
GET    /admin/withdrawals/files                                 401  403     403     403  403       +     +   403   403
GET    /admin/withdrawals/files/{file_id}                       401  403     403     403  403       +     +   403   403
GET    /admin/reports/daily                                     401  403     403     403  403       +     +   403   403
POST   /wallet/refund                                           401  404     404     404  404     404   404     +   404
GET    /admin/refunds                                           401  403     403     403  403       +     +   403   403
GET    /admin/refunds/{refund_id}                               401  403     403     403  403     404   404   403   403
POST   /admin/refunds/{refund_id}/retry                         401  403     403     403  403     404   404   403   403
POST   /admin/refunds/{refund_id}/pay                           401  403     403     403  403     404   404   403   403
GET    /admin/suspense                                          401  403     403     403  403       +     +   403   403
GET    /admin/suspense/{item_id}                                401  403     403     403  403     404   404   403   403
POST   /admin/suspense/{item_id}/clear                          401  403     403     403  403     404   404   403   403
POST   /admin/suspense/{item_id}/return                         401  403     403     403  403     404   404   403   403
POST   /reports                                                 401  404     404     404  404     404   404   404   404
GET    /reports                                                 401    +       +       +    +       +     +     +     +
GET    /partners/me/listing                                     401  403       +     403  403     403   403     +     +
GET    /admin/listings                                          401  403     403       +    +       +     +   403   403
GET    /admin/listings/{case_id}                                401  403     403     404  404     404   404   403   403
POST   /admin/listings/{case_id}/claim                          401  403     403     404  404     404   404   403   403
POST   /admin/listings/{case_id}/approve                        401  403     403     404  404     404   404   403   403
POST   /admin/listings/{case_id}/reject                         401  403     403     404  404     404   404   403   403
POST   /admin/listings/partners/{partner_id}/take-down          401  403     403       +    +       +     +   403   403
GET    /admin/reports                                           401  403     403       +    +       +     +   403   403
GET    /admin/reports/{case_id}                                 401  403     403     404  404     404   404   403   403
POST   /admin/reports/{case_id}/claim                           401  403     403     404  404     404   404   403   403
POST   /admin/reports/{case_id}/decide                          401  403     403     404  404     404   404   403   403
GET    /admin/audit-log                                         401  403     403     403  403     403     +   403   403
GET    /admin/audit-log/seals                                   401  403     403     403  403     403     +   403   403
POST   /messages/callback/sendgrid                              404  404     404     404  404     404   404   404   404
POST   /messages/callback/twilio                                404  404     404     404  404     404   404   404   404
POST   /upload/image                                            401    +       +       +    +       +     +     +     +
POST   /upload/video                                            401    +       +       +    +       +     +     +     +
POST   /upload/avatar                                           401    +       +       +    +       +     +     +     +
POST   /upload/kyc-document                                     401    +       +       +    +       +     +     +     +
DELETE /upload/{key}                                            401  404     404     404  404     404   404     +   404
POST   /kyc/upload-id-card                                      401    +       +       +    +       +     +     +     +
POST   /kyc/upload-video                                        401    +       +       +    +       +     +     +     +
POST   /kyc/upload-selfie                                       401    +       +       +    +       +     +     +     +
GET    /kyc/status                                              401    +       +       +    +       +     +     +     +
POST   /kyc/submit                                              401    +       +       +    +       +     +     +     +
GET    /admin/kyc                                               401  403     403     403    +     403     +   403   403
GET    /admin/kyc/{user_id}                                     401  403     403     403    +     403     +   403   403
POST   /admin/kyc/{user_id}/pictures                            401  403     403     403    +     403     +   403   403
POST   /admin/kyc/{user_id}/approve                             401  403     403     403    +     403     +   403   403
POST   /admin/kyc/{user_id}/reject                              401  403     403     403    +     403     +   403   403
POST   /admin/kyc/{user_id}/retry                               401  403     403     403    +     403     +   403   403
POST   /admin/kyc/{user_id}/revoke                              401  403     403     403    +     403     +   403   403
GET    //media/{name}                                             +    +       +       +    +       +     +     +     +
GET    //media/links/{token}                                    404  404     404     404  404     404   404   404   404
DELETE /users/me                                                401    +       +       +    +       +     +     +     +
GET    /users/me/export                                         401    +       +       +    +       +     +     +     +
POST   /auth/reopen                                             401  401     401     401  401     401   401   401   401
GET    /exports/{token}                                         404  404     404     404  404     404   404   404   404
GET    /privacy/consents                                        401    +       +       +    +       +     +     +     +
POST   /privacy/consents                                        401    +       +       +    +       +     +     +     +
DELETE /privacy/consents/{purpose}                              401    +       +       +    +       +     +     +     +
GET    /privacy/requests                                        401    +       +       +    +       +     +     +     +
POST   /privacy/requests                                        401    +       +       +    +       +     +     +     +
GET    /privacy/requests/{request_id}                           401  404     404     404  404     404   404     +   404
GET    /admin/privacy/requests                                  401  403     403       +    +       +     +   403   403
GET    /admin/privacy/requests/{request_id}                     401  403     403       +    +       +     +   403   403
POST   /admin/privacy/requests/{request_id}/answer              401  403     403       +    +       +     +   403   403
GET    /admin/privacy/closings                                  401  403     403       +    +       +     +   403   403
POST   /admin/privacy/closings/{user_id}/hold                   401  403     403       +    +       +     +   403   403
POST   /admin/privacy/closings/{user_id}/release                401  403     403       +    +       +     +   403   403
GET    /admin/privacy/consents/{user_id}                        401  403     403       +    +       +     +   403   403
GET    //health                                                   +    +       +       +    +       +     +     +     +
GET    //health/live                                              +    +       +       +    +       +     +     +     +
GET    //health/ready                                             +    +       +       +    +       +     +     +     +
GET    //api/docs                                                 +    +       +       +    +       +     +     +     +
GET    //api/docs/openapi.json                                    +    +       +       +    +       +     +     +     +
GET    //api/docs/assets/{file_path}                              +    +       +       +    +       +     +     +     +
HEAD   //api/docs/assets/{file_path}                              +    +       +       +    +       +     +     +     +
POST   /admin/users/{user_id}/ban                               401  403     403       +    +       +     +   403   403
POST   /partners/register                                       401    +       +       +    +       +     +     +     +
POST   /auth/logout                                             401    +       +       +    +       +     +     +     +
"""
GATES: Final = {401, 403, 404}


def routes(http: HttpWorld) -> Iterator[tuple[str, str]]:
    """Method and path, as in the table, of every route there is."""
    for route in http.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                for method in sorted(handler.http_methods - {"OPTIONS"}):
                    yield str(method), shown(getattr(route, "path_format", route.path))


def shown(path: str) -> str:
    """As in the table: below `/api/v1`, or with two slashes from the root."""
    return path.removeprefix(API) if path.startswith(API) else f"/{path}"


def rooted(path: str) -> str:
    return path.removeprefix("/") if path.startswith("//") else API + path


def rows() -> dict[tuple[str, str], dict[str, str]]:
    heads, *lines = TABLE.strip("\n").splitlines()
    assert heads.split() == list(CALLERS)
    return {
        (method, path): dict(zip(CALLERS, cells, strict=True))
        for method, path, *cells in map(str.split, lines)
    }


@pytest.mark.parametrize("caller", CALLERS)
async def test_every_route_answers_each_caller_as_the_table_says(caller: str) -> None:
    table = rows()
    turns = {route: turn for turn, route in enumerate(table)}
    async with scene_of(caller) as scene:
        walk = sorted(routes(scene.http), key=lambda each: turns.get(each, len(turns)))
        told = {}
        for method, path in walk:
            status = await scene.ask(method, rooted(path))
            assert status < 500, (method, path, status)
            told[method, path] = str(status) if status in GATES else "+"
    assert told == {route: row[caller] for route, row in table.items()}


BANNED_MAY: Final = """
POST   /auth/logout
POST   /auth/reopen
GET    /auth/sessions
DELETE /auth/sessions/{session_id}
GET    /users/me
PUT    /users/me/password
DELETE /users/me
GET    /users/me/export
GET    /bans/me
POST   /bans/appeal
GET    /bookings
GET    /bookings/{booking_id}
GET    /bookings/{booking_id}/cancellation
PUT    /bookings/{booking_id}/complete
POST   /bookings/{booking_id}/meeting-code
POST   /bookings/{booking_id}/no-show
GET    /bookings/{booking_id}/no-show
POST   /bookings/{booking_id}/no-show/contest
POST   /bookings/{booking_id}/safety-cancel
POST   /bookings/{booking_id}/dispute
GET    /bookings/{booking_id}/dispute
POST   /bookings/{booking_id}/dispute/answer
POST   /bookings/{booking_id}/dispute/accept
POST   /bookings/{booking_id}/dispute/appeal
POST   /bookings/{booking_id}/dispute/withdraw
GET    /wallet
GET    /wallet/statement
GET    /wallet/bank-account
PUT    /wallet/bank-account
POST   /wallet/withdraw
GET    /wallet/withdrawals
GET    /wallet/withdrawals/{withdrawal_id}
POST   /wallet/withdrawals/{withdrawal_id}/cancel
POST   /wallet/refund
GET    /transactions
GET    /transactions/{transaction_id}
GET    /privacy/consents
POST   /privacy/consents
DELETE /privacy/consents/{purpose}
GET    /privacy/requests
POST   /privacy/requests
GET    /privacy/requests/{request_id}
"""
"""What a banned person keeps (RULES 17): his money, his disputes, the end of a meeting that goes on,
his data, his appeal."""


def _ends_the_session(route: tuple[str, str]) -> bool:
    return route[1].endswith("/logout")


async def test_rule_17_a_banned_person_reaches_these_routes_and_no_other() -> None:
    """Public routes apart. A route that is not named here is closed to him, a new one too."""
    table = rows()
    public = {route for route, row in table.items() if row["anonymous"] != "401"}
    async with scene_of("banned") as scene:
        open_to_him = set()
        for method, path in sorted(routes(scene.http), key=_ends_the_session):
            if (method, path) in public:
                continue
            answer = await scene.send(method, rooted(path))
            assert answer.status_code < 500, (method, path)
            refused = answer.status_code == 403
            assert not refused or answer.json()["code"] == "account.banned", (method, path)
            if not refused:
                open_to_him.add((method, path))
    named = {(method, path) for method, path in map(str.split, BANNED_MAY.strip().splitlines())}
    assert open_to_him == named


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


async def test_a_websocket_without_a_guard_of_its_own_keeps_the_application_from_starting() -> None:
    @websocket("/open-to-all")
    async def open_to_all(socket: WebSocket[Any, Any, Any]) -> None:
        await socket.accept()

    with pytest.raises(AccessUndeclared, match="WEBSOCKET /open-to-all"):
        create_app(World().app, OPTIONS, more_routes=[open_to_all])
