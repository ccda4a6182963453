"""What reviews keep of a person: for the copy he may ask for, and for the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from mate_core.privacy.ports import Collection
from mate_core.reviews.model import Review
from mate_core.reviews.ports import ReviewsUow
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page

_PAGE: Final = 50
_Lister = Callable[[ReviewsUow, Cursor | None], Awaitable[Page[Review]]]


@dataclass(frozen=True, slots=True)
class ReviewData:
    open_read: Callable[[], ReviewsUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [
            Collection("reviews-written", self._written(person)),
            Collection("reviews-received", self._received(person)),
            Collection("review-reports", self._reports(person)),
        ]

    async def _written(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async for review in self._all(lambda uow, after: _by(uow, person, after)):
            yield {
                "about": await self._name_of(review.reviewee_id),
                **_words(review),
                "safetyNote": review.content.safety_note,
                "state": review.state,
                "writtenAt": review.created_at,
                "publishedAt": review.published_at,
            }

    async def _received(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        """Only what he could read himself: the blind holds here too (RULES 28)."""
        async for review in self._all(lambda uow, after: _about(uow, person, after)):
            if review.is_visible or review.response is not None:
                yield {
                    "by": await self._name_of(review.reviewer_id),
                    **(_words(review) if review.is_visible else {}),
                    "publishedAt": review.published_at,
                    "ownAnswer": review.response.text if review.response else None,
                }

    async def _reports(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            reports = await uow.review_reports.by(person)
        for report in reports:
            yield {
                "reportedAt": report.reported_at,
                "reason": report.reason,
                "details": report.details,
                "outcome": report.outcome,
            }

    async def erase(self, uow: ReviewsUow, person: UserId, *, at: datetime) -> None:
        """What he wrote of others stays, by nobody; what others wrote of him loses its words.

        The stars of both stay: other people's ratings are made of them. His pictures go with his
        uploads, and his answers and reports lose their words. Safety notes stay: somebody who
        endangers others must be known when he comes back.
        """
        async for review in _pages(uow, lambda uow, after: _by(uow, person, after)):
            content = replace(review.content, photo_urls=())
            await uow.reviews.save(replace(review, content=content))
        async for review in _pages(uow, lambda uow, after: _about(uow, person, after)):
            content = replace(review.content, comment=None, photo_urls=())
            response = review.response and replace(review.response, text="")
            await uow.reviews.save(replace(review, content=content, response=response))
        for report in await uow.review_reports.by(person):
            await uow.review_reports.save(replace(report, details=""))

    async def _all(self, listed: _Lister) -> AsyncIterator[Review]:
        after: Cursor | None = None
        while True:
            async with self.open_read() as uow:
                page = await listed(uow, after)
            for review in page.items:
                yield review
            after = page.next
            if after is None:
                return

    async def _name_of(self, person: UserId) -> str:
        async with self.open_read() as uow:
            return (await uow.profiles.get(person)).shown_name


async def _pages(uow: ReviewsUow, listed: _Lister) -> AsyncIterator[Review]:
    after: Cursor | None = None
    while True:
        page = await listed(uow, after)
        for review in page.items:
            yield review
        after = page.next
        if after is None:
            return


async def _by(uow: ReviewsUow, person: UserId, after: Cursor | None) -> Page[Review]:
    return await uow.reviews.by(person, after=after, limit=_PAGE)


async def _about(uow: ReviewsUow, person: UserId, after: Cursor | None) -> Page[Review]:
    return await uow.reviews.about(person, after=after, limit=_PAGE)


def _words(review: Review) -> dict[str, Any]:
    content = review.content
    return {
        "stars": content.ratings.overall,
        **{part.field: stars for part, stars in content.ratings.parts.items()},
        "comment": content.comment,
        "photos": list(content.photo_urls),
    }
