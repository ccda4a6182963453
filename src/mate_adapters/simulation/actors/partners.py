"""Partners: they show who they are, open their evenings, answer, and come to meetings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from mate_adapters.simulation.actors.applicants import ApplicantActor
from mate_adapters.simulation.actors.directory import Card
from mate_adapters.simulation.actors.habits import Area, minutes, near, next_visit
from mate_adapters.simulation.actors.newcomer import Newcomer
from mate_adapters.simulation.commands.bookings import (
    Cancel,
    Complete,
    Confirm,
    LookAtBooking,
    LookAtBookings,
    Reject,
    Start,
)
from mate_adapters.simulation.commands.calendars import (
    ForgetHours,
    KeepHours,
    LeaveOut,
    OpenTime,
)
from mate_adapters.simulation.commands.payments import LookAtTransactions, LookAtWallet
from mate_adapters.simulation.commands.people import BecomePartner, ChangeRate
from mate_adapters.simulation.commands.reviews import LookAtOwnReviews, LookAtReviews
from mate_adapters.simulation.engine import Engine
from mate_core.partners.model import RefundPolicy, ServiceType
from mate_core.partners.weekly_hours import WEEK
from mate_core.shared.time import from_local, local_day

_WEEKS_AHEAD = 2
_ODD_RATES = 0.4
_STARS = 0.12
_REGULAR = 0.3
"""Who opens the same hours every week, and no single evenings."""


class PartnerActor(Newcomer):
    """Free most evenings and weekends; answers most requests within some hours."""

    def __init__(
        self, engine: Engine, number: int, rng: Random, area: Area, applicant: ApplicantActor
    ) -> None:
        super().__init__(engine, number, rng)
        self._applicant = applicant
        self.area = area
        self.rate = 60_000 + 10_000 * int(rng.random() ** 2 * 45)
        if rng.random() < _STARS:
            self.rate *= 6
        if rng.random() < _ODD_RATES:  # 199,999 sells better, and shows every rounding
            self.rate -= 1 + int(rng.random() * 9)
        self._diligence = 0.80 + rng.random() * 0.19
        self._open_until = local_day(engine.now)
        self.is_regular = rng.random() < _REGULAR
        self.is_ready = False

    def settle_in(self) -> None:
        latitude, longitude = near(self.rng, self.area)
        services = tuple(each for each in ServiceType if self.rng.random() < 0.6)
        self.engine.do(
            BecomePartner(
                actor=self.number,
                hourly_rate=self.rate,
                latitude=latitude,
                longitude=longitude,
                services=services or (ServiceType.WALKING,),
                buffer_minutes=(0, 15, 30, 60)[int(self.rng.random() * 4)],
                refunds=tuple(RefundPolicy)[int(self.rng.random() * 3)],
            )
        )
        self.is_ready = True
        if self.is_regular:
            self._keep_hours()
        self.engine.soon(minutes(self.rng, 2, 30), self._applicant.begin)
        self.visit()

    def visit(self) -> None:
        """Once in a while: next week's time, the wallet, a new price."""
        if self.engine.calm:
            return
        self.engine.at(next_visit(self.rng, self.engine.now, 4), self.visit)
        if not self.is_regular:
            self._open_ahead()
        chance = self.rng.random()
        if chance < 0.3:
            self.engine.do(LookAtWallet(actor=self.number))
            self.engine.do(LookAtTransactions(actor=self.number))
        elif chance < 0.6:
            self.engine.do(LookAtBookings(actor=self.number))
            self.engine.do(LookAtOwnReviews(actor=self.number))
        elif chance < 0.65:
            self.rate = max(20_000, self.rate + (-10_000, 10_000)[int(self.rng.random() * 2)])
            self.engine.do(ChangeRate(actor=self.number, hourly_rate=self.rate))
        elif chance < 0.70:
            start = self.engine.now + timedelta(hours=2 + int(self.rng.random() * 200))
            blocked = ((start, start + timedelta(hours=3)),)
            self.engine.do(OpenTime(actor=self.number, periods=blocked, blocked=True))
        elif chance < 0.75 and self.is_regular:
            day = local_day(self.engine.now) + timedelta(days=1 + int(self.rng.random() * 14))
            self.engine.do(LeaveOut(actor=self.number, day=day))
        elif (
            chance < 0.77 and self.is_regular and self.engine.do(ForgetHours(actor=self.number)).ok
        ):
            self._keep_hours()

    def _keep_hours(self) -> None:
        """Most evenings, some until after midnight."""
        weekdays = tuple(day for day in WEEK if self.rng.random() < 0.8)
        start = 15 + int(self.rng.random() * 4)
        self.engine.do(
            KeepHours(
                actor=self.number,
                weekdays=weekdays or WEEK,
                start_minute=60 * start,
                minutes=60 * (24 - start) + 30 * int(self.rng.random() * 3),
                since=local_day(self.engine.now),
            )
        )

    def _open_ahead(self) -> None:
        day, last = self._open_until, local_day(self.engine.now) + timedelta(weeks=_WEEKS_AHEAD)
        periods = []
        while day < last:
            day += timedelta(days=1)
            if self.rng.random() < 0.8:
                periods.append(_open_on(day, self.rng))
        self._open_until = max(day, self._open_until)
        if periods:
            self.engine.do(OpenTime(actor=self.number, periods=tuple(periods)))

    # Bookings

    def requested(self, card: Card) -> None:
        """A request rings; some never hear it."""
        if self.engine.happens(self.engine.plan.faults.unnoticed):
            return
        if self.rng.random() < self._diligence:
            slow = self.rng.random() < 0.2
            delay = minutes(self.rng, 60, 1_500) if slow else minutes(self.rng, 1, 60)
            self.engine.soon(delay, self._answer, card)

    def _answer(self, card: Card) -> None:
        if self.rng.random() < 0.4:
            self.engine.do(LookAtBooking(actor=self.number, booking=card.booking))
            self.engine.do(LookAtReviews(actor=self.number, person=card.user, as_partner=False))
        if self.rng.random() < 0.9:
            self.engine.do(Confirm(actor=self.number, booking=card.booking))
        else:
            self.engine.do(Reject(actor=self.number, booking=card.booking))

    def paid(self, card: Card) -> None:
        """A date: most come, some call it off, a few forget."""
        now, rng = self.engine.now, self.rng
        chance = rng.random()
        if chance < 0.03:
            left = max(0.0, (card.start - now).total_seconds())
            self.engine.soon(timedelta(seconds=int(left * rng.random())), self._call_off, card)
        elif chance < 0.96:
            self.engine.at(max(now, card.start + minutes(rng, -25, 25)), self._start, card, 0)

    def _call_off(self, card: Card) -> None:
        self.engine.do(Cancel(actor=self.number, booking=card.booking))

    def _start(self, card: Card, tries: int) -> None:
        """Types the code that the user shows; now and then a digit is wrong."""
        off_by = 1 if tries < 2 and self.rng.random() < 0.05 else 0
        outcome = self.engine.do(Start(actor=self.number, booking=card.booking, off_by=off_by))
        if outcome.ok:
            if self.rng.random() < 0.85:
                self.engine.at(
                    max(self.engine.now, card.end + minutes(self.rng, -20, 120)),
                    self._complete,
                    card,
                )
        elif tries < 3 and outcome.code == "booking.meeting_code_wrong":
            self.engine.soon(minutes(self.rng, 0.2, 1), self._start, card, tries + 1)

    def _complete(self, card: Card) -> None:
        self.engine.do(Complete(actor=self.number, booking=card.booking))


def _open_on(day: date, rng: Random) -> tuple[datetime, datetime]:
    """An evening, or a long weekend's day."""
    is_weekend = day.weekday() >= 5
    first = 8 + int(rng.random() * 3) if is_weekend else 15 + int(rng.random() * 4)
    return from_local(day, time(first)), from_local(day, time(23, 30))
