"""Who does not want to meet whom any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from mate_adapters.simulation.actors.directory import Card, Directory
from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.actors.users import UserActor
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.bookings import LookAtBooking, RequestBooking
from mate_adapters.simulation.commands.moderation import (
    Block,
    LookAtBlocks,
    LookAtPartner,
    LookAtPerson,
    Unblock,
)
from mate_adapters.simulation.commands.people import LookAtCalendar, Quote, Search
from mate_adapters.simulation.commands.reviews import LookAtReviews
from mate_adapters.simulation.engine import Engine
from mate_core.bookings.disputes.events import DisputeOpened, NoShowReported
from mate_core.bookings.events import BookingMoved
from mate_core.bookings.transitions import Action, BookingStatus
from mate_core.shared.ids import BookingId

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_HURT: Final = 0.3
_BORED: Final = 0.01
_SECOND_THOUGHTS: Final = 0.04
"""While a request is open, and while a meeting is paid and still to come."""
_FORGIVES: Final = 0.5


class FeudActor:
    """Speaks for those who block somebody, and tries what nobody may do across a block."""

    def __init__(
        self, engine: Engine, rng: Random, desk: Directory, users: Mapping[int, UserActor]
    ) -> None:
        self._engine = engine
        self._rng = rng
        self._desk = desk
        self._users = users
        engine.scatter(engine.plan.faults.blocks_per_day, rng, self._out_of_the_blue)
        engine.listen(BookingMoved, self._moved)
        engine.listen(DisputeOpened, self._hurt)
        engine.listen(NoShowReported, self._hurt)

    def _card(self, booking_id: BookingId) -> Card | None:
        label = self._engine.stage.world.label_of(booking_id)
        return self._desk.cards.get(label) if label is not None else None

    def _happens(self, chance: float) -> bool:
        return self._rng.random() < chance

    # Causes

    def requested(self, card: Card) -> None:
        """Before anybody has paid: one of the two would rather not."""
        if self._happens(_SECOND_THOUGHTS):
            self._soon(card, 1, 5 * _HOUR, by_user=self._happens(0.3))

    def _moved(self, event: BookingMoved) -> None:
        card = self._card(event.booking_id)
        if card is None:
            return
        if event.action == Action.PAY and self._happens(_SECOND_THOUGHTS):
            left = max(1.0, (card.end - self._engine.now).total_seconds() / 60)
            self._soon(card, 0, left, by_user=self._happens(0.5))
        elif event.to_status == BookingStatus.COMPLETED and self._happens(_BORED):
            self._soon(card, 5, 3 * _DAY, by_user=self._happens(0.5))

    def _out_of_the_blue(self) -> None:
        cards = self._desk.recent
        if cards:
            card = cards[int(self._rng.random() * len(cards))]
            self._soon(card, 0, 5, by_user=self._happens(0.5))

    def _hurt(self, event: DisputeOpened | NoShowReported) -> None:
        card = self._card(event.booking_id)
        if card is not None and self._happens(_HURT):
            self._soon(card, 1, 2 * _DAY, by_user=self._happens(0.6))

    # Blocks

    def _soon(self, card: Card, least: float, most: float, *, by_user: bool) -> None:
        who = (card.user, card.partner) if by_user else (card.partner, card.user)
        self._engine.soon(minutes(self._rng, least, most), self._block, card, *who)

    def _block(self, card: Card, blocker: int, blocked: int) -> None:
        engine = self._engine
        self._search(card.user)  # what one has just seen
        if not engine.do(Block(actor=blocker, person=blocked)).ok:
            return
        self._search(card.user)  # and never sees again
        if self._happens(0.6):
            self._reach_across(card)
        if self._happens(0.3):
            engine.do(LookAtBlocks(actor=blocker))
            engine.do(LookAtBlocks(actor=blocked))
        if self._happens(0.15):  # both sides want it
            engine.do(Block(actor=blocked, person=blocker))
        if self._happens(_FORGIVES):
            wait = minutes(self._rng, _HOUR, 12 * _DAY)
            engine.soon(wait, self._forgive, blocker, blocked)

    def _search(self, user: int) -> None:
        latitude, longitude = self._users[user].home
        self._engine.do(Search(actor=user, latitude=latitude, longitude=longitude))

    def _forgive(self, blocker: int, blocked: int) -> None:
        self._engine.do(Unblock(actor=blocker, person=blocked))

    def _reach_across(self, card: Card) -> None:
        """Nobody is there any more; of what they have paid for, both keep everything."""
        engine, user, partner = self._engine, card.user, card.partner
        now = engine.now
        start = max(now, card.start) + timedelta(days=1)
        request = RequestBooking(
            actor=user, booking=engine.label(), partner=partner, start=start, half_hours=6
        )
        attempts: tuple[Command, ...] = (
            LookAtPartner(actor=user, partner=partner),
            LookAtCalendar(actor=user, partner=partner, since=now, until=now + timedelta(days=2)),
            LookAtReviews(actor=user, person=partner, as_partner=True),
            Quote(actor=user, partner=partner, start=start, half_hours=6),
            request,
            LookAtPerson(actor=partner, person=user),
            LookAtReviews(actor=partner, person=user, as_partner=False),
        )
        for attempt in attempts:
            engine.do(replace(attempt, refused=True))
        for person in (user, partner):
            engine.do(LookAtBooking(actor=person, booking=card.booking))
