"""Rates and limits of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class TaxRates:
    """Percent of the partner's gross (Decree 117/2025: 5 and 2 for residents)."""

    vat: int = 0
    pit: int = 0


NO_TAX = TaxRates()
RESIDENT = TaxRates(vat=5, pit=2)
NON_RESIDENT = TaxRates(vat=5, pit=5)


class Residency(StrEnum):
    """Where a payee is at home for the tax office; it decides the rates."""

    RESIDENT = "RESIDENT"
    NON_RESIDENT = "NON_RESIDENT"


@dataclass(frozen=True, slots=True)
class TaxPolicy:
    """Dated rates, oldest first; off (no rows) unless the setting turns it on.

    Without `non_resident_rates` everybody is taxed by `rates`.
    """

    rates: Sequence[tuple[datetime, TaxRates]] = ()
    non_resident_rates: Sequence[tuple[datetime, TaxRates]] = ()

    def rates_at(self, at: datetime, residency: Residency = Residency.RESIDENT) -> TaxRates:
        """The rates in force at settlement for such a payee; no tax before the first row."""
        in_force = NO_TAX
        abroad = residency is Residency.NON_RESIDENT and self.non_resident_rates
        for since, rates in self.non_resident_rates if abroad else self.rates:
            if since <= at:
                in_force = rates
        return in_force


@dataclass(frozen=True, slots=True)
class StaffLimits:
    """How much money one member of staff may move without a colleague (RULES 16).

    `alone_a_day` holds for what he moves and for what one person receives, each in a day of
    Viet Nam, this deed included.
    """

    alone_at_once: Vnd = Vnd(5_000_000)
    alone_a_day: Vnd = Vnd(20_000_000)
    proposal_lifetime: timedelta = timedelta(hours=72)

    def never_alone(self) -> StaffLimits:
        """The same for deeds that always need two people."""
        return replace(self, alone_at_once=Vnd(0), alone_a_day=Vnd(0))


@dataclass(frozen=True, slots=True)
class PayoutPolicy:
    """Withdrawals of earnings to a bank (RULES 20).

    `lowest` keeps the bank's fee in proportion, `highest` is what one transfer through NAPAS
    carries. Above `password_at_once` or `password_a_day` (a day of Viet Nam, this request
    included) the password is asked for and staff always look; `automatic_up_to` is approved
    without staff, zero when they look at all of them.
    """

    lowest: Vnd = Vnd(50_000)
    highest: Vnd = Vnd(499_999_999)
    hold_after_change: timedelta = timedelta(hours=24)
    password_at_once: Vnd = Vnd(10_000_000)
    password_a_day: Vnd = Vnd(20_000_000)
    automatic_up_to: Vnd = Vnd(0)
    file_length: int = 1_000

    def needs_password(self, amount: Vnd, *, today: Vnd) -> bool:
        """`today` is what was asked for today before."""
        return amount > self.password_at_once or today + amount > self.password_a_day

    def is_automatic(self, amount: Vnd, *, today: Vnd) -> bool:
        return amount <= self.automatic_up_to and not self.needs_password(amount, today=today)


@dataclass(frozen=True, slots=True)
class RefundPolicy:
    """How often a vendor is called for one refund, the pause doubling from first to longest."""

    attempts: int = 20
    first_pause: timedelta = timedelta(minutes=1)
    longest_pause: timedelta = timedelta(hours=6)

    def next_attempt(self, attempts: int, *, at: datetime) -> datetime | None:
        """When to try again after that many attempts; None when a person must look."""
        if attempts >= self.attempts:
            return None
        doubled = self.first_pause * int(2 ** min(attempts - 1, 16))
        return at + min(doubled, self.longest_pause)


@dataclass(frozen=True, slots=True)
class PaymentPolicy:
    """`attempt_lifetime` is how long a gateway page stays open.

    `questions` are the ages at which an attempt whose callback does not come is asked for.
    `automatic_source_refunds` sends what a settlement gives back to a payer who paid through a
    gateway on to his source; late and double payments always go back (RULES 19). `refused_kept` is
    how long what a vendor refused waits in a wallet that is being closed for staff to pay it out.
    """

    attempt_lifetime: timedelta = timedelta(minutes=15)
    lowest_deposit: Vnd = Vnd(10_000)
    highest_deposit: Vnd = Vnd(50_000_000)
    top_up_allowed: bool = True
    wrong_amount_due: timedelta = timedelta(hours=24)
    suspicion_due: timedelta = timedelta(hours=72)
    callback_bytes: int = 16 * 1024
    callback_retry: timedelta = timedelta(minutes=1)
    callback_attempts: int = 20
    tax: TaxPolicy = TaxPolicy()
    staff: StaffLimits = StaffLimits()
    payouts: PayoutPolicy = PayoutPolicy()
    questions: Sequence[timedelta] = tuple(timedelta(minutes=age) for age in (1, 5, 15, 60))
    automatic_source_refunds: bool = True
    refunds: RefundPolicy = RefundPolicy()
    suspense_return_due: timedelta = timedelta(hours=24)
    refused_kept: timedelta = timedelta(days=14)

    def next_question(self, created_at: datetime, *, after: datetime) -> datetime | None:
        """When an attempt is asked for next; None when asking is over."""
        instants = (created_at + age for age in self.questions)
        return next((instant for instant in instants if instant > after), None)


@dataclass(frozen=True, slots=True)
class ReconciliationPolicy:
    """How far back a run looks, how long a vendor may take to settle, and its agreed fees.

    `fees` are hundredths of a percent of each payment by provider, rounded half up; those of a
    provider without one are not checked.
    """

    look_back: timedelta = timedelta(days=7)
    settles_within: timedelta = timedelta(days=2)
    fees: Mapping[str, int] = field(default_factory=lambda: {"vnpay": 110})

    def fee_of(self, provider: str, amount: Vnd) -> Vnd | None:
        """What the vendor should keep of a payment; None when nothing is agreed."""
        rate = self.fees.get(provider)
        return None if rate is None else amount.times(rate, 10_000)
