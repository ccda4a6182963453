"""Chargebacks: recorded by staff when a vendor reports one, written off when nobody pays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mate_core.payments.approvals import Authorization, authorize, require_granted
from mate_core.payments.capture import Capture
from mate_core.payments.deed import StaffDeed
from mate_core.payments.errors import ChargebackAboveCaptured
from mate_core.payments.events import ChargebackTaken, ReceivableWrittenOff
from mate_core.payments.ledger import EntryKind
from mate_core.payments.policies import StaffLimits
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.refunds.chargeback import (
    Chargeback,
    chargeback_postings,
    chargeback_reference,
    write_off_postings,
    write_off_reference,
)
from mate_core.payments.steps import Bookkeeper
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import ChargebackId, IntentId, UserId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock

LONGEST_REFERENCE = 100


@dataclass(frozen=True, slots=True)
class ChargebackService:
    """Every command needs a reason and leaves an audit record.

    With `dry_run` everything is checked and worked out, and nothing changes. Later income of the
    person does not pay what he owes by itself: it stays owed until it is written off.
    """

    open_uow: Callable[[], PaymentsUow]
    open_read: Callable[[], PaymentsUow]
    clock: Clock
    bookkeeper: Bookkeeper
    limits: StaffLimits

    async def page(
        self, actor: Actor, *, owed_only: bool, after: Cursor | None, limit: int
    ) -> Page[Chargeback]:
        """Newest first; raises Forbidden."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            return await uow.chargebacks.page(owed_only=owed_only, after=after, limit=limit)

    @command
    async def record(
        self,
        actor: Actor,
        intent_id: IntentId,
        *,
        vendor_reference: str,
        amount: Vnd | None = None,
        reason: str,
        dry_run: bool = False,
    ) -> Chargeback:
        """The vendor took `amount` of that payment back; all that is left of it without one.

        Taken from the payer's wallet first, the rest is owed. Raises Forbidden, OwnCase,
        NotFound, ChargebackAboveCaptured, ChargebackRecorded, InvalidInput, and
        SecondPersonNeeded once the proposal is stored.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        _require_reference(vendor_reference)
        now = self.clock.now()
        async with self.open_uow() as uow:
            payer = (await uow.intents.get(intent_id)).payer
            await uow.deeds.lock()  # before the capture, as everywhere
            capture, taken = _takeable(await uow.captures.of_intent_for_change(intent_id), amount)
            deed = _deed("chargeback.record", intent_id, vendor_reference, taken, payer)
            authorization = await self._authorize(uow, actor, deed, reason, at=now)
            chargeback = await self._planned(
                uow, actor, capture, taken, vendor_reference=vendor_reference, reason=reason, at=now
            )
            if authorization.granted or dry_run:
                await uow.captures.save(capture.taken_back(taken))
                await self._taken(uow, chargeback)
                await self._audit(uow, actor, "chargeback.record", chargeback, reason, at=now)
            if not dry_run:
                await uow.commit()
        if not dry_run:
            require_granted(authorization)
        return chargeback

    async def _authorize(
        self, uow: PaymentsUow, actor: Actor, deed: StaffDeed, reason: str, *, at: datetime
    ) -> Authorization:
        ids = self.bookkeeper.ids
        return await authorize(uow, actor, deed, policy=self.limits, ids=ids, reason=reason, at=at)

    async def _planned(
        self,
        uow: PaymentsUow,
        actor: Actor,
        capture: Capture,
        amount: Vnd,
        *,
        vendor_reference: str,
        reason: str,
        at: datetime,
    ) -> Chargeback:
        """What it comes to with the payer's wallet as it stands, locked."""
        wallet = await uow.wallets.get_for_change(capture.payer)
        return Chargeback(
            id=ChargebackId(self.bookkeeper.ids.uuid()),
            capture_id=capture.id,
            intent_id=capture.intent_id,
            provider=capture.provider,
            vendor_reference=vendor_reference,
            payer=capture.payer,
            amount=amount,
            owed=amount - min(amount, wallet.available),
            reason=reason,
            recorded_at=at,
            recorded_by=actor.user_id,
        )

    async def _taken(self, uow: PaymentsUow, chargeback: Chargeback) -> None:
        await uow.chargebacks.add(chargeback)
        await self.bookkeeper.post(
            uow,
            chargeback_reference(chargeback.id),
            EntryKind.CHARGEBACK,
            chargeback_postings(chargeback),
            subject_id=chargeback.intent_id,
            at=chargeback.recorded_at,
        )
        await uow.publish(
            ChargebackTaken(
                chargeback_id=chargeback.id,
                intent_id=chargeback.intent_id,
                payer=chargeback.payer,
                amount=chargeback.amount,
                owed=chargeback.owed,
                at=chargeback.recorded_at,
            )
        )

    @command
    async def write_off(
        self, actor: Actor, chargeback_id: ChargebackId, *, reason: str, dry_run: bool = False
    ) -> Chargeback:
        """Give up what is owed: it is the platform's loss.

        Raises Forbidden, OwnCase, NotFound, ChargebackWrittenOff, InvalidInput, and
        SecondPersonNeeded once the proposal is stored.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            await uow.deeds.lock()
            chargeback = await uow.chargebacks.get_for_change(chargeback_id)
            written_off = chargeback.written_off(at=now)
            owed, payer = chargeback.owed, chargeback.payer
            deed = _deed("chargeback.write_off", chargeback_id, "write-off", owed, payer)
            authorization = await self._authorize(uow, actor, deed, reason, at=now)
            if authorization.granted or dry_run:
                await self._write_off(uow, written_off, at=now)
                await self._audit(uow, actor, "chargeback.write_off", chargeback, reason, at=now)
            if not dry_run:
                await uow.commit()
        if not dry_run:
            require_granted(authorization)
        return written_off

    async def _write_off(self, uow: PaymentsUow, chargeback: Chargeback, *, at: datetime) -> None:
        await uow.chargebacks.save(chargeback)
        await self.bookkeeper.post(
            uow,
            write_off_reference(chargeback.id),
            EntryKind.WRITE_OFF,
            write_off_postings(chargeback),
            subject_id=chargeback.intent_id,
            at=at,
        )
        await uow.publish(
            ReceivableWrittenOff(
                chargeback_id=chargeback.id,
                payer=chargeback.payer,
                amount=chargeback.owed,
                at=at,
            )
        )

    async def _audit(
        self,
        uow: PaymentsUow,
        actor: Actor,
        action: str,
        chargeback: Chargeback,
        reason: str,
        *,
        at: datetime,
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.bookkeeper.ids,
                actor,
                action=action,
                subject_type="chargeback",
                subject_id=chargeback.id,
                reason=reason,
                at=at,
                facts={
                    "amount": str(chargeback.amount.amount),
                    "owed": str(chargeback.owed.amount),
                },
            )
        )


def _takeable(captures: Sequence[Capture], amount: Vnd | None) -> tuple[Capture, Vnd]:
    """The arrival of which most is left, and how much of it; raises ChargebackAboveCaptured."""
    capture = max(captures, key=lambda each: each.refundable, default=None)
    left = capture.refundable if capture else ZERO
    taken = left if amount is None else amount
    if capture is None or not ZERO < taken <= left:
        raise ChargebackAboveCaptured(refundable=left.amount)
    return capture, taken


def _deed(action: str, subject_id: UUID, terms: str, amount: Vnd, payer: UserId) -> StaffDeed:
    return StaffDeed(
        action=action,
        subject_id=subject_id,
        terms=f"{terms}:{amount.amount}",
        amount=amount,
        beneficiary=payer,
        parties=frozenset((payer,)),
    )


def _require_reference(vendor_reference: str) -> None:
    """Raises InvalidInput."""
    if not 1 <= len(vendor_reference.strip()) <= LONGEST_REFERENCE:
        raise InvalidInput(
            "vendorReference",
            "text.length",
            f"Give the vendor's reference in 1 to {LONGEST_REFERENCE} characters.",
        )
