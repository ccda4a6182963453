"""Reading what a browser or a test sends to the sandbox; trouble names the field and the remedy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from litestar import Request
from litestar.datastructures import State

from mate_adapters.sandbox.carriers.model import CarrierTrouble
from mate_adapters.sandbox.gateways.counterpart import MOST_RETRIES
from mate_adapters.sandbox.gateways.model import Call, PayOutcome, Trouble
from mate_core.shared.contact import PlainPhoneReader

AnyRequest = Request[Any, Any, State]

MOST_RECEIPTS: Final = 20
_LONGEST_JUMP: Final = timedelta(days=3_660)


class Unusable(Exception):
    """One field of a request cannot be used."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail


def wants_json(request: AnyRequest) -> bool:
    """Asked for by Accept, or by sending JSON without asking for a page."""
    accepted = request.headers.get("accept", "")
    if "application/json" in accepted:
        return True
    return _sends_json(request) and "text/html" not in accepted


async def body_of(request: AnyRequest) -> Mapping[str, Any]:
    """The fields of a JSON object or of a form; raises Unusable for anything else."""
    raw = await request.body()
    if not _sends_json(request):
        try:
            return dict(parse_qsl(raw.decode(), keep_blank_values=True))
        except ValueError as wrong:
            raise Unusable("", "the body is not a form in UTF-8") from wrong
    try:
        content = json.loads(raw or b"{}")
    except ValueError as wrong:
        raise Unusable("", "the body is not JSON") from wrong
    if not isinstance(content, dict):
        raise Unusable("", "the body must be a JSON object")
    return content


def clock_move(body: Mapping[str, Any], *, now: datetime) -> timedelta | datetime:
    """By how much, or to which instant (aware), the clock shall move; raises Unusable.

    `{"advanceSeconds": 3600}` or `{"to": "2026-01-31T09:00:00+07:00"}`.
    """
    if ("advanceSeconds" in body) == ("to" in body):
        raise Unusable("advanceSeconds", "send either advanceSeconds or to, and not both")
    if "to" in body:
        return _instant(body["to"], now=now)
    return _seconds(body["advanceSeconds"])


def _seconds(value: object) -> timedelta:
    seconds = _whole_number("advanceSeconds", value)
    if not 0 < seconds <= _LONGEST_JUMP.total_seconds():
        detail = "must lie above zero and within ten years; time only runs forward"
        raise Unusable("advanceSeconds", detail)
    return timedelta(seconds=seconds)


def _instant(value: object, *, now: datetime) -> datetime:
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError as wrong:
        raise Unusable("to", "must look like 2026-01-31T09:00:00+07:00") from wrong
    if instant.tzinfo is None:
        raise Unusable("to", "needs an offset, such as +07:00 or Z")
    if instant < now:
        raise Unusable("to", f"has passed; it is {now.isoformat()} here and time only runs forward")
    if instant - now > _LONGEST_JUMP:
        raise Unusable("to", "lies more than ten years ahead")
    return instant


def address(to: str | None) -> str | None:
    """The address of a query, as it is written on messages.

    People give numbers in any form; a plus that was not encoded arrives as a space and is put back.
    """
    if not to or not to.strip():
        return None
    text = f"+{to.strip()}" if to.startswith(" ") else to.strip()
    return PlainPhoneReader().e164(text) or text


@dataclass(frozen=True, slots=True)
class PayOrder:
    """What the tester wants on the pay page: its address, and what to do there."""

    pay_url: str
    outcome: PayOutcome
    retries: int


def pay_order(body: Mapping[str, Any], offered: Sequence[PayOutcome]) -> PayOrder:
    """`{"payUrl": ..., "outcome": "pay", "retries": 0}`, or VNPay's fields for the URL."""
    try:
        outcome = PayOutcome(body.get("outcome", PayOutcome.PAY))
    except ValueError as unknown:
        raise Unusable("outcome", f"must be one of {', '.join(offered)}") from unknown
    if outcome not in offered:
        raise Unusable("outcome", f"does not happen here; it is one of {', '.join(offered)}")
    return PayOrder(_pay_url(body), outcome, retries(body))


def trouble(body: Mapping[str, Any]) -> tuple[Call, Trouble]:
    """`{"call": "refund", "trouble": "timeout"}`."""
    try:
        call = Call(body.get("call", ""))
    except ValueError as unknown:
        raise Unusable("call", f"must be one of {', '.join(Call)}") from unknown
    try:
        return call, Trouble(body.get("trouble", ""))
    except ValueError as unknown:
        raise Unusable("trouble", f"must be one of {', '.join(Trouble)}") from unknown


def carrier_trouble(body: Mapping[str, Any], vendors: Sequence[str]) -> tuple[str, CarrierTrouble]:
    """`{"vendor": "twilio", "trouble": "busy"}`."""
    vendor = str(body.get("vendor", ""))
    if vendor not in vendors:
        raise Unusable("vendor", f"must be one of {', '.join(vendors)}")
    try:
        return vendor, CarrierTrouble(body.get("trouble", ""))
    except ValueError as unknown:
        raise Unusable("trouble", f"must be one of {', '.join(CarrierTrouble)}") from unknown


def receipt_events(body: Mapping[str, Any]) -> list[str]:
    """`{"events": ["sent", "delivered"]}` in the vendor's words; a form separates by commas."""
    events = body.get("events")
    if isinstance(events, str):
        events = [part.strip() for part in events.split(",")]
    if not isinstance(events, list) or not 0 < len(events) <= MOST_RECEIPTS:
        raise Unusable("events", f"send a list of 1 to {MOST_RECEIPTS} of the vendor's events")
    if not all(isinstance(event, str) and event for event in events):
        raise Unusable("events", "each must be one of the vendor's words")
    return events


def retries(body: Mapping[str, Any]) -> int:
    number = _whole_number("retries", body.get("retries", 0))
    if not 0 <= number <= MOST_RETRIES:
        raise Unusable("retries", f"must lie between 0 and {MOST_RETRIES}")
    return number


def _pay_url(body: Mapping[str, Any]) -> str:
    if "payUrl" in body:
        try:
            return urlsplit(str(body["payUrl"])).geturl()
        except ValueError as wrong:
            raise Unusable("payUrl", "is not a URL") from wrong
    fields = {name: str(value) for name, value in body.items() if name.startswith("vnp_")}
    signed_with = fields.pop("vnp_SecureHash", None)
    if signed_with is None:
        raise Unusable("payUrl", "send the URL of the pay page")
    return f"?{urlencode(sorted(fields.items()))}&vnp_SecureHash={signed_with}"


def _whole_number(field: str, value: object) -> int:
    """Forms send digits, JSON sends numbers; a float or a boolean is neither."""
    if type(value) is int:
        return value
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    raise Unusable(field, "must be a whole number")


def _sends_json(request: AnyRequest) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")
