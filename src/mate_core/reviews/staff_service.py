"""What staff do with reviews: look (audited), take away, put back, let through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mate_core.reviews.errors import ReviewOwnCase
from mate_core.reviews.model import Part, ResponseState, Review
from mate_core.reviews.ports import RatingMismatch, ReviewFilter, ReviewsUow
from mate_core.reviews.steps import Exchange, ReviewDesk
from mate_core.reviews.views import ReviewFile
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.ids import IdGenerator, ReviewId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class StaffReviewService:
    """For every member of staff, each decision with a reason that goes into the audit log.

    With `dry_run` everything is checked and nothing changes.
    """

    open_uow: Callable[[], ReviewsUow]
    open_read: Callable[[], ReviewsUow]
    clock: Clock
    ids: IdGenerator
    desk: ReviewDesk

    async def listed(
        self, actor: Actor, wanted: ReviewFilter, *, after: Cursor | None, limit: int
    ) -> Page[Review]:
        """What waits for staff: the most urgent first; all else newest first. Raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.reviews.queue(wanted, at=self.clock.now(), after=after, limit=limit)

    @command
    async def show(self, actor: Actor, review_id: ReviewId) -> ReviewFile:
        """With the safety note and the reports; the look is audited.

        Raises Forbidden, NotFound.
        """
        actor.require_staff()
        async with self.open_uow() as uow:
            review = await uow.reviews.get(review_id)
            reports = await uow.review_reports.of_review(review_id)
            earlier = await uow.audit.about(review_id)
            await self._audit(uow, actor, "review.read", review, "looked at the file")
            await uow.commit()
        return ReviewFile(review, reports, earlier)

    @command
    async def hide(
        self,
        actor: Actor,
        review_id: ReviewId,
        *,
        reason: str,
        part: Part = Part.REVIEW,
        dry_run: bool = False,
    ) -> Review:
        """Nobody reads it any more, nor does it count; or only its answer is taken away.

        Raises Forbidden, NotFound, InvalidInput, ReviewOwnCase, ReviewMoveRefused,
        NothingToDecide.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            review = (await self._taken(uow, actor, review_id, reason)).by_id(review_id)
            if part is Part.RESPONSE:
                hidden = review.with_response(ResponseState.HIDDEN, reason)
                hidden = await self.desk.save(uow, hidden)
            else:
                hidden = await self.desk.hide(uow, review, reason, at=at)
            await self.desk.close_reports(uow, hidden, part, at=at)
            if not dry_run:
                await self._audit(uow, actor, f"{part}.hide", hidden, reason)
                await uow.commit()
        return hidden

    @command
    async def restore(
        self,
        actor: Actor,
        review_id: ReviewId,
        *,
        reason: str,
        part: Part = Part.REVIEW,
        dry_run: bool = False,
    ) -> Review:
        """What was taken away can be read again, or waits for the other side as it did.

        Raises Forbidden, NotFound, InvalidInput, ReviewOwnCase, ReviewMoveRefused,
        NothingToDecide.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            exchange = await self._taken(uow, actor, review_id, reason)
            review = exchange.by_id(review_id)
            if part is Part.RESPONSE:
                restored = review.with_response(ResponseState.SHOWN, reason)
                restored = await self.desk.save(uow, restored)
            else:
                restored = await self.desk.settle(
                    uow, exchange, review.restored(reason, at=at), at=at
                )
            if not dry_run:
                await self._audit(uow, actor, f"{part}.restore", restored, reason)
                await uow.commit()
        return restored

    @command
    async def release(
        self, actor: Actor, review_id: ReviewId, *, reason: str, dry_run: bool = False
    ) -> Review:
        """What was held or reported is all right.

        Raises Forbidden, NotFound, InvalidInput, ReviewOwnCase, NothingToDecide.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            exchange = await self._taken(uow, actor, review_id, reason)
            review = exchange.by_id(review_id)
            released = await self.desk.settle(uow, exchange, review.released(reason, at=at), at=at)
            if review.shown_response is None:
                await self.desk.tell_answered(uow, released, at=at)
            await self.desk.close_reports(uow, released, None, at=at)
            if not dry_run:
                await self._audit(uow, actor, "review.release", released, reason)
                await uow.commit()
        return released

    async def verify(self) -> Sequence[RatingMismatch]:
        """Everybody whose ratings are not those of his visible reviews: ids and numbers only."""
        async with self.open_read() as uow:
            return await uow.rating_summaries.mismatches()

    async def _taken(
        self, uow: ReviewsUow, actor: Actor, review_id: ReviewId, reason: str
    ) -> Exchange:
        """Under its locks, by somebody who may decide about it."""
        actor.require_staff()
        require_reason(reason)
        exchange = await self.desk.exchange_of(uow, review_id)
        review = exchange.by_id(review_id)
        reports = await uow.review_reports.of_review(review_id)
        concerned = {
            review.reviewer_id,
            review.reviewee_id,
            *(each.reporter_id for each in reports),
        }
        if actor.user_id in concerned:
            raise ReviewOwnCase
        return exchange

    async def _audit(
        self, uow: ReviewsUow, actor: Actor, action: str, review: Review, reason: str
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.ids,
                actor,
                action=action,
                subject_type="review",
                subject_id=review.id,
                reason=reason,
                at=self.clock.now(),
                facts={"state": review.state.value, "booking": str(review.booking_id)},
            )
        )
