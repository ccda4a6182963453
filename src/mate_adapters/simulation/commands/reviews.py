"""What two people say of each other after a meeting.

A review is named by its booking and the number of its author, so that it needs no label of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.world import Skipped, World
from mate_core.reviews.model import Content
from mate_core.reviews.ratings import Ratings, SubRating
from mate_core.reviews.reports import ReportReason
from mate_core.shared.ids import ReviewId

_REASON: Final = "a case of the queue"
_POLITE: Final = "An evening as agreed."
_EXTORTION: Final = "Pay me 500k or I will leave you a review of one star."
"""Joins money and rating, so that staff read it first (RULES 28)."""
PAGE: Final = 20


def review_by(world: World, booking: int, author: int) -> ReviewId:
    """What `author` wrote about that meeting; raises Skipped where there is nothing."""
    reviewer, tables = world.person(author).user_id, world.tables.reviews
    for review_id in tables.of_booking.keys.get(world.booking_id(booking), ()):
        if tables.reviews.rows[review_id].reviewer_id == reviewer:
            return review_id
    raise Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class _Write(Command):
    """`punctuality` is what only reviews of partners have; `demands` is what is held for staff."""

    booking: int
    stars: int
    punctuality: int | None = None
    demands: bool = False

    @property
    def _content(self) -> Content:
        parts = {} if self.punctuality is None else {SubRating.PUNCTUALITY: self.punctuality}
        ratings = Ratings(self.stars, MappingProxyType(parts))
        return Content(ratings, _EXTORTION if self.demands else _POLITE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReview(_Write):
    async def run(self, world: World) -> Any:
        own = await world.app.reviews.write(
            world.person(self.actor), world.booking_id(self.booking), self._content
        )
        return own.review.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReview(_Write):
    async def run(self, world: World) -> Any:
        review_id = review_by(world, self.booking, self.actor)
        await world.app.reviews.edit(world.person(self.actor), review_id, self._content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond(Command):
    """The answer to what `author` wrote."""

    booking: int
    author: int
    demands: bool = False

    async def run(self, world: World) -> Any:
        review_id = review_by(world, self.booking, self.author)
        text = _EXTORTION if self.demands else _POLITE
        await world.app.review_responses.respond(world.person(self.actor), review_id, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReview(Command):
    repeatable: ClassVar[bool] = True

    booking: int
    author: int

    async def run(self, world: World) -> Any:
        review_id = review_by(world, self.booking, self.author)
        return await world.app.review_responses.report(
            world.person(self.actor), review_id, ReportReason.UNTRUE
        )


class Seen(NamedTuple):
    """A list of reviews as it was answered: ids and names of authors, and the numbers of all."""

    reviews: tuple[tuple[ReviewId, str], ...]
    number: int
    stars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtReviews(Command):
    """The newest that can be read about `person`, as a partner or as a user."""

    person: int
    as_partner: bool

    async def run(self, world: World) -> Seen:
        pages, viewer = world.app.review_pages, world.person(self.actor)
        read = pages.of_partner if self.as_partner else pages.of_user
        found = await read(viewer, world.person(self.person).user_id, after=None, limit=PAGE)
        overall = found.summary.overall
        return Seen(
            tuple((each.review.id, each.author.display_name) for each in found.page.items),
            overall.count,
            overall.sum,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtOwnReviews(Command):
    """All that one wrote, hidden ones included; answers their ids."""

    async def run(self, world: World) -> tuple[ReviewId, ...]:
        page = await world.app.reviews.mine(world.person(self.actor), after=None, limit=PAGE)
        return tuple(each.review.id for each in page.items)


# Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case(Command):
    """What staff do with the review that `author` wrote."""

    booking: int
    author: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReviewFile(_Case):
    async def run(self, world: World) -> Any:
        review_id = review_by(world, self.booking, self.author)
        await world.app.staff_reviews.show(world.person(self.actor), review_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class HideReview(_Case):
    async def run(self, world: World) -> Any:
        review_id = review_by(world, self.booking, self.author)
        await world.app.staff_reviews.hide(world.person(self.actor), review_id, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReview(_Case):
    async def run(self, world: World) -> Any:
        review_id = review_by(world, self.booking, self.author)
        await world.app.staff_reviews.restore(world.person(self.actor), review_id, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReview(_Case):
    """What was held or reported is all right."""

    async def run(self, world: World) -> Any:
        review_id = review_by(world, self.booking, self.author)
        await world.app.staff_reviews.release(world.person(self.actor), review_id, reason=_REASON)
