"""What money on its way back needs of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from mate_core.payments.capture import Capture
from mate_core.payments.intent import (
    SuspenseItem,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.refunds.chargeback import Chargeback
from mate_core.payments.refunds.model import Refund, RefundStatus
from mate_core.shared.ids import (
    CaptureId,
    ChargebackId,
    EscrowId,
    IntentId,
    RefundId,
    UserId,
)
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page


class Captures(Protocol):
    """Locked after the intent and before refunds, suspense, escrow and wallets."""

    async def add(self, capture: Capture) -> None: ...

    async def get(self, capture_id: CaptureId) -> Capture:
        """Raises NotFound."""
        ...

    async def get_for_change(self, capture_id: CaptureId) -> Capture: ...

    async def of_arrival_for_change(
        self, provider: Provider, vendor_transaction: str
    ) -> Capture | None:
        """The one capture of that arrival of money, its row locked."""
        ...

    async def of_intent_for_change(self, intent_id: IntentId) -> Sequence[Capture]:
        """Oldest first, their rows locked."""
        ...

    async def of_escrow_for_change(self, escrow_id: EscrowId) -> Sequence[Capture]:
        """What gateways took for the reference of that escrow: oldest first, rows locked."""
        ...

    async def refundable_of_for_change(self, payer: UserId) -> Sequence[Capture]:
        """What may still go back of that payer's money, newest first, rows locked.

        Without captures of which the vendor has refused a refund for good.
        """
        ...

    async def lock_of_escrows(self, escrow_ids: Sequence[EscrowId]) -> None:
        """Lock the same of many escrows, in one go."""
        ...

    async def save(self, capture: Capture) -> None:
        """Guarded by `version`."""
        ...


class Suspense(Protocol):
    async def add(self, item: SuspenseItem) -> None: ...

    async def open_items(self) -> Sequence[SuspenseItem]:
        """Oldest first."""
        ...

    async def get(self, item_id: UUID) -> SuspenseItem:
        """Raises NotFound."""
        ...

    async def get_for_change(self, item_id: UUID) -> SuspenseItem:
        """The same, its row locked."""
        ...

    async def of_arrival(self, provider: Provider, vendor_transaction: str) -> SuspenseItem | None:
        """The item of that arrival of money, open or closed; no lock."""
        ...

    async def save(self, item: SuspenseItem) -> None:
        """The row must be locked."""
        ...


class Refunds(Protocol):
    """Locked after their capture."""

    async def add(self, refund: Refund) -> None: ...

    async def get(self, refund_id: RefundId) -> Refund:
        """Raises NotFound."""
        ...

    async def get_for_change(self, refund_id: RefundId) -> Refund: ...

    async def save(self, refund: Refund) -> None:
        """Guarded by `version`."""
        ...

    async def of_suspense(self, item_id: UUID) -> Refund | None:
        """The one refund by which that item goes back, if one was ever asked for; no lock."""
        ...

    async def refused_of(self, payer: UserId, *, since: datetime) -> Vnd:
        """The sum of that payer's REFUSED ones that ended since then."""
        ...

    async def page(
        self, *, status: RefundStatus | None, staff_only: bool, after: Cursor | None, limit: int
    ) -> Page[Refund]:
        """Newest first; `staff_only` leaves those that `needs_staff`."""
        ...


class Chargebacks(Protocol):
    async def add(self, chargeback: Chargeback) -> None:
        """Raises ChargebackRecorded for a reference of that vendor seen before, here or at
        commit."""
        ...

    async def get_for_change(self, chargeback_id: ChargebackId) -> Chargeback:
        """Raises NotFound."""
        ...

    async def save(self, chargeback: Chargeback) -> None:
        """The row must be locked."""
        ...

    async def page(self, *, owed_only: bool, after: Cursor | None, limit: int) -> Page[Chargeback]:
        """Newest first."""
        ...
