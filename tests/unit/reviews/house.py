"""Meetings that can be reviewed, and short cuts of stories about reviews."""

from __future__ import annotations

from collections.abc import AsyncIterator

from mate_adapters.memory.workshop import png
from mate_core.bookings.model import Booking
from mate_core.media.model import MediaKind, StoredMedia
from mate_core.reviews.model import Content, Review
from mate_core.reviews.ratings import Ratings, ReviewType, SubRating
from mate_core.reviews.views import OwnReview, PublishedReviews
from mate_core.shared.actor import Actor
from mate_core.shared.ids import ReviewId
from tests.unit.world import World

THREAT = "Chuyển khoản 500k cho tôi, nếu không thì 1 sao"


def content(
    stars: int = 5, comment: str | None = None, *, note: str | None = None, **parts: int
) -> Content:
    ratings = Ratings(stars, {SubRating(part): value for part, value in parts.items()})
    return Content(ratings, comment, safety_note=note)


async def write(
    world: World, author: Actor, booking: Booking, stars: int = 5, comment: str | None = None
) -> Review:
    own = await world.app.reviews.write(author, booking.id, content(stars, comment))
    return own.review


async def both_written(
    world: World, user: Actor, partner: Actor, booking: Booking, stars: int = 5
) -> tuple[Review, Review]:
    """About the partner, and about the user: published."""
    of_partner = await write(world, user, booking, stars)
    of_user = await write(world, partner, booking, stars)
    return await read(world, of_partner.id), await read(world, of_user.id)


async def read(world: World, review_id: ReviewId) -> Review:
    async with world.store.open_read() as uow:
        return await uow.reviews.get(review_id)


async def page_of(world: World, viewer: Actor, partner: Actor) -> PublishedReviews:
    return await world.app.review_pages.of_partner(viewer, partner.user_id, after=None, limit=20)


async def page_of_user(world: World, viewer: Actor, user: Actor) -> PublishedReviews:
    return await world.app.review_pages.of_user(viewer, user.user_id, after=None, limit=20)


async def shown_about(world: World, viewer: Actor, partner: Actor) -> list[Review]:
    return [item.review for item in (await page_of(world, viewer, partner)).page.items]


async def profile_numbers(world: World, partner: Actor) -> tuple[int, int]:
    """Number and sum of stars, as the partner's profile has them."""
    async with world.store.open_read() as uow:
        found = await uow.partners.get(partner.user_id)
    return found.total_reviews, found.rating_sum


async def user_numbers(world: World, user: Actor) -> tuple[int, int]:
    async with world.store.open_read() as uow:
        summary = await uow.rating_summaries.get(user.user_id, ReviewType.PARTNER_TO_USER)
    return summary.overall.count, summary.overall.sum


async def mine(world: World, author: Actor) -> list[OwnReview]:
    return list((await world.app.reviews.mine(author, after=None, limit=50)).items)


async def a_picture(world: World, owner: Actor) -> StoredMedia:
    """An upload that nothing shows yet."""

    async def chunks() -> AsyncIterator[bytes]:
        yield png(64, 64)

    return await world.app.media_intake.receive(
        owner.user_id, MediaKind.IMAGE, chunks(), "image/png"
    )


def url_of(media: StoredMedia) -> str:
    return f"/media/{media.key}"
