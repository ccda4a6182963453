"""Captures, refunds and chargebacks in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.attempts import AttemptTables
from mate_adapters.memory.money import MoneyTables
from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.payments.capture import Capture
from mate_core.payments.errors import ChargebackRecorded
from mate_core.payments.ledger import Provider
from mate_core.payments.refunds.chargeback import Chargeback
from mate_core.payments.refunds.model import Refund, RefundStatus
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import CaptureId, ChargebackId, EscrowId, IntentId, RefundId, UserId
from mate_core.shared.money import Vnd, total
from mate_core.shared.pages import Cursor, Page


class ReturnTables:
    def __init__(self) -> None:
        self.captures = Table[CaptureId, Capture]()
        self.captures_by_intent = self.captures.index(lambda capture: (capture.intent_id,))
        self.captures_by_arrival = self.captures.index(
            lambda capture: ((capture.provider, capture.vendor_transaction),)
        )
        self.refunds = Table[RefundId, Refund]()
        self.refunds_by_suspense = self.refunds.index(
            lambda refund: (refund.suspense_id,) if refund.suspense_id else ()
        )
        self.open_refunds = self.refunds.index(lambda refund: (True,) if refund.is_open else ())
        self.refunds_due = self.refunds.due_index(lambda refund: refund.next_at, lambda key: key)
        self.chargebacks = Table[ChargebackId, Chargeback]()
        self.chargebacks_by_reference = self.chargebacks.index(
            lambda chargeback: ((chargeback.provider, chargeback.vendor_reference),)
        )


class MemoryCaptures:
    def __init__(
        self,
        tables: ReturnTables,
        attempts: AttemptTables,
        money: MoneyTables,
        transaction: Transaction,
    ) -> None:
        self._tables, self._attempts = tables, attempts
        self._transaction = transaction
        self._captures = transaction.view(tables.captures)
        self._refunds = transaction.view(tables.refunds)
        self._intents = transaction.view(attempts.intents)
        self._escrows = transaction.view(money.escrows)

    async def add(self, capture: Capture) -> None:
        await self._transaction.lock()
        arrival = (capture.provider, capture.vendor_transaction)
        if self._captures.first(self._tables.captures_by_arrival, arrival) is not None:
            raise ConcurrencyConflict
        self._captures.put(capture.id, capture)

    async def get(self, capture_id: CaptureId) -> Capture:
        capture = self._captures.get(capture_id)
        if capture is None:
            raise NotFound
        return capture

    async def get_for_change(self, capture_id: CaptureId) -> Capture:
        await self._transaction.lock()
        return await self.get(capture_id)

    async def of_arrival_for_change(
        self, provider: Provider, vendor_transaction: str
    ) -> Capture | None:
        await self._transaction.lock()
        arrival = (provider, vendor_transaction)
        return self._captures.first(self._tables.captures_by_arrival, arrival)

    async def of_intent_for_change(self, intent_id: IntentId) -> Sequence[Capture]:
        await self._transaction.lock()
        return _oldest_first(self._of_intent(intent_id))

    async def of_escrow_for_change(self, escrow_id: EscrowId) -> Sequence[Capture]:
        await self._transaction.lock()
        escrow = self._escrows.get(escrow_id)
        if escrow is None:
            return []
        intents = self._intents.where(self._attempts.intents_by_reference, escrow.reference)
        return _oldest_first(
            [capture for intent in intents for capture in self._of_intent(intent.id)]
        )

    async def refundable_of_for_change(self, payer: UserId) -> Sequence[Capture]:
        await self._transaction.lock()
        refused = {
            refund.capture_id
            for refund in self._refunds.all()
            if refund.status in (RefundStatus.REFUSED, RefundStatus.BY_BANK)
        }
        found = [
            capture
            for capture in self._captures.all()
            if capture.payer == payer and capture.refundable and capture.id not in refused
        ]
        return _oldest_first(found)[::-1]

    async def lock_of_escrows(self, escrow_ids: Sequence[EscrowId]) -> None:
        await self._transaction.lock()

    def _of_intent(self, intent_id: IntentId) -> list[Capture]:
        return self._captures.where(self._tables.captures_by_intent, intent_id)

    async def save(self, capture: Capture) -> None:
        await self._transaction.lock()
        stored = self._captures.get(capture.id)
        if stored is None or stored.version != capture.version:
            raise ConcurrencyConflict
        self._captures.put(capture.id, replace(capture, version=capture.version + 1))


def _oldest_first(captures: list[Capture]) -> list[Capture]:
    return sorted(captures, key=lambda capture: (capture.captured_at, capture.id))


class MemoryRefunds:
    def __init__(self, tables: ReturnTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._refunds = transaction.view(tables.refunds)

    async def add(self, refund: Refund) -> None:
        await self._transaction.lock()
        suspended = refund.suspense_id is not None
        if suspended and await self.of_suspense(refund.suspense_id or refund.id) is not None:
            raise ConcurrencyConflict
        self._refunds.put(refund.id, refund)

    async def get(self, refund_id: RefundId) -> Refund:
        refund = self._refunds.get(refund_id)
        if refund is None:
            raise NotFound
        return refund

    async def get_for_change(self, refund_id: RefundId) -> Refund:
        await self._transaction.lock()
        return await self.get(refund_id)

    async def save(self, refund: Refund) -> None:
        await self._transaction.lock()
        stored = self._refunds.get(refund.id)
        if stored is None or stored.version != refund.version:
            raise ConcurrencyConflict
        self._refunds.put(refund.id, replace(refund, version=refund.version + 1))

    async def of_suspense(self, item_id: UUID) -> Refund | None:
        return self._refunds.first(self._tables.refunds_by_suspense, item_id)

    async def refused_of(self, payer: UserId, *, since: datetime) -> Vnd:
        return total(
            refund.amount
            for refund in self._refunds.all()
            if refund.payer == payer
            and refund.status is RefundStatus.REFUSED
            and refund.ended_at is not None
            and refund.ended_at >= since
        )

    async def page(
        self, *, status: RefundStatus | None, staff_only: bool, after: Cursor | None, limit: int
    ) -> Page[Refund]:
        refunds = (
            refund
            for refund in self._refunds.all()
            if status in (None, refund.status) and (refund.needs_staff or not staff_only)
        )
        return newest_first(
            refunds, lambda refund: (refund.requested_at, refund.id), after=after, limit=limit
        )


class MemoryChargebacks:
    def __init__(self, tables: ReturnTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._chargebacks = transaction.view(tables.chargebacks)

    async def add(self, chargeback: Chargeback) -> None:
        await self._transaction.lock()
        name = (chargeback.provider, chargeback.vendor_reference)
        if self._chargebacks.first(self._tables.chargebacks_by_reference, name) is not None:
            raise ChargebackRecorded
        self._chargebacks.put(chargeback.id, chargeback)

    async def get_for_change(self, chargeback_id: ChargebackId) -> Chargeback:
        await self._transaction.lock()
        chargeback = self._chargebacks.get(chargeback_id)
        if chargeback is None:
            raise NotFound
        return chargeback

    async def save(self, chargeback: Chargeback) -> None:
        await self._transaction.lock()
        self._chargebacks.put(chargeback.id, chargeback)

    async def page(self, *, owed_only: bool, after: Cursor | None, limit: int) -> Page[Chargeback]:
        chargebacks = (each for each in self._chargebacks.all() if each.still_owed or not owed_only)
        return newest_first(
            chargebacks, lambda each: (each.recorded_at, each.id), after=after, limit=limit
        )
