"""Opening, executing and undoing a dispute, inside somebody else's transaction.

Everything here runs under the lock of the booking; what changes calendars also holds its persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from mate_core.bookings.disputes.errors import DisputeExists, DisputeTooEarly, NothingToDispute
from mate_core.bookings.disputes.events import DisputeExecuted, DisputeOpened, DisputeWithdrawn
from mate_core.bookings.disputes.evidence import EvidenceItem, freeze_evidence
from mate_core.bookings.disputes.evidence_contributors import EvidenceContributor
from mate_core.bookings.disputes.model import (
    SAFETY_REASONS,
    Dispute,
    Opening,
    Outcome,
    Verdict,
    opened,
)
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.policies import DisputeTimers
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor, announce_calendars
from mate_core.bookings.transitions import Action, BookingStatus, Party, status_after
from mate_core.payments.escrow import (
    Escrow,
    Freeze,
    FreezeCause,
    Instruction,
    refund_at,
    release_at,
    split_at,
)
from mate_core.payments.events import EscrowFrozen, EscrowUnfrozen
from mate_core.payments.steps import instruct_escrow
from mate_core.shared.ids import UserId

_RETURNS: Final[Mapping[BookingStatus, Action]] = MappingProxyType(
    {
        BookingStatus.PAID: Action.RETURN_TO_PAID,
        BookingStatus.IN_PROGRESS: Action.RETURN_TO_IN_PROGRESS,
        BookingStatus.COMPLETED: Action.RETURN_TO_COMPLETED,
        BookingStatus.CANCELLED: Action.RETURN_TO_CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class DisputeConductor:
    """`contributors` are asked for evidence when a dispute opens."""

    conductor: BookingConductor
    contributors: Sequence[EvidenceContributor]

    @property
    def timers(self) -> DisputeTimers:
        return self.conductor.policy.disputes

    async def open(
        self, uow: BookingsUow, booking: Booking, opening: Opening, *, at: datetime
    ) -> Booking:
        """Freeze the money and the evidence; the booking stands in DISPUTED.

        Raises MoveRefused, NotYourStep, DisputeExists, DisputeTooEarly, NothingToDispute.
        """
        status_after(booking.status, action_of(opening), opening.by)
        if await uow.disputes.of_booking(booking.id) is not None:
            raise DisputeExists
        _require_begun(booking, opening, at=at)
        dispute = await self._opened(uow, booking, opening, at=at)
        await self._freeze(uow, await _disputed_escrow(uow, booking), dispute, at=at)
        await uow.disputes.add(dispute)
        return await self._stand_in_dispute(uow, booking, opening, at=at)

    async def turn_to_safety(
        self, uow: BookingsUow, booking: Booking, opening: Opening, *, at: datetime
    ) -> Booking:
        """An earlier dispute that is undecided, or was withdrawn, goes on as one of safety.

        Raises NothingToDispute, DisputeMoveRefused.
        """
        earlier = await dispute_of(uow, booking)
        escrow = await _disputed_escrow(uow, booking)
        dispute = earlier.turned_to_safety(await self._opened(uow, booking, opening, at=at))
        if not earlier.is_unsettled:
            await self._freeze(uow, escrow, dispute, at=at)
        await uow.disputes.save(dispute)
        return await self._stand_in_dispute(uow, booking, opening, at=at)

    async def execute(
        self,
        uow: BookingsUow,
        booking: Booking,
        verdict: Verdict,
        *,
        by: Party,
        actor_id: UserId | None,
        at: datetime,
    ) -> Booking:
        """What was decided becomes the instruction of the escrow, due now; its freeze is lifted.

        Other freezes stay, and the settlement waits for them (RULES 12). The parties see that the
        money is pending, never why.
        """
        if verdict.outcome is Outcome.REFUND:
            moved = booking.end_without_meeting(
                Action.REFUND,
                CancellationCode.DISPUTE_REFUNDED,
                by=by,
                actor_id=actor_id,
                refund=100,
                at=at,
            )
            ended = await self.conductor.end(uow, moved)
        else:
            ended = await self._complete(uow, booking, verdict, by=by, actor_id=actor_id, at=at)
        await self._unfreeze(uow, booking, at=at)
        await uow.publish(
            DisputeExecuted(
                booking_id=booking.id,
                user_id=booking.user_id,
                partner_id=booking.partner_id,
                outcome=verdict.outcome.value,
                at=at,
            )
        )
        return ended

    async def give_back(
        self,
        uow: BookingsUow,
        booking: Booking,
        former: BookingStatus,
        party: Party,
        *,
        at: datetime,
    ) -> Booking:
        """After a withdrawal: the former state, with no timer and no money sooner than in 1 h."""
        resume = at + self.timers.resume_after
        actor_id = booking.user_id if party is Party.USER else booking.partner_id
        moved = booking.moved(_RETURNS[former], party, actor_id, at=at)
        await self._unfreeze(uow, booking, at=at)
        escrow = await uow.escrows.of_reference_for_change(booking.id)
        if escrow is not None and escrow.instruction is not None:
            due_at = max(escrow.instruction.due_at, resume)
            await instruct_escrow(uow, booking.id, replace(escrow.instruction, due_at=due_at))
        returned = replace(moved.booking, no_show_due_at=None, paused_until=resume)
        booking = await self.conductor.record(uow, replace(moved, booking=returned))
        await uow.publish(
            DisputeWithdrawn(
                booking_id=booking.id,
                user_id=booking.user_id,
                partner_id=booking.partner_id,
                at=at,
            )
        )
        return booking

    async def _opened(
        self, uow: BookingsUow, booking: Booking, opening: Opening, *, at: datetime
    ) -> Dispute:
        believed = opening.reason in SAFETY_REASONS and opening.opener_id is not None
        if believed and opening.opener_id is not None:
            since = at - self.timers.benefit_window
            believed = not await uow.disputes.safety_opened_by(opening.opener_id, since=since)
        return opened(booking, opening, benefit_of_doubt=believed, timers=self.timers, at=at)

    async def _stand_in_dispute(
        self, uow: BookingsUow, booking: Booking, opening: Opening, *, at: datetime
    ) -> Booking:
        """The evidence is frozen before the move, so that it shows what led to it."""
        items: list[EvidenceItem] = []
        for contributor in self.contributors:
            items.extend(await contributor.collect(uow, booking))
        await uow.disputes.freeze_evidence(freeze_evidence(booking.id, items, at=at))
        moved = booking.moved(
            action_of(opening), opening.by, opening.opener_id, at=at, reason=opening.reason.value
        )
        if opening.reason in SAFETY_REASONS:
            await uow.reservations.remove(booking.id)
            await announce_calendars(uow, booking, moved)
        booking = await self.conductor.record(uow, moved)
        await uow.publish(
            DisputeOpened(
                booking_id=booking.id,
                user_id=booking.user_id,
                partner_id=booking.partner_id,
                opened_by=opening.by.value,
                reason=opening.reason.value,
                is_safety=opening.reason in SAFETY_REASONS,
                at=at,
            )
        )
        return booking

    async def _complete(
        self,
        uow: BookingsUow,
        booking: Booking,
        verdict: Verdict,
        *,
        by: Party,
        actor_id: UserId | None,
        at: datetime,
    ) -> Booking:
        is_split = verdict.outcome is Outcome.SPLIT
        moved = booking.moved(Action.SPLIT if is_split else Action.RELEASE, by, actor_id, at=at)
        await instruct_escrow(uow, booking.id, instruction_for(verdict, at=at))
        if booking.started_at is not None and booking.completed_at is None:
            await uow.partners.count_booking(booking.partner_id, booked=0, completed=1)
        completed_at = booking.completed_at or at
        done = replace(moved.booking, completed_at=completed_at, cancellation=None)
        return await self.conductor.record(uow, replace(moved, booking=done))

    async def _freeze(
        self, uow: BookingsUow, escrow: Escrow, dispute: Dispute, *, at: datetime
    ) -> None:
        freeze = Freeze(
            id=self.conductor.ids.uuid(),
            escrow_id=escrow.id,
            cause=FreezeCause.DISPUTE,
            reason=dispute.reason.value,
            opened_at=at,
            opened_by=dispute.opener_id,
        )
        await uow.escrows.add_freeze(freeze)
        await uow.publish(EscrowFrozen(escrow_id=escrow.id, cause=freeze.cause.value, at=at))

    async def _unfreeze(self, uow: BookingsUow, booking: Booking, *, at: datetime) -> None:
        escrow = await uow.escrows.of_reference_for_change(booking.id)
        if escrow is None:
            raise ValueError(f"booking {booking.id} is disputed without an escrow")
        await uow.escrows.lift_freezes(escrow.id, FreezeCause.DISPUTE, at=at)
        await uow.publish(EscrowUnfrozen(escrow_id=escrow.id, at=at))


def instruction_for(verdict: Verdict, *, at: datetime) -> Instruction:
    """What the escrow is told when that verdict is executed at `at`."""
    match verdict.outcome:
        case Outcome.RELEASE:
            return release_at(at)
        case Outcome.REFUND:
            return refund_at(at)
        case Outcome.SPLIT:
            return split_at(at, verdict.partner_amount)


def action_of(opening: Opening) -> Action:
    """Which edge of the table an opening takes."""
    return Action.SAFETY_CANCEL if opening.reason in SAFETY_REASONS else Action.DISPUTE


async def dispute_of(uow: BookingsUow, booking: Booking) -> Dispute:
    """The dispute of a booking that stands in one."""
    dispute = await uow.disputes.of_booking(booking.id)
    if dispute is None:
        raise ValueError(f"booking {booking.id} is {booking.status} without a dispute")
    return dispute


async def _disputed_escrow(uow: BookingsUow, booking: Booking) -> Escrow:
    """The escrow, locked; raises NothingToDispute when no money is left to decide about."""
    escrow = await uow.escrows.of_reference_for_change(booking.id)
    if escrow is None or not escrow.is_open:
        raise NothingToDispute
    if booking.status is BookingStatus.CANCELLED and not escrow.pays_payee:
        raise NothingToDispute
    return escrow


def _require_begun(booking: Booking, opening: Opening, *, at: datetime) -> None:
    """A cancellation may be disputed at once, and safety waits for nothing."""
    ended = booking.status is BookingStatus.CANCELLED
    if not ended and opening.reason not in SAFETY_REASONS and at < booking.period.start:
        raise DisputeTooEarly
