"""Keeps a stranger from filling the inbox of callbacks (RULES 7)."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

REMEMBERED: Final = 10_000


class FloodGuard:
    """Counts forged deliveries by address; beyond `limit` in `window` further ones go unstored.

    Genuine callbacks are never counted and never refused, whatever their address: gateways may
    share it with anybody. One guard per process is enough: it bounds growth, it proves nothing.
    """

    def __init__(self, *, limit: int = 60, window: timedelta = timedelta(minutes=10)) -> None:
        self._limit = limit
        self._window = window
        self._forged: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def count(self, source: str, *, at: datetime) -> None:
        """One more forged delivery from that address."""
        since, forged = self._forged.get(source, (at, 0))
        if at - since >= self._window:
            since, forged = at, 0
        self._forged[source] = (since, forged + 1)
        self._forged.move_to_end(source)
        if len(self._forged) > REMEMBERED:
            self._forged.popitem(last=False)

    def is_flooding(self, source: str, *, at: datetime) -> bool:
        since, forged = self._forged.get(source, (at, 0))
        return forged >= self._limit and at - since < self._window
