"""What VNPT gave us, and where things are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from mate_adapters.payments.config import require_filled, require_url


@dataclass(frozen=True, slots=True)
class VnptConfig:
    """`api_url` is the vendor's host, `token_url` where access tokens are handed out.

    `timeout` bounds a whole check. Raises ValueError when a value cannot work.
    """

    api_url: str
    token_url: str
    token_id: str = field(repr=False)
    token_key: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    mac_address: str = "MATE"
    timeout: timedelta = timedelta(seconds=50)

    def __post_init__(self) -> None:
        require_filled(
            token_id=self.token_id,
            token_key=self.token_key,
            username=self.username,
            password=self.password,
            client_id=self.client_id,
            client_secret=self.client_secret,
        )
        require_url("api_url", self.api_url)
        require_url("token_url", self.token_url)
