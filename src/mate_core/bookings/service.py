"""What the two parties do with a booking, paying apart."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mate_core.bookings.eligibility import (
    NO_OCCASION,
    Occasion,
    Wish,
    require_free,
    require_occasion,
    require_offered,
    require_partner,
    require_possible,
    require_room,
    require_user,
    require_venue,
    terms_for,
)
from mate_core.bookings.errors import PriceChanged
from mate_core.bookings.events import BookingRequested
from mate_core.bookings.model import Booking, HistoryEntry, MeetingPlace, Terms
from mate_core.bookings.ports import BookingOrder, BookingsUow
from mate_core.bookings.steps import BookingConductor, party_in
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.bookings.views import BookingView, Quote, full_view, view_of
from mate_core.partners.model import Partner, ServiceType
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import BookingId, booking_code
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock, IdempotencyKey
from mate_core.shared.time import Period

NOTE_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What a user asks for. `expected_total` guards against a price that changed meanwhile."""

    wish: Wish
    service_type: ServiceType
    place: MeetingPlace
    note: str | None = None
    expected_total: Vnd | None = None


@dataclass(frozen=True, slots=True)
class BookingService:
    open_uow: Callable[[], BookingsUow]
    open_read: Callable[[], BookingsUow]
    clock: Clock
    conductor: BookingConductor

    async def quote(self, actor: Actor, wish: Wish, occasion: Occasion = NO_OCCASION) -> Quote:
        """The price at this moment; reserves nothing.

        Raises NotFound, BookingWithSelf, PartnerNotBookable, DurationInvalid, StartInPast,
        BeyondHorizon, TotalTooHigh; for what the occasion says already, ServiceNotOffered,
        VenueNotAllowed, OutsideVenueHours, TripOutsideVenueHours.
        """
        at, policy = self.clock.now(), self.conductor.policy
        require_possible(wish, policy.limits, at=at)
        async with self.open_read() as uow:
            partner = await self._bookable(uow, actor, wish)
        terms = terms_for(wish, partner, policy, at=at)
        meeting = Period.of_half_hours(wish.start, terms.billed_half_hours)
        require_occasion(occasion, partner, meeting, policy.activities.at(at))
        return Quote(terms)

    @command
    async def request(
        self, actor: Actor, request: BookingRequest, key: IdempotencyKey
    ) -> BookingView:
        """A PENDING booking; it reserves nothing until the partner confirms.

        Raises what `quote` raises with an occasion, and PhoneUnverified, UnderAge,
        OutsidePublishedTime, PeriodTaken, UserBusy, TooManyOpenRequests,
        TooManyFutureBookings, PriceChanged, IdempotencyKeyReused.
        """
        at, policy = self.clock.now(), self.conductor.policy
        _require_short(request)
        async with self.open_uow() as uow:
            done = await uow.idempotency.claim(key, at=at)
            if done is not None:
                return await self._view(uow, BookingId(UUID(done)), Party.USER)
            require_possible(request.wish, policy.limits, at=at)
            await uow.users.lock_persons([actor.user_id])
            user, profile = await uow.together(
                uow.users.get(actor.user_id), uow.profiles.get(actor.user_id)
            )
            require_user(user, profile, at=at)
            partner = await self._bookable(uow, actor, request.wish)
            require_offered(request.service_type, partner)
            terms = terms_for(request.wish, partner, policy, at=at)
            if request.expected_total not in (None, terms.total):
                raise PriceChanged(total_amount=terms.total.amount)
            period = Period.of_half_hours(request.wish.start, terms.billed_half_hours)
            edition, venue_class = policy.activities.at(at), request.place.venue_class
            require_venue(request.service_type, venue_class, period, edition)
            standing = await require_free(uow, actor.user_id, partner, meeting=period, at=at)
            require_room(standing, policy.limits)
            booking = self._new(actor, request, partner, terms, period, at=at)
            await self._add(uow, booking)
            await uow.idempotency.store(key, str(booking.id))
            await uow.commit()
        return view_of(booking, Party.USER, timers=policy.timers, at=at)

    async def _bookable(self, uow: BookingsUow, actor: Actor, wish: Wish) -> Partner:
        partner, account, blocked = await uow.together(
            uow.partners.get(wish.partner_id),
            uow.users.get(wish.partner_id),
            uow.blocks.between(actor.user_id, wish.partner_id),
        )
        require_partner(partner, account, actor.user_id, blocked=blocked)
        return partner

    def _new(
        self,
        actor: Actor,
        request: BookingRequest,
        partner: Partner,
        terms: Terms,
        period: Period,
        *,
        at: datetime,
    ) -> Booking:
        return Booking(
            id=BookingId(self.conductor.ids.uuid()),
            code=booking_code(self.conductor.random),
            user_id=actor.user_id,
            partner_id=partner.id,
            service_type=request.service_type,
            period=period,
            travel_buffer=partner.travel_buffer,
            terms=terms,
            place=request.place,
            created_at=at,
            updated_at=at,
            user_note=request.note,
        )

    async def _add(self, uow: BookingsUow, booking: Booking) -> None:
        await uow.bookings.add(booking, due_at=booking.due_at(self.conductor.policy.timers))
        await uow.bookings.add_history(
            HistoryEntry(
                id=self.conductor.ids.uuid(),
                booking_id=booking.id,
                from_status=None,
                to_status=booking.status,
                action=Action.REQUEST,
                party=Party.USER,
                actor_id=booking.user_id,
                reason=None,
                at=booking.created_at,
            )
        )
        await uow.publish(
            BookingRequested(
                booking_id=booking.id,
                user_id=booking.user_id,
                partner_id=booking.partner_id,
                at=booking.created_at,
            )
        )

    async def get(self, actor: Actor, booking_id: BookingId) -> BookingView:
        """With history and escrow; raises NotFound for everyone but the two parties."""
        async with self.open_read() as uow:
            booking = await uow.bookings.get(booking_id)
            return await full_view(
                uow,
                booking,
                party_in(booking, actor.user_id),
                timers=self.conductor.policy.timers,
                at=self.clock.now(),
            )

    async def page(
        self,
        actor: Actor,
        *,
        role: Party | None,
        status: Collection[BookingStatus] | None,
        within: tuple[datetime | None, datetime | None],
        after: Cursor | None,
        limit: int,
        order: BookingOrder = BookingOrder.NEWEST,
    ) -> Page[BookingView]:
        """The actor's bookings in either role."""
        at, timers = self.clock.now(), self.conductor.policy.timers
        async with self.open_read() as uow:
            page = await uow.bookings.page(
                actor.user_id,
                role=role,
                status=status,
                within=within,
                after=after,
                limit=limit,
                order=order,
            )
        views = [
            view_of(booking, party_in(booking, actor.user_id), timers=timers, at=at)
            for booking in page.items
        ]
        return Page(views, page.next)

    async def _view(self, uow: BookingsUow, booking_id: BookingId, viewer: Party) -> BookingView:
        booking = await uow.bookings.get(booking_id)
        return view_of(booking, viewer, timers=self.conductor.policy.timers, at=self.clock.now())


def _require_short(request: BookingRequest) -> None:
    for field, text in (("userNote", request.note), ("meetingLocation", request.place.location)):
        if text is not None and len(text) > NOTE_LENGTH:
            raise InvalidInput(field, "text.length", f"Give at most {NOTE_LENGTH} characters.")
