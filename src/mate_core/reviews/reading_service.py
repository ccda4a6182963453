"""What everybody who is logged in may read of reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.reviews.ports import ReviewsUow
from mate_core.reviews.ratings import ReviewType
from mate_core.reviews.views import UNNAMED, AuthorCard, PublishedReview, PublishedReviews
from mate_core.reviews.visibility import require_shown
from mate_core.shared.actor import Actor
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page


@dataclass(frozen=True, slots=True)
class ReviewReadingService:
    open_read: Callable[[], ReviewsUow]

    async def of_partner(
        self, actor: Actor, partner_id: UserId, *, after: Cursor | None, limit: int
    ) -> PublishedReviews:
        """What users say of a partner, newest first, with the numbers of all of it.

        Raises NotFound for everyone whose page the viewer could not open either.
        """
        kind = ReviewType.USER_TO_PARTNER
        return await self._about(actor, partner_id, kind, after=after, limit=limit)

    async def of_user(
        self, actor: Actor, user_id: UserId, *, after: Cursor | None, limit: int
    ) -> PublishedReviews:
        """What partners say of a person as a user; raises NotFound likewise."""
        kind = ReviewType.PARTNER_TO_USER
        return await self._about(actor, user_id, kind, after=after, limit=limit)

    async def _about(
        self,
        actor: Actor,
        person: UserId,
        kind: ReviewType,
        *,
        after: Cursor | None,
        limit: int,
    ) -> PublishedReviews:
        """No review disappears by a block (RULES 15); only its author is not named."""
        async with self.open_read() as uow:
            apart = await require_shown(uow, actor.user_id, person, kind)
            page, summary = await uow.together(
                uow.reviews.published(person, kind, after=after, limit=limit),
                uow.rating_summaries.get(person, kind),
            )
            named = {review.reviewer_id for review in page.items} - apart
            profiles = await uow.profiles.many(named)
        cards = {
            user_id: AuthorCard(profile.shown_name, profile.avatar_url)
            for user_id, profile in profiles.items()
        }
        items = [PublishedReview(each, cards.get(each.reviewer_id, UNNAMED)) for each in page.items]
        return PublishedReviews(summary, Page(items, page.next))
