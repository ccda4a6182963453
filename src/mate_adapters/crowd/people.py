"""Invented people as the core knows people: accounts, profiles, offers, identity checks.

Everybody is known by seed and number: how many partners there are changes nobody. Dates move with
the day on which they are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from mate_adapters.crowd import bios, offers
from mate_adapters.crowd.chance import pick
from mate_adapters.crowd.hours import slots_of, weekly_hours_of
from mate_adapters.crowd.meetings import Past, PastMeeting
from mate_adapters.crowd.names import Name, name_of, shown_name_of
from mate_adapters.crowd.numbers import PhoneBook, Thing, id_of
from mate_adapters.crowd.towns import Country, Town
from mate_core.identity.model import NO_PASSWORD, KycStatus, User, UserStatus
from mate_core.kyc.case import KycCase, KycEntry, Signature
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.states import KycAction, KycParty
from mate_core.partners.calendar import Slot
from mate_core.partners.model import ListingStatus, Partner
from mate_core.partners.weekly_hours import WeeklyHours
from mate_core.profiles.model import Gender, Profile
from mate_core.shared.actor import Capability, Role
from mate_core.shared.ids import KycCaseId, UserId
from mate_core.shared.time import local_day

_GENDERS: Final = (*(Gender.FEMALE,) * 62, *(Gender.MALE,) * 36, *(Gender.OTHER,) * 2)
_USERS_GENDERS: Final = (*(Gender.MALE,) * 58, *(Gender.FEMALE,) * 40, *(Gender.OTHER,) * 2)
_YOUNGEST, _USUAL, _OLDEST = 18.1, 25.0, 52.0
"""Years."""
_YEAR_DAYS: Final = 365.25
_KNOWN_DAYS: Final = 700
"""Since so many days people have been registering."""
_VERIFIED: Final = 0.94
_AVAILABLE: Final = 0.96
_HEIGHTS: Final = {Gender.FEMALE: 158, Gender.MALE: 169, Gender.OTHER: 163}
_TALENTS: Final = (
    "đàn ghi-ta", "hát", "vẽ", "pha chế", "chụp ảnh", "kể chuyện", "nhảy", "nấu ăn", "cắm hoa",
    "làm thơ", "chơi cờ", "dẫn chương trình",
)  # fmt: skip
_KYC: Final = KycPolicy()
_NOTE: Final = "invented for trying things out"


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    profile: Profile


@dataclass(frozen=True, slots=True)
class InventedPartner:
    """`case` and `entry` are there for those who are verified, a meeting for every review."""

    user: User
    profile: Profile
    partner: Partner
    case: KycCase | None
    entry: KycEntry | None
    hours: Sequence[WeeklyHours]
    slots: Sequence[Slot]
    meetings: Sequence[PastMeeting]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of one seed. `password_hash` is everybody's; `at` is when they are looked at.

    Only `past`, who met whom, depends on how many users there are.
    """

    seed: int
    at: datetime
    password_hash: str
    country: Country
    phones: PhoneBook
    past: Past

    def inspector(self) -> Person:
        """A member of staff who has seen everybody's card; nobody can log in as him."""
        user = User(
            id=UserId(id_of(self.seed, Thing.INSPECTOR, 0)),
            email=None,
            phone=None,
            password_hash=NO_PASSWORD,
            role=Role.SUPPORT,
            created_at=self.at - timedelta(days=_KNOWN_DAYS),
            updated_at=self.at - timedelta(days=_KNOWN_DAYS),
            status=UserStatus.ACTIVE,
            capabilities=frozenset({Capability.KYC}),
        )
        profile = Profile(
            user_id=user.id,
            full_name="Trịnh Công Tâm",
            date_of_birth=date(1986, 3, 9),
            created_at=user.created_at,
            updated_at=user.created_at,
            gender=Gender.MALE,
        )
        return Person(user, profile)

    def user(self, number: int) -> Person:
        """Somebody who books; lives in any of the towns."""
        chance = Random(self.seed << 33 | number << 1 | 1)  # noqa: S311  nothing secret in it
        user_id = UserId(id_of(self.seed, Thing.USER, number))
        town = self.country.town(chance)
        gender = pick(chance, _USERS_GENDERS)
        name = name_of(chance, gender, southern=town.is_southern)
        user = self._account(chance, user_id, 2 * number + 1, Role.USER)
        profile = self._profile(chance, user, town, gender, name)
        return Person(user, profile)

    def partner(self, number: int) -> InventedPartner:
        chance = Random(self.seed << 33 | number << 1)  # noqa: S311  nothing secret in it
        partner_id = UserId(id_of(self.seed, Thing.PARTNER, number))
        town = self.country.town(chance)
        gender = pick(chance, _GENDERS)
        name = name_of(chance, gender, southern=town.is_southern)
        is_verified = chance.random() < _VERIFIED
        user = self._account(chance, partner_id, 2 * number, Role.PARTNER, is_verified=is_verified)
        profile = self._profile(chance, user, town, gender, name)
        stars = self.past.stars(chance, user.created_at) if is_verified else ()
        partner = self._offer(chance, town, profile, name, stars=stars, is_verified=is_verified)
        case = self._case(user, number, name) if is_verified else None
        entry = self._entry(case, number) if case else None
        hours = weekly_hours_of(chance, self.seed, number, partner_id, at=self.at)
        slots = slots_of(chance, self.seed, number, partner_id, at=self.at)
        meetings = self.past.meetings(chance, number, partner, stars)
        return InventedPartner(user, profile, partner, case, entry, hours, slots, meetings)

    def _account(
        self,
        chance: Random,
        user_id: UserId,
        number: int,
        role: Role,
        *,
        is_verified: bool = False,
    ) -> User:
        since = self.at - timedelta(days=1 + chance.random() * _KNOWN_DAYS)
        return User(
            id=user_id,
            email=None,
            phone=self.phones.number(number),
            password_hash=self.password_hash,
            role=role,
            created_at=since,
            updated_at=since,
            status=UserStatus.ACTIVE,
            kyc_status=KycStatus.VERIFIED if is_verified else KycStatus.NONE,
            phone_verified_at=since,
        )

    def _profile(
        self, chance: Random, user: User, town: Town, gender: Gender, name: Name
    ) -> Profile:
        is_partner = user.role is Role.PARTNER
        age = chance.triangular(_YOUNGEST, _OLDEST, _USUAL)
        address = town.address(chance)
        talks = is_partner or chance.random() < 0.5
        return Profile(
            user_id=user.id,
            full_name=name.full,
            date_of_birth=local_day(self.at) - timedelta(days=int(age * _YEAR_DAYS)),
            created_at=user.created_at,
            updated_at=user.created_at,
            display_name=shown_name_of(chance, name),
            bio=None if is_partner else bios.bio_of_user(chance, address.province),
            gender=gender,
            height_cm=_HEIGHTS[gender] + round(chance.gauss(0, 5)) if is_partner else None,
            city=address.province.name,
            address=address,
            languages=offers.languages_of(chance) if talks else (),
            interests=offers.interests_of(chance) if talks else (),
            talents=(pick(chance, _TALENTS),) if is_partner and chance.random() < 0.4 else (),
        )

    def _offer(
        self,
        chance: Random,
        town: Town,
        profile: Profile,
        name: Name,
        *,
        stars: Sequence[int],
        is_verified: bool,
    ) -> Partner:
        services = offers.services_of(chance)
        languages = profile.languages
        return Partner(
            id=profile.user_id,
            hourly_rate=offers.rate_of(chance, town.price_percent, len(languages) - 1),
            minimum_half_hours=offers.minimum_of(chance),
            service_types=frozenset(services),
            created_at=profile.created_at,
            updated_at=profile.created_at,
            bio=bios.bio_of_partner(
                chance, name.given, town.province, services=services, languages=languages
            ),
            base_area=town.somewhere(chance).snapped(),
            city=profile.city,
            address=profile.address,
            travel_buffer=offers.buffer_of(chance),
            is_available=chance.random() < _AVAILABLE,
            refund_policy=offers.refund_policy_of(chance),
            verified_at=profile.created_at if is_verified else None,
            listing=ListingStatus.APPROVED,
            total_bookings=len(stars),
            completed_bookings=len(stars),
            total_reviews=len(stars),
            rating_sum=sum(stars),
        )

    def _case(self, user: User, number: int, name: Name) -> KycCase:
        """Seen in person by staff, as `mate partner verify` would have it."""
        case_id = KycCaseId(id_of(self.seed, Thing.KYC_CASE, number))
        opened = KycCase.opened(case_id, user.id, _KYC, at=user.created_at)
        return opened.approve(KycAction.VOUCH, _KYC, at=user.created_at, known_name=name.full)

    def _entry(self, case: KycCase, number: int) -> KycEntry:
        inspector = UserId(id_of(self.seed, Thing.INSPECTOR, 0))
        opened = KycCase.opened(case.id, case.user_id, _KYC, at=case.opened_at)
        return KycEntry(
            id=id_of(self.seed, Thing.KYC_ENTRY, number),
            case_id=case.id,
            user_id=case.user_id,
            at=case.opened_at,
            action=KycAction.VOUCH,
            before=opened.state,
            after=case.state,
            signature=Signature(KycParty.STAFF, inspector, note=_NOTE),
        )
