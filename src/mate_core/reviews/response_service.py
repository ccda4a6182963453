"""What people do with reviews that others wrote: answer the one about oneself, report any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mate_core.identity.model import UserStatus
from mate_core.reviews.errors import ReviewAuthorBarred, TooManyReports
from mate_core.reviews.model import FlagCause, Part, Response, ResponseState, Review
from mate_core.reviews.ports import ReviewsUow
from mate_core.reviews.reports import ReportReason, ReviewReport
from mate_core.reviews.steps import ReviewDesk
from mate_core.reviews.views import OwnResponse, ReportReceipt
from mate_core.reviews.visibility import require_shown
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IdGenerator, ReviewId, UserId
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length, tidy_lines

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReviewResponseService:
    open_uow: Callable[[], ReviewsUow]
    clock: Clock
    ids: IdGenerator
    desk: ReviewDesk

    @command
    async def respond(self, actor: Actor, review_id: ReviewId, text: str) -> OwnResponse:
        """The one answer of the person who was reviewed, once the review can be read.

        What joins money and rating is held for staff. Raises NotFound, InvalidInput,
        ReviewAuthorBarred, ResponseExists.
        """
        at = self.clock.now()
        text = tidy_lines(text)
        require_length("response", text, 1, self.desk.policy.response_length)
        async with self.open_uow() as uow:
            review = (await self.desk.exchange_of(uow, review_id)).by_id(review_id)
            if review.reviewee_id != actor.user_id or not review.is_visible:
                raise NotFound
            if (await uow.users.get(actor.user_id)).status is not UserStatus.ACTIVE:
                raise ReviewAuthorBarred
            cause = self.desk.found_in(text)
            state = ResponseState.SHOWN if cause is None else ResponseState.HELD
            response = Response(self.ids.uuid(), actor.user_id, text, at, state)
            answered = review.answered(response)
            if cause is not None:
                answered = answered.flagged(cause, self.desk.policy, at=at)
            await self.desk.save(uow, answered)
            await self.desk.tell_flagged(uow, answered, at=at)
            await self.desk.tell_answered(uow, answered, at=at)
            await uow.commit()
        return OwnResponse(review_id, response)

    @command
    async def report(
        self,
        actor: Actor,
        review_id: ReviewId,
        reason: ReportReason,
        *,
        part: Part = Part.REVIEW,
        details: str = "",
    ) -> ReportReceipt:
        """Staff have to look within 24 hours; reporting again changes nothing.

        Raises NotFound for what the reporter cannot read or wrote himself, InvalidInput,
        TooManyReports.
        """
        at = self.clock.now()
        details = tidy_lines(details)
        require_length("details", details, 0, self.desk.policy.report_details_length)
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])  # counted one at a time
            review = (await self.desk.exchange_of(uow, review_id)).by_id(review_id)
            await self._require_readable(uow, actor, review, part)
            earlier = await uow.review_reports.of_review(review_id)
            report = next((each for each in earlier if _is_same(each, actor, part)), None)
            if report is None:
                await self._require_room(uow, actor.user_id, at=at)
                report = ReviewReport(
                    id=self.ids.uuid(),
                    review_id=review_id,
                    reporter_id=actor.user_id,
                    part=part,
                    reason=reason,
                    details=details,
                    reported_at=at,
                    decide_by=at + self.desk.policy.decision,
                )
                await uow.review_reports.add(report)
                flagged = review.flagged(FlagCause.REPORTED, self.desk.policy, at=at)
                await self.desk.save(uow, flagged)
                await self.desk.tell_flagged(uow, flagged, at=at)
                await uow.commit()
        return ReportReceipt(review_id, report.reported_at, report.decide_by)

    async def _require_readable(
        self, uow: ReviewsUow, actor: Actor, review: Review, part: Part
    ) -> None:
        """Raises NotFound."""
        response = review.shown_response
        writer = review.reviewer_id if part is Part.REVIEW else response and response.responder_id
        if not review.is_visible or writer in (None, actor.user_id):
            raise NotFound
        if actor.user_id not in (review.reviewee_id, review.reviewer_id):
            person, kind = review.reviewee_id, review.review_type
            await require_shown(uow, actor.user_id, person, kind)

    async def _require_room(self, uow: ReviewsUow, reporter: UserId, *, at: datetime) -> None:
        allowed = self.desk.policy.reports_per_day
        sent = await uow.review_reports.since(reporter, at - _DAY)
        recent = [each for each in sent if each > at - _DAY]
        if len(recent) >= allowed:
            raise TooManyReports(recent[-allowed] + _DAY, limit=allowed)


def _is_same(report: ReviewReport, actor: Actor, part: Part) -> bool:
    return report.reporter_id == actor.user_id and report.part is part
