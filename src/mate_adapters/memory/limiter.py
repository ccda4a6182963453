"""Counting requests in one process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mate_core.shared.limits import Allowance, Rate, allowance, arrival, tightest

MOST_KEYS: Final = 100_000
"""Beyond it, keys whose buckets are full again are forgotten."""


class MemoryRateLimiter:
    """RateLimiter of one process: several of them count each for itself."""

    def __init__(self, *, most_keys: int = MOST_KEYS) -> None:
        self._reached: dict[tuple[str, str], datetime] = {}
        self._most_keys = most_keys

    async def take(self, asked: Sequence[tuple[Rate, str]], *, at: datetime) -> Allowance:
        wanted = [
            (rate, key, *arrival(rate, self._reached.get((rate.name, key)), at=at))
            for rate, key in asked
        ]
        let_in = all(fits for *_, fits in wanted)
        if let_in:
            self._reached |= {(rate.name, key): reached for rate, key, reached, _ in wanted}
            self._forget(at)
        return tightest(
            [
                allowance(
                    rate,
                    reached if let_in else self._reached.get((rate.name, key), at),
                    at=at,
                    allowed=fits,
                )
                for rate, key, reached, fits in wanted
            ]
        )

    def _forget(self, at: datetime) -> None:
        if len(self._reached) > self._most_keys:
            self._reached = {key: due for key, due in self._reached.items() if due > at}
