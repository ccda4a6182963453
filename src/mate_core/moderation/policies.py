"""Limits of blocks and bans."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModerationPolicy:
    """`blocks_per_person` is far above what people need, and bounds what every search carries.

    `reason_length` in characters.
    """

    blocks_per_person: int = 1_000
    reason_length: int = 500
