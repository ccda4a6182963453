"""ZaloPay's protocol as the vendor sees it, written apart from our adapter."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx

from mate_adapters.payments.zalopay.config import ZalopayConfig
from mate_adapters.sandbox.gateways.answers import merchant_said
from mate_adapters.sandbox.gateways.model import (
    Call,
    Charge,
    Delivery,
    End,
    Fault,
    Order,
    PayOutcome,
    PayPage,
    RefundEnd,
    RefundVerdict,
    Reply,
    Trouble,
)
from mate_adapters.sandbox.gateways.refunds import RefundDesk
from mate_adapters.sandbox.gateways.store import GatewayStore
from mate_adapters.sandbox.gateways.wire import Errand
from mate_core.payments.ledger import Provider
from mate_core.shared.ports import Clock
from mate_core.shared.time import to_local

_CLOCKS_DIFFER: Final = timedelta(minutes=15)
_DEFAULT_LIFE: Final = 900
_SIGNED: Final = {
    Call.CREATE: ("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item"),
    Call.REFUND: ("app_id", "zp_trans_id", "amount", "description", "timestamp"),
    Call.QUERY_REFUND: ("app_id", "m_refund_id", "timestamp"),
}
_UNTOLD: Final = frozenset({PayOutcome.SUSPECTED, PayOutcome.OUT_OF_ORDER})
"""Only successes are told here, so nothing can come in the wrong order."""
_FAILURES: Final = {End.NO_FUNDS: -63, End.CANCELLED: -54}
_REFUND_ENDS: Final = {
    RefundEnd.DONE: (1, 1),
    RefundEnd.REFUSED: (2, 0),
    RefundEnd.PENDING: (3, 2),
}


class ZalopayWire:
    """key1 checks the merchant's calls, key2 signs callbacks; only successes are told."""

    provider: Final = Provider.ZALOPAY
    title: Final = "ZaloPay"
    outcomes: Final = tuple(each for each in PayOutcome if each not in _UNTOLD)
    final_answers: Final = frozenset({"1", "2", "-1"})

    def __init__(
        self,
        config: ZalopayConfig,
        *,
        public_url: str,
        store: GatewayStore,
        refunds: RefundDesk,
        clock: Clock,
    ) -> None:
        self._config = config
        self._public_url = public_url
        self._store = store
        self._refunds = refunds
        self._clock = clock

    @property
    def return_url(self) -> str:
        return self._config.return_url

    async def examine(self, pay_url: str) -> PayPage:
        reference = urlsplit(pay_url).path.rpartition("/")[2]
        order = await self._store.order(Provider.ZALOPAY, reference)
        if order is None:
            return PayPage(None, {}, (Fault("app_trans_id", "is not an order of this sandbox"),))
        if order.expires_at <= self._clock.now():
            fault = Fault("app_trans_id", "has passed its time: this page has closed")
            return PayPage(None, order.fields, (fault,))
        return PayPage(order, order.fields)

    def notice(self, order: Order, charge: Charge) -> str | None:
        if charge.end is not End.PAID:
            return None
        data = json.dumps(
            {
                "app_id": self._config.app_id,
                "app_trans_id": order.reference,
                "app_time": int(order.fields["app_time"]),
                "app_user": order.fields["app_user"],
                "amount": charge.amount,
                "embed_data": order.fields["embed_data"],
                "item": order.fields["item"],
                "zp_trans_id": charge.transaction,
                "server_time": _epoch_ms(charge.at),
                "channel": 38,
                "merchant_user_id": "sandbox",
                "user_fee_amount": 0,
                "discount_amount": 0,
            },
            separators=(",", ":"),
        )
        return json.dumps({"data": data, "mac": self._mac(self._config.key2, data), "type": 1})

    def with_amount_changed(self, notice: str) -> str:
        return re.sub(r'(\\"amount\\":[0-9]+)', r"\g<1>0", notice, count=1)

    def with_signature_changed(self, notice: str) -> str:
        return json.dumps(json.loads(notice) | {"mac": "0" * 64})

    def errand(self, notice: str) -> Errand:
        return Errand("POST", self._config.callback_url, notice.encode())

    def read_answer(self, answer: httpx.Response) -> Delivery:
        return merchant_said(answer, code="return_code", message="return_message")

    def return_query(self, order: Order, charge: Charge) -> str:
        fields = {
            "appid": str(self._config.app_id),
            "apptransid": order.reference,
            "pmcid": "38",
            "bankcode": "",
            "amount": str(charge.amount),
            "discountamount": "0",
            "status": "1" if charge.end is End.PAID else str(_FAILURES[charge.end]),
        }
        checksum = self._mac(self._config.key2, *fields.values())
        return urlencode({**fields, "checksum": checksum})

    async def answer(
        self, call: Call, fields: Mapping[str, object], trouble: Trouble | None
    ) -> Reply:
        if not self._is_signed(call, fields):
            return _result(2, -402)
        serve = {
            Call.CREATE: self._created,
            Call.QUERY: self._queried,
            Call.REFUND: self._refunded,
            Call.QUERY_REFUND: self._refund_asked,
        }[call]
        if trouble is Trouble.UNKNOWN:
            return _result(2, -101)
        if trouble is Trouble.STRANGE:
            return _result(7, 0)
        return await serve(fields, trouble)

    def _is_signed(self, call: Call, fields: Mapping[str, Any]) -> bool:
        key1 = self._config.key1
        values = (
            [fields.get("app_id"), fields.get("app_trans_id"), key1]
            if call is Call.QUERY
            else [fields.get(name) for name in _SIGNED[call]]
        )
        expected = self._mac(key1, *values)
        is_ours = fields.get("app_id") == self._config.app_id
        return is_ours and hmac.compare_digest(str(fields.get("mac", "")), expected)

    async def _created(self, fields: Mapping[str, Any], _: Trouble | None) -> Reply:
        now = self._clock.now()
        name = str(fields["app_trans_id"])
        amount, life = fields["amount"], fields.get("expire_duration_seconds", _DEFAULT_LIFE)
        is_sound = (
            name.startswith(f"{to_local(now):%y%m%d}_")
            and len(name) <= 40
            and type(amount) is int
            and 0 < amount <= 50_000_000
            and abs(fields["app_time"] - _epoch_ms(now)) <= _CLOCKS_DIFFER.total_seconds() * 1000
            and 1 <= len(fields["app_user"]) <= 50
            and 1 <= len(fields.get("description", "")) <= 256
            and 300 <= life <= 2_592_000
        )
        if not is_sound:
            return _result(2, -401)
        if await self._store.order(Provider.ZALOPAY, name) is not None:
            return _result(2, -68)
        embedded = json.loads(fields["embed_data"])
        await self._store.add_order(
            Order(
                provider=Provider.ZALOPAY,
                reference=name,
                amount=amount,
                info=fields["description"],
                return_url=embedded.get("redirecturl", self._config.return_url),
                opened_at=now,
                expires_at=now + timedelta(seconds=life),
                request=name,
                fields={key: str(value) for key, value in fields.items() if key != "mac"},
            )
        )
        page = f"{self._public_url}/sandbox/zalopay/pay/{name}"
        return _result(1, 1, order_url=page, zp_trans_token=name, order_token=name, qr_code=page)

    async def _queried(self, fields: Mapping[str, Any], _: Trouble | None) -> Reply:
        name = str(fields["app_trans_id"])
        if await self._store.order(Provider.ZALOPAY, name) is None:
            return _result(2, -101)
        charge = await self._store.charge_of(Provider.ZALOPAY, name)
        if charge is None:
            return _result(3, -1, is_processing=False, amount=0, zp_trans_id=0)
        if charge.end is not End.PAID:
            return _result(2, _FAILURES[charge.end], is_processing=False, amount=0)
        return _result(
            1,
            1,
            is_processing=False,
            amount=charge.amount,
            zp_trans_id=charge.transaction,
            server_time=_epoch_ms(charge.at),
            discount_amount=0,
        )

    async def _refunded(self, fields: Mapping[str, Any], trouble: Trouble | None) -> Reply:
        now = self._clock.now()
        name = str(fields.get("m_refund_id", ""))
        drift = abs(fields["timestamp"] - _epoch_ms(now))
        is_sound = (
            re.fullmatch(rf"[0-9]{{6}}_{self._config.app_id}_[0-9A-Za-z]+", name) is not None
            and len(name) <= 45
            and type(fields["amount"]) is int
            and drift <= _CLOCKS_DIFFER.total_seconds() * 1000
            and 1 <= len(fields["description"]) <= 100
        )
        if not is_sound:
            return _result(2, -401)
        verdict, refund = await self._refunds.take(
            Provider.ZALOPAY,
            name,
            transaction=int(fields["zp_trans_id"]),
            amount=fields["amount"],
            info=fields["description"],
            trouble=trouble,
            at=now,
        )
        if verdict is RefundVerdict.REPEATED:
            return _result(2, -23)
        if refund is None:
            return _result(2, -14 if verdict is RefundVerdict.TOO_MUCH else -101)
        return _result(*_REFUND_ENDS[refund.state], refund_id=refund.number)

    async def _refund_asked(self, fields: Mapping[str, Any], _: Trouble | None) -> Reply:
        refund = await self._refunds.asked(Provider.ZALOPAY, str(fields["m_refund_id"]))
        if refund is None:
            return _result(2, -101)
        return _result(*_REFUND_ENDS[refund.state], refund_id=refund.number)

    @staticmethod
    def _mac(key: str, *values: object) -> str:
        text = "|".join(str(value) for value in values)
        return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _result(code: int, sub_code: int, **more: object) -> Reply:
    return Reply(
        200,
        {
            "return_code": code,
            "return_message": "The sandbox says so",
            "sub_return_code": sub_code,
            "sub_return_message": "",
            **more,
        },
    )


def _epoch_ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
