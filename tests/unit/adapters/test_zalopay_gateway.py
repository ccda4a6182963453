"""ZaloPay: the vendor's worked examples, codes and traps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.payments.zalopay.config import ZalopayConfig
from mate_adapters.payments.zalopay.gateway import ZalopayGateway
from mate_adapters.payments.zalopay.values import (
    epoch_ms,
    mac,
    reference_in,
    refund_name,
    transaction_name,
)
from mate_core.payments.errors import (
    GatewayRefused,
    GatewayUnavailable,
    NoticeForged,
    NoticeUnreadable,
)
from mate_core.payments.intent import NoticeOutcome, NoticeResult, PaymentOrder
from mate_core.payments.vendor import PaymentQuestion, RefundOrder, RefundState
from mate_core.shared.money import Vnd

HALF_PAST_MIDNIGHT = datetime(2026, 1, 1, 17, 30, tzinfo=UTC)
"""00:30 on 2 January in Viet Nam, when it is still the 1st in UTC."""
CONFIG = ZalopayConfig(
    app_id=1000,
    key1="exampleKey1",
    key2="exampleKey2",
    api_url="https://zalopay.example",
    callback_url="https://api.example.vn/zalopay",
    return_url="https://app.example.vn/return",
)
ORDER = PaymentOrder(
    merchant_reference="A42",
    amount=Vnd(50_000),
    description="Đặt lịch 42",
    payer_ip="203.0.113.7",
    created_at=HALF_PAST_MIDNIGHT,
    expires_at=HALF_PAST_MIDNIGHT + timedelta(minutes=15),
)
QUESTION = PaymentQuestion("A42", Vnd(50_000), HALF_PAST_MIDNIGHT, HALF_PAST_MIDNIGHT, None)
REFUND = RefundOrder(
    refund_reference="R1",
    merchant_reference="A42",
    vendor_transaction="260102000000001",
    captured=Vnd(50_000),
    amount=Vnd(20_000),
    created_at=HALF_PAST_MIDNIGHT,
    captured_at=HALF_PAST_MIDNIGHT,
    asked_at=HALF_PAST_MIDNIGHT,
    reason="Huỷ",
)
GOLDEN_DATA = (
    '{"app_id":1000,"app_trans_id":"260102_A42","app_time":1767297905000,"app_user":"user-42",'
    '"amount":50000,"embed_data":"{}","item":"[]","zp_trans_id":260102000000001,'
    '"server_time":1767297955000,"channel":38,"merchant_user_id":"u","user_fee_amount":0,'
    '"discount_amount":0}'
)
GOLDEN_MAC = "60f0e24d8d6b889277195c7d4089c12b52ca7e45bfa3fca959b9c36fe0d76191"


def callback(data: str = GOLDEN_DATA, *, key: str = "exampleKey2", **envelope: Any) -> bytes:
    return json.dumps({"data": data, "mac": mac(key, data), "type": 1, **envelope}).encode()


def changed(**changes: Any) -> str:
    """The vendor's data with some fields replaced, in its own way of writing JSON."""
    return json.dumps({**json.loads(GOLDEN_DATA), **changes}, separators=(",", ":"))


def gateway_that_hears(
    answer: dict[str, Any] | None = None, heard: list[Any] | None = None
) -> ZalopayGateway:
    def vendor(request: httpx.Request) -> httpx.Response:
        if heard is not None:
            heard.append((request.url.path, json.loads(request.content)))
        return httpx.Response(200, json=answer or {})

    http = httpx.AsyncClient(transport=httpx.MockTransport(vendor))
    return ZalopayGateway(CONFIG, http, VirtualClock(HALF_PAST_MIDNIGHT))


@pytest.fixture
def gateway() -> ZalopayGateway:
    return gateway_that_hears()


def test_an_order_is_signed_as_in_the_vendors_example() -> None:
    values = (1000, "260102_A42", "user-42", 50_000, 1_767_297_905_000, "{}", "[]")

    assert mac("exampleKey1", *values) == (
        "16932c884d3ee118d95d57bb5987e3f895e5b825e9206749e9fdab6c450745c1"
    )


def test_the_callback_of_the_vendors_example_fits(gateway: ZalopayGateway) -> None:
    assert mac("exampleKey2", GOLDEN_DATA) == GOLDEN_MAC

    raw = json.dumps({"data": GOLDEN_DATA, "mac": GOLDEN_MAC.upper(), "type": 1}).encode()
    notice = gateway.read_notice(raw)

    assert (notice.merchant_reference, notice.amount) == ("A42", Vnd(50_000))
    assert (notice.vendor_transaction, notice.result) == (
        "260102000000001",
        NoticeResult.SUCCEEDED,
    )


async def test_an_order_at_half_past_midnight_bears_the_day_of_viet_nam() -> None:
    heard: list[Any] = []
    gateway = gateway_that_hears({"return_code": 1, "order_url": "https://z.example/A42"}, heard)

    assert (await gateway.create(ORDER)).pay_url == "https://z.example/A42"

    ((path, body),) = heard
    assert path == "/v2/create"
    assert body["app_trans_id"] == "260102_A42"
    assert (body["amount"], body["app_time"]) == (50_000, epoch_ms(HALF_PAST_MIDNIGHT))
    assert json.loads(body["embed_data"]) == {"redirecturl": "https://app.example.vn/return"}
    assert (body["item"], body["expire_duration_seconds"]) == ("[]", 900)
    signed = ("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item")
    assert body["mac"] == mac("exampleKey1", *(body[name] for name in signed))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 1, 16, 59, 59, tzinfo=UTC), "260101"),
        (datetime(2026, 1, 1, 17, 0, tzinfo=UTC), "260102"),
        (datetime(2026, 12, 31, 17, 30, tzinfo=UTC), "270101"),
    ],
)
def test_names_carry_the_day_of_viet_nam(instant: datetime, day: str) -> None:
    assert transaction_name("A42", instant) == f"{day}_A42"
    assert reference_in(transaction_name("A42", instant)) == "A42"
    assert refund_name("R1", 1000, instant) == f"{day}_1000_R1"


def test_names_of_our_length_fit_the_vendors_limits() -> None:
    assert len(transaction_name("f" * 32, HALF_PAST_MIDNIGHT)) <= 40
    assert len(refund_name("f" * 32, 99_999, HALF_PAST_MIDNIGHT)) <= 45


def test_a_callback_under_the_key_of_our_own_calls_is_forged(gateway: ZalopayGateway) -> None:
    with pytest.raises(NoticeForged):
        gateway.read_notice(callback(key="exampleKey1"))


def test_data_is_checked_as_the_text_that_came(gateway: ZalopayGateway) -> None:
    spaced = json.dumps(json.loads(GOLDEN_DATA))
    raw = json.dumps({"data": spaced, "mac": GOLDEN_MAC, "type": 1}).encode()

    with pytest.raises(NoticeForged):
        gateway.read_notice(raw)
    assert gateway.read_notice(callback(spaced)).amount == Vnd(50_000)


def test_another_application_is_forged_although_the_mac_fits(gateway: ZalopayGateway) -> None:
    with pytest.raises(NoticeForged):
        gateway.read_notice(callback(changed(app_id=1001)))


def test_a_transaction_in_text_is_the_same_as_in_digits(gateway: ZalopayGateway) -> None:
    notice = gateway.read_notice(callback(changed(zp_trans_id="260102000000001")))

    assert notice == gateway.read_notice(callback())


@pytest.mark.parametrize(
    "raw",
    [
        callback(type=2),
        callback("nonsense"),
        callback("[]"),
        callback(GOLDEN_DATA.replace('"channel":38', '"amount":1')),
        callback(changed(amount=50_000.5)),
        callback(changed(amount="many")),
        callback(changed(zp_trans_id=0)),
        callback(changed(zp_trans_id="x1")),
        callback(changed(app_trans_id="A42")),
        callback(changed(app_trans_id="260102_A 42")),
    ],
)
def test_a_signed_callback_without_sense_is_unreadable(gateway: ZalopayGateway, raw: bytes) -> None:
    with pytest.raises(NoticeUnreadable):
        gateway.read_notice(raw)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (NoticeOutcome.RECORDED, 1),
        (NoticeOutcome.ALREADY_RECORDED, 2),
        (NoticeOutcome.UNKNOWN_ORDER, 2),
        (NoticeOutcome.WRONG_AMOUNT, 2),
        (NoticeOutcome.UNREADABLE, 2),
        (NoticeOutcome.FORGED, -1),
        (NoticeOutcome.DEFERRED, 0),
        (NoticeOutcome.TROUBLE, 0),
    ],
)
def test_outcomes_are_told_in_the_vendors_codes(
    gateway: ZalopayGateway, outcome: NoticeOutcome, code: int
) -> None:
    answer = gateway.acknowledge(outcome)

    assert answer.status == 200
    assert set(json.loads(answer.body)) == {"return_code", "return_message"}
    assert json.loads(answer.body)["return_code"] == code


def test_a_return_is_signed_by_key2_and_is_no_callback(gateway: ZalopayGateway) -> None:
    values = ("1000", "260102_A42", "38", "", "50000", "0", "1")
    query = (
        "appid=1000&apptransid=260102_A42&pmcid=38&bankcode=&amount=50000&discountamount=0"
        f"&status=1&checksum={mac('exampleKey2', *values)}"
    ).encode()

    assert gateway.read_return(query) == "A42"
    with pytest.raises(NoticeForged):
        gateway.read_return(query.replace(b"status=1", b"status=2"))
    with pytest.raises(NoticeForged):
        gateway.read_notice(query)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        ({"return_code": 2, "sub_return_code": -68}, GatewayRefused),
        ({"return_code": 2, "sub_return_code": -401}, GatewayRefused),
        ({"return_code": 2, "sub_return_code": -500}, GatewayUnavailable),
        ({"return_code": -999}, GatewayUnavailable),
        ({"return_code": 1}, GatewayUnavailable),
        ({"return_code": 1.5}, GatewayUnavailable),
    ],
    ids=str,
)
async def test_an_order_that_is_not_made_is_refused_or_repeated(
    answer: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await gateway_that_hears(answer).create(ORDER)


@pytest.mark.parametrize("dong", [0, -1, 50_000_001])
async def test_amounts_beyond_the_vendors_limits_are_refused_without_asking(
    gateway: ZalopayGateway, dong: int
) -> None:
    with pytest.raises(GatewayRefused):
        await gateway.create(replace(ORDER, amount=Vnd(dong)))


async def test_a_question_is_signed_with_the_key_itself_as_third_value() -> None:
    heard: list[Any] = []
    await gateway_that_hears({"return_code": 3}, heard).query(QUESTION)

    ((path, body),) = heard
    assert path == "/v2/query"
    assert body["mac"] == mac("exampleKey1", 1000, "260102_A42", "exampleKey1")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (
            {"return_code": 1, "amount": 50_000, "zp_trans_id": 260102000000001},
            NoticeResult.SUCCEEDED,
        ),
        ({"return_code": 2, "sub_return_code": -54}, NoticeResult.FAILED),
        ({"return_code": 2, "sub_return_code": -63}, NoticeResult.FAILED),
        ({"return_code": 2, "sub_return_code": -101}, None),
        ({"return_code": 3, "sub_return_code": -1}, None),
        ({"return_code": 3, "sub_return_code": -4_242}, None),
    ],
    ids=str,
)
async def test_return_codes_of_a_question(
    answer: dict[str, Any], result: NoticeResult | None
) -> None:
    told = await gateway_that_hears(answer).query(QUESTION)

    assert (told.result if told else None) == result


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"return_code": -500},
        {"return_code": 2, "sub_return_code": -429},
        {"return_code": 2, "sub_return_code": -402},
        {"return_code": 1, "amount": 50_000, "zp_trans_id": 0},
    ],
    ids=str,
)
async def test_a_fault_of_the_question_decides_nothing(answer: dict[str, Any]) -> None:
    with pytest.raises(GatewayUnavailable):
        await gateway_that_hears(answer).query(QUESTION)


async def test_a_refund_keeps_the_day_on_which_it_was_first_asked_for() -> None:
    heard: list[Any] = []
    gateway = gateway_that_hears({"return_code": 1, "refund_id": 77}, heard)

    answer = await gateway.refund(replace(REFUND, asked_at=HALF_PAST_MIDNIGHT - timedelta(days=2)))

    ((path, body),) = heard
    assert path == "/v2/refund"
    assert body["m_refund_id"] == "251231_1000_R1"
    assert body["timestamp"] == epoch_ms(HALF_PAST_MIDNIGHT)
    signed = ("app_id", "zp_trans_id", "amount", "description", "timestamp")
    assert body["mac"] == mac("exampleKey1", *(body[name] for name in signed))
    assert (answer.state, answer.vendor_refund) == (RefundState.DONE, "77")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"return_code": 1, "sub_return_code": 1, "refund_id": 77}, RefundState.DONE),
        ({"return_code": 3, "sub_return_code": 2}, RefundState.PENDING),
        ({"return_code": 3, "sub_return_code": -1}, RefundState.PENDING),
        ({"return_code": 2, "sub_return_code": 0}, RefundState.REFUSED),
        ({"return_code": 2, "sub_return_code": -13}, RefundState.REFUSED),
        ({"return_code": 2, "sub_return_code": -14}, RefundState.REFUSED),
        ({"return_code": 2, "sub_return_code": -32}, RefundState.REFUSED),
    ],
    ids=str,
)
async def test_return_codes_of_a_refund(answer: dict[str, Any], state: RefundState) -> None:
    gateway = gateway_that_hears(answer)

    told = await gateway.query_refund(REFUND)

    assert (await gateway.refund(REFUND)).state is state
    assert told is not None
    assert told.state is state


@pytest.mark.parametrize(
    "changes", [{"key1": ""}, {"key2": ""}, {"key2": "exampleKey1"}, {"api_url": "z"}], ids=str
)
def test_a_configuration_that_cannot_work_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        replace(CONFIG, **changes)


@pytest.mark.parametrize("app_id", [0, 100_000])
def test_an_application_number_that_is_too_long_is_refused(app_id: int) -> None:
    with pytest.raises(ValueError, match="app_id"):
        replace(CONFIG, app_id=app_id)


def test_keys_do_not_appear_in_the_representation() -> None:
    assert "exampleKey" not in repr(CONFIG)
