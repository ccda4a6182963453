"""What Stringee gave us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from mate_adapters.sms.registered import REGISTERED
from mate_adapters.vendor_calls import PATIENCE


@dataclass(frozen=True, slots=True)
class StringeeConfig:
    """`brand` is the registered sender; `caller` the number that rings, None without calls.

    `templates` maps ours to the number of a template of the vendor's shared brand, or to the word
    `registered` for texts of a brand of our own. Raises ValueError when a value cannot work.
    """

    key_sid: str
    key_secret: str = field(repr=False)
    brand: str
    api_url: str
    templates: Mapping[str, str] = field(default_factory=dict)
    caller: str | None = None
    patience: timedelta = PATIENCE

    def __post_init__(self) -> None:
        if not (self.key_sid and self.key_secret):
            raise ValueError("key_sid and key_secret must be given")
        for name, id_ in self.templates.items():
            if id_ != REGISTERED and not (id_.isascii() and id_.isdigit()):
                raise ValueError(f"template {name} must be a number, or {REGISTERED}")
