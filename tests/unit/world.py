"""The whole application over memory adapters, with the short cuts that stories need."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TypeVar

from mate_adapters.composition.memory_world import MemoryWorld, memory_world
from mate_adapters.composition.ports import Policies
from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble
from mate_core.bookings.eligibility import Wish
from mate_core.bookings.extensions.model import Extension
from mate_core.bookings.model import Booking, MeetingPlace
from mate_core.bookings.policies import price_of
from mate_core.bookings.service import BookingRequest
from mate_core.bookings.transitions import BookingStatus
from mate_core.identity.service import Registration
from mate_core.messages.ports import Carriers
from mate_core.partners.calendar_service import SlotWish
from mate_core.partners.model import RefundPolicy, ServiceType, VenueClass
from mate_core.partners.service import Offer
from mate_core.payments.escrow import Escrow
from mate_core.payments.intent import NoticeResult, PaymentIntent
from mate_core.payments.ledger import JournalEntry, Provider
from mate_core.payments.policies import RESIDENT, PaymentPolicy, TaxPolicy
from mate_core.payments.service import Gateways
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.caching import Cache
from mate_core.shared.contact import EmailAddress, PhoneNumber
from mate_core.shared.events import Event
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.ports import Clock, DueKind, IdempotencyKey
from mate_core.shared.time import Period

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEN_THANH = Coordinates(10.7721, 106.6983)
PASSWORD = "mật khẩu dài"
RATE = Vnd(199_999)
TOTAL = Vnd(804_997)
"""What three and a half hours at `RATE` cost, fee included."""
TAXED = Policies(
    payments=PaymentPolicy(tax=TaxPolicy(((datetime(2025, 7, 1, tzinfo=UTC), RESIDENT),)))
)
"""Withholding tax at 5 + 2 percent, as in every table of MONEY."""

E = TypeVar("E", bound=Event)


class World:
    """People, money and time at hand; every story starts with an empty one."""

    def __init__(
        self,
        policies: Policies | None = None,
        *,
        seed: int = 0,
        real_gateways: Callable[[Clock], Gateways] | None = None,
        real_carriers: Callable[[Clock], Carriers] | None = None,
        real_cache: Callable[[Clock], Cache] | None = None,
    ) -> None:
        self.parts: MemoryWorld = memory_world(
            seed=seed,
            policies=policies,
            real_gateways=real_gateways,
            real_carriers=real_carriers,
            real_cache=real_cache,
        )
        self.app = self.parts.application
        self.store = self.parts.store
        self.clock = self.parts.clock
        self.gateway = self.parts.gateway
        self.gateways = self.parts.gateways
        self._numbers = count(10_000_000)
        self._keys = count(1)
        self._admin: Actor | None = None
        self.service = ServiceType.WALKING
        self.place = MeetingPlace(VenueClass.CAFE, "12 Lê Lợi, Quận 1")

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def meet_at_any_hour(self) -> None:
        """Trips from a station, which never closes: for stories that draw their hours blindly."""
        self.service = ServiceType.TRAVEL
        self.place = MeetingPlace(VenueClass.TRANSPORT_HUB, "Ga Sài Gòn, Quận 3")

    def pass_time(self, by: timedelta) -> datetime:
        return self.clock.advance(by)

    def key(self, actor: Actor, operation: str = "test") -> IdempotencyKey:
        return IdempotencyKey(actor.user_id, operation, f"key-{next(self._keys)}", "digest")

    def events(self, kind: type[E]) -> list[E]:
        return [event for event in self.store.events if isinstance(event, kind)]

    # People

    def new_phone(self) -> PhoneNumber:
        return PhoneNumber(f"+849{next(self._numbers)}")

    def registration(self, phone: PhoneNumber | None = None) -> Registration:
        return Registration(
            email=None,
            phone=phone or self.new_phone(),
            password=PASSWORD,
            full_name="Nguyễn Văn An",
            date_of_birth=date(1998, 5, 17),
        )

    async def code_sent_to(self, address: PhoneNumber | EmailAddress) -> str:
        """The six digits of the last message to that address."""
        found = re.search(r"\b\d{6}\b", (await self.texts_to(address))[-1])
        assert found is not None
        return found.group()

    async def texts_to(self, address: PhoneNumber | EmailAddress) -> list[str]:
        """Everything that went out to that address, oldest first."""
        await self.deliver()
        carrier = self.parts.sms if isinstance(address, PhoneNumber) else self.parts.email
        return [message.text for message in carrier.to(str(address))]

    async def deliver(self) -> None:
        """Relay the outbox and run the tasks that it queues."""
        while await self.store.outbox.relay(at=self.now, limit=100):
            pass
        await self.parts.queue.drain()

    async def user(self, phone: PhoneNumber | None = None) -> Actor:
        """A person with a verified phone."""
        wish = self.registration(phone)
        assert wish.phone is not None
        registered = await self.app.registration.register(wish)
        code = await self.code_sent_to(wish.phone)
        await self.app.registration.verify(registered.challenge_id, code)
        return Actor(registered.user_id)

    async def admin(self) -> Actor:
        if self._admin is None:
            person = await self.user()
            user = await self.app.staff_accounts.change_role(
                None, person.user_id, Role.ADMIN, frozenset(), reason="bootstrap"
            )
            self._admin = user.as_actor()
        return self._admin

    async def support(self, *capabilities: Capability) -> Actor:
        person = await self.user()
        user = await self.app.staff_accounts.change_role(
            await self.admin(),
            person.user_id,
            Role.SUPPORT,
            frozenset(capabilities),
            reason="hired",
        )
        return user.as_actor()

    async def partner(self, offer: Offer | None = None, *, open_days: int = 56) -> Actor:
        """A verified partner at `RATE`, open around the clock for `open_days` from now."""
        person = await self.user()
        await self.app.partners.register(
            person,
            offer
            or Offer(
                hourly_rate=RATE,
                service_types=frozenset({ServiceType.WALKING, ServiceType.TRAVEL}),
                base_area=BEN_THANH,
            ),
        )
        await self.app.partners.verify(await self.admin(), person.user_id, reason="card seen")
        if open_days:
            await self.open_calendar(person, days=open_days)
        return person

    async def flexible_partner(self) -> Actor:
        """Users who cancel late still get half."""
        return await self.partner(
            Offer(
                hourly_rate=RATE,
                service_types=frozenset({ServiceType.WALKING}),
                base_area=BEN_THANH,
                refund_policy=RefundPolicy.FLEXIBLE,
            )
        )

    async def open_calendar(self, partner: Actor, *, days: int) -> None:
        starts = range(0, days, 14)
        await self.app.calendars.add(
            partner,
            [
                SlotWish(Period(self.now + n * DAY, self.now + min(n + 14, days) * DAY))
                for n in starts
            ],
        )

    # Money

    def gateway_meets(
        self,
        *troubles: GatewayTrouble | None,
        call: GatewayCall = GatewayCall.CREATE,
        provider: Provider = Provider.VNPAY,
    ) -> None:
        """The next calls of that kind to that gateway go wrong in those ways."""
        self.gateways[provider].meets(*troubles, call=call)

    async def fund(
        self, actor: Actor, amount: Vnd, provider: Provider = Provider.VNPAY
    ) -> PaymentIntent:
        """A deposit by gateway, arrived."""
        intent = await self.app.payments.deposit(
            actor, amount, provider, payer_ip="203.0.113.7", key=self.key(actor)
        )
        await self.notify(intent)
        return intent

    async def notify(
        self,
        intent: PaymentIntent,
        result: NoticeResult = NoticeResult.SUCCEEDED,
        *,
        amount: Vnd | None = None,
        transaction: str | None = None,
    ) -> str:
        """The gateway's word on an attempt arrives; what we answered."""
        raw = self.gateways[intent.provider].notice(
            intent.merchant_reference, amount or intent.amount, result, transaction=transaction
        )
        return await self.receive(raw, intent.provider)

    async def receive(self, raw: bytes, provider: Provider = Provider.VNPAY) -> str:
        answer = await self.app.callbacks.receive(provider, raw)
        return answer.body.decode()

    async def wallet(self, actor: Actor) -> Wallet:
        return (await self.app.payments.wallet(actor)).wallet

    async def escrow_of(self, booking_id: BookingId) -> Escrow:
        async with self.store.open_read() as uow:
            escrow = await uow.escrows.of_reference(booking_id)
        assert escrow is not None
        return escrow

    async def entries_of(self, booking_id: BookingId) -> Sequence[JournalEntry]:
        """The hold and the settlement of a booking, oldest first."""
        escrow = await self.escrow_of(booking_id)
        async with self.store.open_read() as uow:
            return await uow.journal.of_subject(escrow.id)

    async def assert_books_are_clean(self) -> None:
        report = await self.app.ledger.verify()
        assert report.ok, report.findings

    # Bookings

    def wish(
        self, partner: Actor, *, start_in: timedelta = 48 * HOUR, half_hours: int = 7
    ) -> BookingRequest:
        return BookingRequest(
            Wish(partner.user_id, self.now + start_in, half_hours), self.service, self.place
        )

    async def requested(
        self,
        user: Actor,
        partner: Actor,
        *,
        start_in: timedelta = 48 * HOUR,
        half_hours: int = 7,
    ) -> Booking:
        wish = self.wish(partner, start_in=start_in, half_hours=half_hours)
        view = await self.app.bookings.request(user, wish, self.key(user))
        return view.booking

    async def confirmed(
        self,
        user: Actor,
        partner: Actor,
        *,
        start_in: timedelta = 48 * HOUR,
        half_hours: int = 7,
    ) -> Booking:
        booking = await self.requested(user, partner, start_in=start_in, half_hours=half_hours)
        return (await self.app.meetings.confirm(partner, booking.id)).booking

    async def paid(
        self,
        user: Actor,
        partner: Actor,
        *,
        start_in: timedelta = 48 * HOUR,
        half_hours: int = 7,
    ) -> Booking:
        """Paid from a wallet that was filled with just that sum."""
        booking = await self.confirmed(user, partner, start_in=start_in, half_hours=half_hours)
        await self.fund(user, booking.terms.total)
        await self.app.checkout.pay_from_wallet(user, booking.id, self.key(user))
        return await self.read(booking.id)

    async def started(self, user: Actor, partner: Actor) -> Booking:
        """The meeting has begun; the clock stands at its booked start."""
        booking = await self.paid(user, partner)
        self.clock.set(booking.period.start)
        view = await self.app.meetings.start(partner, booking.id, code_of(booking))
        return view.booking

    async def proposed(
        self,
        user: Actor,
        booking: Booking,
        half_hours: int = 1,
        *,
        provider: Provider | None = None,
        filled: bool = True,
    ) -> Extension:
        """The user asks to go on; `filled` puts just that sum into the wallet first."""
        if filled and provider is None:
            terms = booking.terms
            price = price_of(terms.hourly_rate, half_hours, terms.fee_percent)
            await self.fund(user, price.total)
        view = await self.app.extensions.propose(
            user,
            booking.id,
            half_hours,
            provider,
            payer_ip="203.0.113.7",
            key=self.key(user),
        )
        return view.extension

    async def extended(
        self, user: Actor, partner: Actor, booking: Booking, half_hours: int = 1
    ) -> Booking:
        """Longer, paid from the wallet."""
        extension = await self.proposed(user, booking, half_hours)
        await self.app.extensions.accept(partner, booking.id, extension.id)
        return await self.read(booking.id)

    async def read_extension(self, extension: Extension) -> Extension:
        async with self.store.open_read() as uow:
            return await uow.extensions.get(extension.id)

    async def completed(self, user: Actor, partner: Actor) -> Booking:
        """Both have confirmed; the clock stands at the booked end."""
        booking = await self.started(user, partner)
        self.clock.set(booking.period.end)
        await self.app.meetings.complete(user, booking.id)
        await self.app.meetings.complete(partner, booking.id)
        return await self.read(booking.id)

    async def read(self, booking_id: BookingId) -> Booking:
        async with self.store.open_read() as uow:
            return await uow.bookings.get(booking_id)

    async def status(self, booking_id: BookingId) -> BookingStatus:
        return (await self.read(booking_id)).status

    async def reserved(self, person: UserId, within: Period) -> list[Period]:
        async with self.store.open_read() as uow:
            return [row.period for row in await uow.reservations.of(person, within)]

    # Time

    async def pump(self, *, limit: int = 1_000) -> int:
        """Do everything that is due, as the due pump does; answers how much there was."""
        handled = 0
        for kind, handle in self.app.due_handlers().items():
            async with self.store.due_rows.claim(kind, at=self.now, limit=limit) as ids:
                for row_id in ids:
                    await handle(row_id)
                    handled += 1
        return handled + (await self.pump(limit=limit) if handled else 0)

    async def overdue(self) -> list[DueKind]:
        """Kinds of rows that are due now."""
        kinds = []
        for kind in DueKind:
            async with self.store.due_rows.claim(kind, at=self.now, limit=1) as ids:
                kinds.extend([kind] if ids else [])
        return kinds


def code_of(booking: Booking) -> str:
    assert booking.meeting_code is not None
    return booking.meeting_code.digits


def wrong_code_of(booking: Booking) -> str:
    return f"{(int(code_of(booking)) + 1) % 10_000:04}"
