"""Users: they look for company for an evening, pay, come, or change their mind."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from mate_adapters.simulation.actors.directory import Card, Directory
from mate_adapters.simulation.actors.gateways import GatewayActor
from mate_adapters.simulation.actors.habits import (
    Area,
    minutes,
    near,
    next_visit,
    some_occasion,
    some_start,
)
from mate_adapters.simulation.actors.newcomer import Newcomer
from mate_adapters.simulation.commands.bookings import (
    Cancel,
    Complete,
    LookAtBooking,
    LookAtBookings,
    PreviewCancel,
    RequestBooking,
)
from mate_adapters.simulation.commands.moderation import LookAtPartner
from mate_adapters.simulation.commands.payments import (
    Deposit,
    LookAtWallet,
    PayByGateway,
    PayFromWallet,
)
from mate_adapters.simulation.commands.people import Hit, LookAtCalendar, Quote, Search
from mate_adapters.simulation.commands.reviews import LookAtOwnReviews, LookAtReviews
from mate_adapters.simulation.engine import Engine
from mate_core.partners.model import ServiceType
from mate_core.payments.ledger import Provider
from mate_core.search.criteria import Sort
from mate_core.shared.time import Period, from_local, local_day

_MINIMUM_HALF_HOURS = 6
_TRIES_TO_PAY = 3
_WEALTHY = 0.2
_SORTS = (Sort.DISTANCE, Sort.RATING, Sort.PRICE)


class UserActor(Newcomer):
    """Opens the app some times a week, and books on a part of the visits."""

    def __init__(
        self,
        engine: Engine,
        number: int,
        rng: Random,
        area: Area,
        *,
        gateway: GatewayActor,
        directory: Directory,
    ) -> None:
        super().__init__(engine, number, rng)
        self.home = near(rng, area)
        self._visits_per_week = 1 + rng.random() * 4
        self._appetite = 0.1 + rng.random() * 0.5
        self._budget = 120_000 + int(rng.random() * 400_000)
        if rng.random() < _WEALTHY:
            self._budget *= 6
        self._gateway = gateway
        self._directory = directory
        self._providers = tuple(Provider)

    def settle_in(self) -> None:
        self.engine.at(next_visit(self.rng, self.engine.now, self._visits_per_week * 2), self.visit)

    def visit(self) -> None:
        if self.engine.calm:
            return
        engine, rng = self.engine, self.rng
        engine.at(next_visit(rng, engine.now, self._visits_per_week), self.visit)
        if rng.random() < self._appetite:
            self._look_for_company()
        elif rng.random() < 0.5:
            engine.do(LookAtBookings(actor=self.number))
        elif rng.random() < 0.2:
            engine.do(LookAtOwnReviews(actor=self.number))
        elif engine.do(LookAtWallet(actor=self.number)).value == 0 and rng.random() < 0.3:
            self._deposit(100_000 * (1 + int(rng.random() * 20)))

    def _look_for_company(self) -> None:
        engine, rng = self.engine, self.rng
        latitude, longitude = self.home
        search = Search(actor=self.number, latitude=latitude, longitude=longitude)
        if rng.random() < 0.4:
            search = self._narrowed(search)
        hits = engine.do(search).value
        affordable = [hit for hit in hits or () if hit.rate <= self._budget]
        if not affordable:
            return
        chosen = affordable[int(rng.random() ** 1.5 * len(affordable))]
        if rng.random() < 0.3:
            engine.do(LookAtPartner(actor=self.number, partner=chosen.number))
            engine.do(LookAtReviews(actor=self.number, person=chosen.number, as_partner=True))
        since = engine.now + timedelta(hours=1)
        until = since + timedelta(days=1 + int(rng.random() ** 2 * 12))
        free = engine.do(
            LookAtCalendar(actor=self.number, partner=chosen.number, since=since, until=until)
        ).value
        half_hours = _MINIMUM_HALF_HOURS + int(rng.random() ** 2 * 6)
        start = some_start(rng, free or [], half_hours)
        if start is not None:
            self._request(chosen, start, half_hours)

    def _narrowed(self, search: Search) -> Search:
        """What he can afford, now and then what he likes, or who has time on a certain evening."""
        rng, every = self.rng, tuple(ServiceType)
        search = replace(
            search,
            max_rate=self._budget,
            sort=_SORTS[int(rng.random() * len(_SORTS))],
            service=every[int(rng.random() * len(every))] if rng.random() < 0.3 else None,
        )
        if rng.random() < 0.5:
            return search
        evening = local_day(self.engine.now) + timedelta(days=1 + int(rng.random() * 6))
        start = from_local(evening, time(17 + int(rng.random() * 4)))
        return replace(search, start=start, half_hours=_MINIMUM_HALF_HOURS)

    def _request(self, chosen: Hit, start: datetime, half_hours: int) -> None:
        engine, rng = self.engine, self.rng
        quoted = engine.do(
            Quote(actor=self.number, partner=chosen.number, start=start, half_hours=half_hours)
        )
        if not quoted.ok:
            return
        label = engine.label()
        meeting = Period.of_half_hours(start, half_hours)
        service, venue = some_occasion(rng, chosen.services, meeting)
        asked = engine.do(
            RequestBooking(
                actor=self.number,
                booking=label,
                partner=chosen.number,
                start=start,
                half_hours=half_hours,
                service=service,
                venue=venue,
                expected_total=quoted.value if rng.random() < 0.5 else None,
            )
        )
        if asked.ok:
            card = Card(label, self.number, chosen.number, start, meeting.end, quoted.value)
            self._directory.requested(card)
            if rng.random() < 0.05:
                engine.soon(minutes(rng, 5, 600), self._call_off, self._directory.cards[label])

    # Paying

    def confirmed(self, card: Card) -> None:
        """The partner has said yes: pay within two hours, or lose the evening."""
        if self.engine.happens(self.engine.plan.faults.unnoticed) or self.rng.random() < 0.06:
            return
        self.engine.soon(minutes(self.rng, 1, 75), self._pay, card, 0)

    def _pay(self, card: Card, tries: int) -> None:
        if card.is_paid or card.is_over or tries > _TRIES_TO_PAY:
            return
        if self.rng.random() < 0.3:
            self._pay_from_wallet(card, tries)
        else:
            self._pay_by_gateway(card, tries)

    def _pay_from_wallet(self, card: Card, tries: int) -> None:
        """With what is there, or after filling it up."""
        engine = self.engine
        balance = engine.do(LookAtWallet(actor=self.number)).value or 0
        if balance >= card.total:
            engine.do(
                PayFromWallet(actor=self.number, booking=card.booking, attempt=engine.label())
            )
            return
        self._deposit(max(10_000, card.total - balance))
        engine.soon(minutes(self.rng, 5, 20), self._pay, card, tries + 1)

    def _pay_by_gateway(self, card: Card, tries: int) -> None:
        engine, attempt = self.engine, self.engine.label()
        opened = engine.do(
            PayByGateway(
                actor=self.number,
                booking=card.booking,
                attempt=attempt,
                provider=self._some_provider(),
            )
        )
        if opened.ok and opened.value is not None:
            self._gateway.page_opened(attempt, pays=0.93)
            engine.soon(minutes(self.rng, 10, 25), self._pay, card, tries + 1)
        elif opened.code == "booking.wallet_only":
            self._pay_from_wallet(card, tries)
        elif opened.code == "payment.gateway_refused":
            engine.soon(minutes(self.rng, 1, 5), self._pay, card, tries + 1)

    def _deposit(self, amount: int) -> None:
        attempt = self.engine.label()
        opened = self.engine.do(
            Deposit(
                actor=self.number,
                attempt=attempt,
                amount=amount,
                provider=self._some_provider(),
            )
        )
        if opened.ok:
            self._gateway.page_opened(attempt, pays=0.9)

    def _some_provider(self) -> Provider:
        return self._providers[int(self.rng.random() * len(self._providers))]

    # Meeting

    def paid(self, card: Card) -> None:
        """A date: some change their mind, with much notice or little."""
        now, rng = self.engine.now, self.rng
        if rng.random() < 0.08:
            left = max(0.0, (card.start - now).total_seconds())
            self.engine.soon(timedelta(seconds=int(left * rng.random())), self._call_off, card)
        elif rng.random() < 0.5:
            self.engine.at(max(now, card.start - minutes(rng, 5, 29)), self._look_at_code, card)

    def _look_at_code(self, card: Card) -> None:
        self.engine.do(LookAtBooking(actor=self.number, booking=card.booking))

    def _call_off(self, card: Card) -> None:
        if card.is_over:
            return
        shown = self.engine.do(PreviewCancel(actor=self.number, booking=card.booking))
        if shown.ok:
            self.engine.do(
                Cancel(actor=self.number, booking=card.booking, expected_refund=shown.value)
            )

    def started(self, card: Card) -> None:
        if self.rng.random() < 0.85:
            at = max(self.engine.now, card.end + minutes(self.rng, -15, 180))
            self.engine.at(at, self._complete, card)

    def _complete(self, card: Card) -> None:
        self.engine.do(Complete(actor=self.number, booking=card.booking))
