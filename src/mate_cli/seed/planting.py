"""Making the demo people: the commands that real people would give, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Final

from mate_adapters.runtime import Runtime
from mate_cli.seed.deposits import bring_deposit
from mate_cli.seed.people import PASSWORD, PEOPLE, DemoOffer, DemoPerson
from mate_cli.seed.registering import RememberingRandom, registered
from mate_core.application import Application
from mate_core.identity.model import User
from mate_core.partners.calendar_service import SlotWish
from mate_core.partners.errors import AlreadyPartner
from mate_core.partners.service import Offer
from mate_core.profiles.service import ProfileChanges
from mate_core.shared.actor import STAFF_ROLES, Actor, Role
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.time import Period, from_local, local_day

DAYS_OPEN: Final = 10
_OPENS, _CLOSES = time(8), time(23)
_REASON: Final = "demo data"


@dataclass(frozen=True, slots=True)
class Planted:
    """One demo person as he is now."""

    person: DemoPerson
    user_id: UserId
    role: Role
    balance: Vnd
    slots_added: int
    is_new: bool


async def plant(runtime: Runtime) -> Sequence[Planted]:
    """Everybody of the list; whoever is there already is left alone, missing slots are added."""
    registration = runtime.application.registration
    random = RememberingRandom(registration.codes.random)
    application = replace(
        runtime.application,
        registration=replace(registration, codes=replace(registration.codes, random=random)),
    )
    planted: list[Planted] = []
    administrator: Actor | None = None
    for person in PEOPLE:
        one = await _plant(runtime, application, random, person, administrator)
        if administrator is None and one.role is Role.ADMIN:
            administrator = Actor(one.user_id, Role.ADMIN)
        planted.append(one)
    return planted


async def _plant(
    runtime: Runtime,
    application: Application,
    random: RememberingRandom,
    person: DemoPerson,
    administrator: Actor | None,
) -> Planted:
    user = await _known(application, person)
    is_new = user is None
    if user is None:
        user = await registered(application, random, person, PASSWORD)
        changes = ProfileChanges(gender=person.gender, city=person.city)
        await application.profiles.change(user.as_actor(), changes)
    if person.role in STAFF_ROLES and user.role is not person.role:
        user = await _promoted(application, user, person, administrator)
    slots = 0
    if person.offer is not None:
        slots = await _open_business(application, user.as_actor(), person.offer, administrator)
    if person.deposit is not None and not await _has_moved_money(application, user.as_actor()):
        await bring_deposit(runtime, user.as_actor(), person.deposit)
    return Planted(
        person=person,
        user_id=user.id,
        role=(await _refreshed(application, user.id)).role,
        balance=await _balance(application, user),
        slots_added=slots,
        is_new=is_new,
    )


async def _known(application: Application, person: DemoPerson) -> User | None:
    try:
        return await application.staff_accounts.find(person.phone)
    except NotFound:
        return None


async def _refreshed(application: Application, user_id: UserId) -> User:
    return await application.staff_accounts.find(str(user_id))


async def _promoted(
    application: Application, user: User, person: DemoPerson, administrator: Actor | None
) -> User:
    return await application.staff_accounts.change_role(
        administrator, user.id, person.role, person.capabilities, reason=_REASON
    )


async def _open_business(
    application: Application, actor: Actor, offer: DemoOffer, administrator: Actor | None
) -> int:
    """A verified partner with open slots; answers how many slots were missing."""
    wish = Offer(
        hourly_rate=offer.hourly_rate,
        service_types=offer.services,
        bio=offer.bio,
        base_area=offer.base_area,
    )
    with suppress(AlreadyPartner):
        await application.partners.register(actor, wish)
    if administrator is not None:
        await application.partners.verify(administrator, actor.user_id, reason=_REASON)
    return await _open_slots(application, actor)


async def _open_slots(application: Application, actor: Actor) -> int:
    """From tomorrow on, every day from 8 to 23 on which nothing was published yet."""
    today = local_day(application.clock.now())
    days = [today + timedelta(days=ahead) for ahead in range(1, DAYS_OPEN + 1)]
    windows = [Period(from_local(day, _OPENS), from_local(day, _CLOSES)) for day in days]
    whole = Period(windows[0].start, windows[-1].end)
    known = (await application.calendars.mine(actor, whole)).calendar.slots
    missing = [
        window for window in windows if not any(slot.period.overlaps(window) for slot in known)
    ]
    if missing:
        await application.calendars.add(actor, [SlotWish(window) for window in missing])
    return len(missing)


async def _has_moved_money(application: Application, actor: Actor) -> bool:
    page = await application.payments.transactions(actor, after=None, limit=1)
    return bool(page.items)


async def _balance(application: Application, user: User) -> Vnd:
    if user.role in STAFF_ROLES:
        return ZERO
    return (await application.payments.wallet(user.as_actor())).wallet.available
