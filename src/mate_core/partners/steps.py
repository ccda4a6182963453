"""Steps on partners and their calendars inside somebody else's transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from mate_core.kyc.events import KycRevoked, KycVerified
from mate_core.partners.calendar import Calendar, Reservation, ReservationRole
from mate_core.partners.events import PartnerRated, PartnerReliabilityChanged
from mate_core.partners.policies import RELIABILITY
from mate_core.partners.ports import PartnersUow
from mate_core.partners.reliability import NOTHING_COUNTED, Reliability
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.time import Period


async def verify_partner(uow: PartnersUow, event: KycVerified) -> None:
    """Who is a partner is found and booked from now on."""
    try:
        partner = await uow.partners.get_for_change(event.user_id)
    except NotFound:
        return
    if not partner.is_verified:
        verified, verification = partner.verified(at=event.at)
        await uow.partners.save(verified)
        await uow.publish(verification)


async def unverify_partner(uow: PartnersUow, event: KycRevoked) -> None:
    try:
        partner = await uow.partners.get_for_change(event.user_id)
    except NotFound:
        return
    if partner.is_verified:
        unverified, loss = partner.unverified(at=event.at)
        await uow.partners.save(unverified)
        await uow.publish(loss)


async def count_review(
    uow: PartnersUow, partner_id: UserId, *, stars: int, reviews: int, at: datetime
) -> None:
    """A review became visible (`reviews` 1) or ceased to be (−1), with its stars likewise."""
    await uow.partners.count_review(partner_id, stars=stars, reviews=reviews)
    await uow.publish(PartnerRated(partner_id=partner_id, at=at))


async def count_reliability(
    uow: PartnersUow, partner_id: UserId, more: Reliability, *, at: datetime
) -> None:
    """Add `more` to how the partner deals with requests, and tell when his grade changes.

    His row is locked by it until the end, so it comes last among what a command changes.
    """
    if more == NOTHING_COUNTED:
        return
    await uow.partners.count_reliability(partner_id, more)
    after = (await uow.partners.get(partner_id)).reliability
    if after.grade(RELIABILITY) != (after - more).grade(RELIABILITY):
        await uow.publish(PartnerReliabilityChanged(partner_id=partner_id, at=at))


async def read_calendar(uow: PartnersUow, partner_id: UserId, within: Period) -> Calendar:
    """Published time and reservations of the partner, in whichever role, that meet `within`."""
    slots, weekly_hours, reservations = await uow.together(
        uow.slots.within(partner_id, within),
        uow.weekly_hours.within(partner_id, within),
        uow.reservations.of(partner_id, within),
    )
    return Calendar.of(within, slots, weekly_hours, reservations)


async def reserve(
    uow: PartnersUow,
    booking_id: UUID,
    *,
    user_id: UserId,
    partner_id: UserId,
    meeting: Period,
    occupied: Period,
) -> None:
    """The meeting for the user, meeting and travel buffer for the partner.

    The caller holds the lock on both persons. Raises PeriodTaken.
    """
    await uow.reservations.add(
        *_sides(booking_id, user_id, partner_id, meeting=meeting, occupied=occupied)
    )


async def reserve_anew(
    uow: PartnersUow,
    booking_id: UUID,
    *,
    user_id: UserId,
    partner_id: UserId,
    meeting: Period,
    occupied: Period,
) -> None:
    """Make a standing reservation longer or shorter; without one, nothing happens.

    To make it longer the caller holds the lock on both persons. Raises PeriodTaken.
    """
    await uow.reservations.move(
        *_sides(booking_id, user_id, partner_id, meeting=meeting, occupied=occupied)
    )


def _sides(
    booking_id: UUID, user_id: UserId, partner_id: UserId, *, meeting: Period, occupied: Period
) -> tuple[Reservation, Reservation]:
    return (
        Reservation(partner_id, occupied, booking_id, ReservationRole.PARTNER),
        Reservation(user_id, meeting, booking_id, ReservationRole.USER),
    )
