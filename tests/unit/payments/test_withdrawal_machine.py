"""Random commands of owner, staff and bank: no path pays twice, none loses a dong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mate_core.payments.errors import AmountOutOfRange
from mate_core.payments.payouts.errors import (
    NotEarned,
    NothingToExport,
    WithdrawalMoveRefused,
)
from mate_core.payments.payouts.withdrawal import (
    GONE,
    MOVES,
    OPEN,
    WithdrawalAction,
    WithdrawalStatus,
)
from mate_core.shared.actor import Actor
from mate_core.shared.ids import WithdrawalId
from mate_core.shared.money import Vnd
from tests.unit.payments.payouts import EARNED, colleague_of_admin, earner, requested
from tests.unit.world import World

T = TypeVar("T")
STAFF = st.integers(0, 1)
WHICH = st.integers(0, 5)
RULINGS = {
    "approve": WithdrawalAction.APPROVE,
    "reject": WithdrawalAction.REJECT,
    "paid": WithdrawalAction.PAY,
    "failed": WithdrawalAction.FAIL,
    "returned": WithdrawalAction.RETURN,
}
BY_TWO = {"failed", "returned"}


class WithdrawalMachine(RuleBasedStateMachine):
    """The model knows each withdrawal's amount and state; money must follow from them."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.known: dict[WithdrawalId, tuple[int, WithdrawalStatus]] = {}
        self.proposed: dict[tuple[str, WithdrawalId], int] = {}

    def run(self, wanted: Awaitable[T]) -> T:
        async def wait() -> T:
            return await wanted

        return self.loop.run_until_complete(wait())

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.partner = self.run(earner(self.world))
        self.staff: list[Actor] = [
            self.run(self.world.admin()),
            self.run(colleague_of_admin(self.world)),
        ]

    def pick(self, which: int) -> WithdrawalId | None:
        ids = list(self.known)
        return ids[which % len(ids)] if ids else None

    def left(self) -> int:
        gone = sum(amount for amount, status in self.known.values() if status in GONE)
        return EARNED.amount - gone

    @rule(amount=st.sampled_from([49_999, 50_000, 150_000, 300_000, 699_997]))
    def request(self, amount: int) -> None:
        try:
            made = self.run(requested(self.world, self.partner, amount))
        except (NotEarned, AmountOutOfRange):
            assert amount > self.left() or amount < 50_000
            return
        assert amount <= self.left()
        self.known[made.id] = (amount, made.status)

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        wanted = self.pick(which)
        if wanted is None:
            return
        amount, status = self.known[wanted]
        after = MOVES.get((status, WithdrawalAction.CANCEL))
        try:
            self.run(self.world.app.withdrawals.cancel(self.partner, wanted))
        except WithdrawalMoveRefused:
            assert after is None
            return
        assert after is not None
        self.known[wanted] = (amount, after)

    @rule(which=WHICH, by=STAFF, name=st.sampled_from(sorted(RULINGS)))
    def decide(self, which: int, by: int, name: str) -> None:
        wanted = self.pick(which)
        if wanted is None:
            return
        amount, status = self.known[wanted]
        after = MOVES.get((status, RULINGS[name]))
        ruling = getattr(self.world.app.payout_desk, name)
        words = {"bank_reference": "FT1"} if name in {*BY_TWO, "paid"} else {}
        try:
            made = self.run(ruling(self.staff[by], wanted, reason="r", **words))
        except WithdrawalMoveRefused:
            assert after is None
            return
        assert after is not None
        first = self.proposed.setdefault((name, wanted), by) if name in BY_TWO else None
        assert made.waits_for_second_person == (first == by)
        if not made.waits_for_second_person:
            self.known[wanted] = (amount, after)

    @rule(by=STAFF)
    def export(self, by: int) -> None:
        ready = [key for key, (_, status) in self.known.items() if status == "APPROVED"]
        try:
            file = self.run(self.world.app.payout_exchange.export(self.staff[by], reason="r"))
        except NothingToExport:
            assert not ready
            return
        assert file.order.count == len(ready)
        for key in ready:
            self.known[key] = (self.known[key][0], WithdrawalStatus.EXPORTED)

    @invariant()
    def money_follows_from_the_states(self) -> None:
        if not hasattr(self, "world"):
            return
        wallet = self.run(self.world.wallet(self.partner))
        on_its_way = sum(amount for amount, status in self.known.values() if status in OPEN)
        assert wallet.available == Vnd(self.left())
        assert wallet.withdrawing == Vnd(on_its_way)
        report = self.run(self.world.app.ledger.verify())
        assert report.ok, report.findings
        paid = sum(amount for amount, status in self.known.values() if status == "PAID")
        assert dict(report.books.accounts).get("bank", 0) == paid

    def teardown(self) -> None:
        self.loop.close()


TestWithdrawalMachine = WithdrawalMachine.TestCase
TestWithdrawalMachine.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
