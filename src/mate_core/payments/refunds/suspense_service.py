"""Money in suspense: what staff and the clock do with it (RULES 21)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mate_core.payments.approvals import Authorization, authorize, require_granted
from mate_core.payments.deed import StaffDeed
from mate_core.payments.errors import SuspenseClosed, SuspenseReturning
from mate_core.payments.events import SuspenseEscalated
from mate_core.payments.intent import (
    IntentStatus,
    PaymentIntent,
    SuspenseItem,
)
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.refunds.model import Refund
from mate_core.payments.refunds.steps import Refunder
from mate_core.payments.refunds.suspense_steps import clear_suspense
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.ports import AuditRecord, Clock


@dataclass(frozen=True, slots=True)
class SuspenseView:
    """`refund` is how it goes back, once that was asked for."""

    item: SuspenseItem
    refund: Refund | None
    audit: Sequence[AuditRecord]


@dataclass(frozen=True, slots=True)
class SuspenseService:
    """Every command needs a reason and leaves an audit record.

    With `dry_run` everything is checked and worked out, and nothing changes.
    """

    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    clock: Clock
    refunder: Refunder

    async def open_items(self, actor: Actor) -> Sequence[SuspenseItem]:
        """Oldest first; raises Forbidden."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            return await uow.suspense.open_items()

    async def show(self, actor: Actor, item_id: UUID) -> SuspenseView:
        """Raises Forbidden, NotFound."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            return await _view(uow, item_id)

    async def clear(
        self, actor: Actor, item_id: UUID, *, reason: str, dry_run: bool = False
    ) -> SuspenseView:
        """Credit the payer's wallet; a booking that still waits for the money is paid.

        Raises Forbidden, OwnCase, NotFound, SuspenseClosed, SuspenseReturning, InvalidInput, and
        SecondPersonNeeded once the proposal is stored.
        """
        return await self._decide(actor, "suspense.clear", item_id, reason, dry_run)

    async def give_back(
        self, actor: Actor, item_id: UUID, *, reason: str, dry_run: bool = False
    ) -> SuspenseView:
        """Send it back to where it came from; raises as `clear`."""
        return await self._decide(actor, "suspense.return", item_id, reason, dry_run)

    @command
    async def _decide(
        self, actor: Actor, action: str, item_id: UUID, reason: str, dry_run: bool
    ) -> SuspenseView:
        actor.require(Capability.FINANCE)
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            seen = await _undecided(uow, await uow.suspense.get(item_id))
            authorization = await self._authorize(uow, actor, action, seen, reason, at=now)
            if authorization.granted or dry_run:
                intent, item = await _locked(uow, seen)
                await _undecided(uow, item)
                if action == "suspense.clear":
                    await clear_suspense(uow, self.refunder, intent, item, at=now)
                else:
                    await self._give_back(uow, intent, item, at=now)
                await self._audit(uow, actor, action, item, reason, at=now)
            view = await _view(uow, item_id)
            if not dry_run:
                await uow.commit()
        if not dry_run:
            require_granted(authorization)
        return view

    async def _authorize(
        self,
        uow: PaymentsUow,
        actor: Actor,
        action: str,
        item: SuspenseItem,
        reason: str,
        *,
        at: datetime,
    ) -> Authorization:
        """Under the lock of the reference and before that of the intent (RULES 16)."""
        await _lock_reference(uow, item)
        deed = StaffDeed(
            action=action,
            subject_id=item.id,
            terms=str(item.amount.amount),
            amount=item.amount,
            beneficiary=item.payer,
            parties=frozenset((item.payer,)),
        )
        ids, limits = self.refunder.bookkeeper.ids, self.refunder.policy.staff
        return await authorize(uow, actor, deed, policy=limits, ids=ids, reason=reason, at=at)

    @command
    async def act(self, item_id: UUID) -> bool:
        """What the clock does: undecided money goes back, what hangs is handed to staff."""
        now = self.clock.now()
        async with self.open_uow() as uow:
            seen = await uow.suspense.get(item_id)
            await _lock_reference(uow, seen)
            intent, item = await _locked(uow, seen)
            if not item.is_open or item.next_action_at is None or item.next_action_at > now:
                return False
            if await uow.refunds.of_suspense(item_id) is None:
                await self._give_back(uow, intent, item, at=now)
            else:
                await self._escalate(uow, item, at=now)
            await uow.commit()
        return True

    async def _give_back(
        self, uow: PaymentsUow, intent: PaymentIntent, item: SuspenseItem, *, at: datetime
    ) -> None:
        if intent.status is IntentStatus.REVIEW and intent.vendor_transaction == (
            item.vendor_transaction
        ):
            await uow.intents.save(intent.rejected(at=at))
        await self.refunder.give_back_suspended(uow, item, at=at)

    async def _escalate(self, uow: PaymentsUow, item: SuspenseItem, *, at: datetime) -> None:
        await uow.suspense.save(item.escalated())
        await uow.publish(
            SuspenseEscalated(suspense_id=item.id, payer=item.payer, amount=item.amount, at=at)
        )

    async def _audit(
        self,
        uow: PaymentsUow,
        actor: Actor,
        action: str,
        item: SuspenseItem,
        reason: str,
        *,
        at: datetime,
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.refunder.bookkeeper.ids,
                actor,
                action=action,
                subject_type="suspense",
                subject_id=item.id,
                reason=reason,
                at=at,
                facts={"amount": str(item.amount.amount)},
            )
        )


async def _undecided(uow: PaymentsUow, item: SuspenseItem) -> SuspenseItem:
    """The item, if it is open and not on its way; raises SuspenseClosed, SuspenseReturning."""
    if not item.is_open:
        raise SuspenseClosed
    if await uow.refunds.of_suspense(item.id) is not None:
        raise SuspenseReturning
    return item


async def _lock_reference(uow: PaymentsUow, item: SuspenseItem) -> None:
    """What the money was for comes before everything else in the order of locks."""
    intent = await uow.intents.get(item.intent_id)
    if intent.reference is not None:
        await uow.references.lock(intent.reference)


async def _locked(uow: PaymentsUow, seen: SuspenseItem) -> tuple[PaymentIntent, SuspenseItem]:
    """In the order of locks: intent, capture, item."""
    intent = await uow.intents.get_for_change(seen.intent_id)
    await uow.captures.of_arrival_for_change(seen.provider, seen.vendor_transaction)
    return intent, await uow.suspense.get_for_change(seen.id)


async def _view(uow: PaymentsUow, item_id: UUID) -> SuspenseView:
    item = await uow.suspense.get(item_id)
    refund = await uow.refunds.of_suspense(item_id)
    return SuspenseView(item, refund, await uow.audit.about(item_id))
