"""What search keeps of a partner is what is true of him; whoever is found may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from mate_adapters.simulation.invariants.calendars import CalendarWatch
from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.world import World
from mate_core.identity.model import User, UserStatus
from mate_core.partners.model import ListingStatus, Partner
from mate_core.profiles.model import Profile
from mate_core.search.entry import SearchEntry
from mate_core.shared.ids import UserId

_CELL_DEGREES: Final = 0.012
"""A little more than a kilometre: the centre of a cell is no farther from whoever lives in it."""


class FindabilityWatch:
    """The read model against partner, profile and account, for whoever was touched."""

    def __init__(self, world: World, calendars: CalendarWatch) -> None:
        tables = world.tables
        self._partners = tables.partners.partners.rows
        self._profiles = tables.profiles.profiles.rows
        self._users = tables.identity.users.rows
        self._entries = tables.search.entries.rows
        self._calendars = calendars
        self._touched: dict[UserId, None] = {}

    def touch(self, changes: Mapping[Any, Any]) -> None:
        """Accounts, profiles, partners and entries: all by the id of the person."""
        self._touched.update(dict.fromkeys(changes))

    def look_at_touched(self) -> None:
        for person in self._touched:
            partner = self._partners.get(person)
            if partner is not None:
                self._look_at(partner)
            elif person in self._entries:
                raise Violated("search equals the truth", "no partner is found", person)
        self._touched.clear()

    def audit(self) -> None:
        """Everybody; raises Violated."""
        for partner in self._partners.values():
            self._look_at(partner)

    def _look_at(self, partner: Partner) -> None:
        entry = self._entries.get(partner.id)
        if self._may_be_found(partner) is not (entry is not None):
            raise Violated("search equals the truth", "found" if entry else "not found", partner.id)
        if entry is None:
            return
        wrong = list(_differences(entry, partner, self._profiles[partner.id]))
        if wrong:
            raise Violated("search equals the truth", f"stale: {', '.join(wrong)}", partner.id)

    def _may_be_found(self, partner: Partner) -> bool:
        user: User = self._users[partner.id]
        return (
            partner.is_verified
            and partner.is_available
            and partner.listing is ListingStatus.APPROVED
            and partner.base_area is not None
            and user.status is UserStatus.ACTIVE
        )

    def is_shown(self, person: UserId) -> bool:
        """Whether the account is one that others may see."""
        return self._users[person].status is UserStatus.ACTIVE

    def look_at_hit(self, person: UserId, rate: int) -> None:
        """Somebody was found just now, at that rate."""
        partner = self._partners[person]
        if not self._may_be_found(partner) or partner.hourly_rate.amount != rate:
            raise Violated("search equals the truth", f"a hit at {rate}", person)

    def look_at_page(self, person: UserId, shown: tuple[int, int, int]) -> None:
        """A partner's page was read: rate, number of reviews, sum of stars."""
        partner = self._partners[person]
        truth = partner.hourly_rate.amount, partner.total_reviews, partner.rating_sum
        if shown != truth:
            raise Violated("pages are never stale", f"{shown} instead of {truth}", person)

    def look_at_time(self, person: UserId, start: datetime, end: datetime) -> None:
        """Somebody was found free from `start` to `end`."""
        if self._calendars.is_taken(person, start, end):
            raise Violated("who is found free is free", f"{start} to {end}", person)


def _differences(entry: SearchEntry, partner: Partner, profile: Profile) -> Iterator[str]:
    """Names of what the entry says otherwise."""
    if (entry.total_reviews, entry.rating_sum) != (partner.total_reviews, partner.rating_sum):
        yield "rating"
    if entry.hourly_rate != partner.hourly_rate:
        yield "rate"
    if entry.service_types != partner.service_types:
        yield "services"
    if entry.minimum_half_hours != partner.minimum_half_hours:
        yield "minimum"
    if entry.travel_buffer != partner.travel_buffer:
        yield "buffer"
    if entry.display_name != profile.shown_name or entry.gender != profile.gender:
        yield "person"
    area = partner.base_area
    if area is None or (
        abs(entry.base_area.latitude - area.latitude) > _CELL_DEGREES
        or abs(entry.base_area.longitude - area.longitude) > _CELL_DEGREES
    ):
        yield "place"
