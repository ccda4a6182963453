"""Withdrawals walk along their table, and none is paid twice (RULES 20)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from mate_adapters.simulation.invariants.violation import Violated
from mate_core.payments.payouts.withdrawal import MOVES, Withdrawal, WithdrawalStatus

_STEPS: Final = frozenset((before, after) for (before, _), after in MOVES.items())
_FIRST: Final = frozenset({WithdrawalStatus.REQUESTED, WithdrawalStatus.APPROVED})


class PayoutWatch:
    def __init__(self) -> None:
        self._stood: dict[UUID, Withdrawal] = {}

    def withdrawals(self, changes: Mapping[Any, Withdrawal | None]) -> None:
        for withdrawal_id, now in changes.items():
            if now is None:
                raise Violated("no withdrawal disappears", "its row was removed", withdrawal_id)
            before = self._stood.get(withdrawal_id)
            fits = (
                now.status in _FIRST
                if before is None
                else before.status is now.status or (before.status, now.status) in _STEPS
            )
            if not fits:
                stood = before.status if before else "nothing"
                raise Violated(
                    "withdrawals follow their table", f"{stood} to {now.status}", withdrawal_id
                )
            if before is not None and (before.amount, before.details) != (now.amount, now.details):
                raise Violated("a withdrawal is never redirected", str(now.status), withdrawal_id)
            self._stood[withdrawal_id] = now
