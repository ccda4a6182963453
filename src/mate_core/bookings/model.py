"""One booking: terms frozen at request, moved only along the table of transitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from mate_core.bookings.errors import (
    BookingChanged,
    ExtensionNotPossible,
    MeetingCodeLocked,
    MeetingCodesExhausted,
    MoveRefused,
    NotYourStep,
    OutsideExtensionWindow,
    OutsideStartWindow,
    StartedAlready,
)
from mate_core.bookings.events import BookingMoved
from mate_core.bookings.extensions.model import NOTHING_ADDED, Added, Extension
from mate_core.bookings.policies import BookingLimits, BookingTimers, RefundTier, refund_percent
from mate_core.bookings.transitions import Action, BookingStatus, Party, status_after
from mate_core.partners.model import RefundPolicy, ServiceType, VenueClass
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.time import HALF_HOUR, Period

EXTENDABLE: Final = frozenset({BookingStatus.PAID, BookingStatus.IN_PROGRESS})


class CancellationCode(StrEnum):
    """Why a booking ended without completion; a closed list."""

    REJECTED = "rejected"
    NO_LONGER_FREE = "no_longer_free"
    REQUEST_EXPIRED = "request_expired"
    PAYMENT_EXPIRED = "payment_expired"
    BY_USER = "by_user"
    BY_PARTNER = "by_partner"
    BY_STAFF = "by_staff"
    UNPROVEN = "unproven"
    PARTNER_NO_SHOW = "partner_no_show"
    USER_NO_SHOW = "user_no_show"
    CODE_REFUSED = "code_refused"
    SAFETY = "safety"
    DISPUTE_REFUNDED = "dispute_refunded"
    BAN = "ban"
    """One of the two was banned. The parties read `by_staff`, and neither who it was nor why."""

    @property
    def told(self) -> CancellationCode:
        """What the parties may read."""
        return CancellationCode.BY_STAFF if self is CancellationCode.BAN else self


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything about the price, frozen when the booking is requested."""

    hourly_rate: Vnd
    requested_half_hours: int
    billed_half_hours: int
    fee_percent: int
    subtotal: Vnd
    service_fee: Vnd
    tiers: tuple[RefundTier, ...]
    refund_policy: RefundPolicy = RefundPolicy.MODERATE

    @property
    def total(self) -> Vnd:
        return self.subtotal + self.service_fee

    @property
    def minimum_applied(self) -> bool:
        return self.billed_half_hours > self.requested_half_hours


@dataclass(frozen=True, slots=True)
class MeetingPlace:
    """A public place, as the user wrote it."""

    venue_class: VenueClass
    location: str | None = None
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class MeetingCode:
    """The four digits in the user's app; `issued` counts codes, `wrong_tries` this one's."""

    digits: str
    issued: int = 1
    wrong_tries: int = 0


@dataclass(frozen=True, slots=True)
class Cancellation:
    by: Party
    code: CancellationCode
    reason: str | None
    at: datetime
    refund_percent: int | None
    """Of the sum held; None when nothing was."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of status, with who made it. `from_status` is None for the request itself."""

    id: UUID
    booking_id: BookingId
    from_status: BookingStatus | None
    to_status: BookingStatus
    action: Action
    party: Party
    actor_id: UserId | None
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Transition:
    """A booking after one move, with what must be recorded and told."""

    booking: Booking
    action: Action
    from_status: BookingStatus
    party: Party
    actor_id: UserId | None
    reason: str | None
    event: BookingMoved


@dataclass(frozen=True, slots=True)
class Booking:
    """A meeting of `user_id` with `partner_id` over `period` (the billed time, UTC)."""

    id: BookingId
    code: str
    user_id: UserId
    partner_id: UserId
    service_type: ServiceType
    period: Period
    travel_buffer: timedelta
    terms: Terms
    place: MeetingPlace
    created_at: datetime
    updated_at: datetime
    status: BookingStatus = BookingStatus.PENDING
    user_note: str | None = None
    partner_note: str | None = None
    confirmed_at: datetime | None = None
    payment_extended_until: datetime | None = None
    paid_at: datetime | None = None
    started_at: datetime | None = None
    user_completed_at: datetime | None = None
    partner_completed_at: datetime | None = None
    completed_at: datetime | None = None
    meeting_code: MeetingCode | None = None
    cancellation: Cancellation | None = None
    unproven_warnings: int = 0
    """How many of the warnings that nobody has started it are out."""
    no_show_due_at: datetime | None = None
    """When silence settles a reported no-show; None while none waits."""
    paused_until: datetime | None = None
    """After a withdrawn dispute no timer acts sooner."""
    added: Added = NOTHING_ADDED
    version: int = 0

    @property
    def half_hours(self) -> int:
        """How long the meeting is by now: as billed, with its extensions."""
        return self.terms.billed_half_hours + self.added.half_hours

    @property
    def subtotal(self) -> Vnd:
        """S of MONEY: the sum of the lines, each rounded by itself."""
        return self.terms.subtotal + self.added.subtotal

    @property
    def service_fee(self) -> Vnd:
        """F of MONEY, likewise."""
        return self.terms.service_fee + self.added.service_fee

    @property
    def total(self) -> Vnd:
        return self.subtotal + self.service_fee

    @property
    def occupied(self) -> Period:
        """What the partner cannot use otherwise: the meeting and the way on."""
        return self.period.extended(self.travel_buffer)

    def stretch_of(self, person: UserId) -> Period:
        """The time that the meeting takes from that person: the partner also travels on."""
        return self.occupied if person == self.partner_id else self.period

    def rivals(self, other: Booking) -> bool:
        """Whether a person who takes part in both would have to be in two places at a time."""
        shared = {self.user_id, self.partner_id} & {other.user_id, other.partner_id}
        return any(self.stretch_of(each).overlaps(other.stretch_of(each)) for each in shared)

    def awaits_payment(
        self, timers: BookingTimers, *, attempt_until: datetime, at: datetime
    ) -> bool:
        """Whether money that comes at `at` is still in time.

        An attempt that began in time has until its page closes, never past the start; the clock
        grants that once.
        """
        due_at = self.due_at(timers)
        if self.status is not BookingStatus.CONFIRMED or due_at is None:
            return False
        if self.payment_extended_until is None:
            due_at = max(due_at, min(attempt_until, self.period.start))
        return at < due_at

    def party_of(self, person: UserId) -> Party | None:
        """In which role that person takes part, or None for a stranger."""
        if person == self.user_id:
            return Party.USER
        return Party.PARTNER if person == self.partner_id else None

    def due_at(self, timers: BookingTimers) -> datetime | None:
        """When the clock moves it next (MONEY, "Timers"); None when only people can."""
        match self.status:
            case BookingStatus.PENDING:
                return min(self.created_at + timers.request_lifetime, self.period.start)
            case BookingStatus.CONFIRMED:
                if self.payment_extended_until:
                    return self.payment_extended_until
                confirmed = self.confirmed_at or self.created_at
                return min(confirmed + timers.payment_lifetime, self.period.start)
            case BookingStatus.PAID:
                return self.no_show_due_at or self._resumed(self._proof_due_at(timers))
            case BookingStatus.IN_PROGRESS:
                agreed = self.user_completed_at or self.partner_completed_at
                wait = timers.completion_with_one if agreed else timers.completion_with_none
                return self._resumed(self.period.end + wait)
            case _:
                return None

    def _proof_due_at(self, timers: BookingTimers) -> datetime:
        """The next warning that nobody has started it, then the end of waiting."""
        warnings = timers.unproven_warnings_at(self.period)
        if self.unproven_warnings < len(warnings):
            return warnings[self.unproven_warnings]
        return self.period.end + timers.unproven

    def _resumed(self, due_at: datetime) -> datetime:
        return max(due_at, self.paused_until or due_at)

    def warned(self, timers: BookingTimers, *, at: datetime) -> Booking:
        """Every warning whose time has come is out; those that were missed are not made up for."""
        passed = sum(warning <= at for warning in timers.unproven_warnings_at(self.period))
        return replace(self, unproven_warnings=passed)

    def moved(
        self,
        action: Action,
        party: Party,
        actor_id: UserId | None,
        *,
        at: datetime,
        reason: str | None = None,
    ) -> Transition:
        """Along the table; what else the move changes is its caller's.

        Raises MoveRefused, NotYourStep.
        """
        to = status_after(self.status, action, party)
        return Transition(
            booking=replace(self, status=to, updated_at=at),
            action=action,
            from_status=self.status,
            party=party,
            actor_id=actor_id,
            reason=reason,
            event=BookingMoved(
                booking_id=self.id,
                user_id=self.user_id,
                partner_id=self.partner_id,
                action=action.value,
                from_status=self.status.value,
                to_status=to.value,
                at=at,
            ),
        )

    def confirm(self, *, at: datetime) -> Transition:
        moved = self.moved(Action.CONFIRM, Party.PARTNER, self.partner_id, at=at)
        return replace(moved, booking=replace(moved.booking, confirmed_at=at))

    def pay(self, code: str, *, party: Party, at: datetime) -> Transition:
        """The whole sum is held; from now on the user's app shows the meeting code."""
        actor_id = self.user_id if party is Party.USER else None
        moved = self.moved(Action.PAY, party, actor_id, at=at)
        paid = replace(moved.booking, paid_at=at, meeting_code=MeetingCode(code))
        return replace(moved, booking=paid)

    def payment_extended(self, until: datetime) -> Booking:
        """A gateway page is open: wait for it once, never past the start."""
        return replace(self, payment_extended_until=min(until, self.period.start))

    def end_without_meeting(
        self,
        action: Action,
        code: CancellationCode,
        *,
        by: Party,
        actor_id: UserId | None,
        refund: int | None,
        at: datetime,
        reason: str | None = None,
    ) -> Transition:
        """Reject, decline, expire or cancel; `refund` in percent of what is held."""
        moved = self.moved(action, by, actor_id, at=at, reason=reason or code.value)
        cancelled = replace(moved.booking, cancellation=Cancellation(by, code, reason, at, refund))
        return replace(
            moved,
            booking=cancelled,
            event=replace(moved.event, cancellation_code=code.value),
        )

    def refund_percent(
        self, party: Party, *, free_cancellations: int, limits: BookingLimits, at: datetime
    ) -> int | None:
        """What cancelling now gives back; None while nothing is held.

        `free_cancellations` counts the user's full refunds in the last 30 days: beyond three,
        the next one counts as 50 % (RULES 22).
        """
        if self.status in (BookingStatus.PENDING, BookingStatus.CONFIRMED):
            return None
        if party is not Party.USER:
            return 100
        percent = refund_percent(self.terms.tiers, self.period.start - at)
        if percent == 100 and free_cancellations >= limits.free_cancellations:
            return limits.capped_refund_percent
        return percent

    def require_cancellable(self, party: Party, *, at: datetime) -> None:
        """Raises MoveRefused by the table, StartedAlready for a user after the start."""
        status_after(self.status, Action.CANCEL, party)
        if party is Party.USER and self.status is BookingStatus.PAID and at >= self.period.start:
            raise StartedAlready

    def can_start(self, timers: BookingTimers, *, at: datetime) -> bool:
        return self.period.start - timers.start_opens <= at < self.period.end

    def require_version(self, seen: int | None) -> None:
        """Raises BookingChanged when the caller read another version (FEATURES 39)."""
        if seen is not None and seen != self.version:
            raise BookingChanged(version=self.version)

    @property
    def is_going_on(self) -> bool:
        """Paid or begun, nobody has said that it is over, nor that nobody came."""
        agreed = self.has_agreed(Party.USER) or self.has_agreed(Party.PARTNER)
        return self.status in EXTENDABLE and not agreed and self.no_show_due_at is None

    def lengthened(self, half_hours: int) -> Booking:
        """The same meeting, ending later by `half_hours` × 30 minutes."""
        return replace(self, period=self.period.extended(half_hours * HALF_HOUR))

    def require_extendable(self, party: Party, timers: BookingTimers, *, at: datetime) -> None:
        """Raises MoveRefused, OutsideExtensionWindow; ExtensionNotPossible when `is_going_on`
        is no longer so."""
        if self.status not in EXTENDABLE:
            action = Action.EXTEND.value
            raise MoveRefused(status=self.status.value, action=action, party=party.value)
        if not self.can_start(timers, at=at):
            raise OutsideExtensionWindow
        if not self.is_going_on:
            raise ExtensionNotPossible

    def extend(self, extension: Extension, *, party: Party, at: datetime) -> Transition:
        """The meeting is longer and more is held; the line keeps its own rounding."""
        actor_id = self.partner_id if party is Party.PARTNER else None
        reason = f"+{extension.half_hours / 2:g} h"
        moved = self.moved(Action.EXTEND, party, actor_id, at=at, reason=reason)
        longer = moved.booking.lengthened(extension.half_hours)
        added = self.added.plus(extension.half_hours, extension.price)
        return replace(moved, booking=replace(longer, added=added))

    def try_start(
        self, digits: str, *, timers: BookingTimers, limits: BookingLimits, at: datetime
    ) -> Transition | Booking:
        """A Transition when the code is right, else the booking with one more wrong try on it.

        Raises MoveRefused, OutsideStartWindow, MeetingCodeLocked, MeetingCodesExhausted.
        """
        status_after(self.status, Action.START, Party.PARTNER)
        if not self.can_start(timers, at=at):
            raise OutsideStartWindow
        code = self.meeting_code
        if code is None:
            raise ValueError(f"booking {self.id} is {self.status} without a meeting code")
        if code.wrong_tries >= limits.code_tries:
            raise MeetingCodesExhausted if code.issued >= limits.codes else MeetingCodeLocked
        if digits != code.digits:
            return replace(self, meeting_code=replace(code, wrong_tries=code.wrong_tries + 1))
        moved = self.moved(Action.START, Party.PARTNER, self.partner_id, at=at)
        return replace(moved, booking=replace(moved.booking, started_at=at))

    def with_new_code(self, digits: str, *, party: Party, limits: BookingLimits) -> Booking:
        """Another code for the user's app.

        Raises NotYourStep for the partner, MoveRefused unless PAID, MeetingCodesExhausted.
        """
        if party is not Party.USER:
            raise NotYourStep(action="new_code", party=party.value)
        if self.status is not BookingStatus.PAID or self.meeting_code is None:
            raise MoveRefused(status=self.status.value, action="new_code", party=party.value)
        if self.meeting_code.issued >= limits.codes:
            raise MeetingCodesExhausted
        return replace(self, meeting_code=MeetingCode(digits, issued=self.meeting_code.issued + 1))

    def has_agreed(self, party: Party) -> bool:
        """Whether that side has confirmed completion."""
        agreed = self.user_completed_at if party is Party.USER else self.partner_completed_at
        return agreed is not None

    def agree_completion(self, party: Party, *, at: datetime) -> Transition:
        """One side says that the meeting is over; the second one completes the booking."""
        other = Party.PARTNER if party is Party.USER else Party.USER
        action = Action.COMPLETE if self.has_agreed(other) else Action.AGREE_COMPLETION
        actor_id = self.user_id if party is Party.USER else self.partner_id
        moved = self.moved(action, party, actor_id, at=at)
        agreed = (
            replace(moved.booking, user_completed_at=at)
            if party is Party.USER
            else replace(moved.booking, partner_completed_at=at)
        )
        if action is Action.COMPLETE:
            agreed = replace(agreed, completed_at=at)
        return replace(moved, booking=agreed)

    def complete_by_clock(self, *, at: datetime) -> Transition:
        moved = self.moved(Action.COMPLETE, Party.SYSTEM, None, at=at, reason="automatic")
        return replace(moved, booking=replace(moved.booking, completed_at=at))

    def release_due_at(self, timers: BookingTimers) -> datetime:
        """max(completed, end) + 24 h: an early completion does not shorten the dispute time."""
        if self.completed_at is None:
            raise ValueError(f"booking {self.id} is not completed")
        return max(self.completed_at, self.period.end) + timers.dispute_time


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user already has, counted under the lock on his person (RULES 22)."""

    open_requests: int
    future_with_partner: int
    future_total: int
