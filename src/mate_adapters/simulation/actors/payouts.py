"""Partners take out what they earned; finance and the bank do their part."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

from mate_adapters.simulation.actors.habits import minutes, next_visit
from mate_adapters.simulation.actors.partners import PartnerActor
from mate_adapters.simulation.actors.staff import StaffActor
from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.payments import LookAtWallet
from mate_adapters.simulation.commands.payouts import (
    ApproveWithdrawal,
    BankAnswers,
    BankReturns,
    CancelWithdrawal,
    ExportPayouts,
    RegisterBank,
    Withdraw,
)
from mate_adapters.simulation.engine import Engine

_LEAST: Final = 50_000
_HOUR: Final = 60
_ROUNDS_AFTER_THE_END: Final = 20


class PayoutActor:
    """Speaks for every partner once a week, for finance and the bank every day."""

    def __init__(
        self, engine: Engine, rng: Random, staff: list[StaffActor], partners: list[PartnerActor]
    ) -> None:
        self._engine = engine
        self._rng = rng
        self._staff = staff
        self._asked: list[int] = []
        self._rounds_left = _ROUNDS_AFTER_THE_END
        for partner in partners:
            first = timedelta(days=1 + 3 * rng.random())
            engine.at(engine.plan.start + first, self._register, partner)
        engine.at(engine.plan.start + timedelta(days=2), self._round)

    # Partners

    def _register(self, partner: PartnerActor) -> None:
        engine, rng = self._engine, self._rng
        if engine.calm:
            return
        if partner.is_in:
            stolen = rng.random() < engine.plan.faults.adversaries
            engine.do(RegisterBank(actor=partner.number, stolen=stolen, refused=stolen))
            if engine.do(RegisterBank(actor=partner.number)).ok:
                engine.soon(minutes(rng, 25 * _HOUR, 60 * _HOUR), self._take_out, partner)
                return
        engine.soon(minutes(rng, 10 * _HOUR, 40 * _HOUR), self._register, partner)

    def _take_out(self, partner: PartnerActor) -> None:
        engine, rng = self._engine, self._rng
        if engine.calm:
            return
        engine.at(next_visit(rng, engine.now, 1.5), self._take_out, partner)
        balance = engine.do(LookAtWallet(actor=partner.number)).value or 0
        part = balance if rng.random() < 0.7 else int(balance * rng.random())
        if part < _LEAST:
            return
        label = engine.label()
        if not engine.do(Withdraw(actor=partner.number, withdrawal=label, amount=part)).ok:
            return
        if rng.random() < 0.05:
            second_thought = CancelWithdrawal(actor=partner.number, withdrawal=label)
            engine.soon(minutes(rng, 5, 40 * _HOUR), self._do, second_thought)
        self._asked.append(label)

    def _do(self, command: Command) -> None:
        self._engine.do(command)

    # Finance and the bank

    def _round(self) -> None:
        """Once a day: agree in twos where it is much, then one order to the bank."""
        engine, rng = self._engine, self._rng
        if engine.calm:
            self._rounds_left -= 1
        if self._rounds_left > 0:
            engine.soon(minutes(rng, 20 * _HOUR, 28 * _HOUR), self._round)
        first, second = self._two_of_finance()
        asked, self._asked = self._asked, []
        for label in asked:
            engine.do(ApproveWithdrawal(actor=first, withdrawal=label))
            engine.do(ApproveWithdrawal(actor=second, withdrawal=label))
        if asked and engine.do(ExportPayouts(actor=first)).ok:
            for label in asked:
                engine.soon(minutes(rng, 2 * _HOUR, 60 * _HOUR), self._answer, label)

    def _answer(self, label: int) -> None:
        """Most are paid; some fail, and a few of the paid ones come back."""
        chance = self._rng.random()
        first, second = self._two_of_finance()
        for actor in (first, second):
            self._engine.do(BankAnswers(actor=actor, withdrawal=label, paid=chance < 0.92))
        if chance < 0.02:
            self._engine.soon(minutes(self._rng, 60, 90 * _HOUR), self._come_back, label)

    def _come_back(self, label: int) -> None:
        for actor in self._two_of_finance():
            self._engine.do(BankReturns(actor=actor, withdrawal=label))

    def _two_of_finance(self) -> tuple[int, int]:
        first = int(self._rng.random() * len(self._staff))
        step = 1 + int(self._rng.random() * (len(self._staff) - 1))
        return self._staff[first].number, self._staff[(first + step) % len(self._staff)].number
