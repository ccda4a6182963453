"""The machines of the payment gateways: payers on their pages, and callbacks of every quality."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from mate_adapters.simulation.actors.habits import minutes
from mate_adapters.simulation.commands.payments import ForgedNotice, Notice
from mate_adapters.simulation.engine import Engine
from mate_core.payments.intent import NoticeOutcome, NoticeResult

_HEARD = frozenset(
    {NoticeOutcome.RECORDED, NoticeOutcome.ALREADY_RECORDED, NoticeOutcome.WRONG_AMOUNT}
)


class GatewayActor:
    """Sends its callback until it is answered, as vendors do."""

    def __init__(self, engine: Engine, rng: Random) -> None:
        self._engine = engine
        self._rng = rng

    def page_opened(self, attempt: int, *, pays: float) -> None:
        """Somebody stands before the page; with the chance `pays` he goes through with it."""
        engine, rng, rates = self._engine, self._rng, self._engine.plan.faults
        if engine.happens(rates.notice_forged):
            engine.soon(minutes(rng, 0, 5), self._forge, attempt)
        if rng.random() > pays:
            if rng.random() < 0.5:
                self._send(attempt, NoticeResult.FAILED, minutes(rng, 1, 12))
            return
        delay = minutes(rng, 0.5, 8)
        result, excess = NoticeResult.SUCCEEDED, 0
        if engine.happens(rates.notice_suspected):
            result = NoticeResult.SUSPECTED
        elif engine.happens(rates.notice_wrong_amount):
            excess = (-1_000, 1_000, -50_000)[int(rng.random() * 3)]
        if engine.happens(rates.notice_late):
            delay += minutes(rng, 20, 60 * 30)
        self._send(attempt, result, delay, excess=excess)
        if engine.happens(rates.notice_for_nothing):
            self._send(attempt, NoticeResult.SUCCEEDED, delay + minutes(rng, 1, 600))

    def _send(
        self, attempt: int, result: NoticeResult, delay: timedelta, *, excess: int = 0
    ) -> None:
        notice = Notice(attempt=attempt, charge=self._engine.label(), result=result, excess=excess)
        self._engine.soon(delay, self._deliver, notice)

    def _deliver(self, notice: Notice) -> None:
        outcome = self._engine.do(notice)
        if outcome.code == "skipped":
            return
        heard = outcome.ok and outcome.value in _HEARD
        if not heard:
            self._engine.soon(timedelta(minutes=5), self._deliver, notice)
        elif self._engine.happens(self._engine.plan.faults.notice_twice):
            self._engine.soon(minutes(self._rng, 0, 90), self._deliver, notice)

    def _forge(self, attempt: int) -> None:
        self._engine.do(ForgedNotice(attempt=attempt, serial=self._engine.label()))
