"""What happens to limits while Redis is away."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from mate_core.shared.limits import Allowance, LimiterUnavailable, Rate, RateLimiter

_log = logging.getLogger(__name__)


class FallbackRateLimiter:
    """RateLimiter that counts in its own process while the shared store does not answer.

    So limits are looser then, by the number of processes, but never gone: an outage is no open
    door for guessing. What must hold exactly, such as codes for a number, is counted in the
    database.
    """

    def __init__(self, shared: RateLimiter, own: RateLimiter) -> None:
        self._shared, self._own = shared, own
        self._away = False

    async def take(self, asked: Sequence[tuple[Rate, str]], *, at: datetime) -> Allowance:
        try:
            found = await self._shared.take(asked, at=at)
        except LimiterUnavailable:
            self._say(away=True)
            return await self._own.take(asked, at=at)
        self._say(away=False)
        return found

    def _say(self, *, away: bool) -> None:
        if away != self._away:
            self._away = away
            _log.warning("the shared rate limiter is %s", "away" if away else "back")
