"""Money that a gateway has taken for us, and how much of it has gone back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mate_core.payments.errors import RefundAboveCaptured
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import CaptureId, IntentId, UserId
from mate_core.shared.money import ZERO, Vnd


@dataclass(frozen=True, slots=True)
class Capture:
    """One arrival of money for an attempt; an attempt that was paid twice has two.

    `returned` is what went back, is on its way back or was charged back: zero to `amount`. Every
    refund takes its part of it under this row's lock, so no two of them spend the same money.
    While it is `suspended` the money lies in suspense: it goes back from there, and nobody's wallet
    pays for it.
    """

    id: CaptureId
    intent_id: IntentId
    provider: Provider
    vendor_transaction: str
    payer: UserId
    amount: Vnd
    captured_at: datetime
    returned: Vnd = ZERO
    suspended: bool = False
    version: int = 0

    @property
    def refundable(self) -> Vnd:
        """What may still go back out of the payer's wallet."""
        return ZERO if self.suspended else self.amount - self.returned

    def taken_back(self, amount: Vnd) -> Capture:
        """Raises RefundAboveCaptured when less than `amount` is left (RULES 8)."""
        if not ZERO < amount <= self.refundable:
            raise RefundAboveCaptured(refundable=self.refundable.amount)
        return replace(self, returned=self.returned + amount)

    def taken_from_suspense(self) -> Capture:
        """The whole of it goes back without having been anybody's to spend."""
        if not self.suspended or self.returned:
            raise ValueError(f"capture {self.id} does not lie in suspense")
        return replace(self, returned=self.amount)

    def credited(self) -> Capture:
        """Out of suspense into the wallet: from now on it may go back from there."""
        return replace(self, suspended=False)

    def kept_after_all(self, amount: Vnd) -> Capture:
        """It did not go back after all: the same money may be asked for again."""
        if amount > self.returned:
            raise ValueError(f"{amount} cannot stay of {self.returned} that was to go back")
        return replace(self, returned=self.returned - amount)
