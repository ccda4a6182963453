"""Whole dong and the one way of rounding them (MONEY, "Arithmetic")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


def half_up(amount: int, numerator: int, denominator: int) -> int:
    """`amount · numerator / denominator` rounded half up, in integers only.

    Never Python's `round`, which rounds halves to even: 699,996.5 would become 699,996.
    """
    if denominator <= 0:
        raise ValueError(f"the denominator must be above zero, got {denominator}")
    return (2 * amount * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True, slots=True, order=True)
class Vnd:
    """Whole dong; the currency has no smaller unit. May be negative: postings have a sign."""

    amount: int

    def __post_init__(self) -> None:
        if type(self.amount) is not int:  # a float loses dong, a bool is a slip
            raise TypeError(f"dong must be an int, got {self.amount!r}")

    def __add__(self, other: Vnd) -> Vnd:
        return Vnd(self.amount + other.amount)

    def __sub__(self, other: Vnd) -> Vnd:
        return Vnd(self.amount - other.amount)

    def __neg__(self) -> Vnd:
        return Vnd(-self.amount)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return f"{self.amount:,} VND"

    def times(self, numerator: int, denominator: int = 1) -> Vnd:
        """This sum times a fraction, rounded half up to a whole dong."""
        return Vnd(half_up(self.amount, numerator, denominator))

    def percent(self, rate: int) -> Vnd:
        """`rate` percent of this sum, rounded half up."""
        return self.times(rate, 100)


ZERO = Vnd(0)


def total(sums: Iterable[Vnd]) -> Vnd:
    """The sum of `sums`; zero dong when there are none."""
    return Vnd(sum(each.amount for each in sums))
