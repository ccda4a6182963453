"""A meeting that goes on longer (RULES 23)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.payments import PAYER_IP
from mate_adapters.simulation.world import World
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import ExtensionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeExtension(Command):
    """`extension` becomes the name of it; without a provider the wallet pays."""

    repeatable: ClassVar[bool] = True

    booking: int
    extension: int
    half_hours: int
    provider: Provider | None = None

    async def run(self, world: World) -> Any:
        view = await world.app.extensions.propose(
            world.person(self.actor),
            world.booking_id(self.booking),
            self.half_hours,
            self.provider,
            payer_ip=PAYER_IP,
            key=world.key(self.actor, "extend", self.extension),
        )
        world.name(self.extension, view.extension.id)
        return view.extension.id


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptExtension(Command):
    booking: int
    extension: int

    async def run(self, world: World) -> Any:
        await world.app.extensions.accept(
            world.person(self.actor),
            world.booking_id(self.booking),
            ExtensionId(world.thing(self.extension)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineExtension(Command):
    booking: int
    extension: int

    async def run(self, world: World) -> Any:
        await world.app.extensions.decline(
            world.person(self.actor),
            world.booking_id(self.booking),
            ExtensionId(world.thing(self.extension)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PayExtension(Command):
    """`attempt` becomes the name of the page."""

    booking: int
    extension: int
    attempt: int

    async def run(self, world: World) -> Any:
        payment = await world.app.extensions.pay(
            world.person(self.actor),
            world.booking_id(self.booking),
            ExtensionId(world.thing(self.extension)),
        )
        world.name(self.attempt, payment.intent.id)
        return payment.intent.id
