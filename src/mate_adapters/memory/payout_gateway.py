"""A bank that reads its orders from memory and says what it is told to say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mate_core.payments.payouts.withdrawal import PayoutResult, Withdrawal
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import PayoutFileId, WithdrawalId
from mate_core.shared.money import Vnd


class ScriptedBank:
    """Keeps every order; `answer` writes the file with which a bank would reply."""

    def __init__(self) -> None:
        self.orders: dict[PayoutFileId, tuple[Withdrawal, ...]] = {}

    def order(
        self, file_id: PayoutFileId, withdrawals: Sequence[Withdrawal], *, at: datetime
    ) -> bytes:
        self.orders[file_id] = tuple(withdrawals)
        lines = [[str(each.id), each.details.number, each.amount.amount] for each in withdrawals]
        return json.dumps({"file": str(file_id), "at": at.isoformat(), "lines": lines}).encode()

    def answer(self, results: Sequence[PayoutResult]) -> bytes:
        return json.dumps(
            [
                [str(each.withdrawal_id), each.amount.amount, each.paid, each.bank_reference]
                for each in results
            ]
        ).encode()

    def read_results(self, raw: bytes) -> Sequence[PayoutResult]:
        try:
            results = [
                PayoutResult(WithdrawalId(UUID(name)), Vnd(amount), paid, reference)
                for name, amount, paid, reference in json.loads(raw)
            ]
        except (ValueError, TypeError) as unreadable:
            raise _malformed() from unreadable
        if len({result.withdrawal_id for result in results}) < len(results):
            raise _malformed()
        return results


def _malformed() -> InvalidInput:
    return InvalidInput("file", "bank_result.malformed", "The bank's file cannot be read.")
