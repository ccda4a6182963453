"""Limits of blocks and bans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class ModerationPolicy:
    """`blocks_per_person` is far above what people need, and bounds what every search carries.

    `reason_length` in characters. `review` is the time that staff have for a banned person's open
    business: so long his withdrawals and the money of meetings that ran on wait at most.
    """

    blocks_per_person: int = 1_000
    reason_length: int = 500
    appeal_length: int = 2_000
    review: timedelta = timedelta(days=14)
    shortest: timedelta = timedelta(hours=1)
    longest: timedelta = timedelta(days=3 * 365)
    """A ban that is meant to end later is meant for ever."""
    proposal_lifetime: timedelta = timedelta(days=1)
    notice_lifetime: timedelta = timedelta(days=1)
