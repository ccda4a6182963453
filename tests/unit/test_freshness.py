"""Nobody is told what is no longer so: the cache behind the real services."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mate_adapters.memory.cache import LocalCache
from mate_adapters.postgres.codec import TYPES
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.freshness import STALE, tags_of
from mate_core.moderation.bans import BanTerms
from mate_core.moderation.errors import SecondStaffNeeded
from mate_core.moderation.events import UserBlocked
from mate_core.partners.calendar import SlotKind
from mate_core.partners.calendar_service import SlotWish
from mate_core.partners.events import CalendarChanged, PartnerChanged
from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.partners.weekly_hours import Weekday, WeeklyPlan
from mate_core.profiles.service import ProfileChanges
from mate_core.reviews.model import Content
from mate_core.reviews.ratings import Ratings
from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.model import PageWish
from mate_core.shared.actor import Actor
from mate_core.shared.caching import Tag
from mate_core.shared.errors import InvalidInput, NotFound, Refusal
from mate_core.shared.geo import Coordinates
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period, local_day
from tests.unit.world import BEN_THANH, DAY, HOUR, PASSWORD, World, code_of

V = TypeVar("V")
ELSEWHERE: Final = Coordinates(10.85, 106.75)

NOT_CACHED: Final = frozenset(
    {
        "AddressVerified",
        "BanAppealed",
        "BanCarriedOut",
        "BanProposed",
        "BookingRequested",
        "ConsentChanged",
        "ExtensionMoved",
        "MeetingCodeLockedOut",
        "MessageQueued",
        "PasswordChanged",
        "RecoveryCodeUsed",
        "RightsAnswered",
        "RightsRequested",
        "RoleChanged",
        "RoleProposed",
        "SecondFactorEnrolled",
        "SecondFactorReset",
        "SessionRevoked",
        "UserActivated",
        "UserRegistered",
    }
)
"""Events that change nothing which a partner's page, his free time, a search or a block shows.

What follows from them and does change it has an event of its own (`PartnerUnverified`).
"""
_ELSEWHERE: Final = (
    "payments",
    "kyc",
    "bookings.disputes",
    "media",
    "messages",
    "moderation.reports",
    "moderation.screening",
    "reviews",
)
"""Rooms whose events never do."""


def test_every_event_is_known_to_change_what_is_cached_or_not_to() -> None:
    unknown = {
        name
        for name, event in TYPES.items()
        if event not in STALE
        and name not in NOT_CACHED
        and not any(f"mate_core.{room}." in event.__module__ + "." for room in _ELSEWHERE)
    }
    assert unknown == set()


def test_tags_name_no_more_than_ids(user: Actor) -> None:
    events = [
        PartnerChanged(partner_id=user.user_id, at=World().now),
        CalendarChanged(person_id=user.user_id, at=World().now),
        UserBlocked(blocker_id=user.user_id, blocked_id=user.user_id, at=World().now),
    ]
    assert tags_of(events) == {
        f"person:{user.user_id}",
        f"calendar:{user.user_id}",
        f"blocks:{user.user_id}",
        "searches",
        "searches-of-free-time",
    }
    assert tags_of([]) == frozenset()


class WatchedCache(LocalCache):
    """Reads anew whenever it answers, and compares."""

    answers = 0
    kept = 0

    async def get(
        self,
        key: Hashable,
        load: Callable[[], Awaitable[V]],
        *,
        lasts: timedelta,
        tags: Collection[Tag],
        size: Callable[[V], int] | None = None,
    ) -> V:
        loads = self.counts.loads
        value = await super().get(key, load, lasts=lasts, tags=tags, size=size)
        assert value == await load(), f"stale: {key}"
        self.answers += 1
        self.kept += self.counts.loads == loads
        return value


@dataclass
class Town:
    """Two partners and two users, and everything that they may do to each other's pages."""

    world: World
    cache: WatchedCache
    partners: list[Actor]
    users: list[Actor]
    bookings: list[Booking] = field(default_factory=list)
    slots: list[Any] = field(default_factory=list)
    weekly: list[Any] = field(default_factory=list)
    closing: set[int] = field(default_factory=set)

    @classmethod
    async def founded(cls) -> Town:
        made: list[WatchedCache] = []

        def cache(clock: Any) -> WatchedCache:
            made.append(WatchedCache(clock))
            return made[-1]

        world = World(real_cache=cache)
        partners = [await world.partner() for _ in range(2)]
        return cls(world, made[0], partners, [await world.user() for _ in range(2)])

    async def look(self) -> None:
        """Everybody at everything, twice: read, and kept."""
        app, now = self.world.app, self.world.now
        within = Period(now - HOUR, now + 80 * DAY)
        for viewer in (*self.users, *self.partners):
            for partner in self.partners:
                await _tried(app.partners.public(viewer, partner.user_id))
                await _tried(app.calendars.free(viewer, partner.user_id, within))
            for criteria in self._searches():
                await _tried(app.search.find(viewer, criteria, PageWish(limit=20)))

    def _searches(self) -> list[Criteria]:
        start = (self.world.now + 3 * DAY).replace(minute=0, second=0, microsecond=0)
        return [
            Criteria(BEN_THANH, 10),
            Criteria(BEN_THANH, 100, sort=Sort.RATING, max_rate=Vnd(250_000)),
            Criteria(BEN_THANH, 20, text="lan", min_rating=Fraction(4)),
            Criteria(BEN_THANH, 20, free_at=FreeAt(start, 6)),
        ]

    # What changes something; `which` chooses whom

    async def change_offer(self, which: int) -> None:
        offer = Offer(
            hourly_rate=Vnd(100_000 + 60_000 * (which % 4)),
            bio=f"number {which}",
            base_area=ELSEWHERE if which % 3 else BEN_THANH,
            service_types=frozenset({ServiceType.WALKING, ServiceType.MOVIE}),
        )
        await self.world.app.partners.change(self.partner(which), offer)

    async def switch(self, which: int) -> None:
        offer = Offer(is_available=bool(which % 2))
        await self.world.app.partners.change(self.partner(which), offer)

    async def rename(self, which: int) -> None:
        changes = ProfileChanges(display_name=("Lan", "Hoa")[which % 2], interests=("phim",))
        await self.world.app.profiles.change(self.partner(which), changes)

    async def open_or_block(self, which: int) -> None:
        start = self.world.now + (60 + which) * DAY if which % 2 else self.world.now + 2 * DAY
        kind = SlotKind.AVAILABLE if which % 2 else SlotKind.BLOCKED
        wish = SlotWish(Period(start, start + 5 * HOUR), kind)
        self.slots += [
            (self.partner(which), slot)
            for slot in (await self.world.app.calendars.add(self.partner(which), [wish])).slots
        ]

    async def delete_slot(self, which: int) -> None:
        if self.slots:
            partner, slot = self.slots.pop(which % len(self.slots))
            await self.world.app.calendars.remove(partner, slot.id)

    async def open_weekly(self, which: int) -> None:
        first = local_day(self.world.now) + timedelta(days=60 + which % 7)
        plan = WeeklyPlan(frozenset(Weekday), 60 * (which % 20), 120, first)
        made = await self.world.app.calendars.add(self.partner(which), [], [plan])
        self.weekly += [(self.partner(which), rule) for rule in made.weekly_hours]

    async def leave_out(self, which: int) -> None:
        if self.weekly:
            partner, rule = self.weekly[which % len(self.weekly)]
            day = rule.plan.since + timedelta(days=which % 3)
            await self.world.app.weekly_hours.leave_out(partner, rule.id, day)

    async def delete_weekly(self, which: int) -> None:
        if self.weekly:
            partner, rule = self.weekly.pop(which % len(self.weekly))
            await self.world.app.weekly_hours.remove(partner, rule.id)

    async def write_what_waits(self, which: int) -> None:
        """Of a listing that staff must look at nobody sees anything."""
        await self.world.app.partners.change(self.partner(which), Offer(bio="Có bóng cười"))

    async def request(self, which: int) -> None:
        start_in = (48 + 24 * (which % 20) + which % 3) * HOUR
        self.bookings.append(
            await self.world.requested(
                self.user(which), self.partner(which // 2), start_in=start_in
            )
        )

    async def confirm(self, which: int) -> None:
        booking = await self.booking(which, BookingStatus.PENDING)
        await self.world.app.meetings.confirm(Actor(booking.partner_id), booking.id)

    async def reject(self, which: int) -> None:
        booking = await self.booking(which, BookingStatus.PENDING)
        await self.world.app.meetings.reject(Actor(booking.partner_id), booking.id, "busy then")

    async def pay(self, which: int) -> None:
        booking = await self.booking(which, BookingStatus.CONFIRMED)
        user = Actor(booking.user_id)
        await self.world.fund(user, booking.terms.total)
        await self.world.app.checkout.pay_from_wallet(user, booking.id, self.world.key(user))

    async def cancel(self, which: int) -> None:
        booking = await self.booking(which, BookingStatus.CONFIRMED, BookingStatus.PAID)
        side = booking.partner_id if which % 2 else booking.user_id
        await self.world.app.meetings.cancel(Actor(side), booking.id, "plans changed")

    async def meet(self, which: int) -> None:
        booking = await self.booking(which, BookingStatus.PAID)
        if booking.period.start > self.world.now:
            self.world.clock.set(booking.period.start)
        partner = Actor(booking.partner_id)
        await self.world.app.meetings.start(partner, booking.id, code_of(booking))
        await self.world.app.meetings.complete(partner, booking.id)
        await self.world.app.meetings.complete(Actor(booking.user_id), booking.id)

    async def block(self, which: int) -> None:
        one, other = self.pair(which)
        await self.world.app.blocks.block(one, other.user_id)

    async def unblock(self, which: int) -> None:
        one, other = self.pair(which)
        await self.world.app.blocks.unblock(one, other.user_id)

    async def close(self, which: int) -> None:
        await self.world.app.closing.close(self.partner(which), PASSWORD)

    async def reopen(self, which: int) -> None:
        person = await self.world.app.profiles.me(self.partner(which))
        assert person.user.phone is not None
        await self.world.app.closing.reopen(person.user.phone.e164, PASSWORD)

    async def ban(self, which: int) -> None:
        partner = self.partner(which).user_id
        for _ in range(2):  # for ever takes two
            staff = await self.world.support()
            with suppress(SecondStaffNeeded):
                await self.world.app.staff_bans.ban(
                    staff, partner, BanTerms(), reason="asks for money outside"
                )

    async def lift(self, which: int) -> None:
        staff = await self.world.support()
        partner = self.partner(which).user_id
        await self.world.app.staff_bans.unban(staff, partner, reason="a mistake")

    async def review(self, which: int) -> None:
        """Both sides write, so that both reviews are published at once."""
        booking = await self.booking(which, BookingStatus.COMPLETED)
        for side in (booking.user_id, booking.partner_id):
            content = Content(Ratings(1 + which % 5), "Rất vui")
            await self.world.app.reviews.write(Actor(side), booking.id, content)

    async def pass_time(self, which: int) -> None:
        self.world.pass_time((which + 1) * 20 * timedelta(seconds=1))
        await self.world.pump()

    # Who

    def partner(self, which: int) -> Actor:
        return self.partners[which % 2]

    def user(self, which: int) -> Actor:
        return self.users[which // 3 % 2]

    def pair(self, which: int) -> tuple[Actor, Actor]:
        pair = self.user(which), self.partner(which)
        return pair if which % 5 else (pair[1], pair[0])

    async def booking(self, which: int, *wanted: BookingStatus) -> Booking:
        """Raises NotFound when there is none."""
        standing = [await self.world.read(each.id) for each in self.bookings]
        found = [each for each in standing if each.status in wanted]
        if not found:
            raise NotFound
        return found[which % len(found)]


DEEDS: Final = [
    name
    for name, member in vars(Town).items()
    if callable(member)
    and name not in {"founded", "look", "partner", "user", "pair", "booking"}
    and not name.startswith("_")
]


async def _tried(deed: Awaitable[object]) -> bool:
    """Refusals are answers too."""
    try:
        await deed
    except (Refusal, InvalidInput):
        return False
    return True


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(min_value=0, max_value=59)), max_size=12)
)
async def test_whoever_looks_sees_what_a_fresh_look_would_show(
    deeds: list[tuple[str, int]],
) -> None:
    town = await Town.founded()
    await town.look()
    for deed, which in deeds:
        await _tried(getattr(town, deed)(which))
        await town.look()
    assert town.cache.answers > town.cache.counts.loads


@pytest.mark.parametrize("deed", DEEDS)
async def test_each_deed_alone_is_seen_at_once(deed: str) -> None:
    """Every deed really happens, so that the property above speaks of something."""
    before = {
        "confirm": ["request"],
        "reject": ["request"],
        "pay": ["request", "confirm"],
        "cancel": ["request", "confirm"],
        "meet": ["request", "confirm", "pay"],
        "delete_slot": ["open_or_block"],
        "leave_out": ["open_weekly"],
        "delete_weekly": ["open_weekly"],
        "unblock": ["block"],
        "lift": ["ban"],
        "review": ["request", "confirm", "pay", "meet"],
        "reopen": ["close"],
    }
    town = await Town.founded()
    for name in before.get(deed, []):
        await getattr(town, name)(1)
    await town.look()
    await getattr(town, deed)(1)
    await town.look()
    await town.look()
    assert town.cache.kept > 0


async def test_two_looks_at_one_page_read_once() -> None:
    town = await Town.founded()
    viewer, partner = town.users[0], town.partners[0]
    before = town.cache.counts.loads
    for _ in range(5):
        await town.world.app.partners.public(viewer, partner.user_id)
    assert town.cache.counts.loads - before == 2  # the page, and whom he does not get to see


async def test_nobody_gets_another_ones_page_of_a_search() -> None:  # Q11
    town = await Town.founded()
    user, other = town.users
    await town.world.app.blocks.block(town.partners[0], user.user_id)
    criteria = Criteria(BEN_THANH, 10)
    mine = await town.world.app.search.find(user, criteria, PageWish(limit=20))
    theirs = await town.world.app.search.find(other, criteria, PageWish(limit=20))
    assert [card.partner_id for card in mine.items] == [town.partners[1].user_id]
    assert len(theirs.items) == 2


async def test_taken_time_is_not_shown_as_free() -> None:  # B12
    town = await Town.founded()
    user, partner = town.users[0], town.partners[0]
    within = Period(town.world.now, town.world.now + 5 * DAY)
    (before,) = await town.world.app.calendars.free(user, partner.user_id, within)
    booking = await town.world.confirmed(user, partner)
    after = await town.world.app.calendars.free(user, partner.user_id, within)
    assert before.contains(booking.period)
    assert not any(period.overlaps(booking.occupied) for period in after)
