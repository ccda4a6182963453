"""MoMo: the vendor's worked examples, codes and traps."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.payments.momo.config import MomoConfig
from mate_adapters.payments.momo.gateway import MomoGateway
from mate_adapters.payments.momo.signature import CREATE, NOTICE, signature, signed_text
from mate_core.payments.errors import (
    GatewayRefused,
    GatewayUnavailable,
    NoticeForged,
    NoticeUnreadable,
)
from mate_core.payments.intent import NoticeOutcome, NoticeResult, PaymentOrder
from mate_core.payments.vendor import PaymentQuestion, RefundOrder, RefundState
from mate_core.shared.money import Vnd

SECRET = "exampleMomoSecret"
OPENED = datetime(2026, 1, 1, 20, 4, 5, tzinfo=UTC)
CONFIG = MomoConfig(
    partner_code="EXPARTNER",
    access_key="exAK",
    secret_key=SECRET,
    api_url="https://momo.example",
    ipn_url="https://api.example.vn/momo",
    return_url="https://app.example.vn/return",
)
ORDER = PaymentOrder(
    merchant_reference="A42",
    amount=Vnd(50_000),
    description="Đặt lịch 42",
    payer_ip="203.0.113.7",
    created_at=OPENED,
    expires_at=OPENED + timedelta(minutes=15),
)
QUESTION = PaymentQuestion("A42", Vnd(50_000), OPENED, OPENED + timedelta(minutes=1), None)
REFUND = RefundOrder(
    refund_reference="R1",
    merchant_reference="A42",
    vendor_transaction="4088878653",
    captured=Vnd(50_000),
    amount=Vnd(20_000),
    created_at=OPENED,
    captured_at=OPENED,
    asked_at=OPENED,
    reason="Huỷ",
)
IPN: dict[str, Any] = {
    "partnerCode": "EXPARTNER",
    "orderId": "A42",
    "requestId": "r-1",
    "amount": 50_000,
    "orderInfo": "Đặt lịch 42",
    "orderType": "momo_wallet",
    "transId": 4_088_878_653,
    "resultCode": 0,
    "message": "Successful.",
    "payType": "qr",
    "responseTime": 1_767_297_905_000,
    "extraData": "",
}


def ipn(**changes: Any) -> bytes:
    """A notice signed by hand, apart from our own code."""
    fields = {**IPN, **changes}
    names = sorted([*IPN, "accessKey"])
    text = "&".join(f"{name}={({**fields, 'accessKey': 'exAK'})[name]}" for name in names)
    signed = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    return json.dumps({**fields, "signature": signed}, ensure_ascii=False).encode()


def gateway_that_hears(
    answer: dict[str, Any] | None = None, *, status: int = 200, heard: list[Any] | None = None
) -> MomoGateway:
    def vendor(request: httpx.Request) -> httpx.Response:
        if heard is not None:
            heard.append((request.url.path, json.loads(request.content)))
        return httpx.Response(status, json=answer or {})

    http = httpx.AsyncClient(transport=httpx.MockTransport(vendor))
    return MomoGateway(CONFIG, http, VirtualClock(OPENED))


@pytest.fixture
def gateway() -> MomoGateway:
    return gateway_that_hears()


def test_the_order_is_signed_as_in_the_vendors_example() -> None:
    values = {
        "accessKey": "exAK",
        "amount": 50_000,
        "extraData": "",
        "ipnUrl": "https://api.example.vn/momo",
        "orderId": "A42",
        "orderInfo": "Đặt lịch 42",
        "partnerCode": "EXPARTNER",
        "redirectUrl": "https://app.example.vn/return",
        "requestId": "r-1",
        "requestType": "captureWallet",
    }

    assert signed_text(values, CREATE) == (
        "accessKey=exAK&amount=50000&extraData=&ipnUrl=https://api.example.vn/momo&orderId=A42"
        "&orderInfo=Đặt lịch 42&partnerCode=EXPARTNER&redirectUrl=https://app.example.vn/return"
        "&requestId=r-1&requestType=captureWallet"
    )
    assert signature(values, CREATE, SECRET) == (
        "3aba55d7d8e0f4544daebb7fc6d1917d1041cde7279bf37ab8b5ffbf4603d71e"
    )


def test_the_notice_of_the_vendors_example_fits(gateway: MomoGateway) -> None:
    golden = "68ac13f453af572cad919f616d605f79e0ef48309d741ac536c1f5ec1a5a1997"
    assert signature({**IPN, "accessKey": "exAK"}, NOTICE, SECRET) == golden

    notice = gateway.read_notice(json.dumps({**IPN, "signature": golden}).encode())

    assert (notice.merchant_reference, notice.amount) == ("A42", Vnd(50_000))
    assert (notice.vendor_transaction, notice.result) == ("4088878653", NoticeResult.SUCCEEDED)


async def test_an_order_is_sent_with_its_name_as_request_id_so_that_it_can_be_repeated() -> None:
    heard: list[Any] = []
    made = {
        "partnerCode": "EXPARTNER",
        "orderId": "A42",
        "amount": 50_000,
        "resultCode": 0,
        "payUrl": "https://momo.example/pay/A42",
    }
    gateway = gateway_that_hears(made, heard=heard)

    assert (await gateway.create(ORDER)).pay_url == "https://momo.example/pay/A42"
    await gateway.create(ORDER)

    (path, body), again = heard
    assert path == "/v2/gateway/api/create"
    assert again == (path, body)
    assert (body["requestId"], body["orderId"], body["amount"]) == ("A42", "A42", 50_000)
    assert (body["requestType"], body["extraData"], body["lang"]) == ("captureWallet", "", "vi")
    assert "accessKey" not in body
    assert SECRET not in json.dumps(body)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (10, GatewayUnavailable),
        (1000, GatewayUnavailable),
        (7000, GatewayUnavailable),
        (7002, GatewayUnavailable),
        (11, GatewayRefused),
        (22, GatewayRefused),
        (41, GatewayRefused),
        (1017, GatewayRefused),
        (99, GatewayRefused),
    ],
)
async def test_an_order_that_is_not_made_is_refused_or_repeated(
    code: int, refusal: type[Exception]
) -> None:
    gateway = gateway_that_hears({"resultCode": code}, status=400)

    with pytest.raises(refusal):
        await gateway.create(ORDER)


async def test_a_page_for_another_sum_is_not_shown() -> None:
    made = {
        "partnerCode": "EXPARTNER",
        "orderId": "A42",
        "amount": 60_000,
        "resultCode": 0,
        "payUrl": "https://momo.example/pay/A42",
    }

    with pytest.raises(GatewayUnavailable):
        await gateway_that_hears(made).create(ORDER)


@pytest.mark.parametrize("dong", [0, 999, 50_000_001])
async def test_amounts_beyond_the_vendors_limits_are_refused_without_asking(
    gateway: MomoGateway, dong: int
) -> None:
    with pytest.raises(GatewayRefused):
        await gateway.create(replace(ORDER, amount=Vnd(dong)))
    answer = await gateway.refund(replace(REFUND, captured=Vnd(10**9), amount=Vnd(dong)))
    assert answer.state is RefundState.REFUSED


@pytest.mark.parametrize("reference", ["", "A-42", "A 42", "A" * 51, "Ạ42"])
async def test_a_reference_that_the_vendor_cannot_carry_is_our_bug(
    gateway: MomoGateway, reference: str
) -> None:
    with pytest.raises(ValueError, match="merchant reference"):
        await gateway.create(replace(ORDER, merchant_reference=reference))


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (0, NoticeResult.SUCCEEDED),
        (9000, NoticeResult.SUCCEEDED),
        (98, NoticeResult.FAILED),
        (99, NoticeResult.FAILED),
        (1001, NoticeResult.FAILED),
        (1005, NoticeResult.FAILED),
        (1006, NoticeResult.FAILED),
        (4100, NoticeResult.FAILED),
        (123_456, NoticeResult.FAILED),
    ],
)
def test_result_codes_of_a_notice(gateway: MomoGateway, code: int, result: NoticeResult) -> None:
    assert gateway.read_notice(ipn(resultCode=code)).result is result


@pytest.mark.parametrize("code", [1000, 7000, 7002])
def test_a_notice_that_is_not_final_changes_nothing(gateway: MomoGateway, code: int) -> None:
    with pytest.raises(NoticeUnreadable):
        gateway.read_notice(ipn(resultCode=code))


def test_the_access_key_of_the_body_is_never_used(gateway: MomoGateway) -> None:
    fields = {**IPN, "accessKey": "theirs"}
    theirs = signature(fields, NOTICE, SECRET)

    with pytest.raises(NoticeForged):
        gateway.read_notice(json.dumps({**fields, "signature": theirs}).encode())
    honest = json.loads(ipn()) | {"accessKey": "theirs"}
    assert gateway.read_notice(json.dumps(honest).encode()).merchant_reference == "A42"


@pytest.mark.parametrize("name", ["amount", "transId", "resultCode"])
def test_a_float_cannot_be_signed_again_and_is_forged(gateway: MomoGateway, name: str) -> None:
    raw = ipn().replace(f'"{name}": {IPN[name]}'.encode(), f'"{name}": {IPN[name]}.0'.encode())

    with pytest.raises(NoticeForged):
        gateway.read_notice(raw)


def test_another_partner_is_forged_although_the_signature_fits(gateway: MomoGateway) -> None:
    with pytest.raises(NoticeForged):
        gateway.read_notice(ipn(partnerCode="EXOTHER"))


def test_fields_that_the_vendor_adds_are_ignored(gateway: MomoGateway) -> None:
    more = json.loads(ipn()) | {"paymentOption": "momo", "promotionInfo": [{"amount": 1.5}]}

    assert gateway.read_notice(json.dumps(more).encode()).amount == Vnd(50_000)


@pytest.mark.parametrize(
    "changes",
    [
        {"orderId": "A-42"},
        {"orderId": ""},
        {"amount": "many"},
        {"transId": 0},
        {"transId": -1},
        {"resultCode": "paid"},
    ],
    ids=str,
)
def test_a_signed_notice_without_sense_is_unreadable(
    gateway: MomoGateway, changes: dict[str, Any]
) -> None:
    with pytest.raises(NoticeUnreadable):
        gateway.read_notice(ipn(**changes))


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (NoticeOutcome.RECORDED, 204),
        (NoticeOutcome.ALREADY_RECORDED, 204),
        (NoticeOutcome.UNKNOWN_ORDER, 204),
        (NoticeOutcome.WRONG_AMOUNT, 204),
        (NoticeOutcome.UNREADABLE, 204),
        (NoticeOutcome.DEFERRED, 204),
        (NoticeOutcome.FORGED, 400),
        (NoticeOutcome.TROUBLE, 500),
    ],
)
def test_what_is_stored_with_a_good_signature_is_acknowledged(
    gateway: MomoGateway, outcome: NoticeOutcome, status: int
) -> None:
    answer = gateway.acknowledge(outcome)

    assert (answer.status, answer.body) == (status, b"")


@pytest.mark.parametrize(
    ("code", "known"),
    [(42, False), (1000, False), (7000, False), (7002, False), (1005, True), (0, True)],
)
async def test_a_question_is_answered_once_something_is_final(code: int, known: bool) -> None:
    gateway = gateway_that_hears({**IPN, "resultCode": code})

    assert (await gateway.query(QUESTION) is not None) is known


@pytest.mark.parametrize("code", [10, 11, 13, 20, 40, 47])
async def test_a_fault_of_the_question_decides_nothing(code: int) -> None:
    with pytest.raises(GatewayUnavailable):
        await gateway_that_hears({**IPN, "resultCode": code}).query(QUESTION)


async def test_every_question_is_a_request_of_its_own() -> None:
    heard: list[Any] = []
    gateway = gateway_that_hears({"resultCode": 42}, heard=heard)
    await gateway.query(QUESTION)
    await gateway.query_refund(REFUND)

    (one, asked), (two, asked_refund) = heard
    assert (one, two) == ("/v2/gateway/api/query", "/v2/gateway/api/refund/query")
    assert (asked["orderId"], asked_refund["orderId"]) == ("A42", "R1")
    assert asked["requestId"] != asked_refund["requestId"]


async def test_a_refund_is_an_order_of_its_own_with_a_name_that_can_be_repeated() -> None:
    heard: list[Any] = []
    gateway = gateway_that_hears({"resultCode": 0, "transId": 77}, heard=heard)

    answer = await gateway.refund(REFUND)

    ((path, body),) = heard
    assert path == "/v2/gateway/api/refund"
    assert (body["orderId"], body["requestId"], body["transId"]) == ("R1", "R1", 4_088_878_653)
    assert (answer.state, answer.vendor_refund) == (RefundState.DONE, "77")


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (0, RefundState.DONE),
        (7000, RefundState.PENDING),
        (7002, RefundState.PENDING),
        (22, RefundState.REFUSED),
        (1080, RefundState.REFUSED),
        (1081, RefundState.REFUSED),
        (1088, RefundState.REFUSED),
    ],
)
async def test_result_codes_of_a_refund(code: int, state: RefundState) -> None:
    answer = await gateway_that_hears({"resultCode": code, "transId": 77}).refund(REFUND)

    assert answer.state is state
    assert answer.vendor_code == str(code)


@pytest.mark.parametrize("code", [10, 11, 13, 20, 42, 47, 99])
async def test_codes_that_leave_a_refund_open(code: int) -> None:
    with pytest.raises(GatewayUnavailable):
        await gateway_that_hears({"resultCode": code}).refund(REFUND)


@pytest.mark.parametrize(
    "changes",
    [
        {"partner_code": ""},
        {"access_key": ""},
        {"secret_key": ""},
        {"api_url": "momo.example"},
        {"ipn_url": "https://api.example.vn/momo?x=1"},
        {"return_url": "/return"},
    ],
    ids=str,
)
def test_a_configuration_that_cannot_work_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        replace(CONFIG, **changes)


def test_keys_do_not_appear_in_the_representation() -> None:
    assert SECRET not in repr(CONFIG)
    assert "exAK" not in repr(CONFIG)
