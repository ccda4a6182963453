"""A private address at which a calendar program finds one's meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.shared.ids import UserId
from mate_core.shared.time import Period


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """One a person; only the keyed hash of its token is kept."""

    user_id: UserId
    token_hash: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FeedLink:
    """Whoever has the token reads the feed; it is shown once."""

    token: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A meeting of the person; of a partner the way on belongs to it. Neither whom nor where."""

    booking_code: str
    period: Period


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar program is told at `at` (UTC), by start."""

    entries: Sequence[FeedEntry]
    at: datetime
