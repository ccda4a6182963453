"""What ZaloPay gave us, and where things are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from mate_adapters.payments.config import VENDOR_TIMEOUT, require_filled, require_url

HIGHEST_APP_ID: Final = 99_999
"""Five digits leave room for our 32 in the 45 signs of a refund's name."""


@dataclass(frozen=True, slots=True)
class ZalopayConfig:
    """`key1` signs what we send, `key2` checks what the vendor sends; never the other way round.

    `api_url` is the vendor's host; `callback_url` takes its notices, `return_url` the payer.
    Raises ValueError when a value cannot work.
    """

    app_id: int
    key1: str = field(repr=False)
    key2: str = field(repr=False)
    api_url: str
    callback_url: str
    return_url: str
    timeout: timedelta = VENDOR_TIMEOUT

    def __post_init__(self) -> None:
        if not 1 <= self.app_id <= HIGHEST_APP_ID:
            raise ValueError(f"app_id must lie between 1 and {HIGHEST_APP_ID}")
        require_filled(key1=self.key1, key2=self.key2)
        if self.key1 == self.key2:
            raise ValueError("key2 must differ from key1")
        require_url("api_url", self.api_url)
        require_url("callback_url", self.callback_url)
        require_url("return_url", self.return_url)
