"""Some evenings go on: the user asks, the partner answers, somebody pays in time."""

from __future__ import annotations

from random import Random
from typing import Final

from mate_adapters.simulation.actors.directory import Card, Directory
from mate_adapters.simulation.actors.gateways import GatewayActor
from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.commands.extensions import (
    AcceptExtension,
    DeclineExtension,
    PayExtension,
    ProposeExtension,
)
from mate_adapters.simulation.engine import Engine
from mate_core.bookings.events import BookingMoved
from mate_core.bookings.transitions import Action
from mate_core.payments.ledger import Provider

_GO_ON: Final = 0.15
_FROM_WALLET: Final = 0.4


class ExtensionActor:
    """Speaks for both people of a meeting that has begun."""

    def __init__(self, engine: Engine, rng: Random, desk: Directory, gateway: GatewayActor) -> None:
        self._engine = engine
        self._rng = rng
        self._desk = desk
        self._gateway = gateway
        engine.listen(BookingMoved, self._moved)

    def _moved(self, event: BookingMoved) -> None:
        if event.action != Action.START or self._rng.random() >= _GO_ON:
            return
        label = self._engine.stage.world.label_of(event.booking_id)
        card = self._desk.cards.get(label) if label is not None else None
        if card is not None:
            length = (card.end - self._engine.now).total_seconds() / 60
            self._engine.soon(minutes(self._rng, 0, max(1.0, length)), self._propose, card)

    def _propose(self, card: Card) -> None:
        engine, rng = self._engine, self._rng
        every = tuple(Provider)
        from_wallet = rng.random() < _FROM_WALLET
        provider = None if from_wallet else every[int(rng.random() * len(every))]
        extension = engine.label()
        asked = engine.do(
            ProposeExtension(
                actor=card.user,
                booking=card.booking,
                extension=extension,
                half_hours=1 + int(rng.random() * 4),
                provider=provider,
            )
        )
        if asked.ok:
            engine.soon(minutes(rng, 0.5, 12), self._answer, card, extension, provider is not None)

    def _answer(self, card: Card, extension: int, by_gateway: bool) -> None:
        engine, rng = self._engine, self._rng
        if rng.random() < 0.2:
            engine.do(
                DeclineExtension(actor=card.partner, booking=card.booking, extension=extension)
            )
            return
        accepted = engine.do(
            AcceptExtension(actor=card.partner, booking=card.booking, extension=extension)
        )
        if accepted.ok and by_gateway:
            engine.soon(minutes(rng, 0.2, 16), self._pay, card, extension)

    def _pay(self, card: Card, extension: int) -> None:
        attempt = self._engine.label()
        opened = self._engine.do(
            PayExtension(
                actor=card.user, booking=card.booking, extension=extension, attempt=attempt
            )
        )
        if opened.ok:
            self._gateway.page_opened(attempt, pays=0.93)
