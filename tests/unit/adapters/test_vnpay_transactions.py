"""VNPay's querydr and refund: the vendor's example, codes, and signatures in both directions."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_adapters.payments.vnpay.gateway import VnpayGateway
from mate_adapters.payments.vnpay.signature import joined_signature
from mate_core.payments.errors import GatewayUnavailable
from mate_core.payments.intent import NoticeResult
from mate_core.payments.vendor import PaymentQuestion, RefundOrder, RefundState
from mate_core.shared.money import Vnd

SECRET = "EXAMPLESECRET0000000000000000001"
CREATED = datetime(2026, 1, 1, 20, 4, 5, tzinfo=UTC)
NOW = CREATED + timedelta(hours=1, minutes=1, seconds=1)
CONFIG = VnpayConfig(
    tmn_code="DEMO0001",
    hash_secret=SECRET,
    pay_url="https://vnpay.example/paymentv2/vpcpay.html",
    return_url="https://app.example.vn/return",
    api_url="https://vnpay.example/merchant_webapi/api/transaction",
)
QUESTION = PaymentQuestion("A42", Vnd(50_000), CREATED, NOW, None)
REFUND = RefundOrder(
    refund_reference="R1",
    merchant_reference="A42",
    vendor_transaction="14000001",
    captured=Vnd(50_000),
    amount=Vnd(20_000),
    created_at=CREATED,
    captured_at=CREATED,
    asked_at=NOW,
    reason="Huỷ",
)
REFUND_TEXT = "Hoan tien R1: Huy"
REFUND_NAMES = [
    "ResponseId",
    "Command",
    "ResponseCode",
    "Message",
    "TmnCode",
    "TxnRef",
    "Amount",
    "BankCode",
    "PayDate",
    "TransactionNo",
    "TransactionType",
    "TransactionStatus",
    "OrderInfo",
]
QUERY_NAMES = [*REFUND_NAMES, "PromotionCode", "PromotionAmount"]
PAYMENT = {
    "ResponseId": "x1",
    "Command": "querydr",
    "ResponseCode": "00",
    "Message": "ok",
    "TmnCode": "DEMO0001",
    "TxnRef": "A42",
    "Amount": "5000000",
    "BankCode": "NCB",
    "PayDate": "20260102030801",
    "TransactionNo": "14000001",
    "TransactionType": "01",
    "TransactionStatus": "00",
    "OrderInfo": "Dat lich 42",
}
BACK = PAYMENT | {
    "Command": "refund",
    "Amount": "2000000",
    "TransactionNo": "14000002",
    "TransactionType": "03",
    "OrderInfo": REFUND_TEXT,
}


def signed(fields: Mapping[str, str], names: list[str], secret: str = SECRET) -> dict[str, str]:
    """An answer signed by hand, apart from our own code."""
    text = "|".join(fields.get(name, "") for name in names)
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()
    return {f"vnp_{name}": value for name, value in fields.items()} | {"vnp_SecureHash": signature}


def gateway_that_hears(*answers: Mapping[str, Any], heard: list[Any] | None = None) -> VnpayGateway:
    """The vendor gives these answers in turn."""
    waiting = list(answers)

    def vendor(request: httpx.Request) -> httpx.Response:
        if heard is not None:
            heard.append(json.loads(request.content))
        return httpx.Response(200, json=waiting.pop(0))

    http = httpx.AsyncClient(transport=httpx.MockTransport(vendor))
    return VnpayGateway(CONFIG, http, VirtualClock(NOW))


def test_a_question_is_signed_as_in_the_vendors_example() -> None:
    names = [
        "RequestId",
        "Version",
        "Command",
        "TmnCode",
        "TxnRef",
        "TransactionDate",
        "CreateDate",
        "IpAddr",
        "OrderInfo",
    ]
    values = [
        "rq1",
        "2.1.0",
        "querydr",
        "DEMO0001",
        "A42",
        "20260102030405",
        "20260102040506",
        "198.51.100.10",
        "Truy van A42",
    ]

    assert joined_signature(dict(zip(names, values, strict=True)), names, SECRET) == (
        "9d4243e0991e8b76b299371ec2386a2ceccc12bcd62b830a39856e86361680d3"
        "71c06159af32a196e1f532ffa8b1e5c53c95e3ce34b1dc59996a63b53955372a"
    )


async def test_a_question_names_the_payment_by_its_reference_and_the_time_of_its_order() -> None:
    heard: list[Any] = []
    asked = replace(QUESTION, vendor_transaction="14000001")

    await gateway_that_hears(signed(PAYMENT, QUERY_NAMES), heard=heard).query(asked)

    (body,) = heard
    assert (body["vnp_TxnRef"], body["vnp_TransactionDate"]) == ("A42", "20260102030405")
    assert (body["vnp_CreateDate"], body["vnp_TransactionNo"]) == ("20260102040506", "14000001")
    assert len(body["vnp_RequestId"]) == 32


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("00", NoticeResult.SUCCEEDED),
        ("02", NoticeResult.FAILED),
        ("04", NoticeResult.FAILED),
        ("07", NoticeResult.SUSPECTED),
        ("01", None),
        ("05", None),
        ("06", None),
        ("09", None),
    ],
)
async def test_statuses_of_a_payment(status: str, result: NoticeResult | None) -> None:
    answer = signed(PAYMENT | {"TransactionStatus": status}, QUERY_NAMES)

    told = await gateway_that_hears(answer).query(QUESTION)

    assert (told.result if told else None) == result


async def test_a_payment_that_is_not_found_is_none() -> None:
    assert await gateway_that_hears({"vnp_ResponseCode": "91"}).query(QUESTION) is None


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"vnp_ResponseCode": "02"},
        {"vnp_ResponseCode": "94"},
        {"vnp_ResponseCode": "97"},
        {"vnp_ResponseCode": "99"},
        {"vnp_ResponseCode": "91", "vnp_SecureHash": "0" * 128},
        {f"vnp_{name}": value for name, value in PAYMENT.items()},
        signed(PAYMENT, QUERY_NAMES, "another"),
        signed(PAYMENT, QUERY_NAMES) | {"vnp_Amount": "9000000"},
        signed(PAYMENT | {"TmnCode": "DEMO0002"}, QUERY_NAMES),
        signed(PAYMENT | {"TxnRef": "A43"}, QUERY_NAMES),
        signed(PAYMENT | {"TransactionNo": "0"}, QUERY_NAMES),
    ],
)
async def test_an_answer_that_cannot_be_trusted_decides_nothing(answer: dict[str, str]) -> None:
    with pytest.raises(GatewayUnavailable):
        await gateway_that_hears(answer).query(QUESTION)


@pytest.mark.parametrize(("dong", "kind"), [(50_000, "02"), (20_000, "03")])
async def test_a_refund_says_whether_it_is_the_whole_or_a_part(dong: int, kind: str) -> None:
    heard: list[Any] = []
    order = replace(REFUND, amount=Vnd(dong))

    answer = await gateway_that_hears(signed(BACK, REFUND_NAMES), heard=heard).refund(order)

    (body,) = heard
    assert body["vnp_TransactionType"] == kind
    assert (body["vnp_Amount"], body["vnp_TransactionNo"]) == (str(dong * 100), "14000001")
    assert (body["vnp_RequestId"], body["vnp_OrderInfo"]) == ("R1", REFUND_TEXT)
    assert body["vnp_TransactionDate"] == "20260102030405"
    assert (answer.state, answer.vendor_refund) == (RefundState.DONE, "14000002")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("00", RefundState.DONE),
        ("05", RefundState.PENDING),
        ("06", RefundState.PENDING),
        ("09", RefundState.REFUSED),
    ],
)
async def test_statuses_of_a_refund(status: str, state: RefundState) -> None:
    fields = BACK | {"TransactionStatus": status}
    gateway = gateway_that_hears(signed(fields, REFUND_NAMES), signed(fields, QUERY_NAMES))

    assert (await gateway.refund(REFUND)).state is state
    told = await gateway.query_refund(REFUND)
    assert told is not None
    assert told.state is state


@pytest.mark.parametrize("code", ["91", "95"])
async def test_codes_that_refuse_a_refund(code: str) -> None:
    answer = await gateway_that_hears({"vnp_ResponseCode": code}).refund(REFUND)

    assert (answer.state, answer.vendor_code) == (RefundState.REFUSED, code)


@pytest.mark.parametrize("code", ["02", "03", "97", "99", "98"])
async def test_codes_that_leave_a_refund_open(code: str) -> None:
    with pytest.raises(GatewayUnavailable):
        await gateway_that_hears({"vnp_ResponseCode": code}).refund(REFUND)


async def test_a_refund_asked_for_before_is_looked_up_and_not_sent_again() -> None:
    heard: list[Any] = []
    gateway = gateway_that_hears({"vnp_ResponseCode": "94"}, signed(BACK, QUERY_NAMES), heard=heard)

    answer = await gateway.refund(REFUND)

    assert [body["vnp_Command"] for body in heard] == ["refund", "querydr"]
    assert (answer.state, answer.vendor_refund) == (RefundState.DONE, "14000002")


async def test_a_refund_asked_for_before_and_not_shown_yet_is_under_way() -> None:
    gateway = gateway_that_hears({"vnp_ResponseCode": "94"}, signed(PAYMENT, QUERY_NAMES))

    assert (await gateway.refund(REFUND)).state is RefundState.PENDING


async def test_another_refund_of_the_same_payment_leaves_ours_in_doubt() -> None:
    other = BACK | {"OrderInfo": "Hoan tien R0: Huy"}

    with pytest.raises(GatewayUnavailable):
        await gateway_that_hears(signed(other, QUERY_NAMES)).query_refund(REFUND)
