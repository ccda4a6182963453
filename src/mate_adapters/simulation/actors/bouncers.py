"""Staff who send people away, the people whom it meets, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from mate_adapters.simulation.actors.directory import Card, Directory
from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.actors.staff import StaffActor
from mate_adapters.simulation.commands.bans import (
    AppealBan,
    Ban,
    JudgeAppeal,
    LookAtOwnBan,
    Unban,
)
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.bookings import (
    Confirm,
    LookAtBooking,
    RequestBooking,
    Start,
)
from mate_adapters.simulation.commands.calendars import OpenTime
from mate_adapters.simulation.commands.moderation import Block
from mate_adapters.simulation.commands.payments import Deposit, LookAtWallet, PayFromWallet
from mate_adapters.simulation.commands.people import ChangeRate
from mate_adapters.simulation.commands.reviews import WriteReview
from mate_adapters.simulation.engine import Engine
from mate_core.bookings.disputes.events import DisputeOpened
from mate_core.bookings.events import BookingMoved, BookingRequested
from mate_core.bookings.transitions import Action
from mate_core.moderation.events import BanAppealed, UserBanned
from mate_core.shared.ids import BookingId

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_SECOND_PERSON: Final = "moderation.second_staff_needed"
_AFTER_A_QUARREL: Final = 0.15
_ON_A_WHIM: Final = 0.006
"""While a request is open, while a meeting is paid, and while it goes on: each time."""


class BouncerActor:
    """Speaks for the staff on duty and for whoever is banned."""

    def __init__(
        self, engine: Engine, rng: Random, desk: Directory, staff: list[StaffActor]
    ) -> None:
        self._engine = engine
        self._rng = rng
        self._desk = desk
        self._staff = staff
        engine.scatter(engine.plan.faults.bans_per_day, rng, self._out_of_the_blue)
        engine.listen(DisputeOpened, self._quarrelled)
        engine.listen(BookingRequested, self._requested)
        engine.listen(BookingMoved, self._moved)
        engine.listen(UserBanned, self._banned)
        engine.listen(BanAppealed, self._appealed)

    def _happens(self, chance: float) -> bool:
        return self._rng.random() < chance

    def _do(self, command: Command) -> None:
        self._engine.do(command)

    def _must_be_refused(self, command: Command) -> None:
        self._engine.do(replace(command, refused=True))

    def _card(self, booking_id: BookingId) -> Card | None:
        label = self._engine.stage.world.label_of(booking_id)
        return self._desk.cards.get(label) if label is not None else None

    # Causes

    def _quarrelled(self, event: DisputeOpened) -> None:
        if self._happens(_AFTER_A_QUARREL):
            self._meets_one_of(event.booking_id, 3 * _DAY)

    def _requested(self, event: BookingRequested) -> None:
        if self._happens(_ON_A_WHIM):
            self._meets_one_of(event.booking_id, 6 * _HOUR)

    def _moved(self, event: BookingMoved) -> None:
        if event.action == Action.PAY and self._happens(2 * _ON_A_WHIM):
            self._meets_one_of(event.booking_id, 2 * _DAY)
        elif event.action == Action.START and self._happens(2 * _ON_A_WHIM):
            self._meets_one_of(event.booking_id, 2 * _HOUR)

    def _out_of_the_blue(self) -> None:
        cards = self._desk.recent
        if cards:
            card = cards[int(self._rng.random() * len(cards))]
            self._ban(card.user if self._happens(0.5) else card.partner)

    def _meets_one_of(self, booking_id: BookingId, within: float) -> None:
        card = self._card(booking_id)
        if card is not None:
            person = card.user if self._happens(0.5) else card.partner
            self._engine.soon(minutes(self._rng, 1, within), self._ban, person)

    # Bans

    def _on_duty(self) -> StaffActor | None:
        staff = self._staff[int(self._rng.random() * len(self._staff))]
        return staff if staff.is_ready else None

    def _ban(self, person: int) -> None:
        """Some for days, some for ever; a partner by two of staff (RULES 16)."""
        staff = self._on_duty()
        if staff is None or self._engine.calm:
            return
        days = 1 + int(self._rng.random() * 20)
        until = self._engine.now + timedelta(days=days) if self._happens(0.6) else None
        ban = Ban(actor=staff.number, person=person, until=until, waives_tiers=self._happens(0.2))
        if self._engine.do(ban).code == _SECOND_PERSON:
            self._must_be_refused(ban)
            colleague = staff.colleagues[int(self._rng.random() * len(staff.colleagues))]
            agreed = replace(ban, actor=colleague.number)
            self._engine.soon(minutes(self._rng, 10, 30 * _HOUR), self._do, agreed)

    def _banned(self, event: UserBanned) -> None:
        person = self._engine.stage.world.number_of(event.user_id)
        if person is None:
            return
        rng, engine = self._rng, self._engine
        engine.soon(timedelta(0), self._carry_on, person)
        if self._happens(0.6):
            engine.soon(minutes(rng, 10, 6 * _DAY), self._do, AppealBan(actor=person))
        if self._happens(0.2):
            engine.soon(minutes(rng, _HOUR, 15 * _DAY), self._lift, person)

    def _lift(self, person: int) -> None:
        staff = self._on_duty()
        if staff is not None:
            self._engine.do(Unban(actor=staff.number, person=person))

    def _appealed(self, event: BanAppealed) -> None:
        world = self._engine.stage.world
        person = world.number_of(event.user_id)
        judge = world.number_of(world.tables.moderation.bans.rows[event.ban_id].banned_by)
        if person is None or judge is None:
            return
        if self._happens(0.5):  # nobody judges what he has said himself
            self._must_be_refused(JudgeAppeal(actor=judge, person=person, granted=False))
        if self._happens(0.9):
            self._engine.soon(minutes(self._rng, _HOUR, 5 * _DAY), self._judge, person, 3)

    def _judge(self, person: int, tries: int) -> None:
        """Whoever banned him is refused; then another one looks."""
        staff = self._on_duty()
        if staff is None:
            return
        judged = self._engine.do(
            JudgeAppeal(actor=staff.number, person=person, granted=self._happens(0.4))
        )
        if judged.code == "moderation.own_ruling" and tries:
            self._engine.soon(minutes(self._rng, 10, _DAY), self._judge, person, tries - 1)

    # What the banned person tries

    def _carry_on(self, person: int) -> None:
        """Nothing new is his to begin; he still reads his money and his ban."""
        if self._engine.stage.world.is_banned(person):
            for command in self._deeds(person):
                self._must_be_refused(command)
        self._engine.do(LookAtOwnBan(actor=person))
        self._engine.do(LookAtWallet(actor=person))

    def _deeds(self, me: int) -> list[Command]:
        now, engine = self._engine.now, self._engine
        deeds: list[Command] = [Deposit(actor=me, attempt=engine.label(), amount=100_000)]
        if (own := self._desk.newest_of_user.get(me)) is not None:
            soon = max(now, own.start) + timedelta(days=2)
            request = RequestBooking(
                actor=me, booking=engine.label(), partner=own.partner, start=soon, half_hours=6
            )
            pay = PayFromWallet(actor=me, booking=own.booking, attempt=engine.label())
            review = WriteReview(actor=me, booking=own.booking, stars=1)
            deeds += [request, pay, review, Block(actor=me, person=own.partner)]
        if (asked := self._desk.newest_of_partner.get(me)) is not None:
            evening = now + timedelta(days=3)
            deeds += [
                Confirm(actor=me, booking=asked.booking),
                Start(actor=me, booking=asked.booking),
                ChangeRate(actor=me, hourly_rate=30_000),
                OpenTime(actor=me, periods=((evening, evening + timedelta(hours=3)),)),
                Ban(actor=me, person=asked.user),
            ]
        for card in (own, asked):
            if card is not None:
                engine.do(LookAtBooking(actor=me, booking=card.booking))
        return deeds
