"""What is known of one setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of one variable; `default` is the text as one would write it, if any."""

    variable: str
    parse: Callable[[str], object]
    default: str | None
    description: str
    is_secret: bool = False
