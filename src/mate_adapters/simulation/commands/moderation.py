"""Who is kept apart from whom, and what people look at of one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.world import World

_PAGE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Command):
    """`actor` does not want to meet `person` any more."""

    repeatable: ClassVar[bool] = True

    person: int

    async def run(self, world: World) -> Any:
        return await world.app.blocks.block(
            world.person(self.actor), world.person(self.person).user_id, "not again"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblock(Command):
    repeatable: ClassVar[bool] = True

    person: int

    async def run(self, world: World) -> Any:
        await world.app.blocks.unblock(world.person(self.actor), world.person(self.person).user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtBlocks(Command):
    """Whom one blocks; answers the numbers of them, newest first."""

    async def run(self, world: World) -> tuple[int | None, ...]:
        page = await world.app.blocks.mine(world.person(self.actor), after=None, limit=_PAGE)
        return tuple(world.number_of(block.blocked_id) for block in page.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtPartner(Command):
    """The page that a partner has for everybody; answers rate, number of reviews, sum of stars."""

    partner: int

    async def run(self, world: World) -> Any:
        partner_id = world.person(self.partner).user_id
        shown = await world.app.partners.public(world.person(self.actor), partner_id)
        partner = shown.partner
        return partner.hourly_rate.amount, partner.total_reviews, partner.rating_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtPerson(Command):
    """What anybody reads of `person`."""

    person: int

    async def run(self, world: World) -> Any:
        await world.app.profiles.public(world.person(self.actor), world.person(self.person).user_id)
