"""VNPay: its own examples, codes and traps."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_core.payments.errors import GatewayRefused, NoticeForged, NoticeUnreadable
from mate_core.payments.intent import NoticeOutcome, NoticeResult, PaymentOrder
from mate_core.payments.ports import PaymentGateway
from mate_core.shared.money import Vnd
from tests.contract.sandbox_bench import vnpay_gateway

OPENED = datetime(2026, 1, 1, 20, 4, 5, tzinfo=UTC)
ORDER = PaymentOrder(
    merchant_reference="A42",
    amount=Vnd(50_000),
    description="Đặt lịch 42: cafe",
    payer_ip="203.0.113.7",
    created_at=OPENED,
    expires_at=OPENED + timedelta(minutes=15),
)

SECRET = "EXAMPLESECRET0000000000000000001"


def vnpay_query(secret: str = SECRET, /, **changes: str | None) -> bytes:
    """An IPN query built by hand, apart from our own code; a change of None leaves one out."""
    parameters: dict[str, str | None] = {
        "vnp_TmnCode": "DEMO0001",
        "vnp_Amount": "5000000",
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": "VNP14000001",
        "vnp_CardType": "ATM",
        "vnp_PayDate": "20260102030801",
        "vnp_OrderInfo": "Dat lich 42: cafe",
        "vnp_TransactionNo": "14000001",
        "vnp_ResponseCode": "00",
        "vnp_TransactionStatus": "00",
        "vnp_TxnRef": "A42",
    }
    parameters |= {f"vnp_{name}": value for name, value in changes.items()}
    present = sorted((name, value) for name, value in parameters.items() if value is not None)
    text = urlencode(present)
    signed = hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()
    return f"{text}&vnp_SecureHash={signed}".encode()


def config(**changes: str) -> VnpayConfig:
    values: dict[str, Any] = {
        "tmn_code": "DEMO0001",
        "hash_secret": SECRET,
        "pay_url": "https://vnpay.example/paymentv2/vpcpay.html",
        "return_url": "https://app.example.vn/return",
        "api_url": "https://vnpay.example/merchant_webapi/api/transaction",
    }
    return VnpayConfig(**(values | changes))


class TestVnpay:
    @pytest.fixture
    def gateway(self) -> PaymentGateway:
        return vnpay_gateway(config())

    async def test_the_page_is_the_one_of_the_vendors_example(
        self, gateway: PaymentGateway
    ) -> None:
        checkout = await gateway.create(ORDER)

        assert checkout.pay_url == (
            "https://vnpay.example/paymentv2/vpcpay.html?"
            "vnp_Amount=5000000&vnp_Command=pay&vnp_CreateDate=20260102030405&vnp_CurrCode=VND"
            "&vnp_ExpireDate=20260102031905&vnp_IpAddr=203.0.113.7&vnp_Locale=vn"
            "&vnp_OrderInfo=Dat+lich+42%3A+cafe&vnp_OrderType=other"
            "&vnp_ReturnUrl=https%3A%2F%2Fapp.example.vn%2Freturn&vnp_TmnCode=DEMO0001"
            "&vnp_TxnRef=A42&vnp_Version=2.1.0&vnp_SecureHash="
            "dc0f39e0bd3803488c0d15e1638571248e316decb08e97c968669e499fa0900f"
            "2a8845bdad7f93d3d1698582a04ebef5eaf211ba638dac4d26442e1330a26c3c"
        )

    async def test_the_page_never_shows_the_secret(self, gateway: PaymentGateway) -> None:
        assert SECRET not in (await gateway.create(ORDER)).pay_url
        assert SECRET not in repr(config())

    async def test_the_page_closes_when_the_order_says(self, gateway: PaymentGateway) -> None:
        later = replace(ORDER, expires_at=OPENED + timedelta(minutes=7))

        query = parse_qs(urlsplit((await gateway.create(later)).pay_url).query)

        assert query["vnp_ExpireDate"] == ["20260102031105"]

    @pytest.mark.parametrize("dong", [0, -1, 10_000_000_000])
    async def test_an_amount_that_the_vendor_cannot_take_is_refused(
        self, gateway: PaymentGateway, dong: int
    ) -> None:
        with pytest.raises(GatewayRefused):
            await gateway.create(replace(ORDER, amount=Vnd(dong)))

    @pytest.mark.parametrize("reference", ["", "A-42", "A 42", "A" * 101, "Ạ42"])
    async def test_a_reference_that_the_vendor_cannot_carry_is_our_bug(
        self, gateway: PaymentGateway, reference: str
    ) -> None:
        with pytest.raises(ValueError, match="merchant reference"):
            await gateway.create(replace(ORDER, merchant_reference=reference))

    async def test_a_page_that_closes_before_it_opens_is_our_bug(
        self, gateway: PaymentGateway
    ) -> None:
        with pytest.raises(ValueError, match="close"):
            await gateway.create(replace(ORDER, expires_at=OPENED))

    @pytest.mark.parametrize("response", ["00", "07", "24", "51", "99"])
    @pytest.mark.parametrize("status", ["00", "01", "02", "04", "07", "09"])
    def test_paid_only_when_both_codes_say_so(
        self, gateway: PaymentGateway, response: str, status: str
    ) -> None:
        raw = vnpay_query(ResponseCode=response, TransactionStatus=status)

        result = gateway.read_notice(raw).result

        assert (result is NoticeResult.SUCCEEDED) == (response == status == "00")
        assert (result is NoticeResult.SUSPECTED) == ("07" in (response, status))

    def test_another_terminal_is_forged_although_the_hash_fits(
        self, gateway: PaymentGateway
    ) -> None:
        with pytest.raises(NoticeForged):
            gateway.read_notice(vnpay_query(TmnCode="DEMO0002"))

    def test_a_notice_without_a_terminal_is_forged(self, gateway: PaymentGateway) -> None:
        with pytest.raises(NoticeForged):
            gateway.read_notice(vnpay_query(TmnCode=None))

    def test_a_name_that_comes_twice_is_forged(self, gateway: PaymentGateway) -> None:
        with pytest.raises(NoticeForged):
            gateway.read_notice(vnpay_query() + b"&vnp_Amount=100")

    def test_the_claimed_hash_type_is_ignored(self, gateway: PaymentGateway) -> None:
        read = gateway.read_notice(vnpay_query() + b"&vnp_SecureHashType=MD5")

        assert read.result is NoticeResult.SUCCEEDED

    def test_a_failed_payment_needs_no_transaction_number(self, gateway: PaymentGateway) -> None:
        raw = vnpay_query(ResponseCode="24", TransactionStatus="02", TransactionNo=None)

        assert gateway.read_notice(raw).result is NoticeResult.FAILED

    @pytest.mark.parametrize(
        "changes",
        [
            {"Amount": None},
            {"Amount": "5000050"},
            {"Amount": "-5000000"},
            {"Amount": "50000.00"},
            {"Amount": "9" * 13},
            {"TxnRef": None},
            {"TxnRef": "A-42"},
            {"ResponseCode": None},
            {"ResponseCode": "0"},
            {"TransactionStatus": None},
            {"TransactionStatus": "OK"},
            {"TransactionNo": None},
            {"TransactionNo": "0"},
            {"TransactionNo": "x1"},
            {"ResponseCode": "07", "TransactionNo": "0"},
            {"CurrCode": "USD"},
        ],
        ids=str,
    )
    def test_a_signed_notice_without_sense_is_unreadable(
        self, gateway: PaymentGateway, changes: dict[str, str | None]
    ) -> None:
        with pytest.raises(NoticeUnreadable):
            gateway.read_notice(vnpay_query(**changes))

    @pytest.mark.parametrize(
        ("outcome", "code"),
        [
            (NoticeOutcome.RECORDED, "00"),
            (NoticeOutcome.ALREADY_RECORDED, "02"),
            (NoticeOutcome.UNKNOWN_ORDER, "01"),
            (NoticeOutcome.WRONG_AMOUNT, "04"),
            (NoticeOutcome.FORGED, "97"),
            (NoticeOutcome.UNREADABLE, "99"),
            (NoticeOutcome.DEFERRED, "99"),
            (NoticeOutcome.TROUBLE, "99"),
        ],
    )
    def test_outcomes_are_told_in_the_vendors_codes(
        self, gateway: PaymentGateway, outcome: NoticeOutcome, code: str
    ) -> None:
        answer = json.loads(gateway.acknowledge(outcome).body)

        assert answer["RspCode"] == code
        assert set(answer) == {"RspCode", "Message"}

    @pytest.mark.parametrize(
        "changes",
        [
            {"tmn_code": "DEMO1"},
            {"tmn_code": "DEMO 001"},
            {"hash_secret": ""},
            {"pay_url": "vnpay.example/pay"},
            {"return_url": "/return"},
            {"api_url": "vnpay.example"},
            {"return_url": "https://app.example.vn/" + "x" * 255},
        ],
        ids=str,
    )
    def test_a_configuration_that_cannot_work_is_refused(self, changes: dict[str, str]) -> None:
        with pytest.raises(ValueError, match=next(iter(changes))):
            config(**changes)
