"""Becoming a partner and changing one's offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from mate_core.identity.errors import UnderAge
from mate_core.identity.model import KycStatus, UserStatus
from mate_core.identity.steps import require_verified_phone
from mate_core.kyc.clerk import KycClerk, require_granted
from mate_core.moderation.hidden import HiddenPeople
from mate_core.partners.events import PartnerChanged, PartnerRegistered
from mate_core.partners.listing_steps import ListingScreener
from mate_core.partners.model import Partner, RefundPolicy, ServiceType
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.ports import PartnersUow
from mate_core.profiles.model import PublicProfile
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.addresses import AddressBook, LocalityChange, relocated
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.caching import Cache, CachePolicy, person
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import IdGenerator, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length, tidy, tidy_lines


@dataclass(frozen=True, slots=True)
class Offer:
    """What a partner sets; None leaves a field as it is. Times in half-hours and timedelta."""

    hourly_rate: Vnd | None = None
    minimum_half_hours: int | None = None
    service_types: frozenset[ServiceType] | None = None
    bio: str | None = None
    city: str | None = None
    """Becomes the name of the province where one is meant."""
    province_code: str | None = None
    commune_code: str | None = None
    base_area: Coordinates | None = None
    travel_buffer: timedelta | None = None
    is_available: bool | None = None
    refund_policy: RefundPolicy | None = None


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner with the public side of the person."""

    partner: Partner
    profile: PublicProfile


@dataclass(frozen=True, slots=True)
class PartnerService:
    open_uow: Callable[[], PartnersUow]
    open_read: Callable[[], PartnersUow]
    clock: Clock
    ids: IdGenerator
    clerk: KycClerk
    policy: PartnerPolicy
    address_book: AddressBook
    screener: ListingScreener
    hidden: HiddenPeople
    cache: Cache
    caching: CachePolicy

    @command
    async def register(self, actor: Actor, offer: Offer) -> PartnerView:
        """Public at once, unless its texts have to wait for staff.

        Raises InvalidInput, TextRefused, PhoneUnverified, UnderAge, AlreadyPartner.
        """
        self._check(offer)
        if offer.hourly_rate is None:
            raise InvalidInput("hourlyRate", "field.missing", "Give a rate per hour in VND.")
        if not offer.service_types:
            raise InvalidInput("serviceTypes", "field.missing", "Offer at least one service.")
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(actor.user_id)
            profile = await uow.profiles.get(actor.user_id)
            require_verified_phone(user)
            if not profile.is_adult(at=now):
                raise UnderAge
            partner = _with_offer(
                Partner(
                    id=actor.user_id,
                    hourly_rate=offer.hourly_rate,
                    minimum_half_hours=self.policy.minimum_half_hours,
                    service_types=offer.service_types,
                    created_at=now,
                    updated_at=now,
                ),
                offer,
                self.address_book,
            )
            if user.kyc_status is KycStatus.VERIFIED:
                partner, verification = partner.verified(at=now)
                await uow.publish(verification)
            partner = await self.screener.screened(uow, partner, profile, at=now)
            await uow.partners.add(partner)
            if user.role is Role.USER:
                await uow.users.save(replace(user, role=Role.PARTNER, updated_at=now))
            await uow.publish(PartnerRegistered(partner_id=partner.id, at=now))
            await uow.commit()
        return PartnerView(partner, PublicProfile.of(profile))

    @command
    async def change(self, actor: Actor, offer: Offer) -> PartnerView:
        """Raises InvalidInput, TextRefused, NotFound for people who are not partners."""
        self._check(offer)
        now = self.clock.now()
        async with self.open_uow() as uow:
            partner = await uow.partners.get_for_change(actor.user_id)
            profile = await uow.profiles.get(actor.user_id)
            changed = replace(_with_offer(partner, offer, self.address_book), updated_at=now)
            changed = await self.screener.screened(uow, changed, profile, at=now)
            await uow.partners.save(changed)
            await uow.publish(PartnerChanged(partner_id=partner.id, at=now))
            await uow.commit()
        return PartnerView(changed, PublicProfile.of(profile))

    async def mine(self, actor: Actor) -> PartnerView:
        """Raises NotFound for people who are not partners."""
        async with self.open_read() as uow:
            partner = await uow.partners.get(actor.user_id)
            return PartnerView(partner, PublicProfile.of(await uow.profiles.get(partner.id)))

    async def public(self, actor: Actor, partner_id: UserId) -> PartnerView:
        """Verified partners with an active account only, and nobody across a block.

        Raises NotFound otherwise.
        """
        await self.hidden.require_visible(actor.user_id, partner_id)
        return await self.cache.get(
            ("partner", partner_id),
            lambda: self._public(partner_id),
            lasts=self.caching.partner,
            tags=(person(partner_id),),
        )

    async def _public(self, partner_id: UserId) -> PartnerView:
        """What everybody sees alike."""
        async with self.open_read() as uow:
            partner, user, profile = await uow.together(
                uow.partners.get(partner_id),
                uow.users.get(partner_id),
                uow.profiles.get(partner_id),
            )
        if not partner.is_listed or user.status is not UserStatus.ACTIVE:
            raise NotFound
        return PartnerView(partner, PublicProfile.of(profile))

    @command
    async def verify(self, actor: Actor, partner_id: UserId, *, reason: str) -> Partner:
        """Staff vouch for a partner's identity; a second call changes nothing.

        Against findings that rejected the person it needs two people. Raises Forbidden, NotFound,
        InvalidInput, KycOwnCase, KycMoveRefused while a check runs, CardNotAccepted,
        KycSecondPersonNeeded.
        """
        actor.require(Capability.KYC)
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            await uow.users.get_for_change(partner_id)
            partner = await uow.partners.get(partner_id)
            if partner.is_verified:
                return partner
            profile = await uow.profiles.get(partner_id)
            ruling = await self.clerk.vouch(
                uow, actor, partner_id, known_name=profile.full_name, note=reason, at=now
            )
            await uow.audit.add(
                audit_record(
                    self.ids,
                    actor,
                    at=now,
                    action="partner.verify" if ruling.granted else "partner.verify.propose",
                    subject_type="partner",
                    subject_id=partner_id,
                    reason=reason,
                )
            )
            partner = await uow.partners.get(partner_id)  # a step of ours has verified it
            await uow.commit()
        require_granted(ruling)
        return partner

    def _check(self, offer: Offer) -> None:
        policy = self.policy
        rate = offer.hourly_rate
        if rate is not None and not policy.lowest_rate <= rate <= policy.highest_rate:
            raise InvalidInput(
                "hourlyRate",
                "rate.out_of_range",
                f"Give {policy.lowest_rate.amount:,} to {policy.highest_rate.amount:,} VND.",
            )
        lowest, highest = policy.minimum_half_hours, policy.highest_minimum_half_hours
        if offer.minimum_half_hours is not None and not (
            lowest <= offer.minimum_half_hours <= highest
        ):
            raise InvalidInput(
                "minimumHours",
                "minimum.out_of_range",
                f"Give {lowest // 2} to {highest // 2} hours; the minimum can only be raised.",
            )
        if offer.service_types is not None and not offer.service_types:
            raise InvalidInput("serviceTypes", "field.missing", "Offer at least one service.")
        if offer.bio is not None:
            require_length("bio", tidy_lines(offer.bio), 0, policy.bio_length)
        if offer.city is not None:
            require_length("city", tidy(offer.city), 0, policy.city_length)
        buffer = offer.travel_buffer
        if buffer is not None and not timedelta(0) <= buffer <= policy.longest_buffer:
            raise InvalidInput("travelBufferMinutes", "number.out_of_range", "Give 0 to 240.")


def _with_offer(partner: Partner, offer: Offer, book: AddressBook) -> Partner:
    """The partner with everything that the offer names; the base area only as its cell."""
    there = relocated(
        partner.locality,
        LocalityChange(
            city=None if offer.city is None else tidy(offer.city),
            province_code=offer.province_code,
            commune_code=offer.commune_code,
        ),
        book,
    )
    return replace(
        partner,
        hourly_rate=offer.hourly_rate or partner.hourly_rate,
        minimum_half_hours=offer.minimum_half_hours or partner.minimum_half_hours,
        service_types=offer.service_types or partner.service_types,
        bio=partner.bio if offer.bio is None else tidy_lines(offer.bio) or None,
        city=there.city,
        address=there.address,
        base_area=offer.base_area.snapped() if offer.base_area else partner.base_area,
        travel_buffer=(
            partner.travel_buffer if offer.travel_buffer is None else offer.travel_buffer
        ),
        is_available=partner.is_available if offer.is_available is None else offer.is_available,
        refund_policy=offer.refund_policy or partner.refund_policy,
    )
