"""Money that a vendor took back from us, after a payer disputed it with his bank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mate_core.payments.errors import ChargebackWrittenOff
from mate_core.payments.ledger import (
    LOSS,
    Posting,
    Provider,
    available,
    gateway,
    receivable,
    without_zeros,
)
from mate_core.shared.ids import CaptureId, ChargebackId, IntentId, UserId
from mate_core.shared.money import ZERO, Vnd


@dataclass(frozen=True, slots=True)
class Chargeback:
    """`owed` is what the payer's wallet did not hold; the rest was taken from it.

    Unique by the vendor's reference.
    """

    id: ChargebackId
    capture_id: CaptureId
    intent_id: IntentId
    provider: Provider
    vendor_reference: str
    payer: UserId
    amount: Vnd
    owed: Vnd
    reason: str
    recorded_at: datetime
    recorded_by: UserId
    written_off_at: datetime | None = None

    def __post_init__(self) -> None:
        if not ZERO <= self.owed <= self.amount:
            raise ValueError(f"{self.owed} owed of a chargeback of {self.amount}")

    @property
    def still_owed(self) -> Vnd:
        return ZERO if self.written_off_at else self.owed

    def written_off(self, *, at: datetime) -> Chargeback:
        """Raises ChargebackWrittenOff when nothing is owed (any more)."""
        if not self.still_owed:
            raise ChargebackWrittenOff
        return replace(self, written_off_at=at)


def chargeback_reference(chargeback_id: ChargebackId) -> str:
    return f"chargeback:{chargeback_id}"


def chargeback_postings(chargeback: Chargeback) -> tuple[Posting, ...]:
    """First what the wallet holds, the rest is owed to us."""
    return without_zeros(
        (
            Posting(gateway(chargeback.provider), chargeback.amount),
            Posting(available(chargeback.payer), chargeback.owed - chargeback.amount),
            Posting(receivable(chargeback.payer), -chargeback.owed),
        )
    )


def write_off_reference(chargeback_id: ChargebackId) -> str:
    return f"chargeback:{chargeback_id}:write-off"


def write_off_postings(chargeback: Chargeback) -> tuple[Posting, ...]:
    return Posting(receivable(chargeback.payer), chargeback.owed), Posting(LOSS, -chargeback.owed)
