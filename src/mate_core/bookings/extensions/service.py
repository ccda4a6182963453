"""Going on longer: the user proposes and pays, the partner accepts (RULES 23)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mate_core.bookings.eligibility import require_trusted
from mate_core.bookings.errors import (
    ExtensionClosed,
    ExtensionNotPossible,
    ExtensionPending,
    NotYourStep,
)
from mate_core.bookings.extensions.holding import ExtensionHolder
from mate_core.bookings.extensions.model import Extension, ExtensionStatus
from mate_core.bookings.extensions.rules import (
    require_bounds,
    require_room,
    require_unfrozen,
    require_venue_hours,
)
from mate_core.bookings.extensions.steps import (
    close_extension,
    publish_extension,
    record_extension,
    reserve_length,
)
from mate_core.bookings.model import Booking
from mate_core.bookings.policies import price_of
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor, party_in
from mate_core.bookings.transitions import Party
from mate_core.bookings.views import ExtensionView, extension_view
from mate_core.payments.errors import GatewayRefused, GatewayUnavailable, InsufficientFunds
from mate_core.payments.intent import IntentPurpose, PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.payments.service import PaymentService
from mate_core.payments.wallet import WalletChange
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId, ExtensionId, IntentId
from mate_core.shared.ports import Clock, IdempotencyKey


@dataclass(frozen=True, slots=True)
class ExtensionPayment:
    """Where to send the payer's browser for an extension."""

    view: ExtensionView
    intent: PaymentIntent


@dataclass(frozen=True, slots=True)
class ExtensionService:
    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    conductor: BookingConductor
    payments: PaymentService

    @property
    def _holder(self) -> ExtensionHolder:
        return ExtensionHolder(self.conductor)

    @command
    async def propose(
        self,
        actor: Actor,
        booking_id: BookingId,
        half_hours: int,
        provider: Provider | None,
        *,
        payer_ip: str,
        key: IdempotencyKey,
    ) -> ExtensionView:
        """The user asks to go on for `half_hours` × 30 minutes; nothing is reserved or held yet.

        `provider` None pays from the wallet. A freeze is not looked at: the proposal stands and
        cannot be accepted, so that its answer tells nothing (RULES 2). Raises NotFound,
        NotYourStep, MoveRefused, OutsideExtensionWindow, ExtensionPending, ExtensionTooLong,
        ExtensionTooDear, ExtensionOutsideVenueHours, ExtensionNotPossible, InsufficientFunds,
        UnknownProvider, WalletPaymentOnly, IdempotencyKeyReused.
        """
        at, policy = self.clock.now(), self.conductor.policy
        async with self.open_uow() as uow:
            done = await uow.idempotency.claim(key, at=at)
            if done is not None:
                extension = await uow.extensions.get(ExtensionId(UUID(done)))
                return extension_view(extension, Party.USER, at=at)
            booking = await self._own(uow, actor, booking_id, Party.USER, step="extend")
            booking.require_extendable(Party.USER, policy.timers, at=at)
            earlier = await uow.extensions.of_booking(booking.id)
            if any(each.blocks_another(at=at) for each in earlier):
                raise ExtensionPending
            extension = self._new(booking, half_hours, provider, payer_ip, at=at)
            require_bounds(booking, extension, policy.limits)
            longer = booking.lengthened(half_hours)
            require_venue_hours(booking, longer, policy.activities.at(at))
            await require_room(uow, booking, longer, viewer=Party.USER)
            await self._require_means(uow, booking, extension, at=at)
            await uow.extensions.add(extension)
            await publish_extension(uow, booking, extension, at=at)
            await uow.idempotency.store(key, str(extension.id))
            await uow.commit()
        return extension_view(extension, Party.USER, at=at)

    def _new(
        self,
        booking: Booking,
        half_hours: int,
        provider: Provider | None,
        payer_ip: str,
        *,
        at: datetime,
    ) -> Extension:
        """A line of its own at the booked rate, never under the 3-hour minimum again."""
        terms, answer = booking.terms, self.conductor.policy.timers.extension_answer
        return Extension(
            id=ExtensionId(self.conductor.ids.uuid()),
            booking_id=booking.id,
            half_hours=half_hours,
            price=price_of(terms.hourly_rate, half_hours, terms.fee_percent),
            provider=provider,
            payer_ip=payer_ip,
            proposed_at=at,
            expires_at=min(at + answer, booking.period.end),
        )

    async def _require_means(
        self, uow: BookingsUow, booking: Booking, extension: Extension, *, at: datetime
    ) -> None:
        """What only the payer may hear of, so it is said now and not to the partner."""
        if extension.provider is not None:
            self.payments.require_offered(extension.provider)
            await require_trusted(uow, booking.user_id, self.conductor.policy.limits, at=at)
            return
        amount = extension.price.total
        wallet = await uow.wallets.get(booking.user_id)
        wallet.changed(WalletChange(booking.user_id, available=-amount, held=amount))

    async def accept(
        self, actor: Actor, booking_id: BookingId, extension_id: ExtensionId
    ) -> ExtensionView:
        """The partner agrees: the money is held at once, or the time is kept until it is paid.

        Raises NotFound, NotYourStep, ExtensionClosed, MoveRefused, OutsideExtensionWindow,
        ExtensionOutsideVenueHours, PeriodTaken for the partner's own time, ExtensionNotPossible
        for everything that is the user's or a freeze's.
        """
        extension, intent_id = await self._accept(actor, booking_id, extension_id)
        if intent_id is not None:
            await self._try_page(intent_id)
        return extension_view(extension, Party.PARTNER, at=self.clock.now())

    async def _try_page(self, intent_id: IntentId) -> None:
        """The payer's page, ready when he looks; trouble with it is not the partner's to hear."""
        try:
            await self.payments.open_page(intent_id)
        except (GatewayRefused, GatewayUnavailable):
            return  # `pay` asks again, and tells the payer

    @command
    async def _accept(
        self, actor: Actor, booking_id: BookingId, extension_id: ExtensionId
    ) -> tuple[Extension, IntentId | None]:
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self._own(
                uow, actor, booking_id, Party.PARTNER, step="accept_extension", calendar=True
            )
            extension = await _of(uow, booking, extension_id)
            if extension.accepted_at is not None:
                return extension, None
            if extension.status is not ExtensionStatus.PROPOSED or extension.expires_at <= at:
                raise ExtensionClosed
            booking.require_extendable(Party.PARTNER, self.conductor.policy.timers, at=at)
            longer = booking.lengthened(extension.half_hours)
            require_venue_hours(booking, longer, self.conductor.policy.activities.at(at))
            await require_room(uow, booking, longer, viewer=Party.PARTNER)
            await require_unfrozen(uow, booking)
            if extension.provider is None:
                accepted, intent_id = await self._hold(uow, booking, extension, at=at), None
            else:
                accepted, intent_id = await self._reserve(
                    uow, booking, extension, extension.provider, at=at
                )
            await uow.commit()
        return accepted, intent_id

    async def _hold(
        self, uow: BookingsUow, booking: Booking, extension: Extension, *, at: datetime
    ) -> Extension:
        try:
            return await self._holder.hold(uow, booking, extension, party=Party.PARTNER, at=at)
        except InsufficientFunds:
            # What the user's wallet holds is not for the partner.
            raise ExtensionNotPossible from None

    async def _reserve(
        self,
        uow: BookingsUow,
        booking: Booking,
        extension: Extension,
        provider: Provider,
        *,
        at: datetime,
    ) -> tuple[Extension, IntentId]:
        """Keep the longer time while the payer's page is open; the booking stays as it is."""
        await reserve_length(uow, booking.lengthened(extension.half_hours), at=at)
        intent = await self._attempt(uow, booking, extension, provider, at=at)
        reserved = extension.reserved(until=intent.expires_at, at=at)
        await record_extension(uow, booking, reserved, at=at)
        return reserved, intent.id

    async def _attempt(
        self,
        uow: BookingsUow,
        booking: Booking,
        extension: Extension,
        provider: Provider,
        *,
        at: datetime,
    ) -> PaymentIntent:
        """A page that closes with the time that is kept, if that is kept already."""
        return await self.payments.bookkeeper.open_intent(
            uow,
            purpose=IntentPurpose.EXTENSION,
            provider=provider,
            payer=booking.user_id,
            reference=booking.id,
            part=extension.id,
            amount=extension.price.total,
            payer_ip=extension.payer_ip,
            policy=self.payments.policy,
            until=None if extension.accepted_at is None else extension.expires_at,
            at=at,
        )

    @command
    async def decline(
        self, actor: Actor, booking_id: BookingId, extension_id: ExtensionId
    ) -> ExtensionView:
        """The partner says no; the user reads only that nobody answered.

        Raises NotFound, NotYourStep, ExtensionClosed.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self._own(
                uow, actor, booking_id, Party.PARTNER, step="decline_extension"
            )
            extension = await _of(uow, booking, extension_id)
            if extension.status is not ExtensionStatus.DECLINED:
                extension = extension.declined(at=at)
                await close_extension(uow, booking, extension, at=at)
                await uow.commit()
        return extension_view(extension, Party.PARTNER, at=at)

    async def pay(
        self, actor: Actor, booking_id: BookingId, extension_id: ExtensionId
    ) -> ExtensionPayment:
        """The page on which the user pays an accepted extension; a failed one is opened anew.

        Raises NotFound, NotYourStep, ExtensionClosed, GatewayRefused, GatewayUnavailable (repeat).
        """
        extension, intent_id = await self._payable(actor, booking_id, extension_id)
        intent = await self.payments.open_page(intent_id)
        view = extension_view(extension, Party.USER, at=self.clock.now())
        return ExtensionPayment(view, intent)

    @command
    async def _payable(
        self, actor: Actor, booking_id: BookingId, extension_id: ExtensionId
    ) -> tuple[Extension, IntentId]:
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self._own(uow, actor, booking_id, Party.USER, step="pay")
            extension = await _of(uow, booking, extension_id)
            waits = extension.status is ExtensionStatus.AWAITING_PAYMENT
            if extension.provider is None or not waits or extension.expires_at <= at:
                raise ExtensionClosed
            intent = await uow.intents.waiting_for(booking.id)
            if intent is None:
                intent = await self._attempt(uow, booking, extension, extension.provider, at=at)
                await uow.commit()
        return extension, intent.id

    @command
    async def lapse(self, extension_id: ExtensionId) -> bool:
        """The clock: nobody answered or paid in time. False when somebody was faster."""
        at = self.clock.now()
        async with self.open_uow() as uow:
            seen = await uow.extensions.get(extension_id)
            booking = await self.conductor.lock(uow, seen.booking_id, calendar=True)
            extension = await uow.extensions.get(extension_id)
            if extension.due_at is None or extension.due_at > at:
                return False
            await close_extension(uow, booking, extension.lapsed(at=at), at=at)
            await uow.commit()
        return True

    async def _own(
        self,
        uow: BookingsUow,
        actor: Actor,
        booking_id: BookingId,
        party: Party,
        *,
        step: str,
        calendar: bool = False,
    ) -> Booking:
        """The booking, locked, for the one party whose step it is; strangers lock nothing."""
        is_party = party_in(await uow.bookings.get(booking_id), actor.user_id)
        if is_party is not party:
            raise NotYourStep(action=step, party=is_party.value)
        return await self.conductor.lock(uow, booking_id, calendar=calendar)


async def _of(uow: BookingsUow, booking: Booking, extension_id: ExtensionId) -> Extension:
    extension = await uow.extensions.get(extension_id)
    if extension.booking_id != booking.id:
        raise NotFound
    return extension
