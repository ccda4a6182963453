"""Staff send somebody away, and what he says against it (RULES 17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.world import World
from mate_core.moderation.bans import BanTerms

_REASON: Final = "Complaints by several people."
_WORDS: Final = "It was somebody else."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban(Command):
    """Without `until` for ever. A partner is banned by the second one who says the same."""

    person: int
    until: datetime | None = None
    waives_tiers: bool = False

    async def run(self, world: World) -> Any:
        await world.app.staff_bans.ban(
            world.person(self.actor),
            world.person(self.person).user_id,
            BanTerms(self.until, self.waives_tiers),
            reason=_REASON,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unban(Command):
    person: int

    async def run(self, world: World) -> Any:
        await world.app.staff_bans.unban(
            world.person(self.actor), world.person(self.person).user_id, reason=_REASON
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealBan(Command):
    """The banned person does; the same again is the same."""

    repeatable: ClassVar[bool] = True

    async def run(self, world: World) -> Any:
        await world.app.bans.appeal(world.person(self.actor), _WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAppeal(Command):
    person: int
    granted: bool

    async def run(self, world: World) -> Any:
        await world.app.staff_bans.decide(
            world.person(self.actor),
            world.person(self.person).user_id,
            _REASON,
            granted=self.granted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtOwnBan(Command):
    async def run(self, world: World) -> Any:
        await world.app.bans.mine(world.person(self.actor))
