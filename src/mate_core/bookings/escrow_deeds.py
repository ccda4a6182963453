"""Held money as a deed of staff: what exactly a second person would agree to (RULES 16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.payments.approvals import FREELY, Authorization, authorize, refuse_own_case
from mate_core.payments.deed import StaffDeed
from mate_core.payments.escrow import Escrow
from mate_core.payments.policies import StaffLimits
from mate_core.shared.actor import Actor
from mate_core.shared.ids import IdGenerator


@dataclass(frozen=True, slots=True)
class DeedGate:
    """What every command of staff with a booking's money passes."""

    ids: IdGenerator
    limits: StaffLimits

    async def refund(
        self, uow: BookingsUow, actor: Actor, booking: Booking, *, reason: str, at: datetime
    ) -> Authorization:
        """Everything held back to the payer; a booking without held money needs nobody else.

        Raises OwnCase.
        """
        escrow = await uow.escrows.of_reference(booking.id)
        if escrow is None or not escrow.is_open:
            await refuse_own_case(uow, actor, (booking.user_id, booking.partner_id))
            return FREELY
        return await self._pass(uow, actor, refund_deed(escrow), reason=reason, at=at)

    async def release(
        self, uow: BookingsUow, actor: Actor, escrow: Escrow, *, reason: str, at: datetime
    ) -> Authorization:
        """The payee is paid now. Raises OwnCase."""
        return await self._pass(uow, actor, release_deed(escrow), reason=reason, at=at)

    async def _pass(
        self, uow: BookingsUow, actor: Actor, deed: StaffDeed, *, reason: str, at: datetime
    ) -> Authorization:
        return await authorize(
            uow, actor, deed, policy=self.limits, ids=self.ids, reason=reason, at=at
        )


def refund_deed(escrow: Escrow) -> StaffDeed:
    """The whole sum; it is part of the terms, because an extension may have raised it since."""
    return StaffDeed(
        action="escrow.refund",
        subject_id=escrow.id,
        terms=f"refund:{escrow.amount.amount}",
        amount=escrow.amount,
        beneficiary=escrow.payer,
        parties=frozenset((escrow.payer, escrow.payee)),
    )


def release_deed(escrow: Escrow) -> StaffDeed:
    """What the payee earned before tax."""
    return StaffDeed(
        action="escrow.release",
        subject_id=escrow.id,
        terms=f"release:{escrow.subtotal.amount}",
        amount=escrow.subtotal,
        beneficiary=escrow.payee,
        parties=frozenset((escrow.payer, escrow.payee)),
    )
