"""What MoMo tells us: its IPN, and the query with which the payer comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mate_adapters.payments.momo import codes
from mate_adapters.payments.momo.config import MomoConfig
from mate_adapters.payments.momo.signature import NOTICE, fits
from mate_adapters.payments.reading import number_of, text_of
from mate_core.payments.errors import NoticeForged, NoticeUnreadable
from mate_core.payments.intent import NoticeResult, PaymentNotice
from mate_core.shared.money import Vnd

_REFERENCE: Final = re.compile(r"[0-9A-Za-z]{1,64}", re.ASCII)


def require_signed(fields: Mapping[str, object], config: MomoConfig) -> None:
    """Raises NoticeForged unless MoMo signed this for us, under our own access key."""
    try:
        texts = {name: text_of(fields, name) for name in (*NOTICE, "signature")}
    except ValueError as wrong:  # a float that was parsed cannot be signed again
        raise NoticeForged from wrong
    texts["accessKey"] = config.access_key
    if not fits(texts["signature"], texts, NOTICE, config.secret_key):
        raise NoticeForged
    if texts["partnerCode"] != config.partner_code:
        raise NoticeForged


def read_reference(fields: Mapping[str, object]) -> str:
    """Our name of the attempt; raises NoticeUnreadable."""
    reference = fields.get("orderId")
    if not isinstance(reference, str) or not _REFERENCE.fullmatch(reference):
        raise NoticeUnreadable("orderId is missing or malformed")
    return reference


def read_content(fields: Mapping[str, object]) -> PaymentNotice | None:
    """What a notice or an answer to a query says; None while the payment is under way.

    Raises NoticeUnreadable.
    """
    reference = read_reference(fields)
    try:
        code = number_of(fields, "resultCode")
        amount, transaction = number_of(fields, "amount"), number_of(fields, "transId")
    except ValueError as wrong:
        raise NoticeUnreadable(str(wrong)) from wrong
    if code in codes.UNDER_WAY:
        return None
    if code in codes.PAID and transaction <= 0:
        raise NoticeUnreadable("transId does not name a transaction")
    return PaymentNotice(
        merchant_reference=reference,
        vendor_transaction=str(transaction) if transaction > 0 else "",
        amount=Vnd(amount),
        result=NoticeResult.SUCCEEDED if code in codes.PAID else NoticeResult.FAILED,
        vendor_code=str(code),
    )
