"""Paying by each gateway over HTTP: pages, callbacks and where the browser lands."""

from __future__ import annotations

import pytest

from mate_core.payments.ledger import Provider
from mate_core.shared.money import Vnd
from tests.contract.http_world import HttpWorld, http_world

LIMIT = 16 * 1024


def notice(http: HttpWorld, provider: str, pay_url: str, amount: int) -> bytes:
    reference = pay_url.rpartition("/")[2]
    return http.world.gateways[Provider(provider)].notice(reference, Vnd(amount))


@pytest.mark.parametrize("method", ["vnpay", "momo", "zalopay"])
async def test_a_booking_is_paid_by_any_gateway(method: str) -> None:
    async with http_world() as http:
        user, partner = await http.user(), await http.partner()
        booking = await http.confirmed(user, partner)
        opened = await user.once("/payments/pay", {"bookingId": booking["id"], "method": method})
        assert opened.status_code == 200, opened.text

        raw = notice(http, method, opened.json()["payUrl"], booking["totalAmount"])
        answer = await http.nobody.post(f"/payments/callback/{method}", content=raw)

        assert answer.status_code == 200
        assert (await user.get(f"/bookings/{booking['id']}")).json()["status"] == "PAID"


@pytest.mark.parametrize("method", ["vnpay", "momo", "zalopay"])
async def test_a_wallet_is_topped_up_by_any_gateway(method: str) -> None:
    async with http_world() as http:
        user = await http.user()
        opened = await user.once("/wallet/deposit", {"amount": 50_000, "method": method})
        assert opened.status_code == 201, opened.text

        raw = notice(http, method, opened.json()["payUrl"], 50_000)
        await http.nobody.post(f"/payments/callback/{method}", content=raw)

        assert (await user.get("/wallet")).json()["balance"] == 50_000
        back = await http.raw("GET", f"/payments/return/{method}", query=raw)
        assert back.status == 200


@pytest.mark.parametrize("method", ["vnpay", "momo", "zalopay"])
async def test_rule_07_a_body_above_16_kib_is_refused(method: str) -> None:
    async with http_world() as http:
        at_limit = await http.nobody.post(f"/payments/callback/{method}", content=b"x" * LIMIT)
        above = await http.nobody.post(f"/payments/callback/{method}", content=b"x" * (LIMIT + 1))

        assert at_limit.status_code == 200
        assert above.status_code == 413
        assert above.json()["code"] == "payment.callback_too_large"


@pytest.mark.parametrize("method", ["paypal", "VNPAY", "momo2"])
async def test_a_gateway_that_is_not_offered_is_refused_by_field(method: str) -> None:
    async with http_world() as http:
        user = await http.user()

        answer = await user.once("/wallet/deposit", {"amount": 50_000, "method": method})

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "method"
        assert (await http.nobody.get(f"/payments/return/{method}")).status_code == 404
