"""What Twilio gave us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from mate_adapters.sms.registered import REGISTERED
from mate_adapters.vendor_calls import PATIENCE

_CONTENT: Final = re.compile(r"HX[0-9a-fA-F]{32}")


@dataclass(frozen=True, slots=True)
class TwilioConfig:
    """`sender` is a registered sender name, a number, or a messaging service (MG…).

    `caller` is the number that rings; None where calls are not bought. `callback_url` takes status
    callbacks. `templates` maps ours to a content SID (HX…) or to the word `registered`. Raises
    ValueError when a value cannot work.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    sender: str
    api_url: str
    callback_url: str
    templates: Mapping[str, str] = field(default_factory=dict)
    caller: str | None = None
    patience: timedelta = PATIENCE

    def __post_init__(self) -> None:
        if not (self.account_sid and self.auth_token):
            raise ValueError("account_sid and auth_token must be given")
        for name, id_ in self.templates.items():
            if id_ != REGISTERED and not _CONTENT.fullmatch(id_):
                raise ValueError(f"template {name} must be HX and 32 hex digits, or {REGISTERED}")
