"""Price, refund tiers, limits and timers of bookings (MONEY; RULES 9, 11, 22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from mate_core.partners.activities import ActivityBook
from mate_core.partners.activity_table import ACTIVITIES
from mate_core.partners.model import RefundPolicy
from mate_core.shared.money import Vnd, half_up
from mate_core.shared.time import Period


@dataclass(frozen=True, slots=True)
class RefundTier:
    """From `before` ahead of the start on, a cancelling user gets `percent` back."""

    before: timedelta
    percent: int


REFUND_TIERS: Final[Mapping[RefundPolicy, tuple[RefundTier, ...]]] = MappingProxyType(
    {
        RefundPolicy.FLEXIBLE: (
            RefundTier(timedelta(hours=6), 100),
            RefundTier(timedelta(0), 50),
        ),
        RefundPolicy.MODERATE: (
            RefundTier(timedelta(hours=24), 100),
            RefundTier(timedelta(hours=6), 50),
        ),
        RefundPolicy.STRICT: (
            RefundTier(timedelta(days=7), 100),
            RefundTier(timedelta(hours=48), 50),
        ),
    }
)
"""What a user who cancels gets back, by the partner's choice at the time of the request."""
DEFAULT_TIERS: Final = REFUND_TIERS[RefundPolicy.MODERATE]


def refund_percent(tiers: Sequence[RefundTier], notice: timedelta) -> int:
    """What a user gets back who cancels `notice` before the start; zero below every tier."""
    return max((tier.percent for tier in tiers if notice >= tier.before), default=0)


@dataclass(frozen=True, slots=True)
class Price:
    """One line: what the partner earns, and our fee on top."""

    subtotal: Vnd
    service_fee: Vnd

    @property
    def total(self) -> Vnd:
        return self.subtotal + self.service_fee


def price_of(hourly_rate: Vnd, half_hours: int, fee_percent: int) -> Price:
    """`rate × half hours / 2` and the fee on it, each rounded half up (MONEY, Arithmetic 1)."""
    subtotal = Vnd(half_up(hourly_rate.amount, half_hours, 2))
    return Price(subtotal, subtotal.percent(fee_percent))


def billed_half_hours(requested: int, partner_minimum: int, platform_minimum: int) -> int:
    """The 3-hour rule: nobody is billed for less, and who pays for three hours gets three."""
    return max(requested, partner_minimum, platform_minimum)


@dataclass(frozen=True, slots=True)
class FeePolicy:
    """Dated percentages, oldest first; the last one in force counts."""

    percent: int = 15
    changes: Sequence[tuple[datetime, int]] = ()

    def percent_at(self, at: datetime) -> int:
        in_force = self.percent
        for since, percent in self.changes:
            if since <= at:
                in_force = percent
        return in_force


@dataclass(frozen=True, slots=True)
class BookingTimers:
    request_lifetime: timedelta = timedelta(hours=24)
    payment_lifetime: timedelta = timedelta(hours=2)
    start_opens: timedelta = timedelta(minutes=30)
    completion_with_one: timedelta = timedelta(hours=12)
    completion_with_none: timedelta = timedelta(hours=24)
    unproven: timedelta = timedelta(hours=24)
    dispute_time: timedelta = timedelta(hours=24)
    first_warning: timedelta = timedelta(minutes=15)
    last_warning: timedelta = timedelta(hours=12)
    no_show_opens: timedelta = timedelta(minutes=30)
    contest: timedelta = timedelta(hours=24)
    extension_answer: timedelta = timedelta(minutes=10)

    def unproven_warnings_at(self, meeting: Period) -> tuple[datetime, datetime, datetime]:
        """When both are warned that nobody has typed the code."""
        return (
            meeting.start + self.first_warning,
            meeting.end,
            meeting.end + self.last_warning,
        )

    def no_show_closes_at(self, meeting: Period) -> datetime:
        """Until then a no-show can be reported: the moment when it would count as unproven."""
        return meeting.end + self.unproven


@dataclass(frozen=True, slots=True)
class DisputeTimers:
    """`default_after` counts from the opening, after an appeal from the appeal.

    Safety disputes are decided sooner; one per `benefit_window` is believed at first (RULES 14).
    """

    answer: timedelta = timedelta(hours=48)
    decision: timedelta = timedelta(days=5)
    safety_decision: timedelta = timedelta(hours=72)
    appeal: timedelta = timedelta(hours=72)
    second_decision: timedelta = timedelta(days=7)
    default_after: timedelta = timedelta(days=14)
    resume_after: timedelta = timedelta(hours=1)
    benefit_window: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class BookingLimits:
    minimum_half_hours: int = 6
    longest_half_hours: int = 14 * 48
    horizon: timedelta = timedelta(days=60)
    open_requests: int = 3
    future_per_pair: int = 2
    future_per_user: int = 5
    highest_total: Vnd = Vnd(50_000_000)
    lookback: timedelta = timedelta(days=30)
    unpaid_expiries_until_wallet_only: int = 2
    free_cancellations: int = 3
    capped_refund_percent: int = 50
    code_tries: int = 5
    codes: int = 3


@dataclass(frozen=True, slots=True)
class BookingPolicy:
    fee: FeePolicy = FeePolicy()
    tiers: Mapping[RefundPolicy, tuple[RefundTier, ...]] = field(
        default_factory=lambda: REFUND_TIERS
    )
    timers: BookingTimers = BookingTimers()
    limits: BookingLimits = BookingLimits()
    disputes: DisputeTimers = DisputeTimers()
    activities: ActivityBook = ACTIVITIES
