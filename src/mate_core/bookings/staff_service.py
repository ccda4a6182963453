"""What staff do with bookings and the money held for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from mate_core.bookings.errors import NotConfirmedByPayer
from mate_core.bookings.escrow_deeds import DeedGate
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.bookings.views import BookingView, full_view
from mate_core.payments.approvals import Authorization, refuse_own_case
from mate_core.payments.errors import EscrowClosed, SecondPersonNeeded
from mate_core.payments.escrow import (
    Escrow,
    Freeze,
    FreezeCause,
    Shares,
    refund_at,
    release_at,
)
from mate_core.payments.events import EscrowFrozen, EscrowUnfrozen
from mate_core.payments.service import PaymentService
from mate_core.payments.steps import instruct_escrow
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId, EscrowId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditRecord, Clock
from mate_core.shared.time import spoken


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff decided and what it comes to.

    `settled` is False while a freeze is open, and while the decision waits for a second person:
    then nothing has moved, and another member of staff must repeat the same command.
    """

    escrow: Escrow
    shares: Shares
    settled: bool
    authorization: Authorization

    @property
    def waits_for_second_person(self) -> bool:
        return not self.authorization.granted


@dataclass(frozen=True, slots=True)
class EscrowView:
    """An escrow with everything that parties never see."""

    escrow: Escrow
    freezes: Sequence[Freeze]
    audit: Sequence[AuditRecord]


@dataclass(frozen=True, slots=True)
class StaffBookingService:
    """Every command needs a reason and leaves an audit record.

    With `dry_run` everything is checked and worked out, and nothing changes.
    """

    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    conductor: BookingConductor
    payments: PaymentService

    async def page(
        self, actor: Actor, *, status: BookingStatus | None, after: Cursor | None, limit: int
    ) -> Page[Booking]:
        """Everyone's bookings, newest first."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.bookings.page(
                None,
                role=None,
                status=None if status is None else (status,),
                within=(None, None),
                after=after,
                limit=limit,
            )

    async def find(self, actor: Actor, name: str) -> BookingId:
        """The booking behind an id, a booking code or the id of its escrow.

        Raises Forbidden, NotFound.
        """
        actor.require_staff()
        async with self.open_read() as uow:
            try:
                some_id = UUID(name)
            except ValueError:
                return (await uow.bookings.by_code(name.strip().upper())).id
            try:
                return (await uow.bookings.get(BookingId(some_id))).id
            except NotFound:
                return BookingId((await uow.escrows.get(EscrowId(some_id))).reference)

    async def show(self, actor: Actor, booking_id: BookingId) -> BookingView:
        """Raises Forbidden, NotFound."""
        actor.require_staff()
        async with self.open_read() as uow:
            booking = await uow.bookings.get(booking_id)
            timers = self.conductor.policy.timers
            return await full_view(uow, booking, Party.STAFF, timers=timers, at=self.clock.now())

    async def escrows(
        self, actor: Actor, *, open_only: bool, after: Cursor | None, limit: int
    ) -> Page[Escrow]:
        """Newest first."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            return await uow.escrows.page(open_only=open_only, after=after, limit=limit)

    async def escrow(self, actor: Actor, booking_id: BookingId) -> EscrowView:
        """Raises Forbidden, NotFound when nothing was ever held for that booking."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            escrow = await _escrow_of(uow, booking_id)
            return EscrowView(
                escrow,
                await uow.escrows.open_freezes(escrow.id),
                await uow.audit.about(escrow.id),
            )

    @command
    async def cancel(
        self, actor: Actor, booking_id: BookingId, *, reason: str, dry_run: bool = False
    ) -> Booking:
        """End a booking for both sides, everything held goes back to the payer.

        Held money makes it a refund, under the same rule of two people. Raises Forbidden, OwnCase,
        NotFound, MoveRefused, EscrowClosed, InvalidInput, and SecondPersonNeeded once the
        proposal is stored.
        """
        actor.require_staff()
        require_reason(reason)
        async with self.open_uow() as uow:
            booking, authorization = await self._cancel(uow, actor, booking_id, reason)
            if dry_run:
                return booking
            await uow.commit()
        if authorization.proposal is not None and not authorization.granted:
            raise SecondPersonNeeded(lapses_at=spoken(authorization.proposal.lapses_at))
        return booking

    async def refund(
        self, actor: Actor, booking_id: BookingId, *, reason: str, dry_run: bool = False
    ) -> Decision:
        """Give everything held back to the payer now; the booking ends as cancelled by staff.

        Raises Forbidden, OwnCase, NotFound, MoveRefused, EscrowClosed, InvalidInput.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        escrow, authorization = await self._refund(actor, booking_id, reason, dry_run)
        return await self._settled(escrow, authorization, dry_run)

    @command
    async def _refund(
        self, actor: Actor, booking_id: BookingId, reason: str, dry_run: bool
    ) -> tuple[Escrow, Authorization]:
        async with self.open_uow() as uow:
            escrow = await _escrow_of(uow, booking_id)
            if not escrow.is_open:
                raise EscrowClosed(status=escrow.status.value)
            _, authorization = await self._cancel(uow, actor, booking_id, reason)
            if authorization.granted:
                escrow = await _escrow_of(uow, booking_id)
                await self._audit(uow, actor, "escrow.refund", escrow, reason)
            else:
                escrow = escrow.instructed(refund_at(self.clock.now()))
            if not dry_run:
                await uow.commit()
        return escrow, authorization

    async def release(
        self, actor: Actor, booking_id: BookingId, *, reason: str, dry_run: bool = False
    ) -> Decision:
        """Pay the partner of a completed booking before the due time.

        Only after the payer confirmed completion (RULES 16). Raises Forbidden, OwnCase, NotFound,
        NotConfirmedByPayer, EscrowClosed, InvalidInput.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        escrow, authorization = await self._release(actor, booking_id, reason, dry_run)
        return await self._settled(escrow, authorization, dry_run)

    @command
    async def _release(
        self, actor: Actor, booking_id: BookingId, reason: str, dry_run: bool
    ) -> tuple[Escrow, Authorization]:
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self.conductor.lock(uow, booking_id, calendar=False)
            held = await _escrow_of(uow, booking_id)
            if not booking.has_agreed(Party.USER) or booking.status is not BookingStatus.COMPLETED:
                raise NotConfirmedByPayer
            escrow = held.instructed(release_at(at))
            authorization = await self._gate.release(uow, actor, held, reason=reason, at=at)
            if authorization.granted:
                escrow = await instruct_escrow(uow, booking_id, release_at(at)) or escrow
                await self._audit(uow, actor, "escrow.release", escrow, reason)
            if not dry_run:
                await uow.commit()
        return escrow, authorization

    @command
    async def freeze(self, actor: Actor, booking_id: BookingId, *, reason: str) -> EscrowView:
        """No settlement until it is lifted; the parties see nothing of it.

        Raises Forbidden, OwnCase, NotFound, EscrowClosed, InvalidInput.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            escrow = await uow.escrows.get_for_change((await _escrow_of(uow, booking_id)).id)
            await refuse_own_case(uow, actor, (escrow.payer, escrow.payee))
            if not escrow.is_open:
                raise EscrowClosed(status=escrow.status.value)
            freeze = Freeze(
                id=self.conductor.ids.uuid(),
                escrow_id=escrow.id,
                cause=FreezeCause.STAFF,
                reason=reason,
                opened_at=at,
                opened_by=actor.user_id,
            )
            await uow.escrows.add_freeze(freeze)
            await self._audit(uow, actor, "escrow.freeze", escrow, reason)
            await uow.publish(EscrowFrozen(escrow_id=escrow.id, cause=freeze.cause.value, at=at))
            await uow.commit()
        return await self.escrow(actor, booking_id)

    @command
    async def unfreeze(self, actor: Actor, booking_id: BookingId, *, reason: str) -> EscrowView:
        """Lift the freezes of staff and of bans; what is overdue is settled by the next sweep.

        A dispute's own freeze stays: it ends with the dispute.
        Raises Forbidden, OwnCase, NotFound, InvalidInput.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            escrow = await uow.escrows.get_for_change((await _escrow_of(uow, booking_id)).id)
            await refuse_own_case(uow, actor, (escrow.payer, escrow.payee))
            lifted = [
                await uow.escrows.lift_freezes(escrow.id, cause, at=at)
                for cause in (FreezeCause.STAFF, FreezeCause.BAN)
            ]
            if any(lifted):
                await self._audit(uow, actor, "escrow.unfreeze", escrow, reason)
                await uow.publish(EscrowUnfrozen(escrow_id=escrow.id, at=at))
            await uow.commit()
        return await self.escrow(actor, booking_id)

    async def _cancel(
        self, uow: BookingsUow, actor: Actor, booking_id: BookingId, reason: str
    ) -> tuple[Booking, Authorization]:
        """The ended booking, or the one that stands until a second person agrees."""
        at = self.clock.now()
        booking = await self.conductor.lock(uow, booking_id, calendar=True)
        held = booking.refund_percent(
            Party.STAFF, free_cancellations=0, limits=self.conductor.policy.limits, at=at
        )
        moved = booking.end_without_meeting(
            Action.CANCEL,
            CancellationCode.BY_STAFF,
            by=Party.STAFF,
            actor_id=actor.user_id,
            refund=held,
            at=at,
            reason=reason,
        )
        authorization = await self._gate.refund(uow, actor, booking, reason=reason, at=at)
        if not authorization.granted:
            return booking, authorization
        ended = await self.conductor.end(uow, moved)
        await uow.audit.add(
            audit_record(
                self.conductor.ids,
                actor,
                action="booking.cancel",
                subject_type="booking",
                subject_id=booking.id,
                reason=reason,
                at=at,
            )
        )
        return ended, authorization

    @property
    def _gate(self) -> DeedGate:
        return DeedGate(self.conductor.ids, self.payments.policy.staff)

    async def _settled(
        self, escrow: Escrow, authorization: Authorization, dry_run: bool
    ) -> Decision:
        shares = await self.payments.shares_of(escrow)
        may_settle = authorization.granted and not dry_run
        settled = await self.payments.settle(escrow.id) if may_settle else False
        return Decision(escrow, shares, settled, authorization)

    async def _audit(
        self, uow: BookingsUow, actor: Actor, action: str, escrow: Escrow, reason: str
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.conductor.ids,
                actor,
                action=action,
                subject_type="escrow",
                subject_id=escrow.id,
                reason=reason,
                at=self.clock.now(),
                facts={"amount": str(escrow.amount.amount)},
            )
        )


async def _escrow_of(uow: BookingsUow, booking_id: BookingId) -> Escrow:
    escrow = await uow.escrows.of_reference(booking_id)
    if escrow is None:
        raise NotFound
    return escrow
