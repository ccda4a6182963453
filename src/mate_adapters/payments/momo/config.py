"""What MoMo gave us, and where things are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from mate_adapters.payments.config import VENDOR_TIMEOUT, require_filled, require_url


@dataclass(frozen=True, slots=True)
class MomoConfig:
    """`api_url` is the vendor's host; `ipn_url` takes its notices, `return_url` the payer.

    Raises ValueError when a value cannot work. `ipn_url` is a bare address without a query.
    """

    partner_code: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    api_url: str
    ipn_url: str
    return_url: str
    timeout: timedelta = VENDOR_TIMEOUT

    def __post_init__(self) -> None:
        require_filled(
            partner_code=self.partner_code,
            access_key=self.access_key,
            secret_key=self.secret_key,
        )
        require_url("api_url", self.api_url)
        require_url("ipn_url", self.ipn_url)
        require_url("return_url", self.return_url)
        if "?" in self.ipn_url:
            raise ValueError("ipn_url must not have a query")
