"""What the vendors' configurations have in common."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

VENDOR_TIMEOUT: Final = timedelta(seconds=30)
"""MoMo asks for no less."""


def require_url(name: str, url: str) -> None:
    """Raises ValueError unless `url` is absolute and no longer than the vendors take."""
    if not url.startswith(("https://", "http://")) or not 10 <= len(url) <= 255:
        raise ValueError(f"{name} must be an absolute URL of 10 to 255 signs")


def require_filled(**values: str) -> None:
    """Raises ValueError naming the first of `values` that is empty."""
    for name, value in values.items():
        if not value:
            raise ValueError(f"{name} must not be empty")
