"""The scripted gateway: the fake on which every story about paying stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble, ScriptedGateway
from mate_core.payments.errors import GatewayRefused, GatewayUnavailable, NoticeUnreadable
from mate_core.payments.ledger import Provider
from tests.contract.gateway_bench import ORDER, refund_of


async def test_troubles_are_met_in_order() -> None:
    gateway = ScriptedGateway(GatewayTrouble.REQUEST_LOST, GatewayTrouble.REPLY_LOST, None)

    with pytest.raises(GatewayUnavailable):
        await gateway.create(ORDER)
    assert gateway.orders == {}
    with pytest.raises(GatewayUnavailable):
        await gateway.create(ORDER)
    assert gateway.orders == {ORDER.merchant_reference: ORDER}
    assert (await gateway.create(ORDER)).pay_url


async def test_a_refused_order_is_unknown_to_the_vendor() -> None:
    gateway = ScriptedGateway(GatewayTrouble.REFUSED)

    with pytest.raises(GatewayRefused):
        await gateway.create(ORDER)
    assert gateway.orders == {}


def test_a_signed_notice_without_sense_is_unreadable() -> None:
    gateway = ScriptedGateway()

    with pytest.raises(NoticeUnreadable):
        gateway.read_notice(gateway.signed({"amount": 1}))


def test_it_plays_any_gateway() -> None:
    assert [ScriptedGateway(provider=each).provider for each in Provider] == list(Provider)


def test_a_trouble_that_such_a_call_cannot_meet_is_a_mistake_in_the_script() -> None:
    with pytest.raises(ValueError, match="query does not meet pending"):
        ScriptedGateway().meets(GatewayTrouble.PENDING, call=GatewayCall.QUERY)


async def test_a_refund_repeated_with_other_content_is_our_bug() -> None:
    gateway = ScriptedGateway()
    notice = gateway.read_notice(gateway.notice(ORDER.merchant_reference, ORDER.amount))
    order = refund_of(notice)
    await gateway.refund(order)

    with pytest.raises(ValueError, match="R1 was asked for otherwise"):
        await gateway.refund(replace(order, asked_at=order.asked_at + timedelta(days=1)))
