"""What somebody was shown, against what he may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.bookings import LookAtBooking
from mate_adapters.simulation.commands.moderation import (
    LookAtBlocks,
    LookAtPartner,
    LookAtPerson,
)
from mate_adapters.simulation.commands.people import LookAtCalendar, Quote, Search
from mate_adapters.simulation.commands.reviews import (
    PAGE,
    LookAtOwnReviews,
    LookAtReviews,
)
from mate_adapters.simulation.invariants.blocks import BlockWatch
from mate_adapters.simulation.invariants.findability import FindabilityWatch
from mate_adapters.simulation.invariants.reviews import ReviewWatch
from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.world import World
from mate_core.reviews.ratings import ReviewType
from mate_core.reviews.views import SOMEBODY
from mate_core.shared.ids import UserId

_NOT_FOUND: Final = "not_found"
Sight = Callable[[Any, str, Any], None]
"""Given the command, the code of its outcome, and its answer."""


class SightWatch:
    """Looks at the answers of the commands that read."""

    def __init__(
        self,
        world: World,
        blocks: BlockWatch,
        reviews: ReviewWatch,
        findability: FindabilityWatch,
    ) -> None:
        self._world = world
        self._blocks = blocks
        self._reviews = reviews
        self._findability = findability
        self._sights: dict[type[Command], Sight] = {
            Search: self._search,
            LookAtPartner: self._page,
            LookAtCalendar: self._calendar,
            Quote: self._partner,
            LookAtPerson: self._person,
            LookAtReviews: self._read,
            LookAtOwnReviews: self._own,
            LookAtBlocks: self._blocked,
            LookAtBooking: self._meeting,
        }

    def look(self, command: Command, code: str, answer: Any) -> None:
        """Raises Violated for what must not be seen, and for what must be."""
        sight = self._sights.get(type(command))
        if sight is not None:
            sight(command, code, answer)

    def _id(self, number: int) -> UserId:
        return self._world.person(number).user_id

    def _require_together(self, viewer: int, other: int, what: str) -> None:
        if self._blocks.between(self._id(viewer), self._id(other)):
            raise Violated("nobody is seen across a block", f"{viewer} saw {what} of {other}")
        if not self._findability.is_shown(self._id(other)):
            raise Violated("nobody is seen who is banned", f"{viewer} saw {what} of {other}")

    def _search(self, command: Search, code: str, hits: Any) -> None:
        """Nobody is found who must not be, nor anybody who was not asked for."""
        start, end = command.since_until
        for hit in hits or ():
            person = self._world.person(hit.number).user_id
            self._require_together(command.actor, hit.number, "a hit")
            self._findability.look_at_hit(person, hit.rate)
            if command.max_rate is not None and hit.rate > command.max_rate:
                raise Violated("filters hold", f"{hit.rate} VND", person)
            if command.service is not None and command.service not in hit.services:
                raise Violated("filters hold", f"no {command.service}", person)
            if start is not None and end is not None:
                self._findability.look_at_time(person, start, end)

    def _partner(self, command: Any, code: str, answer: Any) -> None:
        if code == "ok":
            self._require_together(command.actor, command.partner, type(command).__name__)

    def _calendar(self, command: LookAtCalendar, code: str, free: Any) -> None:
        self._partner(command, code, free)
        for start, end in free or ():
            self._findability.look_at_time(self._id(command.partner), start, end)

    def _page(self, command: LookAtPartner, code: str, answer: Any) -> None:
        self._partner(command, code, answer)
        if code == "ok":
            self._findability.look_at_page(self._id(command.partner), answer)

    def _person(self, command: LookAtPerson, code: str, answer: Any) -> None:
        if code == "ok":
            self._require_together(command.actor, command.person, "the profile")

    def _blocked(self, command: LookAtBlocks, code: str, numbers: Any) -> None:
        """One's own blocks, never those of others against oneself."""
        for number in numbers or ():
            if not self._blocks.stands(self._id(command.actor), self._id(number)):
                raise Violated("nobody learns who blocks him", f"{command.actor} saw {number}")

    def _meeting(self, command: LookAtBooking, code: str, answer: Any) -> None:
        if code != _NOT_FOUND:
            return
        booking = self._world.booking(command.booking)
        if self._id(command.actor) in (booking.user_id, booking.partner_id):
            raise Violated("a meeting is never hidden from its two", str(command), booking.id)

    def _own(self, command: LookAtOwnReviews, code: str, ids: Any) -> None:
        for review_id in ids or ():
            if self._reviews.author_of(review_id) != self._id(command.actor):
                raise Violated("nobody reads what is hidden", "another one's", review_id)

    def _read(self, command: LookAtReviews, code: str, seen: Any) -> None:
        """Exactly the newest that can be read; who is kept apart is not named."""
        if code != "ok":
            return
        self._require_together(command.actor, command.person, "the reviews")
        viewer, person = self._id(command.actor), self._world.person(command.person).user_id
        kind = ReviewType.USER_TO_PARTNER if command.as_partner else ReviewType.PARTNER_TO_USER
        visible = self._reviews.visible.get((person, kind), {}).values()
        newest = sorted(visible, key=lambda it: (it.published_at, it.id), reverse=True)[:PAGE]
        if [review_id for review_id, _ in seen.reviews] != [each.id for each in newest]:
            raise Violated("everybody reads what is visible, and no more", str(command), person)
        if (seen.number, seen.stars) != (len(visible), sum(r.ratings.overall for r in visible)):
            raise Violated("ratings equal their visible reviews", str(command), person)
        for review, (_, name) in zip(newest, seen.reviews, strict=True):
            if name != SOMEBODY and self._blocks.between(viewer, review.reviewer_id):
                raise Violated("nobody is seen across a block", f"{name} is named", review.id)
