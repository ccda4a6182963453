"""VNPay's side of its protocol, written apart from ours, so that each can find the other wrong."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from mate_adapters.sandbox.gateways.model import Charge, End, Fault, Order, PayPage
from mate_core.payments.ledger import Provider
from mate_core.shared.time import VIETNAM, to_local

_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_HASH_FIELD: Final = "&vnp_SecureHash="

_SHAPES: Final[Mapping[str, str]] = {
    "vnp_Version": r"2\.1\.0",
    "vnp_Command": r"pay",
    "vnp_TmnCode": r"[A-Za-z0-9]{8}",
    "vnp_Amount": r"[1-9][0-9]{0,11}",
    "vnp_CurrCode": r"VND",
    "vnp_TxnRef": r"[A-Za-z0-9]{1,100}",
    "vnp_OrderInfo": r"[A-Za-z0-9 .,:_-]{1,255}",
    "vnp_OrderType": r"[A-Za-z0-9]{1,100}",
    "vnp_ReturnUrl": r"https?://.{3,248}",
    "vnp_IpAddr": r".{7,45}",
    "vnp_Locale": r"vn|en",
    "vnp_CreateDate": r"[0-9]{14}",
    "vnp_ExpireDate": r"[0-9]{14}",
}


def read_pay_request(query: str, *, tmn_code: str, secret: str, at: datetime) -> PayPage:
    """Examine everything that the documentation asks of a pay URL's query."""
    pairs = parse_qsl(query, keep_blank_values=True)
    fields = dict(pairs)
    faults = [
        *_signature_faults(query, secret),
        *_name_faults([name for name, _ in pairs]),
        *_shape_faults(fields),
    ]
    if not faults:
        faults = [*_meaning_faults(fields, tmn_code), *_date_faults(fields, at)]
    if faults:
        return PayPage(None, fields, tuple(faults))
    order = Order(
        provider=Provider.VNPAY,
        reference=fields["vnp_TxnRef"],
        amount=int(fields["vnp_Amount"]) // 100,
        info=fields["vnp_OrderInfo"],
        return_url=fields["vnp_ReturnUrl"],
        opened_at=_instant(fields["vnp_CreateDate"]),
        expires_at=_instant(fields["vnp_ExpireDate"]),
        request=fields["vnp_TxnRef"],
        fields=fields,
    )
    return PayPage(order, fields)


def _signature_faults(query: str, secret: str) -> list[Fault]:
    """The signed text is exactly the query that was sent, up to the hash at its end."""
    text, separator, received = query.rpartition(_HASH_FIELD)
    if not separator:
        return [Fault("vnp_SecureHash", "is missing; it must be the last parameter")]
    if not hmac.compare_digest(received.encode(), _hash(text, secret).encode()):
        return [Fault("vnp_SecureHash", "does not fit the query with this terminal's secret")]
    return []


def _name_faults(names: list[str]) -> list[Fault]:
    signed = [name for name in names if name != "vnp_SecureHash"]
    faults = [
        Fault(name, "is not a parameter of a pay request in 2.1.0")
        for name in signed
        if name not in _SHAPES
    ]
    faults += [Fault(name, "comes twice") for name in sorted(set(names)) if names.count(name) > 1]
    if signed != sorted(signed):
        faults.append(Fault("", "the parameters are not sorted by name"))
    return faults


def _shape_faults(fields: Mapping[str, str]) -> list[Fault]:
    faults = []
    for name, shape in _SHAPES.items():
        if name not in fields:
            faults.append(Fault(name, "is missing"))
        elif not re.fullmatch(shape, fields[name], re.ASCII):
            faults.append(Fault(name, f"must match {shape}"))
    return faults


def _meaning_faults(fields: Mapping[str, str], tmn_code: str) -> list[Fault]:
    faults = []
    if fields["vnp_TmnCode"] != tmn_code:
        faults.append(Fault("vnp_TmnCode", "is not a terminal of this sandbox"))
    if int(fields["vnp_Amount"]) % 100:
        faults.append(Fault("vnp_Amount", "is not a whole number of dong times 100"))
    if not urlsplit(fields["vnp_ReturnUrl"]).hostname:
        faults.append(Fault("vnp_ReturnUrl", "names no host"))
    try:
        ipaddress.ip_address(fields["vnp_IpAddr"])
    except ValueError:
        faults.append(Fault("vnp_IpAddr", "is not an IP address"))
    return faults


def _date_faults(fields: Mapping[str, str], at: datetime) -> list[Fault]:
    dates = {}
    for name in ("vnp_CreateDate", "vnp_ExpireDate"):
        try:
            dates[name] = _instant(fields[name])
        except ValueError:
            return [Fault(name, "is not a date as yyyyMMddHHmmss")]
    created, expires = dates["vnp_CreateDate"], dates["vnp_ExpireDate"]
    if created > at + _CLOCKS_DIFFER:
        return [Fault("vnp_CreateDate", "lies in the future; it must be wall time at GMT+7")]
    if expires <= created:
        return [Fault("vnp_ExpireDate", "does not lie after vnp_CreateDate")]
    if expires <= at:
        return [Fault("vnp_ExpireDate", "has passed: this page has closed")]
    return []


_CODES: Final[Mapping[End, tuple[str, str]]] = {
    End.PAID: ("00", "00"),
    End.SUSPECTED: ("07", "07"),
    End.NO_FUNDS: ("51", "02"),
    End.CANCELLED: ("24", "02"),
}
"""vnp_ResponseCode and vnp_TransactionStatus of a notice."""


def transaction_status(end: End) -> str:
    return _CODES[end][1]


def notice_query(order: Order, charge: Charge, *, tmn_code: str, secret: str) -> str:
    """The query of an IPN and of the return URL, signed. Empty values are never sent."""
    number = str(charge.transaction) if charge.end.took_money else "0"
    response, status = _CODES[charge.end]
    values = {
        "vnp_Amount": str(charge.amount * 100),
        "vnp_BankCode": "NCB",
        "vnp_BankTranNo": f"VNP{number}" if charge.end.took_money else "",
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": order.info,
        "vnp_PayDate": wall_time(charge.at),
        "vnp_ResponseCode": response,
        "vnp_TmnCode": tmn_code,
        "vnp_TransactionNo": number,
        "vnp_TransactionStatus": status,
        "vnp_TxnRef": order.reference,
    }
    text = urlencode(sorted((name, value) for name, value in values.items() if value))
    return f"{text}{_HASH_FIELD}{_hash(text, secret)}"


def wall_time(instant: datetime) -> str:
    """`yyyyMMddHHmmss` at GMT+7."""
    return to_local(instant).strftime("%Y%m%d%H%M%S")


def joined_hash(fields: Mapping[str, str], names: Sequence[str], secret: str) -> str:
    """The signature of a call between servers: bare values in their order, with bars."""
    return _hash("|".join(fields.get(name, "") for name in names), secret)


def _instant(digits: str) -> datetime:
    """The instant of a wall time in Viet Nam; raises ValueError."""
    wall = datetime.strptime(digits, "%Y%m%d%H%M%S")  # noqa: DTZ007  set at once
    return wall.replace(tzinfo=VIETNAM).astimezone(UTC)


def with_amount_changed(query: str) -> str:
    """The same notice with ten times the sum and the old signature: what a forger would try."""
    return re.sub(r"(vnp_Amount=[0-9]+)", r"\g<1>0", query, count=1)


def _hash(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()
