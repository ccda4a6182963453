"""Objects for the contract suites. `new_…` only builds, `a_…` also stores, with all that it needs.

Foreign keys are real in PostgreSQL: a row is stored together with the rows that it points to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from mate_adapters.memory.random import SequentialIds
from mate_core.bookings.extensions.model import Extension
from mate_core.bookings.model import Booking, HistoryEntry, MeetingPlace, Terms
from mate_core.bookings.policies import DEFAULT_TIERS, Price
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.identity.model import (
    Channel,
    OtpChallenge,
    OutgoingMessage,
    RefreshToken,
    Session,
    User,
    UserStatus,
)
from mate_core.messages.catalogue import CODE
from mate_core.partners.calendar import Reservation, ReservationRole, Slot, SlotKind
from mate_core.partners.model import ListingStatus, Partner, ServiceType, VenueClass
from mate_core.partners.weekly_hours import Weekday, WeeklyHours, WeeklyPlan
from mate_core.payments.capture import Capture
from mate_core.payments.escrow import Escrow, EscrowLine
from mate_core.payments.intent import Callback, IntentPurpose, PaymentIntent
from mate_core.payments.ledger import EntryKind, JournalEntry, Posting, Provider
from mate_core.payments.refunds.model import Refund, RefundCause
from mate_core.payments.wallet import Wallet, wallet_changes
from mate_core.profiles.model import Profile
from mate_core.shared.actor import Role
from mate_core.shared.addresses import Address, Commune, Province
from mate_core.shared.contact import PhoneNumber
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import (
    BookingId,
    CaptureId,
    ChallengeId,
    EntryId,
    EscrowId,
    ExtensionId,
    IntentId,
    RefundId,
    SessionId,
    SlotId,
    UserId,
    WeeklyHoursId,
)
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period, local_day
from tests.contract.stores import Store

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEN_THANH = Coordinates(10.7721, 106.6983)
SAIGON_WARD = Address(
    Province("79", "Hồ Chí Minh"), date(2025, 7, 1), Commune("26740", "Phường Sài Gòn", "79")
)
NOBODY = UserId(UUID(int=7 << 76 | 0b10 << 62))

_ids = SequentialIds(start=1_000)
_numbers = count(10_000_000)


def new_id() -> UUID:
    return _ids.uuid()


def new_phone() -> PhoneNumber:
    return PhoneNumber(f"+849{next(_numbers)}")


def hours_from_now(start: float, end: float) -> Period:
    return Period(NOW + start * HOUR, NOW + end * HOUR)


def new_user(**changes: Any) -> User:
    """An active account with a verified phone."""
    user = User(
        id=UserId(new_id()),
        email=None,
        phone=new_phone(),
        password_hash="hash",
        role=Role.USER,
        created_at=NOW,
        updated_at=NOW,
        status=UserStatus.ACTIVE,
        phone_verified_at=NOW,
    )
    made = replace(user, **changes)
    return made.closed(at=NOW) if made.status is UserStatus.CLOSED else made


async def a_user(store: Store, **changes: Any) -> User:
    """A user with profile and empty wallet."""
    user = new_user(**changes)
    async with store.open_uow() as uow:
        await uow.users.add(user)
        await uow.profiles.add(new_profile(user))
        await uow.wallets.add(Wallet(user.id))
        await uow.commit()
    return user


def new_profile(user: User, **changes: Any) -> Profile:
    profile = Profile(
        user_id=user.id,
        full_name="Nguyễn Văn An",
        date_of_birth=date(1998, 5, 17),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(profile, **changes)


def new_partner(user: User, **changes: Any) -> Partner:
    """Verified, listed, available, based at a cell in the middle of Ho Chi Minh City."""
    partner = Partner(
        id=user.id,
        hourly_rate=Vnd(199_999),
        minimum_half_hours=6,
        service_types=frozenset({ServiceType.WALKING, ServiceType.MOVIE}),
        created_at=NOW,
        updated_at=NOW,
        base_area=BEN_THANH.snapped(),
        verified_at=NOW,
        listing=ListingStatus.APPROVED,
    )
    return replace(partner, **changes)


async def a_partner(
    store: Store, *, status: UserStatus = UserStatus.ACTIVE, **changes: Any
) -> Partner:
    user = await a_user(store, role=Role.PARTNER, status=status)
    partner = new_partner(user, **changes)
    async with store.open_uow() as uow:
        await uow.partners.add(partner)
        await uow.commit()
    return partner


def new_slot(partner: Partner, period: Period, kind: SlotKind = SlotKind.AVAILABLE) -> Slot:
    return Slot(SlotId(new_id()), partner.id, period, kind, created_at=NOW)


def new_weekly_hours(
    partner: Partner, weekdays: frozenset[Weekday] = frozenset(Weekday)
) -> WeeklyHours:
    """Open from 18:00 to 23:00 from today on."""
    plan = WeeklyPlan(weekdays, start_minute=18 * 60, minutes=300, since=local_day(NOW))
    return WeeklyHours(WeeklyHoursId(new_id()), partner.id, plan, created_at=NOW)


def new_terms(subtotal: int = 699_997, service_fee: int = 105_000) -> Terms:
    return Terms(
        hourly_rate=Vnd(199_999),
        requested_half_hours=7,
        billed_half_hours=7,
        fee_percent=15,
        subtotal=Vnd(subtotal),
        service_fee=Vnd(service_fee),
        tiers=DEFAULT_TIERS,
    )


def new_booking(user_id: UserId, partner_id: UserId, **changes: Any) -> Booking:
    """A request of today for three and a half hours from tomorrow on."""
    booking_id = BookingId(new_id())
    booking = Booking(
        id=booking_id,
        code=f"MATE-{booking_id.int % 10**8:08}",
        user_id=user_id,
        partner_id=partner_id,
        service_type=ServiceType.WALKING,
        period=hours_from_now(24, 27.5),
        travel_buffer=timedelta(minutes=30),
        terms=new_terms(),
        place=MeetingPlace(VenueClass.CAFE),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(booking, **changes)


async def a_pair(store: Store) -> tuple[User, Partner]:
    return await a_user(store), await a_partner(store)


async def a_booking(
    store: Store,
    *,
    user_id: UserId | None = None,
    partner_id: UserId | None = None,
    due_at: datetime | None = None,
    **changes: Any,
) -> Booking:
    """A booking between the given people, or between new ones."""
    user = user_id or (await a_user(store)).id
    partner = partner_id or (await a_partner(store)).id
    booking = new_booking(user, partner, **changes)
    async with store.open_uow() as uow:
        await uow.bookings.add(booking, due_at=due_at)
        await uow.commit()
    return booking


def new_history(booking: Booking, **changes: Any) -> HistoryEntry:
    entry = HistoryEntry(
        id=new_id(),
        booking_id=booking.id,
        from_status=None,
        to_status=BookingStatus.PENDING,
        action=Action.REQUEST,
        party=Party.USER,
        actor_id=booking.user_id,
        reason=None,
        at=NOW,
    )
    return replace(entry, **changes)


def new_reservation(
    booking: Booking, period: Period, role: ReservationRole = ReservationRole.USER
) -> Reservation:
    person = booking.user_id if role is ReservationRole.USER else booking.partner_id
    return Reservation(person, period, booking.id, role)


def new_extension(booking: Booking, **changes: Any) -> Extension:
    """Half an hour more, proposed just now and to be paid from the wallet."""
    extension = Extension(
        id=ExtensionId(new_id()),
        booking_id=booking.id,
        half_hours=1,
        price=Price(Vnd(100_000), Vnd(15_000)),
        provider=None,
        payer_ip="203.0.113.7",
        proposed_at=NOW,
        expires_at=NOW + 10 * MINUTE,
    )
    return replace(extension, **changes)


async def an_extension(store: Store, booking: Booking | None = None, **changes: Any) -> Extension:
    extension = new_extension(booking or await a_booking(store), **changes)
    async with store.open_uow() as uow:
        await uow.extensions.add(extension)
        await uow.commit()
    return extension


def new_escrow(booking: Booking, **changes: Any) -> Escrow:
    escrow = Escrow(
        id=EscrowId(new_id()),
        reference=booking.id,
        payer=booking.user_id,
        payee=booking.partner_id,
        lines=(EscrowLine(booking.terms.subtotal, booking.terms.service_fee),),
        created_at=NOW,
    )
    return replace(escrow, **changes)


async def an_escrow(store: Store, booking: Booking | None = None, **changes: Any) -> Escrow:
    """An escrow row alone: no entry in the journal stands behind it."""
    escrow = new_escrow(booking or await a_booking(store), **changes)
    async with store.open_uow() as uow:
        await uow.escrows.add(escrow)
        await uow.commit()
    return escrow


def new_intent(payer: UserId, **changes: Any) -> PaymentIntent:
    """A deposit of 804,997 VND through VNPay, its page open for 15 minutes."""
    intent_id = IntentId(new_id())
    intent = PaymentIntent(
        id=intent_id,
        purpose=IntentPurpose.DEPOSIT,
        provider=Provider.VNPAY,
        payer=payer,
        reference=None,
        amount=Vnd(804_997),
        merchant_reference=intent_id.hex,
        payer_ip="203.0.113.7",
        created_at=NOW,
        expires_at=NOW + 15 * MINUTE,
    )
    return replace(intent, **changes)


async def an_intent(store: Store, **changes: Any) -> PaymentIntent:
    payer = changes.pop("payer", None) or (await a_user(store)).id
    intent = new_intent(payer, **changes)
    async with store.open_uow() as uow:
        await uow.intents.add(intent)
        await uow.commit()
    return intent


def for_booking(booking: Booking) -> dict[str, Any]:
    """What makes an intent the payment of that booking."""
    return {
        "payer": booking.user_id,
        "purpose": IntentPurpose.BOOKING,
        "reference": booking.id,
    }


def new_capture(intent: PaymentIntent, **changes: Any) -> Capture:
    """The whole sum of that attempt, arrived."""
    capture_id = CaptureId(new_id())
    capture = Capture(
        id=capture_id,
        intent_id=intent.id,
        provider=intent.provider,
        vendor_transaction=capture_id.hex,
        payer=intent.payer,
        amount=intent.amount,
        captured_at=NOW,
    )
    return replace(capture, **changes)


async def a_capture(store: Store, intent: PaymentIntent | None = None, **changes: Any) -> Capture:
    """A capture row alone: no entry in the journal stands behind it."""
    capture = new_capture(intent or await an_intent(store), **changes)
    async with store.open_uow() as uow:
        await uow.captures.add(capture)
        await uow.commit()
    return capture


def new_refund(capture: Capture, **changes: Any) -> Refund:
    """The whole of that capture, to be sent now."""
    refund = Refund(
        id=RefundId(new_id()),
        capture_id=capture.id,
        intent_id=capture.intent_id,
        provider=capture.provider,
        payer=capture.payer,
        amount=capture.amount,
        cause=RefundCause.PAYER_REQUEST,
        requested_at=NOW,
        next_at=NOW,
    )
    return replace(refund, **changes)


async def a_refund(store: Store, capture: Capture | None = None, **changes: Any) -> Refund:
    """A refund row alone: nothing is set aside for it."""
    refund = new_refund(capture or await a_capture(store), **changes)
    async with store.open_uow() as uow:
        await uow.refunds.add(refund)
        await uow.commit()
    return refund


def new_callback(**changes: Any) -> Callback:
    callback_id = new_id()
    callback = Callback(
        id=callback_id,
        provider=Provider.VNPAY,
        digest=f"{callback_id.int:064x}",
        raw=b"vnp_Amount=80499700",
        received_at=NOW,
    )
    return replace(callback, **changes)


async def a_callback(store: Store, **changes: Any) -> Callback:
    callback = new_callback(**changes)
    async with store.open_uow() as uow:
        stored = await uow.callbacks.receive(callback)
        await uow.commit()
    return stored


def new_entry(*postings: Posting, **changes: Any) -> JournalEntry:
    entry_id = EntryId(new_id())
    entry = JournalEntry(
        id=entry_id,
        code=f"TXN-{entry_id.int % 10**12:012}",
        reference=f"test:{entry_id}",
        kind=EntryKind.DEPOSIT,
        at=NOW,
        postings=postings,
        subject_id=new_id(),
    )
    return replace(entry, **changes)


async def booked(store: Store, *postings: Posting, **changes: Any) -> JournalEntry:
    """An entry with the wallets that it moves, as the core always writes them."""
    entry = new_entry(*postings, **changes)
    async with store.open_uow() as uow:
        await uow.wallets.apply(wallet_changes(postings))
        await uow.journal.add(entry)
        await uow.commit()
    return entry


def new_challenge(user: User | None, **changes: Any) -> OtpChallenge:
    challenge = OtpChallenge(
        id=ChallengeId(new_id()),
        user_id=user.id if user else None,
        channel=Channel.SMS,
        address=str(new_phone()),
        code_hash="hash",
        created_at=NOW,
        expires_at=NOW + 5 * MINUTE,
    )
    return replace(challenge, **changes)


def new_message(**changes: Any) -> OutgoingMessage:
    message = OutgoingMessage(
        id=new_id(),
        channel=Channel.SMS,
        address=str(new_phone()),
        text=CODE.message(code="123456", minutes="5"),
        created_at=NOW,
        expires_at=NOW + 5 * MINUTE,
    )
    return replace(message, **changes)


def new_session(user: User, **changes: Any) -> Session:
    session = Session(
        id=SessionId(new_id()),
        user_id=user.id,
        device="Firefox",
        created_at=NOW,
        expires_at=NOW + 7 * DAY,
    )
    return replace(session, **changes)


def new_token(session: Session, **changes: Any) -> RefreshToken:
    token = RefreshToken(
        token_hash=f"{new_id().int:064x}",
        session_id=session.id,
        issued_at=NOW,
        expires_at=NOW + 7 * DAY,
    )
    return replace(token, **changes)
