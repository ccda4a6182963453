"""The PaymentGateway of ZaloPay."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

import httpx

from mate_adapters.payments.calls import post_json
from mate_adapters.payments.reading import number_of, text_of
from mate_adapters.payments.zalopay.config import ZalopayConfig
from mate_adapters.payments.zalopay.notice import TRANSACTION, read_callback, read_return
from mate_adapters.payments.zalopay.values import (
    epoch_ms,
    mac,
    refund_name,
    transaction_name,
)
from mate_core.payments.errors import GatewayRefused, GatewayUnavailable
from mate_core.payments.intent import (
    Acknowledgement,
    Checkout,
    NoticeOutcome,
    NoticeResult,
    PaymentNotice,
    PaymentOrder,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.vendor import PaymentQuestion, RefundAnswer, RefundOrder, RefundState
from mate_core.shared.money import Vnd
from mate_core.shared.ports import Clock

_REFERENCE: Final = re.compile(r"[A-Za-z0-9]{1,33}", re.ASCII)
_MOST_DONG: Final = 50_000_000
_LONGEST_DESCRIPTION: Final = 256
_LONGEST_REASON: Final = 100
_SHORTEST_PAGE: Final = timedelta(minutes=5)
_PAYER: Final = "mate"
"""The vendor wants a name of the payer; who it is stays with us."""

_DONE, _FAILED, _RUNNING = 1, 2, 3
_UNKNOWN_ORDER: Final = -101
_REFUND_REPEATED: Final = -23
_TROUBLES: Final = frozenset({-429, -500, -999})
_FAULTY_CALL: Final = frozenset({-401, -402}) | _TROUBLES
"""About the call, not about the money: these decide nothing."""

_ANSWERS: Final = MappingProxyType(
    {
        NoticeOutcome.RECORDED: (1, "success"),
        NoticeOutcome.ALREADY_RECORDED: (2, "recorded before"),
        NoticeOutcome.UNKNOWN_ORDER: (2, "unknown order"),
        NoticeOutcome.WRONG_AMOUNT: (2, "wrong amount"),
        NoticeOutcome.FORGED: (-1, "mac not equal"),
        NoticeOutcome.UNREADABLE: (2, "not understood"),
        NoticeOutcome.DEFERRED: (0, "try again"),
        NoticeOutcome.TROUBLE: (0, "try again"),
    }
)


class ZalopayGateway:
    """PaymentGateway over `http`, whose connections are shared and closed by whoever gave it."""

    def __init__(self, config: ZalopayConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock

    @property
    def provider(self) -> Provider:
        return Provider.ZALOPAY

    async def create(self, order: PaymentOrder) -> Checkout:
        """A repeated order is refused by the vendor: it shows a page only once."""
        if not 0 < order.amount.amount <= _MOST_DONG:
            raise GatewayRefused
        if not _REFERENCE.fullmatch(order.merchant_reference):
            raise ValueError("a merchant reference for ZaloPay is 1 to 33 letters and digits")
        answer = await self._post("/v2/create", self._order_fields(order))
        code = _number(answer, "return_code")
        if {code, _number(answer, "sub_return_code")} & _TROUBLES:
            raise GatewayUnavailable(f"create answered {code}")
        if code != _DONE:
            raise GatewayRefused
        page = answer.get("order_url")
        if not isinstance(page, str) or not page.startswith(("https://", "http://")):
            raise GatewayUnavailable("create answered without a page")
        return Checkout(pay_url=page)

    def _order_fields(self, order: PaymentOrder) -> dict[str, object]:
        """`item` and `embed_data` are made once: what is signed is the very text that is sent."""
        config = self._config
        fields: dict[str, object] = {
            "app_id": config.app_id,
            "app_trans_id": transaction_name(order.merchant_reference, order.created_at),
            "app_user": _PAYER,
            "amount": order.amount.amount,
            "app_time": epoch_ms(self._clock.now()),
            "embed_data": json.dumps({"redirecturl": config.return_url}),
            "item": "[]",
        }
        signed = mac(config.key1, *fields.values())
        page_life = max(order.expires_at - self._clock.now(), _SHORTEST_PAGE)
        return fields | {
            "description": order.description[:_LONGEST_DESCRIPTION],
            "bank_code": "",
            "callback_url": config.callback_url,
            "expire_duration_seconds": int(page_life.total_seconds()),
            "mac": signed,
        }

    def read_notice(self, raw: bytes) -> PaymentNotice:
        return read_callback(raw, self._config)

    def read_return(self, query: bytes) -> str:
        return read_return(query, self._config)

    def acknowledge(self, outcome: NoticeOutcome) -> Acknowledgement:
        code, message = _ANSWERS[outcome]
        body = json.dumps({"return_code": code, "return_message": message}).encode()
        return Acknowledgement(status=200, content_type="application/json", body=body)

    async def query(self, question: PaymentQuestion) -> PaymentNotice | None:
        config = self._config
        name = transaction_name(question.merchant_reference, question.created_at)
        answer = await self._post(
            "/v2/query",
            {
                "app_id": config.app_id,
                "app_trans_id": name,
                "mac": mac(config.key1, config.app_id, name, config.key1),
            },
        )
        code, sub_code = _final_code(answer), _number(answer, "sub_return_code")
        if code == _RUNNING or sub_code == _UNKNOWN_ORDER:
            return None
        if code == _FAILED:
            return _failed(question, sub_code)
        transaction = _text(answer, "zp_trans_id")
        if not TRANSACTION.fullmatch(transaction):
            raise GatewayUnavailable("query answered without a transaction")
        return PaymentNotice(
            merchant_reference=question.merchant_reference,
            vendor_transaction=transaction,
            amount=Vnd(_number(answer, "amount")),
            result=NoticeResult.SUCCEEDED,
            vendor_code=str(code),
        )

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        if not 0 < order.amount.amount <= order.captured.amount:
            return RefundAnswer(RefundState.REFUSED, "", "amount")
        config = self._config
        signed: dict[str, object] = {
            "app_id": config.app_id,
            "zp_trans_id": order.vendor_transaction,
            "amount": order.amount.amount,
            "description": order.reason[:_LONGEST_REASON] or "refund",
            "timestamp": epoch_ms(self._clock.now()),
        }
        fields = signed | {
            "m_refund_id": refund_name(order.refund_reference, config.app_id, order.asked_at),
            "mac": mac(config.key1, *signed.values()),
        }
        answer = await self._post("/v2/refund", fields)
        if _number(answer, "sub_return_code") == _REFUND_REPEATED:
            known = await self.query_refund(order)
            if known is None:
                raise GatewayUnavailable("the refund is known and unknown to the vendor")
            return known
        return _refund_answer(answer)

    async def query_refund(self, order: RefundOrder) -> RefundAnswer | None:
        config = self._config
        name = refund_name(order.refund_reference, config.app_id, order.asked_at)
        timestamp = epoch_ms(self._clock.now())
        answer = await self._post(
            "/v2/query_refund",
            {
                "app_id": config.app_id,
                "m_refund_id": name,
                "timestamp": timestamp,
                "mac": mac(config.key1, config.app_id, name, timestamp),
            },
        )
        known = _refund_answer(answer)
        is_unknown = known.vendor_code == f"{_FAILED}/{_UNKNOWN_ORDER}"
        return None if is_unknown else known

    async def _post(self, path: str, fields: Mapping[str, object]) -> dict[str, object]:
        return await post_json(
            self._http, f"{self._config.api_url}{path}", fields, patience=self._config.timeout
        )


def _failed(question: PaymentQuestion, sub_code: int) -> PaymentNotice:
    """A failure has no money of its own: its amount is the one that was asked for."""
    return PaymentNotice(
        merchant_reference=question.merchant_reference,
        vendor_transaction="",
        amount=question.amount,
        result=NoticeResult.FAILED,
        vendor_code=str(sub_code),
    )


def _refund_answer(answer: Mapping[str, object]) -> RefundAnswer:
    code, sub_code = _final_code(answer), _number(answer, "sub_return_code")
    states = {
        _DONE: RefundState.DONE,
        _FAILED: RefundState.REFUSED,
        _RUNNING: RefundState.PENDING,
    }
    number = _text(answer, "refund_id")
    vendor_code = str(code) if code == _DONE else f"{code}/{sub_code}"
    return RefundAnswer(states[code], number if number != "0" else "", vendor_code)


def _final_code(answer: Mapping[str, object]) -> int:
    """1, 2 or 3; raises GatewayUnavailable for trouble with the call, at either level."""
    code, sub_code = _number(answer, "return_code"), _number(answer, "sub_return_code")
    if code not in (_DONE, _FAILED, _RUNNING) or sub_code in _FAULTY_CALL:
        raise GatewayUnavailable(f"the vendor answered {code}/{sub_code}")
    return code


def _number(answer: Mapping[str, object], name: str) -> int:
    """A whole number of an answer, 0 when it is left out; raises GatewayUnavailable."""
    try:
        return number_of(answer, name) if name in answer else 0
    except ValueError as wrong:
        raise GatewayUnavailable(str(wrong)) from wrong


def _text(answer: Mapping[str, object], name: str) -> str:
    try:
        return text_of(answer, name)
    except ValueError as wrong:
        raise GatewayUnavailable(str(wrong)) from wrong
