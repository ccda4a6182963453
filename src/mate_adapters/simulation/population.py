"""Who lives in the simulated cities, and who tells whom of what."""

from __future__ import annotations

from datetime import timedelta

from mate_adapters.simulation.actors.adversaries import AdversaryActor
from mate_adapters.simulation.actors.applicants import ApplicantActor, ImpostorActor
from mate_adapters.simulation.actors.bouncers import BouncerActor
from mate_adapters.simulation.actors.critics import CriticActor
from mate_adapters.simulation.actors.directory import Card, Directory
from mate_adapters.simulation.actors.extensions import ExtensionActor
from mate_adapters.simulation.actors.feuds import FeudActor
from mate_adapters.simulation.actors.gateways import GatewayActor
from mate_adapters.simulation.actors.habits import some_area
from mate_adapters.simulation.actors.identity_desk import IdentityDesk
from mate_adapters.simulation.actors.partners import PartnerActor
from mate_adapters.simulation.actors.payouts import PayoutActor
from mate_adapters.simulation.actors.quarrels import QuarrelActor
from mate_adapters.simulation.actors.staff import StaffActor
from mate_adapters.simulation.actors.users import UserActor
from mate_adapters.simulation.engine import Engine, seeded
from mate_core.bookings.events import BookingMoved
from mate_core.bookings.transitions import Action, BookingStatus

_STAFF = 4


class Population:
    """Numbers: staff from 1, then users, then partners. Everybody has chance of his own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        plan = engine.plan
        self.desk = Directory()
        self._gateway = GatewayActor(engine, seeded(plan.seed, "gateway"))
        boss = StaffActor(engine, 1, seeded(plan.seed, "staff", 1), boss=None)
        self.staff = [boss] + [
            StaffActor(engine, number, seeded(plan.seed, "staff", number), boss=boss)
            for number in range(2, _STAFF + 1)
        ]
        for each in self.staff:
            each.colleagues = tuple(other for other in self.staff if other is not each)
        first = _STAFF + 1
        self.users = {number: self._user(number) for number in range(first, first + plan.users)}
        first += plan.users
        partners = range(first, first + plan.partners)
        self.applicants = {number: self._applicant(number, partners) for number in partners}
        self.partners = {number: self._partner(number) for number in partners}
        IdentityDesk(engine, seeded(plan.seed, "identity"), self.staff, self.applicants)
        QuarrelActor(engine, seeded(plan.seed, "quarrels"), self.desk, self.staff)
        ExtensionActor(engine, seeded(plan.seed, "extensions"), self.desk, self._gateway)
        CriticActor(engine, seeded(plan.seed, "critics"), self.desk, self.staff)
        self._feuds = FeudActor(engine, seeded(plan.seed, "feuds"), self.desk, self.users)
        BouncerActor(engine, seeded(plan.seed, "bouncers"), self.desk, self.staff)
        payees = list(self.partners.values())
        PayoutActor(engine, seeded(plan.seed, "payouts"), self.staff, payees)
        self._arrivals()
        self._wire()

    def _user(self, number: int) -> UserActor:
        rng = seeded(self._engine.plan.seed, "user", number)
        return UserActor(
            self._engine, number, rng, some_area(rng), gateway=self._gateway, directory=self.desk
        )

    def _partner(self, number: int) -> PartnerActor:
        rng = seeded(self._engine.plan.seed, "partner", number)
        return PartnerActor(self._engine, number, rng, some_area(rng), self.applicants[number])

    def _applicant(self, number: int, everybody: range) -> ApplicantActor:
        plan = self._engine.plan
        rng = seeded(plan.seed, "papers", number)
        if rng.random() < plan.faults.impostors:
            return ImpostorActor(self._engine, number, rng, others=everybody)
        applicant = ApplicantActor(self._engine, number, rng)
        applicant.in_person = self.staff[number % len(self.staff)].vouch_for
        return applicant

    def _arrivals(self) -> None:
        """Staff first, partners on the first morning, users all through the first days."""
        engine, plan = self._engine, self._engine.plan
        for staff in self.staff:
            engine.at(plan.start, staff.arrive)
        for partner in self.partners.values():
            engine.at(
                plan.start + timedelta(minutes=30 + 180 * partner.rng.random()), partner.arrive
            )
        for user in self.users.values():
            days = min(2.0, plan.days / 4) * user.rng.random()
            engine.at(plan.start + timedelta(hours=4, days=days), user.arrive)
        for actor in (*self.users.values(), *self.partners.values()):
            if actor.rng.random() < plan.faults.adversaries:
                rng = seeded(plan.seed, "adversary", actor.number)
                adversary = AdversaryActor(engine, actor.number, rng, self.desk, self._gateway)
                engine.at(plan.start + timedelta(days=1.5 * rng.random()), adversary.wake)

    def _wire(self) -> None:
        self.desk.on_request = self._requested
        self._engine.listen(BookingMoved, self._moved)

    def _requested(self, card: Card) -> None:
        partner = self.partners.get(card.partner)
        if partner is not None:
            partner.requested(card)
        self._feuds.requested(card)

    def _moved(self, event: BookingMoved) -> None:
        """The apps of both people ring."""
        label = self._engine.stage.world.label_of(event.booking_id)
        card = self.desk.cards.get(label) if label is not None else None
        if card is None:
            return
        user, partner = self.users.get(card.user), self.partners[card.partner]
        if event.to_status == BookingStatus.CANCELLED:
            card.is_over = True
        elif event.action == Action.PAY:
            card.is_paid = True
            self.desk.paid.append(card)
            partner.paid(card)
            self.staff[1 + card.booking % (_STAFF - 1)].paid(card)
            if user is not None:
                user.paid(card)
        elif user is not None and event.action == Action.CONFIRM:
            user.confirmed(card)
        elif event.action == Action.START:
            card.is_started = True
            if user is not None:
                user.started(card)
