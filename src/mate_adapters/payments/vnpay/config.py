"""What VNPay gave us, and where things are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from mate_adapters.payments.config import VENDOR_TIMEOUT, require_filled, require_url

_TERMINAL: Final = re.compile(r"[A-Za-z0-9]{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class VnpayConfig:
    """`pay_url` and `return_url` are for the payer's browser, `api_url` takes querydr and refund.

    Raises ValueError when a value cannot work: `tmn_code` is 8 letters and digits, URLs are
    absolute and have 10 to 255 signs.
    """

    tmn_code: str
    hash_secret: str = field(repr=False)
    pay_url: str
    return_url: str
    api_url: str
    timeout: timedelta = VENDOR_TIMEOUT

    def __post_init__(self) -> None:
        if not _TERMINAL.fullmatch(self.tmn_code):
            raise ValueError("tmn_code must be 8 letters and digits")
        require_filled(hash_secret=self.hash_secret)
        require_url("pay_url", self.pay_url)
        require_url("return_url", self.return_url)
        require_url("api_url", self.api_url)
