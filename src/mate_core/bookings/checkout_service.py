"""Paying for a confirmed booking, from the wallet or through a gateway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from mate_core.bookings.eligibility import require_trusted
from mate_core.bookings.errors import BookingOverdue
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor, party_in
from mate_core.bookings.transitions import Action, BookingStatus, Party, status_after
from mate_core.payments.intent import IntentPurpose, PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.payments.service import PaymentService
from mate_core.payments.steps import supersede_attempt
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.ids import BookingId, IntentId
from mate_core.shared.ports import Clock, IdempotencyKey

WALLET: Final = "wallet"


@dataclass(frozen=True, slots=True)
class Payment:
    """`status` of the booking, or where to send the payer's browser."""

    booking_id: BookingId
    status: BookingStatus
    intent: PaymentIntent | None = None


@dataclass(frozen=True, slots=True)
class CheckoutService:
    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    conductor: BookingConductor
    payments: PaymentService

    @command
    async def pay_from_wallet(
        self, actor: Actor, booking_id: BookingId, key: IdempotencyKey
    ) -> Payment:
        """Hold the whole sum at once; a waiting gateway attempt is superseded.

        Raises NotFound, NotYourStep, MoveRefused, BookingOverdue, InsufficientFunds.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            done = await uow.idempotency.claim(key, at=at)
            if done is not None:
                return Payment(booking_id, (await uow.bookings.get(booking_id)).status)
            booking = await self._payable(uow, actor, booking_id, at=at)
            await supersede_attempt(uow, booking.id, at=at)
            booking = await self.conductor.hold(uow, booking, party=Party.USER, at=at)
            await uow.idempotency.store(key, WALLET)
            await uow.commit()
        return Payment(booking.id, booking.status)

    async def pay_by_gateway(
        self,
        actor: Actor,
        booking_id: BookingId,
        provider: Provider,
        *,
        payer_ip: str,
        key: IdempotencyKey,
    ) -> Payment:
        """A page to pay on; the same method again gives the same page while it is open.

        Raises NotFound, NotYourStep, MoveRefused, BookingOverdue, WalletPaymentOnly,
        UnknownProvider, GatewayRefused, GatewayUnavailable (repeat with the same key).
        """
        self.payments.require_offered(provider)
        intent_id = await self._attempt(actor, booking_id, provider, payer_ip, key)
        intent = await self.payments.open_page(intent_id)
        async with self.open_read() as uow:
            booking = await uow.bookings.get(booking_id)
        return Payment(booking_id, booking.status, intent)

    @command
    async def _attempt(
        self,
        actor: Actor,
        booking_id: BookingId,
        provider: Provider,
        payer_ip: str,
        key: IdempotencyKey,
    ) -> IntentId:
        at = self.clock.now()
        async with self.open_uow() as uow:
            done = await uow.idempotency.claim(key, at=at)
            if done is not None:
                return IntentId(UUID(done))
            booking = await self._payable(uow, actor, booking_id, at=at)
            await require_trusted(uow, actor.user_id, self.conductor.policy.limits, at=at)
            intent = await uow.intents.waiting_for(booking.id)
            if intent is None or intent.provider is not provider or intent.expires_at <= at:
                await supersede_attempt(uow, booking.id, at=at)
                intent = await self.payments.bookkeeper.open_intent(
                    uow,
                    purpose=IntentPurpose.BOOKING,
                    provider=provider,
                    payer=actor.user_id,
                    reference=booking.id,
                    amount=booking.terms.total,
                    payer_ip=payer_ip,
                    policy=self.payments.policy,
                    at=at,
                )
            await uow.idempotency.store(key, str(intent.id))
            await uow.commit()
        return intent.id

    async def _payable(
        self, uow: BookingsUow, actor: Actor, booking_id: BookingId, *, at: datetime
    ) -> Booking:
        """The locked booking of its user, waiting for payment and in time."""
        booking = await self.conductor.lock(uow, booking_id, calendar=False)
        status_after(booking.status, Action.PAY, party_in(booking, actor.user_id))
        due_at = booking.due_at(self.conductor.policy.timers)
        if due_at is not None and due_at <= at:
            raise BookingOverdue
        return booking
