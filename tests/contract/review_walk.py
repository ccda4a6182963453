"""Random steps over a few meetings, beside a model that knows what can be read and how it counts.

The model is told nothing by the code under test: it is the rules once more, in their plainest form.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from mate_adapters.memory.clock import VirtualClock
from mate_core.application import Application
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.reviews.model import Content
from mate_core.reviews.ratings import Ratings, ReviewType
from mate_core.reviews.reports import ReportReason
from mate_core.reviews.states import ReviewState
from mate_core.shared.actor import Actor, Role
from mate_core.shared.errors import Refusal
from mate_core.shared.ids import ReviewId, UserId
from mate_core.shared.ports import DueKind
from tests.contract.makers import DAY, NOW, a_booking, a_partner, a_user
from tests.contract.stores import Store

THREAT: Final = "Chuyển khoản 500k, nếu không thì 1 sao"
SEALED, HELD, VISIBLE, HIDDEN = ReviewState
SIDES: Final = tuple(ReviewType)
MEETINGS: Final = 4


class Op(StrEnum):
    WRITE = "write"
    WRITE_THREAT = "write_threat"
    EDIT = "edit"
    EDIT_THREAT = "edit_threat"
    REPORT = "report"
    RELEASE = "release"
    HIDE = "hide"
    RESTORE = "restore"
    WAIT = "wait"


class Step(NamedTuple):
    op: Op
    meeting: int
    side: ReviewType
    stars: int


@dataclass
class ModelReview:
    stars: int
    state: ReviewState
    id: ReviewId | None = None
    was_published: bool = False
    is_flagged: bool = False


@dataclass
class ModelMeeting:
    booking: Booking
    closes_at: datetime
    reviews: dict[ReviewType, ModelReview] = field(default_factory=dict)

    def may_write(self, side: ReviewType, now: datetime) -> bool:
        other = self.reviews.get(side.other)
        return now < self.closes_at and not (other and other.was_published)

    def settle(self, side: ReviewType, now: datetime) -> None:
        mine, other = self.reviews[side], self.reviews.get(side.other)
        if mine.state is not SEALED:
            return
        both = other is not None and (other.state is SEALED or other.was_published)
        if both or now >= self.closes_at or mine.was_published:
            for each in (mine, other):
                if each is not None and each.state is SEALED:
                    each.state, each.was_published = VISIBLE, True


@dataclass
class Walk:
    """One application on one store, in which four meetings have just ended."""

    app: Application
    store: Store
    clock: VirtualClock
    meetings: list[ModelMeeting] = field(default_factory=list)
    staff: Actor | None = None
    reporter: Actor | None = None
    reported: set[tuple[int, ReviewType]] = field(default_factory=set)

    async def begin(self) -> None:
        """Two partners, one of whom is also a user; two users: their numbers mix."""
        first, second = await a_partner(self.store), await a_partner(self.store)
        users = [(await a_user(self.store)).id, (await a_user(self.store)).id]
        self.staff = Actor((await a_user(self.store, role=Role.SUPPORT)).id, Role.SUPPORT)
        self.reporter = Actor((await a_user(self.store)).id)
        pairs = [(users[0], first.id), (users[1], first.id), (users[0], second.id)]
        for user_id, partner_id in [*pairs, (second.id, first.id)]:
            booking = await a_booking(
                self.store,
                user_id=user_id,
                partner_id=partner_id,
                status=BookingStatus.COMPLETED,
                started_at=NOW,
                completed_at=NOW,
            )
            self.meetings.append(ModelMeeting(booking, NOW + 14 * DAY))

    async def take(self, step: Step) -> None:
        """The same step in both; they agree about whether it is possible, and about the rest."""
        meeting = self.meetings[step.meeting]
        expected = self._model(meeting, step)
        refusal: Refusal | None = None
        try:
            await self._act(meeting, step)
        except Refusal as refused:
            refusal = refused
        assert (refusal is None) is expected, f"{step}: {refusal or 'was possible'}"
        await self.check()

    async def check(self) -> None:
        """What can be read, and every number, are those of the model."""
        async with self.store.open_read() as uow:
            for meeting in self.meetings:
                for review in meeting.reviews.values():
                    assert review.id is not None
                    assert (await uow.reviews.get(review.id)).state is review.state
            for person, side in self._people():
                summary = await uow.rating_summaries.get(person, side)
                assert (summary.overall.count, summary.overall.sum) == self._numbers(person, side)
                if side is ReviewType.USER_TO_PARTNER:
                    partner = await uow.partners.get(person)
                    shown = (partner.total_reviews, partner.rating_sum)
                    assert shown == self._numbers(person, side)
            assert await uow.rating_summaries.mismatches() == []

    def _people(self) -> set[tuple[UserId, ReviewType]]:
        bookings = [meeting.booking for meeting in self.meetings]
        return {(each.partner_id, ReviewType.USER_TO_PARTNER) for each in bookings} | {
            (each.user_id, ReviewType.PARTNER_TO_USER) for each in bookings
        }

    def _numbers(self, person: UserId, side: ReviewType) -> tuple[int, int]:
        stars = [
            review.stars
            for meeting in self.meetings
            if (review := meeting.reviews.get(side)) is not None
            and review.state is VISIBLE
            and _about(meeting.booking, side) == person
        ]
        return len(stars), sum(stars)

    def _model(self, meeting: ModelMeeting, step: Step) -> bool:
        """Take the step in the model; whether it is possible there."""
        review, now = meeting.reviews.get(step.side), self.clock.now()
        threat = step.op in (Op.WRITE_THREAT, Op.EDIT_THREAT)
        match step.op:
            case Op.WAIT:
                later = now + step.stars * DAY
                for each in self.meetings:
                    for side in tuple(each.reviews):
                        each.settle(side, later)
                return True
            case Op.WRITE | Op.WRITE_THREAT:
                if review is not None or not meeting.may_write(step.side, now):
                    return False
                state = HELD if threat else SEALED
                meeting.reviews[step.side] = ModelReview(step.stars, state, is_flagged=threat)
            case _ if review is None:
                return False
            case Op.EDIT | Op.EDIT_THREAT:
                blind = review.state in (SEALED, HELD) and not review.was_published
                if not (blind and meeting.may_write(step.side, now)):
                    return False
                review.stars = step.stars
                if threat:
                    review.state, review.is_flagged = HELD, True
                return True
            case Op.REPORT:
                key = (step.meeting, step.side)
                if review.state is VISIBLE and key not in self.reported:
                    review.is_flagged = True
                    self.reported.add(key)
                return review.state is VISIBLE
            case Op.RELEASE:
                if not review.is_flagged:
                    return False
                review.is_flagged = False
                review.state = SEALED if review.state is HELD else review.state
            case Op.HIDE:
                if review.state not in (HELD, VISIBLE):
                    return False
                review.state, review.is_flagged = HIDDEN, False
            case Op.RESTORE:
                if review.state is not HIDDEN:
                    return False
                review.state = SEALED
        meeting.settle(step.side, now)
        return True

    async def _act(self, meeting: ModelMeeting, step: Step) -> None:
        app, booking, review = self.app, meeting.booking, meeting.reviews.get(step.side)
        author = Actor(_by(booking, step.side))
        comment = THREAT if step.op in (Op.WRITE_THREAT, Op.EDIT_THREAT) else None
        content = Content(Ratings(step.stars), comment)
        review_id = (review and review.id) or ReviewId(booking.id)
        assert self.staff is not None
        assert self.reporter is not None
        staff: dict[Op, Callable[..., Awaitable[object]]] = {
            Op.RELEASE: app.staff_reviews.release,
            Op.HIDE: app.staff_reviews.hide,
            Op.RESTORE: app.staff_reviews.restore,
        }
        match step.op:
            case Op.WAIT:
                self.clock.advance(step.stars * DAY)
                await self._pump()
            case Op.WRITE | Op.WRITE_THREAT:
                own = await app.reviews.write(author, booking.id, content)
                meeting.reviews[step.side].id = own.review.id
            case Op.EDIT | Op.EDIT_THREAT:
                await app.reviews.edit(author, review_id, content)
            case Op.REPORT:
                await app.review_responses.report(self.reporter, review_id, ReportReason.SPAM)
            case _:
                await staff[step.op](self.staff, review_id, reason="looked at it")

    async def _pump(self) -> None:
        handle = self.app.due_handlers()[DueKind.REVIEW]
        while True:
            now = self.clock.now()
            async with self.store.due_rows.claim(DueKind.REVIEW, at=now, limit=50) as ids:
                for row_id in ids:
                    await handle(row_id)
                if not ids:
                    return


def _about(booking: Booking, side: ReviewType) -> UserId:
    return booking.partner_id if side is ReviewType.USER_TO_PARTNER else booking.user_id


def _by(booking: Booking, side: ReviewType) -> UserId:
    return booking.user_id if side is ReviewType.USER_TO_PARTNER else booking.partner_id


async def walk(app: Application, store: Store, clock: VirtualClock, steps: Sequence[Step]) -> None:
    """All of `steps`, everything checked after each."""
    it = Walk(app, store, clock)
    await it.begin()
    for step in steps:
        await it.take(step)
