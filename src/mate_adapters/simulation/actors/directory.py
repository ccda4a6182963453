"""What the actors know of one another and of their bookings: by numbers, never by ids."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

RECENT: Final = 100


@dataclass(slots=True)
class Card:
    """A booking as its two people remember it; `total` in dong."""

    booking: int
    user: int
    partner: int
    start: datetime
    end: datetime
    total: int
    is_paid: bool = False
    is_started: bool = False
    is_over: bool = False


class Directory:
    """Cards by the label of their booking, in the order of the requests."""

    def __init__(self) -> None:
        self.cards: dict[int, Card] = {}
        self.recent: deque[Card] = deque(maxlen=RECENT)
        """The newest ones, oldest first."""
        self.newest_of_user: dict[int, Card] = {}
        self.newest_of_partner: dict[int, Card] = {}
        self.paid: list[Card] = []
        """Bookings that were ever paid, oldest first."""
        self.reviewed: deque[tuple[int, int]] = deque(maxlen=RECENT)
        """What was reviewed lately, by booking and author."""
        self.on_request: Callable[[Card], None] = _nobody_hears

    def requested(self, card: Card) -> None:
        self.cards[card.booking] = card
        self.recent.append(card)
        self.newest_of_user[card.user] = self.newest_of_partner[card.partner] = card
        self.on_request(card)


def _nobody_hears(card: Card) -> None:
    """Until the population is complete."""
