"""What is asked for, and what was put there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class AlreadySown(Exception):
    """The people of this seed are there."""


@dataclass(frozen=True, slots=True)
class Order:
    """How many people of which seed; `at` is now, `password_hash` opens every account.

    Without `meetings` ratings are bare numbers, which no check of reviews agrees with.
    """

    seed: int
    partners: int
    users: int
    at: datetime
    password_hash: str
    meetings: bool = True


@dataclass(frozen=True, slots=True)
class Sown:
    partners: int = 0
    verified: int = 0
    users: int = 0
    weekly_hours: int = 0
    slots: int = 0
    reviews: int = 0

    def __add__(self, other: Sown) -> Sown:
        return Sown(
            self.partners + other.partners,
            self.verified + other.verified,
            self.users + other.users,
            self.weekly_hours + other.weekly_hours,
            self.slots + other.slots,
            self.reviews + other.reviews,
        )

    @property
    def people(self) -> int:
        return self.partners + self.users
