"""What staff do with disputes: look (audited), open, decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.disputes.deeds import DECIDE, dispute_deed
from mate_core.bookings.disputes.errors import SameDecider, SplitAmountInvalid
from mate_core.bookings.disputes.events import DisputeDecided
from mate_core.bookings.disputes.model import (
    Dispute,
    DisputeReason,
    DisputeStatus,
    Opening,
    Outcome,
    Ruling,
    Verdict,
)
from mate_core.bookings.disputes.ports import DisputeFilter
from mate_core.bookings.disputes.service import require_text
from mate_core.bookings.disputes.steps import DisputeConductor, instruction_for
from mate_core.bookings.disputes.views import DisputeFile, Resolution
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.transitions import Party
from mate_core.payments.approvals import authorize
from mate_core.payments.escrow import Escrow, Shares
from mate_core.payments.policies import PaymentPolicy
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId
from mate_core.shared.money import ZERO
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditRecord, Clock


@dataclass(frozen=True, slots=True)
class StaffDisputeService:
    """With `dry_run` everything is checked and worked out, and nothing changes."""

    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    disputes: DisputeConductor
    payments: PaymentPolicy

    async def page(
        self, actor: Actor, wanted: DisputeFilter, *, after: Cursor | None, limit: int
    ) -> Page[Dispute]:
        """Newest first; raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.disputes.page(wanted, after=after, limit=limit)

    @command
    async def show(self, actor: Actor, booking_id: BookingId) -> DisputeFile:
        """The whole file with its evidence; the look itself is audited.

        Raises Forbidden, NotFound.
        """
        actor.require_staff()
        async with self.open_uow() as uow:
            dispute = await _existing(uow, booking_id)
            await uow.audit.add(self._audit(actor, "dispute.read", dispute, "looked at the file"))
            file = await self._file(uow, dispute)
            await uow.commit()
        return file

    @command
    async def open(
        self, actor: Actor, booking_id: BookingId, reason: DisputeReason, details: str
    ) -> DisputeFile:
        """In the platform's name, for reasons of its own.

        Raises Forbidden, NotFound, MoveRefused, DisputeTooEarly, DisputeExists,
        NothingToDispute, InvalidInput.
        """
        actor.require_staff()
        require_text("details", details)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self.disputes.conductor.lock(uow, booking_id, calendar=True)
            opening = Opening(Party.STAFF, actor.user_id, reason, details)
            await self.disputes.open(uow, booking, opening, at=at)
            dispute = await _existing(uow, booking_id)
            await uow.audit.add(self._audit(actor, "dispute.open", dispute, details[:500]))
            file = await self._file(uow, dispute)
            await uow.commit()
        return file

    @command
    async def resolve(
        self,
        actor: Actor,
        booking_id: BookingId,
        verdict: Verdict,
        *,
        note: str,
        dry_run: bool = False,
    ) -> Resolution:
        """Decide, or decide the appeal for good; both parties read the note.

        Above the limits of one person it waits until another one decides the same (RULES 16).
        Raises Forbidden, NotFound, OwnCase, SplitAmountInvalid, DisputeMoveRefused, SameDecider,
        InvalidInput.
        """
        actor.require(Capability.FINANCE)
        require_reason(note)
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self.disputes.conductor.lock(uow, booking_id, calendar=True)
            dispute = await _existing(uow, booking_id)
            escrow = await _escrow_of(uow, booking_id)
            _require_possible(verdict, escrow)
            await _require_fresh_eyes(uow, actor, dispute)
            ruling = Ruling(verdict, note, actor.user_id, at)
            decided = dispute.decided(ruling, timers=self.disputes.timers)
            shares = self._shares(verdict, escrow, at=at)
            authorization = await authorize(
                uow,
                actor,
                dispute_deed(dispute, escrow, verdict, shares),
                policy=self.payments.staff,
                ids=self.disputes.conductor.ids,
                reason=note,
                at=at,
            )
            if authorization.granted:
                await self._rule(uow, actor, booking, decided, at=at)
            if not dry_run:
                await uow.commit()
        waits = not authorization.granted
        return Resolution(dispute if waits else decided, escrow, shares, waits)

    async def _rule(
        self, uow: BookingsUow, actor: Actor, booking: Booking, decided: Dispute, *, at: datetime
    ) -> None:
        ruling = decided.rulings[-1]
        is_final = decided.status is DisputeStatus.EXECUTED
        await uow.disputes.save(decided)
        await uow.audit.add(self._audit(actor, DECIDE, decided, ruling.note))
        await uow.publish(
            DisputeDecided(
                booking_id=booking.id,
                user_id=booking.user_id,
                partner_id=booking.partner_id,
                outcome=ruling.verdict.outcome.value,
                partner_amount=ruling.verdict.partner_amount,
                is_final=is_final,
                at=at,
            )
        )
        if is_final:
            await self.disputes.execute(
                uow, booking, ruling.verdict, by=Party.STAFF, actor_id=actor.user_id, at=at
            )

    def _shares(self, verdict: Verdict, escrow: Escrow, *, at: datetime) -> Shares:
        """At the rates in force now; the settlement takes those of its own day."""
        rates = self.payments.tax.rates_at(at)
        return instruction_for(verdict, at=at).shares(escrow.subtotal, escrow.service_fee, rates)

    async def _file(self, uow: BookingsUow, dispute: Dispute) -> DisputeFile:
        escrow = await _escrow_of(uow, dispute.booking_id)
        return DisputeFile(
            dispute=dispute,
            booking=await uow.bookings.get(dispute.booking_id),
            escrow=escrow,
            statements=await uow.disputes.statements(dispute.booking_id),
            evidence=await uow.disputes.evidence(dispute.booking_id),
            freezes=await uow.escrows.open_freezes(escrow.id),
            audit=await uow.audit.about(dispute.booking_id),
        )

    def _audit(self, actor: Actor, action: str, dispute: Dispute, reason: str) -> AuditRecord:
        rulings = dispute.rulings
        return audit_record(
            self.disputes.conductor.ids,
            actor,
            action=action,
            subject_type="dispute",
            subject_id=dispute.booking_id,
            reason=reason,
            at=self.clock.now(),
            facts={"verdict": rulings[-1].verdict.terms} if rulings else {},
        )


def _require_possible(verdict: Verdict, escrow: Escrow) -> None:
    """Raises SplitAmountInvalid; the amount is gross of tax and without the fee."""
    highest = escrow.subtotal if verdict.outcome is Outcome.SPLIT else ZERO
    if not ZERO <= verdict.partner_amount <= highest:
        raise SplitAmountInvalid(highest=escrow.subtotal.amount)


async def _require_fresh_eyes(uow: BookingsUow, actor: Actor, dispute: Dispute) -> None:
    """Whoever decided the first time, or proposed to, leaves the appeal to others.

    Raises SameDecider.
    """
    if dispute.appeal is None:
        return
    for record in await uow.audit.about(dispute.booking_id):
        is_decision = record.action.startswith(DECIDE) and record.at <= dispute.appeal.at
        if is_decision and record.actor_id == actor.user_id:
            raise SameDecider


async def _existing(uow: BookingsUow, booking_id: BookingId) -> Dispute:
    dispute = await uow.disputes.of_booking(booking_id)
    if dispute is None:
        raise NotFound
    return dispute


async def _escrow_of(uow: BookingsUow, booking_id: BookingId) -> Escrow:
    escrow = await uow.escrows.of_reference(booking_id)
    if escrow is None:
        raise NotFound
    return escrow
