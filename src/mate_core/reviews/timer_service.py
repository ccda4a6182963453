"""What the clock does with reviews: reveals them, and says when staff are late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.reviews.events import ReviewDecisionOverdue
from mate_core.reviews.ports import ReviewsUow
from mate_core.reviews.states import ReviewState
from mate_core.reviews.steps import ReviewDesk
from mate_core.shared.commands import command
from mate_core.shared.ids import ReviewId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ReviewTimerService:
    open_uow: Callable[[], ReviewsUow]
    clock: Clock
    desk: ReviewDesk

    @command
    async def act(self, review_id: ReviewId) -> bool:
        """Whatever is due about that review; False when nothing is any more."""
        at = self.clock.now()
        async with self.open_uow() as uow:
            exchange = await self.desk.exchange_of(uow, review_id)
            review = exchange.by_id(review_id)
            if review.due_at is None or review.due_at > at:
                return False
            if review.state is ReviewState.SEALED:
                # A dispute may have kept the window open: then it is looked at again.
                await self.desk.settle(uow, exchange, review, at=at)
            else:
                await self.desk.save(uow, review.overdue(at=at))
                await uow.publish(ReviewDecisionOverdue(review_id=review.id, at=at))
            await uow.commit()
        return True
