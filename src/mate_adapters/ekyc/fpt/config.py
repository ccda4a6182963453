"""What FPT.AI gave us, and where things are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from mate_adapters.payments.config import require_filled, require_url


@dataclass(frozen=True, slots=True)
class FptConfig:
    """`api_url` is the vendor's host. `key_header` is `api_key` in its documentation and `api-key`
    with most of its customers. `timeout` bounds a whole check.

    Raises ValueError when a value cannot work.
    """

    api_url: str
    api_key: str = field(repr=False)
    key_header: str = "api-key"
    timeout: timedelta = timedelta(seconds=50)

    def __post_init__(self) -> None:
        require_filled(api_key=self.api_key, key_header=self.key_header)
        require_url("api_url", self.api_url)
