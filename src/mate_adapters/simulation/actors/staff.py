"""Staff: they step in now and then, and vouch for who comes to the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from mate_adapters.simulation.actors.directory import Card
from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.actors.newcomer import Newcomer
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.people import Hire, VouchFor
from mate_adapters.simulation.commands.staff import (
    AWAITED,
    Freeze,
    StaffCancel,
    StaffRefund,
    StaffRelease,
    Unfreeze,
)
from mate_adapters.simulation.engine import Engine
from mate_core.shared.actor import Capability, Role

_NEEDS_HELP = 0.08
_SECOND_PERSON = "staff.second_person_needed"


class StaffActor(Newcomer):
    """The first one is the administrator, the others get their role from him."""

    def __init__(
        self, engine: Engine, number: int, rng: Random, *, boss: StaffActor | None
    ) -> None:
        super().__init__(engine, number, rng)
        self._boss = boss
        self.colleagues: tuple[StaffActor, ...] = ()
        self.is_ready = False

    def settle_in(self) -> None:
        if self._boss is not None and not self._boss.is_ready:
            self.engine.soon(minutes(self.rng, 5, 20), self.settle_in)
            return
        hired = self.engine.do(
            Hire(
                actor=self.number,
                role=Role.SUPPORT if self._boss else Role.ADMIN,
                boss=self._boss.number if self._boss else 0,
                capabilities=(Capability.FINANCE, Capability.KYC) if self._boss else (),
            )
        )
        self.is_ready = hired.ok

    def vouch_for(self, partner: int) -> None:
        """As soon as there is somebody to do it."""
        if self.is_ready:
            self.engine.do(VouchFor(actor=self.number, partner=partner))
        elif not self.engine.calm:
            self.engine.soon(minutes(self.rng, 10, 60), self.vouch_for, partner)

    def paid(self, card: Card) -> None:
        """A few bookings need somebody, before the meeting or until a day after it."""
        if self.rng.random() < _NEEDS_HELP:
            span = (card.end + timedelta(hours=30) - self.engine.now).total_seconds()
            later = timedelta(seconds=int(span * self.rng.random()))
            self.engine.soon(later, self._step_in, card)

    def _step_in(self, card: Card) -> None:
        chance = self.rng.random()
        if chance < 0.4:
            if self.engine.do(Freeze(actor=self.number, booking=card.booking)).ok:
                self.engine.soon(minutes(self.rng, 30, 4_000), self._lift, card)
        elif chance < 0.6:
            self._decide(StaffRelease(actor=self.number, booking=card.booking))
        elif chance < 0.8:
            self._decide(StaffRefund(actor=self.number, booking=card.booking))
        else:
            self._decide(StaffCancel(actor=self.number, booking=card.booking))

    def _decide(self, command: Command) -> None:
        """Big money waits for a colleague who agrees by doing the same (RULES 16)."""
        outcome = self.engine.do(command)
        if outcome.value == AWAITED or outcome.code == _SECOND_PERSON:
            colleague = self.colleagues[int(self.rng.random() * len(self.colleagues))]
            again = replace(command, actor=colleague.number)
            self.engine.soon(minutes(self.rng, 20, 900), self._agree, again)

    def _agree(self, command: Command) -> None:
        self.engine.do(command)

    def _lift(self, card: Card) -> None:
        lifted = self.engine.do(Unfreeze(actor=self.number, booking=card.booking))
        if not lifted.ok:
            self.engine.soon(minutes(self.rng, 10, 60), self._lift, card)
