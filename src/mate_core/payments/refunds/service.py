"""Refunds as people ask for them and as staff look after them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from mate_core.payments.capture import Capture
from mate_core.payments.errors import InsufficientFunds, RefundAboveCaptured
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.refunds.model import Refund, RefundCause, RefundStatus
from mate_core.payments.refunds.steps import Refunder
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IntentId, RefundId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditRecord, Clock, IdempotencyKey


@dataclass(frozen=True, slots=True)
class RefundView:
    refund: Refund
    audit: Sequence[AuditRecord]


@dataclass(frozen=True, slots=True)
class RefundService:
    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    clock: Clock
    refunder: Refunder

    @command
    @also_when_banned
    async def request(
        self, actor: Actor, intent_id: IntentId, amount: Vnd | None, key: IdempotencyKey
    ) -> Refund:
        """Money from the wallet back to where it came from, without KYC (RULES 8).

        Without `amount`: as much of that payment as can still go back and the wallet holds.
        Raises NotFound (also for other people's payments), RefundAboveCaptured,
        InsufficientFunds.
        """
        now = self.clock.now()
        async with self.open_uow() as uow:
            done = await uow.idempotency.claim(key, at=now)
            if done is not None:
                return await uow.refunds.get(RefundId(UUID(done)))
            if (await uow.intents.get(intent_id)).payer != actor.user_id:
                raise NotFound
            capture = _most_refundable(await uow.captures.of_intent_for_change(intent_id))
            wallet = await uow.wallets.get_for_change(actor.user_id)
            wanted = min(capture.refundable, wallet.available) if amount is None else amount
            if wallet.available < wanted <= capture.refundable or not wallet.available:
                needed = capture.refundable if amount is None else amount
                raise InsufficientFunds(needed=needed.amount, available=wallet.available.amount)
            refund = await self.refunder.give_back(
                uow, capture, wanted, RefundCause.PAYER_REQUEST, at=now
            )
            await uow.idempotency.store(key, str(refund.id))
            await uow.commit()
        return refund

    async def page(
        self,
        actor: Actor,
        *,
        status: RefundStatus | None,
        staff_only: bool,
        after: Cursor | None,
        limit: int,
    ) -> Page[Refund]:
        """Newest first; `staff_only` is the queue of those that a person must look at."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            return await uow.refunds.page(
                status=status, staff_only=staff_only, after=after, limit=limit
            )

    async def show(self, actor: Actor, refund_id: RefundId) -> RefundView:
        """Raises Forbidden, NotFound."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            refund = await uow.refunds.get(refund_id)
            return RefundView(refund, await uow.audit.about(refund_id))

    @command
    async def retry(
        self, actor: Actor, refund_id: RefundId, *, reason: str, dry_run: bool = False
    ) -> Refund:
        """Call the vendor again now: first it is asked what became of the refund.

        Raises Forbidden, NotFound, RefundMoveRefused once it has ended, InvalidInput.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            refund = (await uow.refunds.get_for_change(refund_id)).retried(at=now)
            await uow.refunds.save(refund)
            await uow.audit.add(
                audit_record(
                    self.refunder.bookkeeper.ids,
                    actor,
                    action="refund.retry",
                    subject_type="refund",
                    subject_id=refund_id,
                    reason=reason,
                    at=now,
                )
            )
            if not dry_run:
                await uow.commit()
        return refund


def _most_refundable(captures: Sequence[Capture]) -> Capture:
    """The arrival of which most can still go back; raises RefundAboveCaptured when none can."""
    most = max(captures, key=lambda capture: capture.refundable, default=None)
    if most is None or not most.refundable:
        raise RefundAboveCaptured(refundable=0)
    return most
