"""What a signed notice of VNPay says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mate_adapters.payments.vnpay.values import from_hundredths
from mate_core.payments.errors import NoticeUnreadable
from mate_core.payments.intent import NoticeResult, PaymentNotice

_DONE: Final = "00"
_SUSPECTED: Final = "07"
_NOT_FINAL: Final = frozenset({"01", "05", "06", "09"})
_REFERENCE: Final = re.compile(r"[A-Za-z0-9]{1,100}", re.ASCII)
_CODE: Final = re.compile(r"[0-9]{2}", re.ASCII)
_TRANSACTION: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


def read_content(parameters: Mapping[str, str]) -> PaymentNotice:
    """The content of a notice whose signature fits; raises NoticeUnreadable."""
    reference = _matching(parameters, "vnp_TxnRef", _REFERENCE)
    response = _matching(parameters, "vnp_ResponseCode", _CODE)
    status = _matching(parameters, "vnp_TransactionStatus", _CODE)
    if parameters.get("vnp_CurrCode", "VND") != "VND":
        raise NoticeUnreadable("vnp_CurrCode is not VND")
    try:
        amount = from_hundredths(parameters.get("vnp_Amount", ""))
    except ValueError as wrong:
        raise NoticeUnreadable(f"vnp_Amount: {wrong}") from wrong
    result = _result(response, status)
    return PaymentNotice(
        merchant_reference=reference,
        vendor_transaction=_transaction(parameters, result),
        amount=amount,
        result=result,
        vendor_code=response if response == status else f"{response}/{status}",
    )


def read_transaction(parameters: Mapping[str, str]) -> PaymentNotice | None:
    """What querydr says of a payment, None while it is not final; raises NoticeUnreadable.

    `vnp_ResponseCode` is about the question here; the payment's state is its status alone. One
    that VNPay gives back (05, 06, 09) is no news of a payment, and is left to people.
    """
    status = _matching(parameters, "vnp_TransactionStatus", _CODE)
    if status in _NOT_FINAL:
        return None
    return read_content({**parameters, "vnp_ResponseCode": status})


def _result(response: str, status: str) -> NoticeResult:
    """Paid only when both codes say so: one of the vendor's samples asks less, we do not."""
    if response == status == _DONE:
        return NoticeResult.SUCCEEDED
    if _SUSPECTED in (response, status):
        return NoticeResult.SUSPECTED
    return NoticeResult.FAILED


def _transaction(parameters: Mapping[str, str], result: NoticeResult) -> str:
    """The vendor's number; it names money in our books, so money without one is refused."""
    number = parameters.get("vnp_TransactionNo", "")
    is_number = _TRANSACTION.fullmatch(number) is not None
    if result is NoticeResult.FAILED:  # one that never reached the bank has none, or 0
        return number if is_number else ""
    if not is_number or not int(number):
        raise NoticeUnreadable("vnp_TransactionNo does not name a transaction")
    return number


def _matching(parameters: Mapping[str, str], name: str, pattern: re.Pattern[str]) -> str:
    value = parameters.get(name, "")
    if not pattern.fullmatch(value):
        raise NoticeUnreadable(f"{name} is missing or malformed")
    return value
