"""What people do with the reviews that they write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from mate_core.identity.model import UserStatus
from mate_core.media.addresses import PublicAddresses
from mate_core.media.model import MediaKind
from mate_core.reviews.errors import (
    ReviewAuthorBarred,
    ReviewExists,
    ReviewPublished,
    ReviewWindowClosed,
)
from mate_core.reviews.events import ReviewWritten, SafetyNoteLeft
from mate_core.reviews.model import Content, Review
from mate_core.reviews.photos import ReviewPhotos
from mate_core.reviews.ports import ReviewsUow
from mate_core.reviews.ratings import ReviewType
from mate_core.reviews.steps import Exchange, ReviewDesk, type_by
from mate_core.reviews.views import OwnReview
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId, IdGenerator, MediaId, ReviewId, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length, tidy_lines


@dataclass(frozen=True, slots=True)
class ReviewService:
    open_uow: Callable[[], ReviewsUow]
    open_read: Callable[[], ReviewsUow]
    clock: Clock
    ids: IdGenerator
    desk: ReviewDesk
    photos: ReviewPhotos

    @command
    async def write(self, actor: Actor, booking_id: BookingId, content: Content) -> OwnReview:
        """Hidden, or published together with the other side's, where that waits.

        Raises NotFound, InvalidInput, ReviewAuthorBarred, ReviewTooEarly, ReviewNotEligible,
        ReviewWindowClosed, ReviewExists.
        """
        at = self.clock.now()
        content = self._checked(content)
        async with self.open_uow() as uow:
            type_by(await uow.bookings.get(booking_id), actor.user_id)
            await _require_active(uow, actor.user_id)
            exchange = await self.desk.exchange(uow, booking_id)
            review = await self._begun(uow, actor, exchange, content)
            if exchange.of_type(review.review_type) is not None:
                raise ReviewExists
            await uow.reviews.add(review)
            await uow.publish(
                ReviewWritten(
                    review_id=review.id, booking_id=booking_id, reviewer_id=actor.user_id, at=at
                )
            )
            await self._tell_staff(uow, review)
            if self.desk.is_ready(exchange, review, at=at):
                review = await self.desk.reveal(uow, exchange, review, at=at)
            await uow.commit()
        return self._own(review)

    async def _begun(
        self, uow: ReviewsUow, actor: Actor, exchange: Exchange, content: Content
    ) -> Review:
        at, meeting = self.clock.now(), exchange.meeting
        booking = meeting.booking
        review_type = type_by(booking, actor.user_id)
        content.ratings.require_suit(review_type)
        closes_at = meeting.require_open(self.desk.policy, at=at)
        _require_unread(exchange, review_type, ReviewWindowClosed())
        urls = await self.photos.change(uow, actor.user_id, (), content.photo_urls, at=at)
        is_user = review_type is ReviewType.USER_TO_PARTNER
        review = Review(
            id=ReviewId(self.ids.uuid()),
            booking_id=booking.id,
            reviewer_id=actor.user_id,
            reviewee_id=booking.partner_id if is_user else booking.user_id,
            review_type=review_type,
            content=replace(content, photo_urls=urls),
            created_at=at,
            updated_at=at,
            closes_at=closes_at,
        )
        return self._screened(review)

    @command
    async def edit(self, actor: Actor, review_id: ReviewId, content: Content) -> OwnReview:
        """All of it anew, while nobody but its author can read it.

        Raises NotFound, InvalidInput, ReviewAuthorBarred, ReviewPublished.
        """
        at = self.clock.now()
        content = self._checked(content)
        async with self.open_uow() as uow:
            if (await uow.reviews.get(review_id)).reviewer_id != actor.user_id:
                raise NotFound
            await _require_active(uow, actor.user_id)
            exchange = await self.desk.exchange_of(uow, review_id)
            review = exchange.by_id(review_id)
            content.ratings.require_suit(review.review_type)
            _require_unread(exchange, review.review_type, ReviewPublished())
            review = review.reschedule(exchange.meeting.looked_at_again(self.desk.policy, at=at))
            edited = review.edited(content, at=at)
            urls = await self.photos.change(
                uow, actor.user_id, review.content.photo_urls, content.photo_urls, at=at
            )
            edited = replace(edited, content=replace(content, photo_urls=urls))
            saved = await self.desk.save(uow, self._screened(edited))
            await self._tell_staff(uow, saved)
            await uow.commit()
        return self._own(saved)

    async def mine(self, actor: Actor, *, after: Cursor | None, limit: int) -> Page[OwnReview]:
        """All that one has written, newest first, hidden ones included."""
        async with self.open_read() as uow:
            page = await uow.reviews.by(actor.user_id, after=after, limit=limit)
        return Page([self._own(review) for review in page.items], page.next)

    @command
    async def forget_photo(self, media_id: UUID) -> None:
        """No review shows a picture that was taken down; repeating it changes nothing."""
        async with self.open_uow() as uow:
            try:
                media = await uow.media.get(MediaId(media_id))
            except NotFound:
                return
            if media.kind is not MediaKind.IMAGE or media.is_shown:
                return
            for review in await uow.reviews.showing(media.owner_id, media.key):
                content = review.content
                urls = tuple(
                    url for url in content.photo_urls if PublicAddresses.key_of(url) != media.key
                )
                await uow.reviews.save(replace(review, content=replace(content, photo_urls=urls)))
            await uow.commit()

    def _screened(self, review: Review) -> Review:
        content = review.content
        cause = self.desk.found_in(content.comment)
        if cause is None:
            return review
        return review.held(cause, self.desk.policy, at=self.clock.now())

    async def _tell_staff(self, uow: ReviewsUow, review: Review) -> None:
        at = self.clock.now()
        await self.desk.tell_flagged(uow, review, at=at)
        if review.content.safety_note is not None:
            await uow.publish(
                SafetyNoteLeft(review_id=review.id, booking_id=review.booking_id, at=at)
            )

    def _checked(self, content: Content) -> Content:
        """Tidied. Raises InvalidInput."""
        policy = self.desk.policy
        comment, note = tidy_lines(content.comment or ""), tidy_lines(content.safety_note or "")
        require_length("comment", comment, 0, policy.comment_length)
        require_length("safetyNote", note, 0, policy.safety_note_length)
        return replace(content, comment=comment or None, safety_note=note or None)

    def _own(self, review: Review) -> OwnReview:
        return OwnReview(review, review.is_editable(at=self.clock.now()))


def _require_unread(
    exchange: Exchange, review_type: ReviewType, refusal: ReviewWindowClosed | ReviewPublished
) -> None:
    """Nobody writes once he may have read what the other side wrote, even when a dispute has
    opened the window again."""
    other = exchange.of_type(review_type.other)
    if other is not None and other.published_at is not None:
        raise refusal


async def _require_active(uow: ReviewsUow, user_id: UserId) -> None:
    if (await uow.users.get(user_id)).status is not UserStatus.ACTIVE:
        raise ReviewAuthorBarred
