"""One review of a meeting: written blind, revealed with the other side's or when time is over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mate_core.reviews.errors import NothingToDecide, ResponseExists, ReviewPublished
from mate_core.reviews.policies import ReviewPolicy
from mate_core.reviews.ratings import Ratings, ReviewType
from mate_core.reviews.states import UNPUBLISHED, ReviewAction, ReviewState, move_of
from mate_core.shared.ids import BookingId, ReviewId, UserId


class FlagCause(StrEnum):
    """Why staff have to look; a closed list."""

    EXTORTION = "extortion"
    """The text joins money and rating (RULES 28)."""
    TERMS = "terms"
    """The text holds what listings may not say either."""
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Flag:
    """Waits for staff since `since`; they should decide before `decide_by`."""

    cause: FlagCause
    since: datetime
    decide_by: datetime
    overdue_since: datetime | None = None


class Part(StrEnum):
    """What of a review is meant: itself, or the answer to it."""

    REVIEW = "review"
    RESPONSE = "response"


class ResponseState(StrEnum):
    SHOWN = "SHOWN"
    HELD = "HELD"
    """Waits for staff."""
    HIDDEN = "HIDDEN"
    """Taken away by staff."""


@dataclass(frozen=True, slots=True)
class Response:
    """The one answer of the person who was reviewed."""

    id: UUID
    responder_id: UserId
    text: str = field(repr=False)
    created_at: datetime
    state: ResponseState = ResponseState.SHOWN


@dataclass(frozen=True, slots=True)
class Content:
    """What an author writes. `safety_note` is for staff alone (FEATURES 100)."""

    ratings: Ratings
    comment: str | None = field(default=None, repr=False)
    photo_urls: tuple[str, ...] = ()
    safety_note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Review:
    """What `reviewer_id` wrote about `reviewee_id`, the other party of the booking.

    `closes_at` is when its window was last known to close; `published_at` when it could first be
    read; `staff_note` why staff decided as they did, never shown to the parties.
    """

    id: ReviewId
    booking_id: BookingId
    reviewer_id: UserId
    reviewee_id: UserId
    review_type: ReviewType
    content: Content
    created_at: datetime
    updated_at: datetime
    closes_at: datetime
    state: ReviewState = ReviewState.SEALED
    published_at: datetime | None = None
    flag: Flag | None = None
    staff_note: str | None = field(default=None, repr=False)
    response: Response | None = None
    version: int = 0

    @property
    def ratings(self) -> Ratings:
        return self.content.ratings

    @property
    def is_visible(self) -> bool:
        return self.state is ReviewState.VISIBLE

    @property
    def shown_response(self) -> Response | None:
        """The answer, where everybody may read it."""
        response = self.response
        return response if response and response.state is ResponseState.SHOWN else None

    @property
    def due_at(self) -> datetime | None:
        """When the clock looks at it next: to reveal it, or to say that staff are late."""
        instants = []
        if self.state is ReviewState.SEALED:
            instants.append(self.closes_at)
        if self.flag is not None and self.flag.overdue_since is None:
            instants.append(self.flag.decide_by)
        return min(instants, default=None)

    def is_editable(self, *, at: datetime) -> bool:
        return self.state in UNPUBLISHED and self.published_at is None and at < self.closes_at

    def edited(self, content: Content, *, at: datetime) -> Review:
        """Raises ReviewPublished: never after it could be read, nor after its time."""
        if not self.is_editable(at=at):
            raise ReviewPublished
        return replace(self._moved(ReviewAction.EDIT, at=at), content=content)

    def held(self, cause: FlagCause, policy: ReviewPolicy, *, at: datetime) -> Review:
        """What waits for staff already goes on waiting, with its clock."""
        if self.state is ReviewState.HELD:
            return self
        return self._moved(ReviewAction.HOLD, at=at).flagged(cause, policy, at=at)

    def flagged(self, cause: FlagCause, policy: ReviewPolicy, *, at: datetime) -> Review:
        """For staff to look at; the first cause stays, and so does its clock."""
        if self.flag is not None:
            return self
        return replace(self, flag=Flag(cause, at, at + policy.decision))

    def overdue(self, *, at: datetime) -> Review:
        """Staff were told that they are late."""
        flag = self.flag
        return self if flag is None else replace(self, flag=replace(flag, overdue_since=at))

    def reschedule(self, closes_at: datetime) -> Review:
        """The window closes at another instant than was thought."""
        return replace(self, closes_at=closes_at)

    def published(self, *, at: datetime) -> Review:
        moved = self._moved(ReviewAction.PUBLISH, at=self.updated_at)
        return replace(moved, published_at=self.published_at or at)

    def released(self, note: str, *, at: datetime) -> Review:
        """Staff found nothing wrong: a held one is sealed again, a reported one stays.

        Raises NothingToDecide.
        """
        if self.flag is None:
            raise NothingToDecide
        kept = replace(self._shown_again(), flag=None, staff_note=note)
        action = ReviewAction.RELEASE if self.state is ReviewState.HELD else ReviewAction.KEEP
        return kept._moved(action, at=at)

    def hidden(self, note: str, *, at: datetime) -> Review:
        """Raises ReviewMoveRefused for what nobody can read and nobody held."""
        moved = self._moved(ReviewAction.HIDE, at=at)
        return replace(moved, flag=None, staff_note=note)

    def restored(self, note: str, *, at: datetime) -> Review:
        """Sealed, for the caller to publish when its time has come. Raises ReviewMoveRefused."""
        return replace(self._moved(ReviewAction.RESTORE, at=at), flag=None, staff_note=note)

    def answered(self, response: Response) -> Review:
        """Raises ResponseExists."""
        if self.response is not None:
            raise ResponseExists
        return replace(self, response=response)

    def with_response(self, state: ResponseState, note: str) -> Review:
        """Staff decided about the answer. Raises NothingToDecide where there is none."""
        if self.response is None:
            raise NothingToDecide
        response = replace(self.response, state=state)
        return replace(self, response=response, flag=None, staff_note=note)

    def _shown_again(self) -> Review:
        response = self.response
        if response is None or response.state is not ResponseState.HELD:
            return self
        return replace(self, response=replace(response, state=ResponseState.SHOWN))

    def _moved(self, action: ReviewAction, *, at: datetime) -> Review:
        return replace(self, state=move_of(self.state, action).to, updated_at=at)
