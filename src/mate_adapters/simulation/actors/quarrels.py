"""What people do when a meeting goes wrong, and what staff make of it."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from mate_adapters.simulation.actors.directory import Card, Directory
from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.actors.staff import StaffActor
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.disputes import (
    AcceptDecision,
    AnswerDispute,
    AppealDecision,
    Contest,
    OpenDispute,
    ReportBack,
    ReportNoShow,
    Resolve,
    SafetyCancel,
    WithdrawDispute,
)
from mate_adapters.simulation.commands.staff import AWAITED
from mate_adapters.simulation.engine import Engine
from mate_core.bookings.disputes.events import (
    DisputeAppealed,
    DisputeDecided,
    DisputeOpened,
    NoShowReported,
)
from mate_core.bookings.disputes.model import DisputeReason, Outcome
from mate_core.bookings.events import BookingMoved
from mate_core.bookings.no_shows.model import NoShowClaim
from mate_core.bookings.transitions import Action, BookingStatus
from mate_core.shared.ids import BookingId

_UNHAPPY: Final = 0.05
_UNSAFE: Final = 0.015
_REPORTS: Final = 0.6
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_REASONS: Final = (
    DisputeReason.LEFT_EARLY,
    DisputeReason.NOT_AS_AGREED,
    DisputeReason.MISCONDUCT,
    DisputeReason.OTHER,
)


class QuarrelActor:
    """Speaks for whoever of the two has reason to complain, and for the staff on duty."""

    def __init__(
        self, engine: Engine, rng: Random, desk: Directory, staff: list[StaffActor]
    ) -> None:
        self._engine = engine
        self._rng = rng
        self._desk = desk
        self._staff = staff
        engine.listen(BookingMoved, self._moved)
        engine.listen(NoShowReported, self._reported)
        engine.listen(DisputeOpened, self._opened)
        engine.listen(DisputeDecided, self._decided)
        engine.listen(DisputeAppealed, self._appealed)

    def _card(self, booking_id: BookingId) -> Card | None:
        label = self._engine.stage.world.label_of(booking_id)
        return self._desk.cards.get(label) if label is not None else None

    def _happens(self, chance: float) -> bool:
        return self._rng.random() < chance

    # People

    def _moved(self, event: BookingMoved) -> None:
        card = self._card(event.booking_id)
        if card is None:
            return
        rng, engine = self._rng, self._engine
        if event.action == Action.PAY:
            at = card.start + minutes(rng, 31, 5 * _HOUR)
            engine.at(max(engine.now, at), self._report_absence, card)
        elif event.action == Action.START and self._happens(_UNSAFE):
            who = card.user if self._happens(0.6) else card.partner
            away = SafetyCancel(actor=who, booking=card.booking)
            engine.soon(minutes(rng, 5, 120), self._do, away)
        elif event.to_status == BookingStatus.COMPLETED and self._happens(_UNHAPPY):
            who = card.user if self._happens(0.8) else card.partner
            reason = _REASONS[int(rng.random() * len(_REASONS))]
            command = OpenDispute(actor=who, booking=card.booking, reason=reason)
            engine.soon(minutes(rng, 10, 26 * _HOUR), self._do, command)
        elif event.cancellation_code == "by_user" and self._happens(_UNHAPPY * 4):
            command = OpenDispute(
                actor=card.user, booking=card.booking, reason=DisputeReason.CANCELLATION
            )
            engine.soon(minutes(rng, 10, 26 * _HOUR), self._do, command)

    def _report_absence(self, card: Card) -> None:
        """Nobody has begun: one of the two says that the other did not come."""
        if card.is_started or card.is_over or not self._happens(_REPORTS):
            return
        if self._happens(0.5):
            self._do(ReportNoShow(actor=card.user, booking=card.booking))
        else:
            claim = NoShowClaim.CODE_REFUSED if self._happens(0.3) else None
            self._do(ReportNoShow(actor=card.partner, booking=card.booking, claim=claim))

    def _reported(self, event: NoShowReported) -> None:
        card = self._card(event.booking_id)
        if card is None or not self._happens(0.4):
            return
        accused = card.partner if event.claim == NoShowClaim.PARTNER_ABSENT else card.user
        answer = ReportBack if self._happens(0.3) else Contest
        command = answer(actor=accused, booking=card.booking)
        self._engine.soon(minutes(self._rng, 10, 25 * _HOUR), self._do, command)

    def _do(self, command: Command) -> None:
        self._engine.do(command)

    # Disputes

    def _opened(self, event: DisputeOpened) -> None:
        card = self._card(event.booking_id)
        if card is None:
            return
        rng, engine = self._rng, self._engine
        for person in (card.user, card.partner):
            if self._happens(0.5):
                answer = AnswerDispute(actor=person, booking=card.booking)
                engine.soon(minutes(rng, 30, 50 * _HOUR), self._do, answer)
        if self._happens(0.15):
            opener = card.partner if event.opened_by == "partner" else card.user
            withdrawal = WithdrawDispute(actor=opener, booking=card.booking)
            engine.soon(minutes(rng, 30, 3 * _DAY), self._do, withdrawal)
        if self._happens(0.85):
            engine.soon(minutes(rng, 60, 8 * _DAY), self._resolve, card)

    def _resolve(self, card: Card) -> None:
        """The one on duty decides; big money waits for a colleague."""
        staff = self._staff[int(self._rng.random() * len(self._staff))]
        outcome = tuple(Outcome)[int(self._rng.random() * 3)]
        percent = int(self._rng.random() * 101) if outcome is Outcome.SPLIT else 0
        command = Resolve(
            actor=staff.number, booking=card.booking, outcome=outcome, partner_percent=percent
        )
        if self._engine.do(command).value == AWAITED:
            colleague = staff.colleagues[int(self._rng.random() * len(staff.colleagues))]
            agreed = replace(command, actor=colleague.number)
            self._engine.soon(minutes(self._rng, 10, 20 * _HOUR), self._do, agreed)

    def _decided(self, event: DisputeDecided) -> None:
        card = self._card(event.booking_id)
        if card is None or event.is_final:
            return
        for person in (card.user, card.partner):
            if self._happens(0.6):
                command: Command = AcceptDecision(actor=person, booking=card.booking)
            elif self._happens(0.4):
                command = AppealDecision(actor=person, booking=card.booking)
            else:
                continue
            self._engine.soon(minutes(self._rng, 30, 74 * _HOUR), self._do, command)

    def _appealed(self, event: DisputeAppealed) -> None:
        """Somebody else has to look; tried until the one on duty is another one."""
        card = self._card(event.booking_id)
        if card is not None and self._happens(0.9):
            for _ in range(3):
                self._engine.soon(minutes(self._rng, 60, 9 * _DAY), self._resolve, card)
