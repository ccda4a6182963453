"""Limits of what a partner may set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class PartnerPolicy:
    """RULES 22 (rates) and FEATURES 33, 47 (buffer, minimum)."""

    lowest_rate: Vnd = Vnd(10_000)
    highest_rate: Vnd = Vnd(5_000_000)
    minimum_half_hours: int = 6
    highest_minimum_half_hours: int = 48
    longest_buffer: timedelta = timedelta(hours=4)
    longest_slot: timedelta = timedelta(days=14)
    slot_horizon: timedelta = timedelta(days=90)
    slots_per_partner: int = 500
    weekly_hours_per_partner: int = 50
    weekly_horizon: timedelta = timedelta(days=366)
    """How far ahead weekly hours may begin."""
    exceptions_per_rule: int = 200
    bio_length: int = 1_000
    city_length: int = 100


@dataclass(frozen=True, slots=True)
class ReliabilityPolicy:
    """What everybody is credited with before the first request (FEATURES 26, 54).

    `prior_requests` requests, answered in `prior_response` of the cases; `prior_bookings` accepted
    bookings, called off in `prior_cancellation`. Ranking takes notice in steps of `step` percent.
    """

    fewest_shown: int = 5
    prior_requests: int = 5
    prior_response: Fraction = Fraction(9, 10)
    prior_bookings: int = 10
    prior_cancellation: Fraction = Fraction(1, 20)
    step: int = 5


RELIABILITY = ReliabilityPolicy()
