"""What bookings and their money must come to, in the plainest terms: the machine's oracle.

Nothing here is shared with the core but names of statuses; the arithmetic is done in fractions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor

from mate_core.bookings.transitions import BookingStatus as S
from mate_core.shared.ids import BookingId, UserId

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
BUFFER = timedelta(minutes=30)
PAGE = timedelta(minutes=15)
RESERVING = {S.CONFIRMED, S.PAID, S.IN_PROGRESS, S.COMPLETED}


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


@dataclass
class Story:
    """One booking as it should stand."""

    id: BookingId
    user: UserId
    partner: UserId
    start: datetime
    end: datetime
    subtotal: int
    created_at: datetime
    status: S = S.PENDING
    confirmed_at: datetime | None = None
    extended_until: datetime | None = None
    agreed: set[UserId] = field(default_factory=set)
    held: bool = False
    frozen: bool = False
    kept_percent: int = 100
    settle_at: datetime | None = None
    pages: list[datetime] = field(default_factory=list)
    """When each waiting gateway page closes; at most one."""
    cancelled_free_at: datetime | None = None

    @property
    def fee(self) -> int:
        return half_up(Fraction(self.subtotal * 15, 100))

    @property
    def total(self) -> int:
        return self.subtotal + self.fee

    @property
    def due_at(self) -> datetime | None:
        match self.status:
            case S.PENDING:
                return min(self.created_at + DAY, self.start)
            case S.CONFIRMED:
                assert self.confirmed_at is not None
                return self.extended_until or min(self.confirmed_at + 2 * HOUR, self.start)
            case S.PAID:
                return self.end + DAY
            case S.IN_PROGRESS:
                return self.end + (12 * HOUR if self.agreed else DAY)
            case _:
                return None

    def awaits_money(self, at: datetime, *, page: datetime) -> bool:
        """Whether money from the page that closes at `page` is in time, swept or not."""
        if self.status is not S.CONFIRMED or self.due_at is None:
            return False
        if self.extended_until is not None:
            return at < self.extended_until
        return at < max(self.due_at, min(max([page, *self.pages]), self.start))

    def time_of(self, person: UserId) -> tuple[datetime, datetime] | None:
        """What that person cannot use otherwise."""
        if self.status not in RESERVING or person not in (self.user, self.partner):
            return None
        return self.start, self.end if person == self.user else self.end + BUFFER

    def until(self, person: UserId) -> datetime:
        """When that person is free again: the partner still has a way to go."""
        return self.end + BUFFER if person == self.partner else self.end

    def cancel(self, *, kept_percent: int, at: datetime) -> None:
        self.status = S.CANCELLED
        self.pages.clear()
        if self.held:
            self.kept_percent = kept_percent
            self.settle_at = at if kept_percent == 0 else at + DAY


class Model:
    """All people's money and bookings."""

    def __init__(self) -> None:
        self.available: Counter[UserId] = Counter()
        self.held: Counter[UserId] = Counter()
        self.platform: Counter[str] = Counter()
        self.stories: dict[BookingId, Story] = {}

    def deposit(self, person: UserId, amount: int) -> None:
        self.available[person] += amount

    def is_free(self, person: UserId, start: datetime, end: datetime) -> bool:
        times = (story.time_of(person) for story in self.stories.values())
        return not any(time and time[0] < end and start < time[1] for time in times)

    def has_room(self, user: UserId, partner: UserId, at: datetime) -> bool:
        mine = [story for story in self.stories.values() if story.user == user]
        waiting = [story for story in mine if story.status in (S.PENDING, S.CONFIRMED)]
        future = [
            story
            for story in mine
            if story.status not in (S.CANCELLED, S.COMPLETED) and story.start > at
        ]
        with_partner = [story for story in future if story.partner == partner]
        return len(waiting) < 3 and len(with_partner) < 2 and len(future) < 5

    def decline_rivals(self, winner: Story, at: datetime) -> None:
        for story in self.stories.values():
            if story.status is S.PENDING and any(
                story.start < winner.until(person) and winner.start < story.until(person)
                for person in {winner.user, winner.partner} & {story.user, story.partner}
            ):
                story.cancel(kept_percent=0, at=at)

    def hold(self, story: Story) -> None:
        self.available[story.user] -= story.total
        self.held[story.user] += story.total
        story.held = True
        story.status = S.PAID
        story.pages.clear()

    def kept_percent(self, story: Story, at: datetime) -> int:
        """What a user who cancels now does not get back."""
        notice = story.start - at
        if notice < 6 * HOUR:
            return 100
        free = [
            other
            for other in self.stories.values()
            if other.user == story.user
            and other.cancelled_free_at is not None
            and other.cancelled_free_at >= at - 30 * DAY
        ]
        return 50 if notice < DAY or len(free) >= 3 else 0

    def pump(self, at: datetime) -> None:
        for story in self.stories.values():
            story.pages = [closes for closes in story.pages if closes > at]
            while story.due_at is not None and story.due_at <= at:
                self._act(story, at)
            due = story.settle_at is not None and story.settle_at <= at
            if due and story.held and not story.frozen:
                self.settle(story)

    def _act(self, story: Story, at: datetime) -> None:
        if story.status is S.IN_PROGRESS:
            self.complete(story, at)
        elif (
            story.status is S.CONFIRMED
            and story.pages
            and story.extended_until is None
            and story.start > at
        ):
            story.extended_until = min(story.pages[0], story.start)
        else:
            story.cancel(kept_percent=0, at=at)

    def complete(self, story: Story, at: datetime) -> None:
        story.status = S.COMPLETED
        story.settle_at = max(at, story.end) + DAY

    def settle(self, story: Story) -> None:
        back = Fraction(100 - story.kept_percent, 100)
        subtotal_back, fee_back = half_up(story.subtotal * back), half_up(story.fee * back)
        gross, fee = story.subtotal - subtotal_back, story.fee - fee_back
        vat, pit = half_up(Fraction(gross * 5, 100)), half_up(Fraction(gross * 2, 100))
        self.held[story.user] -= story.total
        self.available[story.user] += subtotal_back + fee_back
        self.available[story.partner] += gross - vat - pit
        self.platform["revenue"] += fee
        self.platform["tax_payable"] += vat + pit
        story.held = False
