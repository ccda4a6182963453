"""What suggestions need of the world."""

from __future__ import annotations

from typing import Protocol

from mate_core.search.suggestions.model import Taste
from mate_core.search.trends.ports import TrendsUow
from mate_core.shared.ids import UserId


class Tastes(Protocol):
    """A person's past in the words of search: what he booked as a user, and how he found it."""

    async def of(self, person: UserId, *, last: int) -> Taste:
        """Of his `last` bookings, by request, that are paid and not cancelled or in dispute.

        Of the `last` reviews that he wrote about partners, whatever became of them, the newest of
        each partner tells the stars: it is what he thinks, and nobody else learns of it.
        """
        ...


class SuggestionsUow(TrendsUow, Protocol):
    @property
    def tastes(self) -> Tastes: ...
