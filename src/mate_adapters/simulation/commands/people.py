"""Coming in: accounts, partners, calendars, and looking around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, NamedTuple

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.papers import name_of
from mate_adapters.simulation.world import Skipped, World
from mate_core.bookings.eligibility import Wish
from mate_core.identity.service import Registration
from mate_core.partners.model import RefundPolicy, ServiceType
from mate_core.partners.service import Offer
from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.model import PageWish
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.contact import PhoneNumber
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import ChallengeId
from mate_core.shared.money import Vnd
from mate_core.shared.time import HALF_HOUR, Period

PASSWORD = "mật khẩu dài"  # noqa: S105  of people who do not exist


def phone_of(number: int) -> PhoneNumber:
    return PhoneNumber(f"+849{10_000_000 + number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Command):
    """An account with a phone number; `challenge` names the code that is sent."""

    challenge: int
    born: int = 1998

    async def run(self, world: World) -> Any:
        registered = await world.app.registration.register(
            Registration(
                email=None,
                phone=phone_of(self.actor),
                password=PASSWORD,
                full_name=name_of(self.actor),
                date_of_birth=date(self.born, 5, 17),
            )
        )
        world.name(self.challenge, registered.challenge_id)
        return registered.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Resend(Command):
    """Another code, under a new name; the old one is dead."""

    challenge: int
    fresh: int

    async def run(self, world: World) -> Any:
        old = ChallengeId(world.thing(self.challenge))
        world.name(self.fresh, await world.app.registration.resend(old))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify(Command):
    """The digits of the last SMS; a person who got none cannot go on."""

    challenge: int

    async def run(self, world: World) -> Any:
        message = world.carrier.last_to(phone_of(self.actor).e164)
        found = re.search(r"\b\d{6}\b", message.text) if message else None
        if found is None:
            raise Skipped
        challenge = ChallengeId(world.thing(self.challenge))
        user_id = await world.app.registration.verify(challenge, found.group())
        world.enter(self.actor, Actor(user_id))
        return user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn(Command):
    """With the password; for those who never heard that their code was right."""

    async def run(self, world: World) -> Any:
        tokens = await world.app.login.login(phone_of(self.actor).e164, PASSWORD)
        world.enter(self.actor, tokens.user.as_actor())
        return tokens.user.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire(Command):
    """A role for `actor`, given by `boss`; 0 is the bootstrap of the first administrator."""

    role: Role
    boss: int = 0
    capabilities: tuple[Capability, ...] = ()

    async def run(self, world: World) -> Any:
        person = world.person(self.actor)
        known = world.tables.identity.users.rows[person.user_id]
        if known.role is self.role:  # given before, though nobody was told
            world.enter(self.actor, known.as_actor())
            return
        user = await world.app.staff_accounts.change_role(
            world.person(self.boss) if self.boss else None,
            person.user_id,
            self.role,
            frozenset(self.capabilities),
            reason="hired",
        )
        world.enter(self.actor, user.as_actor())


@dataclass(frozen=True, slots=True, kw_only=True)
class BecomePartner(Command):
    hourly_rate: int
    latitude: float
    longitude: float
    services: tuple[ServiceType, ...]
    buffer_minutes: int = 30
    refunds: RefundPolicy = RefundPolicy.MODERATE

    async def run(self, world: World) -> Any:
        offer = Offer(
            hourly_rate=Vnd(self.hourly_rate),
            service_types=frozenset(self.services),
            base_area=Coordinates(self.latitude, self.longitude),
            travel_buffer=timedelta(minutes=self.buffer_minutes),
            refund_policy=self.refunds,
        )
        await world.app.partners.register(world.person(self.actor), offer)


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchFor(Command):
    """Staff have seen the partner's card."""

    repeatable: ClassVar[bool] = True

    partner: int

    async def run(self, world: World) -> Any:
        partner_id = world.person(self.partner).user_id
        await world.app.partners.verify(world.person(self.actor), partner_id, reason="card seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRate(Command):
    hourly_rate: int

    async def run(self, world: World) -> Any:
        await world.app.partners.change(
            world.person(self.actor), Offer(hourly_rate=Vnd(self.hourly_rate))
        )


class Hit(NamedTuple):
    """A partner as found: number, rate in dong an hour, services by name."""

    number: int
    rate: int
    services: tuple[ServiceType, ...]


@cache
def _by_name(services: frozenset[ServiceType]) -> tuple[ServiceType, ...]:
    return tuple(sorted(services))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Command):
    """Partners near a place who fit; with `start`, who are free for `half_hours` from then on."""

    latitude: float
    longitude: float
    radius_km: int = 8
    sort: Sort = Sort.DISTANCE
    max_rate: int | None = None
    service: ServiceType | None = None
    start: datetime | None = None
    half_hours: int = 6

    @property
    def since_until(self) -> tuple[datetime | None, datetime | None]:
        """The time that whoever is found has to be free."""
        return self.start, None if self.start is None else self.start + self.half_hours * HALF_HOUR

    async def run(self, world: World) -> list[Hit]:
        wish = Criteria(
            origin=Coordinates(self.latitude, self.longitude),
            radius_km=self.radius_km,
            max_rate=None if self.max_rate is None else Vnd(self.max_rate),
            service_types=frozenset(() if self.service is None else (self.service,)),
            free_at=None if self.start is None else FreeAt(self.start, self.half_hours),
            sort=self.sort,
        )
        page = await world.app.search.find(world.person(self.actor), wish, PageWish(limit=20))
        return [
            Hit(number, card.hourly_rate.amount, _by_name(card.service_types))
            for card in page.items
            if (number := world.number_of(card.partner_id)) is not None
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtCalendar(Command):
    """Free periods of a partner; answers (start, end) pairs."""

    partner: int
    since: datetime
    until: datetime

    async def run(self, world: World) -> list[tuple[datetime, datetime]]:
        free = await world.app.calendars.free(
            world.person(self.actor),
            world.person(self.partner).user_id,
            Period(self.since, self.until),
        )
        return [(period.start, period.end) for period in free]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Command):
    """The total in dong, fee included."""

    partner: int
    start: datetime
    half_hours: int

    async def run(self, world: World) -> int:
        wish = Wish(world.person(self.partner).user_id, self.start, self.half_hours)
        quote = await world.app.bookings.quote(world.person(self.actor), wish)
        return quote.terms.total.amount
