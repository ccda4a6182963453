"""What ZaloPay tells us: its callback, and the query with which the payer comes back.

The callback's `data` is checked as the text that came, before anybody looks into it.
"""

from __future__ import annotations

import re
from typing import Final

from mate_adapters.payments.reading import (
    ObjectUnreadable,
    QueryUnreadable,
    number_of,
    parsed_object,
    parsed_query,
    text_of,
)
from mate_adapters.payments.zalopay.config import ZalopayConfig
from mate_adapters.payments.zalopay.values import mac_fits, reference_in
from mate_core.payments.errors import NoticeForged, NoticeUnreadable
from mate_core.payments.intent import NoticeResult, PaymentNotice
from mate_core.shared.money import Vnd

_PAYMENT: Final = 1
"""Type of a callback about a payment; 2 is about agreements, which we make none of."""
_RETURN: Final = (
    "appid", "apptransid", "pmcid", "bankcode", "amount", "discountamount", "status",
)  # fmt: skip
TRANSACTION: Final = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)


def read_callback(raw: bytes, config: ZalopayConfig) -> PaymentNotice:
    """Only successes are told; raises NoticeForged, NoticeUnreadable."""
    try:
        envelope = parsed_object(raw)
        data, mac = envelope["data"], envelope["mac"]
    except (ObjectUnreadable, KeyError) as unreadable:
        raise NoticeForged from unreadable
    if not (isinstance(data, str) and isinstance(mac, str) and mac_fits(mac, config.key2, data)):
        raise NoticeForged
    if envelope.get("type", _PAYMENT) != _PAYMENT:
        raise NoticeUnreadable("the callback is not about a payment")
    try:
        fields = parsed_object(data)
        if number_of(fields, "app_id") != config.app_id:
            raise NoticeForged  # the key fits another application of ours: still not this order
        transaction = text_of(fields, "zp_trans_id")
        if not TRANSACTION.fullmatch(transaction):
            raise NoticeUnreadable("zp_trans_id does not name a transaction")
        return PaymentNotice(
            merchant_reference=reference_in(text_of(fields, "app_trans_id")),
            vendor_transaction=transaction,
            amount=Vnd(number_of(fields, "amount")),
            result=NoticeResult.SUCCEEDED,
            vendor_code="1",
        )
    except ValueError as wrong:
        raise NoticeUnreadable(str(wrong)) from wrong


def read_return(query: bytes, config: ZalopayConfig) -> str:
    """Our name of the attempt; raises NoticeForged, NoticeUnreadable."""
    try:
        fields = parsed_query(query)
    except QueryUnreadable as unreadable:
        raise NoticeForged from unreadable
    values = [fields.get(name, "") for name in _RETURN]
    if not mac_fits(fields.get("checksum", ""), config.key2, *values):
        raise NoticeForged
    if fields["appid"] != str(config.app_id):
        raise NoticeForged
    try:
        return reference_in(fields["apptransid"])
    except ValueError as wrong:
        raise NoticeUnreadable(str(wrong)) from wrong
