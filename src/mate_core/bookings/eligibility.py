"""Who may request a booking, and of what: a list of small rules, checked in this order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mate_core.bookings.errors import (
    BeyondHorizon,
    BookingWithSelf,
    DurationInvalid,
    OutsidePublishedTime,
    OutsideVenueHours,
    PartnerNotBookable,
    ServiceNotOffered,
    StartInPast,
    TooManyFutureBookings,
    TooManyOpenRequests,
    TotalTooHigh,
    TripOutsideVenueHours,
    UserBusy,
    VenueNotAllowed,
    WalletPaymentOnly,
)
from mate_core.bookings.model import Standing, Terms
from mate_core.bookings.policies import (
    BookingLimits,
    BookingPolicy,
    billed_half_hours,
    price_of,
)
from mate_core.bookings.ports import BookingsUow
from mate_core.identity.errors import UnderAge
from mate_core.identity.model import User, UserStatus
from mate_core.identity.steps import require_verified_phone
from mate_core.partners.activities import ActivityEdition
from mate_core.partners.calendar import Calendar
from mate_core.partners.errors import PeriodTaken
from mate_core.partners.model import Partner, ServiceType, VenueClass
from mate_core.profiles.model import Profile
from mate_core.shared.errors import AccountBanned, InvalidInput
from mate_core.shared.ids import UserId
from mate_core.shared.time import Period


@dataclass(frozen=True, slots=True)
class Wish:
    """When and how long, before the 3-hour rule; `start` in UTC."""

    partner_id: UserId
    start: datetime
    half_hours: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """What somebody who asks for a price knows already of why and where."""

    service_type: ServiceType | None = None
    venue_class: VenueClass | None = None


NO_OCCASION: Final = Occasion()


def require_possible(wish: Wish, limits: BookingLimits, *, at: datetime) -> None:
    """Raises DurationInvalid, StartInPast, BeyondHorizon."""
    if not 1 <= wish.half_hours <= limits.longest_half_hours:
        raise DurationInvalid(longest=limits.longest_half_hours // 2)
    if wish.start <= at:
        raise StartInPast
    if wish.start > at + limits.horizon:
        raise BeyondHorizon(days=limits.horizon.days)


def terms_for(wish: Wish, partner: Partner, policy: BookingPolicy, *, at: datetime) -> Terms:
    """The terms that hold at `at`; raises TotalTooHigh above the gateways' limit."""
    limits = policy.limits
    billed = billed_half_hours(
        wish.half_hours, partner.minimum_half_hours, limits.minimum_half_hours
    )
    fee_percent = policy.fee.percent_at(at)
    price = price_of(partner.hourly_rate, billed, fee_percent)
    if price.total > limits.highest_total:
        raise TotalTooHigh(limit=limits.highest_total.amount)
    return Terms(
        hourly_rate=partner.hourly_rate,
        requested_half_hours=wish.half_hours,
        billed_half_hours=billed,
        fee_percent=fee_percent,
        subtotal=price.subtotal,
        service_fee=price.service_fee,
        refund_policy=partner.refund_policy,
        tiers=policy.tiers[partner.refund_policy],
    )


def require_user(user: User, profile: Profile, *, at: datetime) -> None:
    """Raises AccountBanned, PhoneUnverified, UnderAge."""
    if user.status is not UserStatus.ACTIVE:
        raise AccountBanned  # since he asked: nobody else gets here without being active
    require_verified_phone(user)
    if not profile.is_adult(at=at):
        raise UnderAge


def require_partner(partner: Partner, account: User, user_id: UserId, *, blocked: bool) -> None:
    """A block is told apart from no other cause (RULES 15).

    Raises BookingWithSelf, PartnerNotBookable.
    """
    if partner.id == user_id:
        raise BookingWithSelf
    if blocked or not partner.is_bookable or account.status is not UserStatus.ACTIVE:
        raise PartnerNotBookable


def require_offered(service: ServiceType, partner: Partner) -> None:
    """Raises ServiceNotOffered, naming what is."""
    if service not in partner.service_types:
        raise ServiceNotOffered(offered=", ".join(sorted(partner.service_types)))


def require_venue(
    service: ServiceType, venue: VenueClass, meeting: Period, edition: ActivityEdition
) -> None:
    """What the catalogue allows; raises VenueNotAllowed, OutsideVenueHours,
    TripOutsideVenueHours."""
    activity = edition.activities[service]
    if venue not in activity.venue_classes:
        allowed = ", ".join(sorted(activity.venue_classes))
        raise VenueNotAllowed(service_type=service.value, allowed=allowed)
    if not edition.is_open(service, venue, meeting):
        refusal = TripOutsideVenueHours if activity.is_trip(meeting) else OutsideVenueHours
        raise refusal(
            venue_class=venue.value,
            billed_hours=f"{meeting.duration.total_seconds() / 3600:g}",
            **edition.venues[venue].hours.spoken,
        )


def require_occasion(
    occasion: Occasion, partner: Partner, meeting: Period, edition: ActivityEdition
) -> None:
    """What a request would be refused for; raises InvalidInput for a place without an activity,
    ServiceNotOffered, and what `require_venue` raises."""
    service, venue = occasion.service_type, occasion.venue_class
    if service is not None:
        require_offered(service, partner)
    if venue is not None:
        if service is None:
            raise InvalidInput("serviceType", "field.missing", "Name the activity as well.")
        require_venue(service, venue, meeting, edition)


def require_room(standing: Standing, limits: BookingLimits) -> None:
    """RULES 22; raises TooManyOpenRequests, TooManyFutureBookings."""
    if standing.open_requests >= limits.open_requests:
        raise TooManyOpenRequests(limit=limits.open_requests)
    if standing.future_with_partner >= limits.future_per_pair:
        raise TooManyFutureBookings(limit=limits.future_per_pair, scope="with one partner")
    if standing.future_total >= limits.future_per_user:
        raise TooManyFutureBookings(limit=limits.future_per_user, scope="in all")


async def require_free(
    uow: BookingsUow, user_id: UserId, partner: Partner, *, meeting: Period, at: datetime
) -> Standing:
    """The user's standing with that partner, read on the way.

    Raises OutsidePublishedTime, PeriodTaken, UserBusy.
    """
    occupied = meeting.extended(partner.travel_buffer)
    slots, weekly_hours, of_partner, of_user, standing = await uow.together(
        uow.slots.within(partner.id, occupied),
        uow.weekly_hours.within(partner.id, occupied),
        uow.reservations.of(partner.id, occupied),
        uow.reservations.of(user_id, meeting),
        uow.bookings.standing(user_id, partner.id, at=at),
    )
    calendar = Calendar.of(occupied, slots, weekly_hours, of_partner)
    if not calendar.offers(meeting):
        raise OutsidePublishedTime(billed_hours=f"{meeting.duration.total_seconds() / 3600:g}")
    if calendar.is_taken(occupied):
        raise PeriodTaken
    if of_user:
        raise UserBusy
    return standing


async def require_trusted(
    uow: BookingsUow, user_id: UserId, limits: BookingLimits, *, at: datetime
) -> None:
    """RULES 22: two unpaid expiries in 30 days leave the wallet only; raises WalletPaymentOnly."""
    expiries = await uow.bookings.unpaid_expiries(user_id, since=at - limits.lookback)
    if expiries >= limits.unpaid_expiries_until_wallet_only:
        raise WalletPaymentOnly
